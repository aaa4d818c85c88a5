package remedy

import (
	"regexp"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// ofState recognises what is called after Terraform's state.
var ofState = regexp.MustCompile(`(?i)terraform|terragrunt|tofu|tf.?(state|backend|lock)|remote.?state|(^|[^a-z])state([^a-z]|$)`)

// holdsNoState fails if a bucket may hold Terraform's state, which Terraform writes
// with AES256 or no header: a statement about uploads would lock it out of its own
// state.
func holdsNoState(s *lint.Snapshot, bucket *terraform.Resource) error {
	u, err := usersOf(s, bucket)
	if err != nil {
		return err
	}
	state, known := u.state[bucket]
	if !known {
		// The key of the table in which states are locked has to be called that.
		state = u.index.HasName("aws_dynamodb_table", "LockID") || ofState.MatchString(bucket.Address.Name) ||
			slices.ContainsFunc(u.names(bucket), ofState.MatchString)
		u.state[bucket] = state
	}
	if state {
		return whyState.Refuse("the bucket may hold the state of Terraform")
	}
	return nil
}
