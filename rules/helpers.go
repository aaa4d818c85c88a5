package rules

import (
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// enabled says whether a switch that is off by default is on.
func enabled(v terraform.Value) tri.Verdict {
	if v.Null() == tri.Yes {
		return tri.No
	}
	on, ok := v.Bool()
	switch {
	case !ok:
		return tri.Unknown
	case on:
		return tri.Yes
	}
	return tri.No
}

// anchor returns where an issue about an argument is shown: its expression, or
// the header of the block that lacks it.
func anchor(v terraform.Value, block *hclext.Block) hcl.Range {
	if v.Written() {
		return v.Range
	}
	return block.DefRange
}

// ofResource returns the buckets of a resource.
func ofResource(inv *s3.Inventory, r *terraform.Resource) []*s3.Bucket {
	var out []*s3.Bucket
	for _, b := range inv.Buckets {
		if b.Instance.Resource == r {
			out = append(out, b)
		}
	}
	return out
}

// elsewhere returns whether a resource of a type outside of a well-known module may
// come to life with other inputs: it may then be in the way of what the module is
// told to make. Those of other well-known modules are for their own buckets.
func elsewhere(root *terraform.Module, typ string) func(*terraform.Module) bool {
	dormant := sync.OnceValue(func() bool {
		for r := range root.Tree(typ) {
			if !r.Module.Known() && (len(r.Instances()) == 0 || r.Instances()[0].Symbolic) {
				return true
			}
		}
		return false
	})
	// As far as anybody knows, for other modules, whose arguments are of no use.
	return func(module *terraform.Module) bool { return !module.Known() || dormant() }
}
