package policydoc

import (
	"strconv"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// The characters around the number of a part that isn't known. They are of a
// private use area, which no policy has.
const (
	partOpens  = "\ue002"
	partCloses = "\ue003"
)

// jsonText is the text of a template whose unknown parts have a number in
// their place.
type jsonText struct {
	text   strings.Builder
	values []terraform.Value
	whole  map[int]bool // parts that stand for a whole value of JSON
	quoted bool         // the text so far ends within a string
	escape bool         // and in an escape sequence
	broken bool
}

// text reads a template that renders to JSON, part by part. It must be JSON
// whatever its unknown parts are, each a text within a string or a value.
func (r *Reader) text(parts []terraform.Value) any {
	t := &jsonText{whole: map[int]bool{}}
	for _, part := range parts {
		if text, ok := part.Name(); ok && !part.Symbolic() {
			t.known(text)
		} else {
			t.unknown(part)
		}
	}
	if t.broken {
		return nothing{}
	}
	return r.resolve(parseJSON(t.text.String()), t)
}

// known appends known text.
func (t *jsonText) known(text string) {
	t.broken = t.broken || strings.Contains(text, partOpens)
	for i := range len(text) {
		switch c := text[i]; {
		case t.escape:
			t.escape = false
		case c == '\\':
			t.escape = t.quoted
		case c == '"':
			t.quoted = !t.quoted
		}
	}
	t.text.WriteString(text)
}

// unknown appends an unknown part.
func (t *jsonText) unknown(v terraform.Value) {
	n := len(t.values)
	t.values = append(t.values, v)
	text, symbolic := v.Name()
	switch {
	case t.escape,
		t.quoted && symbolic && strings.ContainsAny(text, "\"\\\n"),
		t.quoted && !symbolic && v.Quotes():
		t.broken = true // it may end the string, or the escape
	case t.quoted:
		t.text.WriteString(partOpens + strconv.Itoa(n) + partCloses)
	default:
		t.whole[n] = true
		t.text.WriteString(`"` + partOpens + strconv.Itoa(n) + partCloses + `"`)
	}
}

// resolve puts the parts back.
func (r *Reader) resolve(node any, t *jsonText) any {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			if strings.Contains(key, partOpens) {
				return nothing{}
			}
			node[key] = r.resolve(value, t)
		}
	case []any:
		for i := range node {
			node[i] = r.resolve(node[i], t)
		}
	case string:
		return r.resolveString(node, t)
	}
	return node
}

func (r *Reader) resolveString(s string, t *jsonText) any {
	var out terraform.Pieces
	for {
		before, rest, found := strings.Cut(s, partOpens)
		if before != "" {
			out = out.Add(terraform.Piece{Known: before})
		}
		if !found {
			break
		}
		number, after, _ := strings.Cut(rest, partCloses)
		n, err := strconv.Atoi(number)
		if err != nil || n >= len(t.values) {
			return nothing{}
		}
		if t.whole[n] {
			return r.document(t.values[n]) // a whole value of JSON
		}
		out = out.Add(terraform.Piece{Hole: &t.values[n]})
		s = after
	}
	return whole(out)
}
