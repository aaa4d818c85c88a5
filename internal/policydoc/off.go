package policydoc

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"

// Off reads the policies and statements that the configuration has ready and switches off.
func (r *Reader) Off(off terraform.Off) []any {
	var out []any
	for _, b := range off.Blocks {
		blocks := []*terraform.Block{b}
		if b.Block.Type == "data" {
			blocks = b.Blocks("statement")
		}
		out = append(out, r.statements(blocks)...)
	}
	for _, v := range off.Values {
		out = append(out, r.any(v))
	}
	return out
}

// any reads a value that may be a policy, a statement, or a list of either.
func (r *Reader) any(v terraform.Value) any {
	if isText(v.Cty) {
		return r.document(v)
	}
	tree := r.tree(v)
	list, ok := tree.([]any)
	if !ok {
		return tree
	}
	for i, member := range r.members(v, false) {
		if i < len(list) && isText(member.Cty) {
			list[i] = r.document(member)
		}
	}
	return list
}
