package remedy

import (
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Write returns the fix that writes an argument of a block, as set does.
func Write(block *hclext.Block, name string, old terraform.Value, value string, after ...string) func() (lint.Fix, error) {
	return func() (lint.Fix, error) {
		return lint.Fix{Wants: value, Do: func(e *lint.Edit) error { return set(e, block, name, old, value, after...) }}, nil
	}
}

// None is the fix of an answer to which there is none, for a reason.
func None(why error) func() (lint.Fix, error) {
	return func() (lint.Fix, error) { return lint.Fix{}, why }
}
