package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

//go:embed s3_bucket_pin_cmk.md
var s3BucketPinCMKDoc string

// s3BucketPinCMK reports buckets with a customer managed key by default whose
// policy surely admits uploads under another key. It doesn't report opaque keys,
// nor targets of logs.
var s3BucketPinCMK = &lint.Rule{
	Name:     "s3_bucket_pin_cmk",
	Severity: tflint.WARNING,
	Preset:   lint.Strict,
	Summary:  "The bucket policy admits uploads under the bucket's own customer managed key only",
	Practice: lint.SecureKeyManagement,
	Controls: lint.Controls{NIST: "SC-28"},
	Fixes:    "adds a deny statement to the bucket's policy, or a policy with that statement",
	Doc:      s3BucketPinCMKDoc,
	Check:    checkS3BucketPinCMK,
}

func checkS3BucketPinCMK(pass *lint.Pass) error {
	partly := partlyWithPolicy(pass.Inventory)
	statements := agreed(pass.Inventory, func(b *s3.Bucket) []lint.Statement {
		if b.ReceivesLogs != terraform.No || !hasCMK(b) {
			return nil
		}
		return enforceKMS(b, b.Default(), true)
	})
	for _, b := range pass.Inventory.Buckets {
		if b.ReceivesLogs != terraform.No || !hasCMK(b) {
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
				Text:    "{has|have} no bucket policy, so an upload may use another key than the bucket's",
			}
			if add := statements[bucket]; add != nil && !partly[bucket] {
				f.Fix = func(e *lint.Edit) error {
					if err := holdsBack(e, b, bucket); err != nil {
						return err
					}
					return e.AddPolicy(bucket, add...)
				}
			}
			pass.Report(f)
		case terraform.Yes:
			through := otherKey(b)
			if through == "" {
				continue
			}
			p := b.Policies[0]
			f := ofPolicy(b)
			f.Rests = defaultValues(b)
			f.Text = "{has|have} a bucket policy that admits other keys than the bucket's: {value} is not denied"
			f.Value = through
			if add := statements[p.Instance.Resource]; add != nil && lockedOut(b) == "" {
				f.Fix = func(e *lint.Edit) error {
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
	return nil
}

// hasCMK reports whether a bucket surely encrypts under a customer managed key by
// default.
func hasCMK(b *s3.Bucket) bool { return defaultsToKMS(b) && b.Default().Key.Kind == s3.CustomerKey }

// otherKey returns the first upload under another key than the bucket's that its
// policy surely admits, "" if there is none.
func otherKey(b *s3.Bucket) string {
	for _, who := range requesters {
		other := upload(b, who.principal).Fix(sseHeader, s3.SSEKMS).Fix(sseKey, "arn:aws:kms:::key/other")
		if verdict, _ := b.Denies(other); verdict == policy.NotDenied {
			return "an upload under another key by " + who.name
		}
	}
	for _, who := range requesters {
		// S3 then uses aws/s3; which key the condition sees isn't documented.
		bare := upload(b, who.principal).Fix(sseHeader, s3.SSEKMS).Dispute(sseKey, "arn:aws:kms:::key/aws-s3")
		if verdict, _ := b.Denies(bare); verdict == policy.NotDenied {
			return "an upload with aws:kms and no key by " + who.name
		}
	}
	return ""
}
