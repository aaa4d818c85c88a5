package policydoc

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Unknown stands for a part of a text that isn't known.
const Unknown = "\x00"

// Text returns the text of a node, with Unknown for what isn't known of it, false for
// what may be no text.
func Text(node any) (string, bool) {
	switch node := node.(type) {
	case string:
		return node, true
	case leaf:
		return valueText(node.value)
	case terraform.Pieces:
		var out strings.Builder
		for _, p := range node {
			out.WriteString(p.Known)
			if p.Hole != nil {
				text, _ := valueText(*p.Hole)
				out.WriteString(text)
			}
		}
		return out.String(), true
	}
	return "", false
}

func valueText(v terraform.Value) (string, bool) {
	if text, known := v.Name(); known {
		return text, true
	}
	var out strings.Builder
	whole := true
	for _, p := range v.Pieces() {
		if p.Hole != nil {
			out.WriteString(Unknown)
			whole = false
		}
		out.WriteString(p.Known)
	}
	return out.String(), whole || out.Len() > len(Unknown)
}

// Value returns the value of the configuration that a node is, if it is one.
func Value(node any) (terraform.Value, bool) {
	l, ok := node.(leaf)
	return l.value, ok
}

// OneOrMore returns a list, or a single value as one.
func OneOrMore(v any) []any {
	if list, ok := v.([]any); ok || v == nil {
		return list
	}
	return []any{v}
}

// Allows says whether an effect is Allow.
func Allows(effect any) tri.Answer {
	switch text, known := Text(effect); {
	case effect == perhapsAllow{}:
		return tri.Unknown
	case !known, text != "Allow":
		return tri.No
	}
	return tri.Yes
}

// Denies reports whether an effect surely is Deny.
func Denies(effect any) bool {
	if l, ok := effect.(leaf); ok {
		return l.value.Is("Deny") == tri.Yes
	}
	return effect == "Deny"
}
