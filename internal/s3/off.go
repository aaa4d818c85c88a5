package s3

import (
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// SwitchedOff reports whether the configuration has a statement ready that denies under
// a condition on the key, or on one that is about the same, and switches it off: by a
// conditional, a dynamic block over nothing, or a document with count = 0.
func (p *BucketPolicy) SwitchedOff(key string) bool {
	off, about := p.Argument.Off(), subject(key)
	return deniesAbout(policydoc.NewReader().Off(off), about) ||
		slices.ContainsFunc(off.Values, func(v terraform.Value) bool { return writesAbout(v, about) })
}

// subject returns what a condition key is about: the condition keys of TLS are one
// subject, and those of the encryption of uploads another one.
func subject(key string) string {
	key = strings.ToLower(key)
	switch {
	case strings.HasPrefix(key, "s3:x-amz-server-side-encryption"):
		return "encryption"
	case key == "aws:securetransport", key == "s3:tlsversion":
		return "TLS"
	}
	return key
}

// deniesAbout reports whether a statement somewhere in a tree surely is a Deny with a
// condition about the subject.
func deniesAbout(tree any, about string) bool {
	switch tree := tree.(type) {
	case []any:
		for _, node := range tree {
			if deniesAbout(node, about) {
				return true
			}
		}
	case map[string]any:
		if policydoc.Denies(tree["Effect"]) {
			operators, _ := tree["Condition"].(map[string]any)
			for _, keys := range operators {
				keys, _ := keys.(map[string]any)
				for key := range keys {
					if subject(key) == about {
						return true
					}
				}
			}
		}
		for _, node := range tree {
			if deniesAbout(node, about) {
				return true
			}
		}
	}
	return false
}

// writesAbout reports whether a value is part of a policy's text that denies about the
// subject.
func writesAbout(v terraform.Value, about string) bool {
	var text strings.Builder
	for _, p := range v.Pieces() {
		text.WriteString(p.Known)
	}
	if !strings.Contains(text.String(), `"Deny"`) {
		return false
	}
	for quoted := range strings.SplitSeq(text.String(), `"`) {
		if subject(quoted) == about {
			return true
		}
	}
	return false
}
