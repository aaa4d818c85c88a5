package s3

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"

// Switches returns what decides whether something is there, in the module of an
// instance, that would configure it: the counts and collections of resources of a
// type, and of the instance's own dynamic blocks of some types.
func Switches(inst *terraform.Instance, typ string, blocks ...string) []terraform.Value {
	var out []terraform.Value
	for _, block := range blocks {
		out = append(out, inst.Elements(block)...)
	}
	for _, r := range inst.Resource.Module.Resources(typ) {
		out = append(out, r.Argument("count"), r.Argument("for_each"))
	}
	return out
}
