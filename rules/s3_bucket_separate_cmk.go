package rules

import (
	_ "embed" // the page
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

//go:embed s3_bucket_separate_cmk.md
var s3BucketSeparateCMKDoc string

// s3BucketSeparateCMK reports customer managed keys that surely encrypt buckets
// of different tiers. It doesn't report buckets without tier, nor keys that may
// be two.
var s3BucketSeparateCMK = &lint.Rule{
	Name:     "s3_bucket_separate_cmk",
	Severity: tflint.ERROR,
	Summary:  "No customer managed key serves buckets of different tiers",
	Practice: lint.SecureKeyManagement,
	Fixes:    "gives the other tiers keys of their own",
	Doc:      s3BucketSeparateCMKDoc,
	Options:  func() any { return &s3BucketSeparateCMKOptions{} },
	Check:    checkS3BucketSeparateCMK,
}

type s3BucketSeparateCMKOptions struct {
	// Take buckets whose tags are known and name no tier as a tier of their own.
	IncludeUnclassified bool `hclext:"include_unclassified,optional"`
}

func checkS3BucketSeparateCMK(pass *lint.Pass) error {
	options, _ := pass.Options.(*s3BucketSeparateCMKOptions)
	shared := tiersByKey(pass.Inventory, options.IncludeUnclassified)
	var moved []*s3.Bucket
	for _, users := range shared {
		moved = append(moved, users.misplaced()...)
	}
	misplaced := map[*s3.Bucket]bool{}
	for _, b := range moved {
		misplaced[b] = true
	}
	fixable := oneTier(pass.Inventory, configurations, func(b *s3.Bucket) bool {
		d := b.Default()
		return misplaced[b] && b.Class.Has() && d.Algorithm.Literal() && (d.KeyID.Literal() || d.KeyID.Refers()) &&
			b.Always(func(b *s3.Bucket) bool { return b.Default() != nil }) && takesNewKey(b)
	})
	for _, users := range shared {
		for _, b := range users.misplaced() {
			d := b.Default()
			f := lint.Finding{
				Range:   d.KeyID.Range,
				In:      d.Encryption.Instance,
				Anchor:  d.KeyID,
				Rests:   []terraform.Value{b.Tagged()},
				Address: b.Instance.Address(),
				Text:    "{is|are} {value} and under the same key as " + users.others(b) + ", so whoever may use the key for one tier can read the other",
				Value:   tier(b),
			}
			if at := d.Encryption.Instance.Resource; fixable[at] != nil {
				f.Fix = func(e *lint.Edit) error { return leaveKey(e, fixable[at], d) }
			}
			pass.Report(f)
		}
	}
	return nil
}

// leaveKey gives some buckets a key of their tier's own in place of the one that they share.
func leaveKey(e *lint.Edit, buckets []*s3.Bucket, d *s3.Default) error {
	for _, b := range buckets {
		if key := b.Default().Key.Key; key == nil || key != d.Key.Key {
			return fmt.Errorf("%w: who may use the key isn't known here", tflint.ErrFixNotSupported)
		}
	}
	return encrypt(e, buckets, d, d.Key.Key)
}
