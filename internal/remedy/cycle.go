package remedy

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// independent fails if what a block is going to refer to depends on that block, by
// references or depends_on, however many others are between: Terraform refuses
// cycles.
func independent(s *lint.Snapshot, address string, of *terraform.Resource) error {
	u := usersIn.Of(s)
	for _, use := range u.index.Of(of.Address.Local(), nil, func(*usage.Block) bool { return true }) {
		if use.By.Address == address || use.By.Type == usage.JSON {
			return whyCycle.Refuse("%s may depend on %s", address, of.Address)
		}
	}
	return nil
}
