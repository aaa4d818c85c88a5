package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_block_sse_c.md
var s3BucketBlockSSECDoc string

// s3BucketBlockSSEC reports configurations that surely admit uploads with SSE-C
// again, which S3 blocks by default on new buckets; in the strict preset also
// those of sensitive buckets that don't block it in so many words. It doesn't
// report a bucket whose policy denies such uploads, nor a missing block where the
// provider may be too old for it.
var s3BucketBlockSSEC = &lint.Rule{
	Name:     "s3_bucket_block_sse_c",
	Severity: tflint.WARNING,
	Summary:  "SSE-C is not re-enabled; in strict, it is blocked explicitly",
	Topic:    string(posture.SSEC),
	Practice: lint.EnforceEncryptionAtRest,
	Fixes:    "writes `blocked_encryption_types = [\"SSE-C\"]`",
	Doc:      s3BucketBlockSSECDoc,
	Ask:      askS3BucketBlockSSEC,
}

// knowsBlockedTypes is the first version of the AWS provider that knows
// blocked_encryption_types (its changelog, #45105).
const knowsBlockedTypes = "6.22.0"

func askS3BucketBlockSSEC(pass *lint.Pass) {
	inv := remedy.Inventory.Of(pass.Snapshot)
	missing := pass.Preset == lint.Strict && inv.ProvesProvider(knowsBlockedTypes)
	for _, e := range inv.Encryptions {
		for _, d := range e.Rules {
			admits := d.Blocks("NONE")
			a := lint.Answer{Subject: d, Site: e.Instance, Block: d.Block.Block, Is: admits.Not(), Why: d.Blocked.Why}
			if admits == tri.Yes || d.Tier().Sensitive {
				a.Fix = func() (lint.Fix, error) { return remedy.BlockSSEC(d) }
			}
			f := &lint.Finding{Anchor: d.Blocked, Block: d.Block.Block}
			switch {
			case admits == tri.Yes:
				f.Text = "{admits|admit} uploads with SSE-C, whose objects can be read only with the key that the uploader keeps"
			case missing && d.Tier().Sensitive && !e.MayBlockSSEC():
				a.Is = tri.No
				f.Text = "{doesn't|don't} block SSE-C, so whether an upload may bring a key of its own depends on when the bucket was made"
			}
			switch {
			case a.Is == tri.No && e.DeniesSSEC():
				a.Is = tri.Yes
			case a.Is == tri.No:
				a.Finding = f
			}
			a.Among(d.Block.Exists, d.WhyThere)
			pass.Answer(a)
		}
	}
}
