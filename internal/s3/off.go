package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// SwitchedOff reports whether the configuration has a statement ready that denies under
// a condition on the key, or on one that is about the same, and switches it off: by a
// conditional, a dynamic block over nothing, or a document with count = 0.
func (p *BucketPolicy) SwitchedOff(key string) bool {
	off := p.Argument.Off()
	r, about := newReader(), subject(key)
	for _, b := range off.Blocks {
		blocks := []*terraform.Block{b}
		if b.Block.Type == "data" {
			blocks = b.Blocks("statement")
		}
		if deniesAbout(r.statements(blocks), about) {
			return true
		}
	}
	for _, v := range off.Values {
		if deniesAbout(r.any(v), about) || writesAbout(v, about) {
			return true
		}
	}
	return false
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

// any reads a value that may be a policy, a statement, or a list of either.
func (r *reader) any(v terraform.Value) any {
	if isText(v.Cty) {
		return r.document(v)
	}
	tree := r.tree(v)
	list, ok := tree.([]any)
	if !ok {
		return tree
	}
	for i, member := range r.members(v) {
		if i < len(list) && isText(member.Cty) {
			list[i] = r.document(member)
		}
	}
	return list
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
		if isDeny(tree["Effect"]) {
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

func isDeny(effect any) bool {
	if l, ok := effect.(leaf); ok {
		return l.value.Is("Deny") == tri.Yes
	}
	return effect == "Deny"
}

// writesAbout reports whether a value is part of a policy's text that denies about the
// subject.
func writesAbout(v terraform.Value, about string) bool {
	if !isText(v.Cty) {
		return false
	}
	var text strings.Builder
	for _, p := range v.Pieces() {
		text.WriteString(p.Text)
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
