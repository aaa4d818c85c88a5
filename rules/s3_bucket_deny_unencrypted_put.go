package rules

import (
	_ "embed" // the page
	"errors"
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

//go:embed s3_bucket_deny_unencrypted_put.md
var s3BucketDenyUnencryptedPutDoc string

// s3BucketDenyUnencryptedPut reports buckets with SSE-KMS by default, and
// sensitive ones, whose policy surely admits uploads with weaker encryption, and
// policies that surely lock a bucket. It doesn't report targets of logs that can't be encrypted with
// KMS, nor what is known too little of.
var s3BucketDenyUnencryptedPut = &lint.Rule{
	Name:     "s3_bucket_deny_unencrypted_put",
	Severity: tflint.WARNING,
	Summary:  "The bucket policy denies uploads that ask for weaker encryption than the bucket's",
	Practice: lint.EnforceEncryptionAtRest,
	Controls: lint.Controls{
		NIST: "SC-28",
	},
	Fixes:   "adds deny statements to the bucket's policy, or a policy with them; pins the customer managed key",
	Doc:     s3BucketDenyUnencryptedPutDoc,
	Options: func() any { return &s3BucketDenyUnencryptedPutOptions{} },
	Check:   checkS3BucketDenyUnencryptedPut,
}

type s3BucketDenyUnencryptedPutOptions struct {
	// Admit uploads without encryption header: the bucket's default encrypts them.
	AllowDefaultEncryption bool `hclext:"allow_default_encryption,optional"`
}

func checkS3BucketDenyUnencryptedPut(pass *lint.Pass) error {
	options, _ := pass.Options.(*s3BucketDenyUnencryptedPutOptions)
	partly := partlyWithPolicy(pass.Inventory)
	statements := agreed(pass.Inventory, func(b *s3.Bucket) []lint.Statement {
		if b.ReceivesLogs != terraform.No || !defaultsToKMS(b) {
			return nil
		}
		return enforceKMS(b, b.Default(), options.AllowDefaultEncryption)
	})
	for _, b := range pass.Inventory.Buckets {
		if b.ReceivesLogs != terraform.No || !defaultsToKMS(b) && !sensitive(b).Sensitive {
			continue // the logs couldn't be delivered, or nobody asks for KMS
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
				Text:    "{has|have} no bucket policy, so " + admitted(b),
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
			f, locked := judgeUploads(b, options.AllowDefaultEncryption)
			if f == nil {
				continue
			}
			p := b.Policies[0]
			if add := statements[p.Instance.Resource]; add != nil && !locked {
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

// admitted says what no policy means.
func admitted(b *s3.Bucket) string {
	if defaultsToKMS(b) {
		return "an upload may ask for weaker encryption than the bucket's"
	}
	return "nothing denies uploads without SSE-KMS"
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

// judgeUploads returns what is wrong with the policy of a bucket, nil if nothing
// surely is, and whether the policy locks the bucket.
func judgeUploads(b *s3.Bucket, allowDefault bool) (f *lint.Finding, locked bool) {
	f = ofPolicy(b)
	f.Rests = defaultValues(b)
	if f.Value = lockedOut(b); f.Value != "" {
		f.Text = "{has|have} a bucket policy that denies {value}, so nobody can use the bucket as it is configured"
		return f, true
	}
	if f.Value = weakUpload(b, allowDefault && defaultsToKMS(b)); f.Value == "" {
		return nil, false
	}
	f.Text = "{has|have} a bucket policy that admits weaker encryption than the bucket's: {value} is not denied"
	if !defaultsToKMS(b) {
		f.Text = "{has|have} a bucket policy that admits uploads without SSE-KMS: {value} is not denied"
	}
	return f, false
}

// defaultsToKMS reports whether a bucket surely encrypts with KMS by default.
func defaultsToKMS(b *s3.Bucket) bool {
	d := b.Default()
	return d != nil && d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS) == terraform.Yes
}
