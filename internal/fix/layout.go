package fix

import (
	"bytes"
	"strings"
)

// layout is how new JSON elements are set.
type layout struct {
	flat   bool   // all on one line
	blank  string // after a comma or colon of a flat element
	sep    string // between elements
	indent string // of an element
	step   string // of what is in it
}

// oneLine makes a layout flat if the text it has to fit has no line end, and
// otherwise sets its separator.
func (p *layout) oneLine(text []byte, sep string) bool {
	p.flat = bytes.IndexByte(text, '\n') < 0
	if p.flat {
		if bytes.Contains(text, []byte(`": `)) {
			p.blank = " "
		}
		sep = "," + p.blank
	}
	p.sep = sep
	return p.flat
}

func (p *layout) join(elements []*template) string {
	var texts []string
	for _, e := range elements {
		texts = append(texts, p.text(e))
	}
	return strings.Join(texts, p.sep)
}

// text returns the source of an element with each of its lines indented by
// the brackets that are open.
func (p *layout) text(t *template) string {
	var out strings.Builder
	depth, broken := 0, false
	for r := (jsonReader{text: t.text}); r.i < len(r.text); {
		start := r.i
		c := r.text[start]
		if strings.IndexByte(jsonSpace, c) >= 0 {
			r.i++
			broken = broken || c == '\n'
			if !p.flat && !broken {
				out.WriteByte(c)
			}
			continue
		}
		if c == '}' || c == ']' {
			depth--
		}
		if broken && !p.flat {
			out.WriteString("\n" + p.indent + strings.Repeat(p.step, depth))
		}
		broken = false
		if c == '"' {
			r.str()
		} else {
			r.i++
		}
		out.WriteString(t.source(start, r.i))
		switch c {
		case '{', '[':
			depth++
		case ',', ':':
			if p.flat {
				out.WriteString(p.blank)
			}
		}
	}
	return out.String()
}
