package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_key_enabled.md
var s3BucketKeyEnabledDoc string

// s3BucketKeyEnabled reports SSE-KMS rules that surely don't enable S3 Bucket
// Keys. It doesn't report SSE-S3, where there is nothing to save, nor DSSE-KMS,
// which doesn't support them ("Reducing the cost of SSE-KMS with Amazon S3
// Bucket Keys", Amazon S3 User Guide).
var s3BucketKeyEnabled = &lint.Rule{
	Name:     "s3_bucket_key_enabled",
	Severity: tflint.NOTICE,
	Summary:  "SSE-KMS configurations use an S3 Bucket Key",
	Topic:    string(posture.BucketKey),
	Practice: lint.EnforceEncryptionAtRest,
	Fixes:    "sets `bucket_key_enabled = true`",
	Doc:      s3BucketKeyEnabledDoc,
	Ask:      askS3BucketKeyEnabled,
}

func askS3BucketKeyEnabled(pass *lint.Pass) {
	for _, e := range remedy.Inventory.Of(pass.Snapshot).Encryptions {
		for _, d := range e.Rules {
			a := lint.Answer{Subject: d, Site: e.Instance, Block: d.Block.Block, Is: d.BucketKey.On(), Why: d.BucketKey.WhyNot("true or false")}
			kms := d.Algorithm.Is(s3.SSEKMS)
			if kms == tri.Yes {
				a.Fix = func() (lint.Fix, error) { return remedy.EnableBucketKey(pass.Snapshot, d) }
			}
			if a.Is == tri.No {
				a.Finding = &lint.Finding{
					Anchor:   d.BucketKey,
					Block:    d.Block.Block,
					Rests:    []terraform.Value{d.Algorithm},
					Text:     "{uses|use} SSE-KMS without an S3 Bucket Key, so every object costs requests to KMS",
					Argument: remedy.BucketKeyArgument(pass.Snapshot, d),
					Wish:     remedy.BucketKeyWish(pass.Snapshot, d),
				}
			}
			a.Among(kms, d.Algorithm.Why)
			pass.Answer(a)
		}
	}
}
