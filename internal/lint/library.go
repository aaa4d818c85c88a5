package lint

import (
	"fmt"
	"slices"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// ConfiguredHere fails if the callers of the module may configure a bucket: the
// module is made to be called, as far as its files show, and hands the bucket out, or
// is handed its name; or if another block of the module does. S3 keeps one policy and one encryption configuration for a
// bucket, and a second one would take the place of the callers'.
func (e *Edit) ConfiguredHere(bucket *terraform.Resource) error {
	u, err := e.usersOf(bucket)
	if err != nil {
		return err
	}
	return u.configuredHere(u.twins[bucket], u.names(bucket), u.uses(bucket))
}

// configuredHere is ConfiguredHere for a bucket by its names and uses.
func (u *users) configuredHere(twin bool, names []string, uses []usage.Use) error {
	if twin {
		return fmt.Errorf("%w: another block has a bucket of the same name", tflint.ErrFixNotSupported)
	}
	if u.outermost() {
		return nil
	}
	for _, use := range uses {
		if use.By.Type == "output" || use.By.Type == "aws_ssm_parameter" || use.By.Type == usage.JSON {
			return fmt.Errorf("%w: the module hands the bucket out, and its callers may configure it", tflint.ErrFixNotSupported)
		}
	}
	// A name that is known has been given to this very run, or is a default, which no
	// module that is made to be called has.
	if !slices.ContainsFunc(names, usage.Known) && slices.ContainsFunc(names, usage.Inputs) {
		return fmt.Errorf("%w: the callers of the module name the bucket, and may configure it", tflint.ErrFixNotSupported)
	}
	return nil
}

// outermost reports whether the module says what only root modules say: how a provider
// is configured, or where the state is kept.
func (u *users) outermost() bool {
	for _, b := range u.index.OfType("provider") {
		// With nothing but an alias it is the old way to take a provider from the caller.
		if len(b.Body.Attributes) != 1 || b.Body.Attributes["alias"] == nil || len(b.Body.Blocks) > 0 {
			return true
		}
	}
	for _, b := range u.index.OfType("terraform") {
		for _, n := range b.Body.Blocks {
			if n.Type == "backend" || n.Type == "cloud" {
				return true
			}
		}
	}
	return false
}
