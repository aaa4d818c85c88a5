package rules

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// enabled says whether a switch that is off by default is on.
func enabled(v terraform.Value) terraform.Verdict {
	if v.Null() == terraform.Yes {
		return terraform.No
	}
	on, ok := v.Bool()
	switch {
	case !ok:
		return terraform.Unknown
	case on:
		return terraform.Yes
	}
	return terraform.No
}

// anchor returns where an issue about an argument is shown: its expression, or
// the header of the block that lacks it.
func anchor(v terraform.Value, block *hclext.Block) hcl.Range {
	if v.Written() {
		return v.Range
	}
	return block.DefRange
}
