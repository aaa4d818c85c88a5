package s3

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"

// RotatableResources returns the resources of which every instance is a key that
// can be rotated, whatever the inputs: a fix changes them all.
func (inv *Inventory) RotatableResources() map[*terraform.Resource]bool {
	out := map[*terraform.Resource]bool{}
	for _, k := range inv.Keys {
		r := k.Instance.Resource
		if _, seen := out[r]; !seen {
			out[r] = true
		}
		out[r] = out[r] && k.Rotatable == terraform.Yes
		for _, name := range []string{"customer_master_key_spec", "key_usage", "custom_key_store_id", "xks_key_id", "is_enabled"} {
			out[r] = out[r] && settled(k.Instance.Argument(name), r.Module)
		}
	}
	return out
}

// settled reports whether an argument says the same whatever the inputs of the
// module under inspection. Of a well-known module, the call's arguments count.
func settled(v terraform.Value, m *terraform.Module) bool {
	if !m.Known() {
		return v.Settled()
	}
	for _, input := range v.Inputs() {
		if input.Argument.Written() && !input.Argument.Settled() {
			return false
		}
	}
	return true
}
