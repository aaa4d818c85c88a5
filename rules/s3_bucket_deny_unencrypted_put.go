package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

//go:embed s3_bucket_deny_unencrypted_put.md
var s3BucketDenyUnencryptedPutDoc string

// s3BucketDenyUnencryptedPut reports buckets with SSE-KMS by default whose
// policy surely admits uploads with weaker encryption, and policies that surely
// lock a bucket. It doesn't report targets of logs that can't be encrypted with
// KMS, nor what is known too little of.
var s3BucketDenyUnencryptedPut = &lint.Rule{
	Name:     "s3_bucket_deny_unencrypted_put",
	Severity: tflint.WARNING,
	Summary:  "The bucket policy denies uploads that ask for weaker encryption than the bucket's",
	Practice: lint.EnforceEncryptionAtRest,
	Fixes:    "adds deny statements to the bucket's policy, or a policy with them; pins the customer managed key",
	Doc:      s3BucketDenyUnencryptedPutDoc,
	Options:  func() any { return &s3BucketDenyUnencryptedPutOptions{} },
	Check:    checkS3BucketDenyUnencryptedPut,
}

type s3BucketDenyUnencryptedPutOptions struct {
	// Admit uploads without encryption header: the bucket's default encrypts them.
	AllowDefaultEncryption bool `hclext:"allow_default_encryption,optional"`
}

func checkS3BucketDenyUnencryptedPut(pass *lint.Pass) error {
	options, _ := pass.Options.(*s3BucketDenyUnencryptedPutOptions)
	partly := partlyWithPolicy(pass.Inventory)
	statements := agreed(pass.Inventory, func(b *s3.Bucket) []lint.Statement {
		if !takesKMS(b) {
			return nil
		}
		return enforceKMS(b, b.Default(), options.AllowDefaultEncryption)
	})
	for _, b := range pass.Inventory.Buckets {
		if !takesKMS(b) {
			continue
		}
		switch b.HasPolicy {
		case terraform.No:
			f := lint.Finding{
				Range:   b.Instance.Resource.Block.DefRange,
				Address: b.Instance.Address(),
				Text:    "{has|have} no bucket policy, so an upload may ask for weaker encryption than the bucket's",
			}
			if add := statements[b.Instance.Resource]; add != nil && !partly[b.Instance.Resource] {
				f.Fix = func(e *lint.Edit) error {
					if err := e.OnlyConfigured(b.Instance.Resource); err != nil {
						return err
					}
					return e.AddPolicy(b.Instance.Resource, add...)
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
					if err := e.OnlyConfigured(b.Instance.Resource); err != nil {
						return err
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

// judgeUploads returns what is wrong with the policy of a bucket, nil if nothing
// surely is, and whether the policy locks the bucket.
func judgeUploads(b *s3.Bucket, allowDefault bool) (f *lint.Finding, locked bool) {
	f = &lint.Finding{Range: b.Policies[0].Argument.Range, Address: b.Instance.Address()}
	if f.Value = lockedOut(b, b.Default()); f.Value != "" {
		f.Text = "{has|have} a bucket policy that denies {value}, so nobody can use the bucket as it is configured"
		return f, true
	}
	if f.Value = weakUpload(b, b.Default(), allowDefault); f.Value == "" {
		return nil, false
	}
	f.Text = "{has|have} a bucket policy that admits weaker encryption than the bucket's: {value} is not denied"
	return f, false
}

// takesKMS reports whether a bucket surely encrypts with KMS by default and takes
// no logs that can't be.
func takesKMS(b *s3.Bucket) bool {
	d := b.Default()
	return d != nil && d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS) == terraform.Yes && b.ReceivesLogs == terraform.No
}
