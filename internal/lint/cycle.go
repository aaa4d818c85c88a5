package lint

import (
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// independent fails if what a block is going to refer to depends on that block, by
// references or depends_on, however many others are between: Terraform refuses
// cycles.
func (e *Edit) independent(address string, of *terraform.Resource) error {
	u, err := e.runner.takeUsers()
	if err != nil {
		return err
	}
	for _, use := range u.index.Of(of.Address.Local(), nil, func(*usage.Block) bool { return true }) {
		if use.By.Address == address || use.By.Type == usage.JSON {
			return fmt.Errorf("%w: %s may depend on %s", tflint.ErrFixNotSupported, address, of.Address)
		}
	}
	return nil
}
