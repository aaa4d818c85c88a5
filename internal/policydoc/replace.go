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
		return split(node, old, v)
	case mixed:
		var out mixed
		for _, part := range node {
			if value, ok := part.(terraform.Value); ok {
				if text, ok := value.Name(); ok && strings.Contains(text, old) {
					return nothing{}
				}
				out = append(out, part)
				continue
			}
			text, _ := part.(string)
			switch pieces := split(text, old, v).(type) {
			case mixed:
				out = append(out, pieces...)
			default:
				out = append(out, pieces)
			}
		}
		return out
	case leaf:
		text, ok := node.value.Name()
		switch {
		case !ok || !strings.Contains(text, old):
		case node.value.Symbolic() || terraform.MadeUp(text) || node.vars && strings.Contains(text, "&{"):
			return nothing{}
		default:
			return split(text, old, v)
		}
	}
	return node
}

// split returns a text with a value in place of each occurrence of another text.
func split(s, old string, v terraform.Value) any {
	pieces := strings.Split(s, old)
	if text, ok := v.Text(); ok || len(pieces) == 1 {
		return strings.Join(pieces, text)
	}
	var out mixed
	for i, piece := range pieces {
		if i > 0 {
			out = append(out, v)
		}
		if piece != "" {
			out = append(out, piece)
		}
	}
	return out
}
