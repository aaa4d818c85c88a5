package rules

import (
	_ "embed" // the page
	"slices"
	"sync"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
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
	Practice: lint.EnforceEncryptionAtRest,
	Fixes:    "sets `bucket_key_enabled = true`",
	Doc:      s3BucketKeyEnabledDoc,
	Check:    checkS3BucketKeyEnabled,
}

func checkS3BucketKeyEnabled(pass *lint.Pass) error {
	others := sync.OnceValue(func() map[*hclext.Block]bool { return otherAlgorithms(pass.Inventory) })
	for _, e := range pass.Inventory.Encryptions {
		for _, d := range e.Rules {
			if d.Algorithm.Is(s3.SSEKMS) != tri.Yes || enabled(d.BucketKey) != tri.No {
				continue
			}
			f := lint.Finding{
				Range:   anchor(d.BucketKey, d.Block.Block),
				In:      e.Instance,
				Anchor:  d.BucketKey,
				Rests:   []terraform.Value{d.Algorithm},
				Address: e.Instance.Address(),
				Tags:    d.Tagged(),
				Tier:    d.Tier(),
				// In a module's call, whose algorithm may be written otherwise, SSE-S3
				// takes no harm from it.
				Argument: &lint.Argument{Wish: known.BucketKey, Safe: !receivesLogs(e), Against: func(edit *lint.Edit, _ *terraform.Call) error {
					return edit.MayUseBucketKey()
				}},
				Text: "{uses|use} SSE-KMS without an S3 Bucket Key, so every object costs requests to KMS",
			}
			if !receivesLogs(e) && !others()[d.Block.Block] {
				f.Fix = func(edit *lint.Edit) error {
					if err := edit.MayUseBucketKey(); err != nil {
						return err
					}
					return edit.Set(d.Block.Block, "bucket_key_enabled", d.BucketKey, "true")
				}
			}
			pass.Report(f)
		}
	}
	return nil
}

// otherAlgorithms are the blocks in which an instance has another algorithm than
// SSE-KMS, or may have one with other inputs.
func otherAlgorithms(inv *s3.Inventory) map[*hclext.Block]bool {
	out := map[*hclext.Block]bool{}
	for _, e := range slices.Concat(inv.Encryptions, inv.General().Encryptions) {
		for _, d := range e.Rules {
			if d.Algorithm.Is(s3.SSEKMS) != tri.Yes {
				out[d.Block.Block] = true
			}
		}
	}
	return out
}

// receivesLogs reports whether a configuration is for a bucket that surely receives access
// logs: they are delivered to SSE-S3 only, so a bucket key isn't what it lacks (Amazon S3 User
// Guide, "Enabling Amazon S3 server access logging"). It would do no harm either.
func receivesLogs(e *s3.Encryption) bool {
	return slices.ContainsFunc(e.Buckets, func(b *s3.Bucket) bool { return b.ReceivesLogs == tri.Yes })
}
