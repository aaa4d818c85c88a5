package rules

import (
	"errors"
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// uploadRule is a rule about the uploads that bucket policies deny.
type uploadRule struct {
	// concerns picks the buckets. Those that surely receive logs under SSE-S3 only are
	// left out anyhow; those that perhaps do aren't fixed.
	concerns func(*s3.Bucket) bool
	// allowDefault is set if uploads without encryption header are to be admitted.
	allowDefault bool
	// missing says what follows for a bucket without a policy.
	missing func(*s3.Bucket) string
	// judge returns what is wrong with the policy of a bucket, nil if nothing surely
	// is, and whether the policy locks the bucket.
	judge func(*s3.Bucket) (f *lint.Finding, locked bool)
}

// enforceUploads reports the buckets that a rule finds at fault. The fix holds
// uploads to the bucket's default.
func enforceUploads(pass *lint.Pass, rule uploadRule) {
	without := oneWay(pass.Inventory, withoutPolicy)
	statements := agreed(pass.Inventory, func(b *s3.Bucket) []lint.Statement {
		if b.ReceivesLogs == terraform.Yes || !b.DefaultsToKMS() || !rule.concerns(b) {
			return nil
		}
		return enforceKMS(b, b.Default(), rule.allowDefault)
	})
	for _, b := range pass.Inventory.Buckets {
		if b.ReceivesLogs == terraform.Yes || !rule.concerns(b) {
			continue
		}
		bucket := b.Instance.Resource
		switch b.HasPolicy {
		case terraform.No:
			f := lint.Finding{
				Range:   bucket.Block.DefRange,
				In:      b.Instance,
				Rests:   append(b.Switches("aws_s3_bucket_policy"), defaultValues(b)...),
				Tags:    b.Tagged(),
				Address: b.Instance.Address(),
				Tier:    sensitive(b),
				Text:    "{has|have} no bucket policy, so " + rule.missing(b),
			}
			if add := statements[bucket]; add != nil && without[bucket] {
				f.Fix = func(e *lint.Edit) error {
					if err := holdsBack(e, b, bucket); err != nil {
						return err
					}
					return e.AddPolicy(bucket, add...)
				}
			}
			pass.Report(f)
		case terraform.Yes:
			f, locked := rule.judge(b)
			if f == nil {
				continue
			}
			f.Rests = defaultValues(b)
			p := b.Policies[0]
			if add := statements[p.Instance.Resource]; add != nil && !locked {
				f.Fix = func(e *lint.Edit) error {
					if err := exempts(f); err != nil {
						return err
					}
					for _, b := range p.Buckets {
						if err := holdsBack(e, b, p.Instance.Resource); err != nil {
							return err
						}
					}
					return e.AddStatements(p, add...)
				}
			}
			pass.Report(*f)
		case terraform.Unknown:
		}
	}
}

// holdsBack fails if a statement about uploads may stop somebody of whom the
// configuration tells, or Terraform itself, or if the key that it pins may not be there.
func holdsBack(e *lint.Edit, b *s3.Bucket, at *terraform.Resource) error {
	for _, p := range b.Policies {
		if p.Document.Grants() {
			return fmt.Errorf("%w: the policy may let somebody upload", tflint.ErrFixNotSupported)
		}
	}
	if err := errors.Join(e.Unused(b.Instance.Resource), e.HoldsNoState(b.Instance.Resource)); err != nil {
		return err
	}
	return e.Reaches(b.Default().Key.Key, at)
}
