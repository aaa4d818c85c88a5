package rules

import (
	_ "embed" // the page
	"errors"
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/logger"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_deny_unencrypted_put.md
var s3BucketDenyUnencryptedPutDoc string

// s3BucketDenyUnencryptedPut reports buckets with SSE-KMS by default whose policy surely
// admits uploads with weaker encryption, and policies that surely lock a bucket. A
// sensitive bucket that isn't under SSE-KMS is another rule's first: a policy that demands it would
// refuse the bucket's own default. It doesn't report targets of logs that can't be encrypted with
// KMS but for policies that lock them, nor what is known too little of.
var s3BucketDenyUnencryptedPut = &lint.Rule{
	Name:     "s3_bucket_deny_unencrypted_put",
	Severity: tflint.WARNING,
	Summary:  "The bucket policy denies uploads that ask for weaker encryption than the bucket's; in strict also those that ask for none",
	Practice: lint.EnforceEncryptionAtRest,
	Controls: lint.Controls{
		NIST: "SC-28",
	},
	Fixes:   "adds a deny statement to the bucket's policy, or a policy with it; with `require_header` one that demands the header, and one that pins the key",
	Doc:     s3BucketDenyUnencryptedPutDoc,
	Options: func() any { return &s3BucketDenyUnencryptedPutOptions{} },
	Check:   checkS3BucketDenyUnencryptedPut,
}

type s3BucketDenyUnencryptedPutOptions struct {
	// Uploads without an encryption header must be denied too; `true` in the preset strict, else `false`.
	RequireHeader *bool `hclext:"require_header,optional"`
	// The opposite of `require_header`, by its former name.
	AllowDefaultEncryption *bool `hclext:"allow_default_encryption,optional"`
}

// Validate refuses one option under two names.
func (o *s3BucketDenyUnencryptedPutOptions) Validate() error {
	if o.RequireHeader != nil && o.AllowDefaultEncryption != nil {
		return errors.New("require_header and allow_default_encryption say the same thing, one the opposite of the other: only one of them can be set")
	}
	return nil
}

// demandsHeader reports whether uploads without an encryption header must be denied.
func (o *s3BucketDenyUnencryptedPutOptions) demandsHeader(preset lint.Preset) bool {
	switch {
	case o.RequireHeader != nil:
		return *o.RequireHeader
	case o.AllowDefaultEncryption != nil:
		logger.Warn(fmt.Sprintf("s3_bucket_deny_unencrypted_put: allow_default_encryption = %t is now written require_header = %t",
			*o.AllowDefaultEncryption, !*o.AllowDefaultEncryption))
		return !*o.AllowDefaultEncryption
	}
	return preset == lint.Strict
}

func checkS3BucketDenyUnencryptedPut(pass *lint.Pass) error {
	options, _ := pass.Options.(*s3BucketDenyUnencryptedPutOptions)
	locked := map[*s3.Bucket]bool{}
	for _, b := range pass.Inventory.Buckets {
		if what := lockedOut(b); what != "" {
			locked[b] = true
			f := ofPolicy(b, what, "{has|have} a bucket policy that denies {value}, so nobody can use the bucket as it is configured")
			f.Rests = defaultValues(b)
			pass.Report(*f)
		}
	}
	rule := uploadRule{
		concerns: func(b *s3.Bucket) bool { return b.DefaultsToKMS() && !locked[b] },
		missing:  "an upload may ask for weaker encryption than the bucket's",
		judge:    judgeUploads,
		fixes:    []uploadFix{{refuseWeaker, stopsWeaker}},
	}
	if options.demandsHeader(pass.Preset) {
		rule.judge = judgeHeaders
		rule.fixes = []uploadFix{{demandHeader, stopsUsers}, {refuseWeakerYet, stopsWeaker}}
	}
	enforceUploads(pass, rule)
	return nil
}

// judgeUploads returns what is wrong with the policy of a bucket, nil if nothing
// surely is.
func judgeUploads(b *s3.Bucket) *lint.Finding {
	weak := sses3Through(b)
	if weak == "" {
		return nil
	}
	return ofPolicy(b, weak, "{has|have} a bucket policy that admits weaker encryption than the bucket's: {value} is not denied")
}

// judgeHeaders is judgeUploads where uploads have to say how they are encrypted.
func judgeHeaders(b *s3.Bucket) *lint.Finding {
	if f := judgeUploads(b); f != nil {
		return f
	}
	silent := headerlessThrough(b)
	if silent == "" {
		return nil
	}
	return ofPolicy(b, silent, "{has|have} a bucket policy that doesn't make uploads ask for encryption: {value} is not denied")
}

// refuseWeakerYet is refuseWeaker for a bucket whose policy admits what is weaker: where
// the header can't be demanded, it is what can be done.
func refuseWeakerYet(b *s3.Bucket) []lint.Statement {
	if b.HasPolicy == tri.Yes && sses3Through(b) == "" {
		return nil
	}
	return refuseWeaker(b)
}
