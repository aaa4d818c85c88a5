package policydoc

import (
	"regexp"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// placeholder matches what modules have people write in place of what they know
// themselves. None of its characters means anything to JSON or to policies.
var placeholder = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// replaced reads a document in which a placeholder is replaced.
func (r *Reader) replaced(parts []terraform.Value) any {
	old, known := parts[1].Text()
	if !known || !placeholder.MatchString(old) {
		return nothing{}
	}
	return put(r.document(parts[0]), old, parts[2])
}

// put returns a copy of a document with a value in place of a text. What isn't known
// may have that text in it and stays unknown.
func put(node any, old string, v terraform.Value) any {
	switch node := node.(type) {
	case map[string]any:
		out := make(map[string]any, len(node))
		for key, value := range node {
			if strings.Contains(key, old) {
				return nothing{}
			}
			out[key] = put(value, old, v)
		}
		return out
	case []any:
		out := make([]any, len(node))
		for i := range node {
			out[i] = put(node[i], old, v)
		}
		return out
	case string:
		return whole(split(node, old, v))
	case terraform.Pieces:
		var out terraform.Pieces
		for _, p := range node {
			if p.Hole == nil {
				out = out.Add(split(p.Known, old, v)...)
				continue
			}
			if text, ok := p.Hole.Name(); ok && strings.Contains(text, old) {
				return nothing{}
			}
			out = out.Add(p)
		}
		return out
	case leaf:
		text, ok := node.value.Name()
		switch {
		case !ok || !strings.Contains(text, old):
		case node.value.Symbolic() || terraform.MadeUp(text) || node.vars && strings.Contains(text, "&{"):
			return nothing{}
		default:
			return whole(split(text, old, v))
		}
	}
	return node
}

// split returns a text with a value in place of each occurrence of another text.
func split(s, old string, v terraform.Value) terraform.Pieces {
	hole := terraform.Piece{Hole: &v}
	if known, ok := v.Text(); ok {
		hole = terraform.Piece{Known: known}
	}
	var out terraform.Pieces
	for i, known := range strings.Split(s, old) {
		if i > 0 {
			out = out.Add(hole)
		}
		if known != "" {
			out = out.Add(terraform.Piece{Known: known})
		}
	}
	return out
}

// whole returns the text that pieces are, themselves if they have holes.
func whole(pieces terraform.Pieces) any {
	if known, ok := pieces.Whole(); ok {
		return known
	}
	return pieces
}
