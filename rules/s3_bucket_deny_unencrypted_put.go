package rules

import (
	_ "embed" // the page
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/logger"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_deny_unencrypted_put.md
var s3BucketDenyUnencryptedPutDoc string

// s3BucketDenyUnencryptedPut reports buckets with SSE-KMS by default whose policy surely admits uploads with weaker encryption,
// and policies that surely lock a bucket. A sensitive bucket that isn't under SSE-KMS is another rule's first: a policy that demands it would refuse
// the bucket's own default. It doesn't report targets of logs that can't be under KMS but for policies that lock them, nor what is known too little of.
var s3BucketDenyUnencryptedPut = &lint.Rule{
	Name:     "s3_bucket_deny_unencrypted_put",
	Severity: tflint.WARNING,
	Summary:  "The bucket policy denies uploads that ask for weaker encryption than the bucket's; in strict also those that ask for none",
	Topic:    string(posture.Uploads),
	Practice: lint.EnforceEncryptionAtRest,
	Controls: lint.Controls{NIST: "SC-28"},
	Fixes:    "adds a deny statement to the bucket's policy, or a policy with it; with `require_header` one that demands the header, and one that pins the key",
	Doc:      s3BucketDenyUnencryptedPutDoc,
	Options:  func() any { return &s3BucketDenyUnencryptedPutOptions{} },
	Ask:      askS3BucketDenyUnencryptedPut,
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
		return lint.WrongOption("allow_default_encryption", "is the opposite of require_header, by its former name: only one of them can be set")
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

func askS3BucketDenyUnencryptedPut(pass *lint.Pass) {
	options, _ := pass.Options.(*s3BucketDenyUnencryptedPutOptions)
	demanded := options.demandsHeader(pass.Preset)
	for _, b := range remedy.Inventory.Of(pass.Snapshot).Buckets {
		a := lint.Answer{Subject: b, Site: remedy.PolicySite(b), Why: b.WhyPolicy}
		locked, judged := b.LockedOut(), b.UnderKMS().And(tri.Of(b.ReceivesLogs != tri.Yes))
		switch {
		case locked != "":
			a.Is, a.Finding = tri.No, remedy.PolicyFinding(b, locked, "{has|have} a bucket policy that denies {value}, so nobody can use the bucket as it is configured")
			a.Fix = remedy.None(remedy.WhyLockedOut.Refuse("what the policy is meant to deny isn't known"))
		case judged == tri.Yes:
			a.Finding, a.Is = admitted(b, demanded)
			a.Fix = func() (lint.Fix, error) { return remedy.HoldUploads(pass.Snapshot, b, demanded) }
		default:
			a.Among(judged, b.WhyEncrypted)
		}
		if a.Finding != nil {
			a.Finding.Rests = append(a.Finding.Rests, b.DefaultValues()...)
		}
		pass.Answer(a)
	}
}

// admitted returns a finding about the uploads that a bucket surely admits, nil for none, and says
// whether it denies all.
func admitted(b *s3.Bucket, demanded bool) (*lint.Finding, tri.Answer) {
	weak, silent, denied := b.UploadsThrough(demanded)
	switch {
	case b.HasPolicy == tri.No:
		return remedy.MissingPolicy(b, "an upload may ask for weaker encryption than the bucket's"), denied
	case weak != "":
		return remedy.PolicyFinding(b, weak, "{has|have} a bucket policy that admits weaker encryption than the bucket's: {value} is not denied"), denied
	case silent != "":
		return remedy.PolicyFinding(b, silent, "{has|have} a bucket policy that doesn't make uploads ask for encryption: {value} is not denied"), denied
	}
	return nil, denied
}
