package rules

import (
	_ "embed" // the page
	"strconv"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_explicit_sse.md
var s3BucketExplicitSSEDoc string

// s3BucketExplicitSSE reports buckets that have neither an encryption
// configuration resource nor an inline one. It doesn't report a bucket that a
// configuration may belong to without surely doing so, nor one that is handed to
// a called module that isn't loaded, which may configure it.
var s3BucketExplicitSSE = &lint.Rule{
	Name:     "s3_bucket_explicit_sse",
	Severity: tflint.NOTICE,
	Preset:   lint.Minimum,
	Summary:  "Every bucket has an explicit default-encryption configuration",
	Topic:    string(posture.Encryption),
	Practice: lint.EnforceEncryptionAtRest,
	Suppressions: lint.Suppressions{
		Checkov: []string{"CKV_AWS_19"},
		Trivy:   []string{"AVD-AWS-0088", "aws-s3-enable-bucket-encryption", "AWS017"},
		KICS:    []string{"6726dcc0-5ff5-459d-b473-a780bef7665c"}, // S3 Bucket SSE Disabled
	},
	Controls: lint.Controls{
		Config: "s3-bucket-server-side-encryption-enabled",
		CIS:    "2.1.1 in 1.4 and 1.5; dropped from 2.0 on",
		NIST:   "SC-28",
	},
	Fixes: "adds a configuration after the bucket: SSE-S3, or SSE-KMS with the tier's key if the bucket is sensitive",
	Doc:   s3BucketExplicitSSEDoc,
	Ask:   askS3BucketExplicitSSE,
}

func askS3BucketExplicitSSE(pass *lint.Pass) {
	for _, b := range remedy.Inventory.Of(pass.Snapshot).Buckets {
		a := lint.Answer{Subject: b, Site: b.Instance, Is: b.Encrypted, Why: b.WhyEncrypted}
		switch d := b.Default(); {
		case b.Encrypted == tri.No:
			a.Finding = &lint.Finding{
				Rests:    b.EncryptionSwitches(),
				Misses:   b.EncryptionSwitches(),
				Text:     "{has|have} no encryption configuration, so the code doesn't say how {its|their} objects are encrypted",
				Argument: remedy.EncryptArgument(pass.Snapshot, b),
			}
			a.Fix = func() (lint.Fix, error) { return remedy.Encrypt(pass.Snapshot, b) }
		case d != nil && d.Invalid():
			// The provider refuses it, so it is no encryption.
			a.Is, a.Site = tri.No, d.Encryption.Instance
			a.Finding = &lint.Finding{
				In:     d.Encryption.Instance,
				Anchor: d.Algorithm,
				Text:   "{has|have} the encryption algorithm {value}, which S3 doesn't know, so the configuration can't be applied",
				Value:  strconv.Quote(d.AlgorithmName()),
			}
			a.Fix = remedy.None(remedy.WhyDecided.Refuse("what algorithm is meant isn't known"))
		}
		pass.Answer(a)
	}
}
