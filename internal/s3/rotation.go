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
			out[r] = out[r] && k.Instance.Argument(name).Settled()
		}
	}
	return out
}
