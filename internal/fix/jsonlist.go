package fix

import (
	"bytes"
	"strings"
)

// jsonList is a list in the JSON text of a template, or an object in place of
// one. The ends are those of Go's slices.
type jsonList struct {
	*template
	rootStart, rootEnd int // the outermost object
	key                int // where the key starts
	start, end         int // the value, with its brackets
}

// jsonEdit puts template source, as in a heredoc, in place of a part of the
// text.
type jsonEdit struct {
	start, end int
	text       string
}

// list finds the list under a key of the outermost object. It is strict with
// the members of that object, and of the rest only matches brackets.
func (t *template) list(key string) (jsonList, error) {
	list := jsonList{template: t}
	r := jsonReader{text: t.text}
	found := 0
	list.rootStart = r.space()
	if !r.eat('{') {
		return list, unsupported("the text doesn't start with an object")
	}
	for first := true; first && r.peek() != '}' || !first && r.eat(','); first = false {
		at := r.space()
		name, ok := r.key()
		if !ok || !r.eat(':') {
			return list, unsupported("the text has no plain key where one must be")
		}
		start := r.space()
		if !r.value() {
			return list, unsupported("the text has no whole value for %q", name)
		}
		if name == key {
			found++
			list.key, list.start, list.end = at, start, r.i
		}
	}
	if !r.eat('}') {
		return list, unsupported("the text's object doesn't go on or end plainly")
	}
	if list.rootEnd = r.i; r.space() < len(t.text) {
		return list, unsupported("the text goes on after its object")
	}
	if found != 1 {
		return list, unsupported("the text has %d values for %s, not one", found, key)
	}
	if c := t.text[list.start]; c != '[' && c != '{' {
		return list, unsupported("the value of %s is not a list written out", key)
	}
	if end := list.lastEnd(); t.text[list.start] == '[' && bytes.IndexByte([]byte{',', hole}, t.text[end-1]) >= 0 {
		return list, unsupported("the list of %s doesn't end in a whole element", key)
	}
	return list, nil
}

// lastEnd returns where the last element ends, or else the bracket.
func (l jsonList) lastEnd() int {
	return l.start + len(bytes.TrimRight(l.text[l.start:l.end-1], jsonSpace))
}

// lastStart returns where the last element starts.
func (l jsonList) lastStart() int {
	r := jsonReader{text: l.text[:l.end-1], i: l.start + 1}
	start := r.space()
	for r.i < len(r.text) {
		switch c := r.text[r.i]; {
		case c == ',':
			r.i++
			start = r.space()
		case !r.value():
			r.i++
		}
	}
	return start
}

// edits returns what appends elements to the list.
func (l jsonList) edits(elements []*template) []jsonEdit {
	p := layout{step: l.step()}
	value := l.text[l.start:l.end]
	switch last := l.lastEnd(); {
	case l.text[l.start] == '{':
		p.indent = l.indent(l.start)
		p.oneLine(value, ", ")
		return []jsonEdit{{l.start, l.start, "["}, {l.end, l.end, p.sep + p.join(elements) + "]"}}
	case last == l.start+1:
		outer := l.indent(l.start)
		p.indent = outer + p.step
		p.sep = ",\n" + p.indent
		text := "\n" + p.indent + p.join(elements) + "\n" + outer
		if p.oneLine(l.text[l.rootStart:l.rootEnd], p.sep) {
			text = p.join(elements)
		}
		return []jsonEdit{{last, l.end - 1, text}}
	default:
		p.indent = l.indent(l.lastStart())
		p.step = l.stepIn(l.lastStart(), p.step)
		sep := ", "
		if bytes.IndexByte(l.text[last:l.end], '\n') >= 0 {
			sep = ",\n" + p.indent
		}
		p.oneLine(value, sep)
		return []jsonEdit{{last, last, p.sep + p.join(elements)}}
	}
}

// step returns one step of indentation: that of the key, where it shows.
func (l jsonList) step() string {
	outer := l.indent(l.rootStart)
	if step, ok := strings.CutPrefix(l.indent(l.key), outer); ok && step != "" {
		return step
	}
	return strings.TrimPrefix(deeper(outer), outer)
}

// stepIn returns the step of indentation in an object that begins a line, or else the
// one that is given.
func (l jsonList) stepIn(object int, other string) string {
	r := jsonReader{text: l.text, i: object}
	outer := l.indent(object)
	if !r.eat('{') || !bytes.HasSuffix(l.text[:object], []byte("\n"+outer)) {
		return other
	}
	member := r.space()
	if step, ok := strings.CutPrefix(l.indent(member), outer); ok && step != "" && bytes.IndexByte(l.text[object:member], '\n') >= 0 {
		return step
	}
	return other
}
