package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
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
	enforceUploads(pass, uploadRule{
		concerns:     func(b *s3.Bucket) bool { return b.DefaultsToKMS() || sensitive(b).Sensitive },
		allowDefault: options.AllowDefaultEncryption,
		missing:      admitted,
		judge:        func(b *s3.Bucket) (*lint.Finding, bool) { return judgeUploads(b, options.AllowDefaultEncryption) },
	})
	return nil
}

// admitted says what no policy means.
func admitted(b *s3.Bucket) string {
	if b.DefaultsToKMS() {
		return "an upload may ask for weaker encryption than the bucket's"
	}
	return "nothing denies uploads without SSE-KMS"
}

// judgeUploads returns what is wrong with the policy of a bucket, nil if nothing
// surely is, and whether the policy locks the bucket.
func judgeUploads(b *s3.Bucket, allowDefault bool) (f *lint.Finding, locked bool) {
	if locked := lockedOut(b); locked != "" {
		return ofPolicy(b, locked, "{has|have} a bucket policy that denies {value}, so nobody can use the bucket as it is configured"), true
	}
	weak := weakUpload(b, allowDefault && b.DefaultsToKMS())
	if weak == "" {
		return nil, false
	}
	text := "{has|have} a bucket policy that admits weaker encryption than the bucket's: {value} is not denied"
	if !b.DefaultsToKMS() {
		text = "{has|have} a bucket policy that admits uploads without SSE-KMS: {value} is not denied"
	}
	return ofPolicy(b, weak, text), false
}
