package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// RotatableResources returns the resources of which every instance is a key that can
// be rotated and is switched on, whatever the inputs: a fix changes them all, and KMS
// may refuse to change the rotation of a disabled key.
func (inv *Inventory) RotatableResources() map[*terraform.Resource]bool {
	out := map[*terraform.Resource]bool{}
	for _, k := range inv.Keys {
		r := k.Instance.Resource
		before, seen := out[r]
		out[r] = (before || !seen) && k.Always(func(k *Key) bool { return k.Rotatable.And(k.Active()) == tri.Yes })
	}
	return out
}
