package lint

import (
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// OnlyTLS fails if something reads a bucket over plain HTTP: its website, or a
// distribution.
func (e *Edit) OnlyTLS(bucket *terraform.Resource) error {
	if bucket.Ignores("website") {
		return fmt.Errorf("%w: the bucket may serve a website", tflint.ErrFixNotSupported)
	}
	u, err := e.usersOf(bucket)
	if err != nil {
		return err
	}
	return u.onlyTLS(u.uses(bucket))
}

func (u *users) onlyTLS(uses []usage.Use) error {
	for _, use := range uses {
		if t := u.traitsOf(use.By); t.website || t.plainHTTP {
			return fmt.Errorf("%w: %s at %s may read the bucket over plain HTTP", tflint.ErrFixNotSupported, use.By.Type, use.By.Range)
		}
	}
	return nil
}
