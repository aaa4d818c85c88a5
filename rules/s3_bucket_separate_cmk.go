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

//go:embed s3_bucket_separate_cmk.md
var s3BucketSeparateCMKDoc string

// s3BucketSeparateCMK reports customer managed keys that surely encrypt buckets
// of different tiers. It doesn't report buckets without tier, nor keys that may
// be two.
var s3BucketSeparateCMK = &lint.Rule{
	Name:     "s3_bucket_separate_cmk",
	Severity: tflint.ERROR,
	Summary:  "No customer managed key serves buckets of different tiers",
	Topic:    string(posture.WhoseKey),
	Practice: lint.SecureKeyManagement,
	Fixes:    "gives the other tiers keys of their own",
	Doc:      s3BucketSeparateCMKDoc,
	Options:  func() any { return &s3BucketSeparateCMKOptions{} },
	Ask:      askS3BucketSeparateCMK,
}

type s3BucketSeparateCMKOptions struct {
	// Take buckets whose tags are known and name no tier as a tier of their own.
	IncludeUnclassified bool `hclext:"include_unclassified,optional"`
}

func askS3BucketSeparateCMK(pass *lint.Pass) {
	options, _ := pass.Options.(*s3BucketSeparateCMKOptions)
	inv := remedy.Inventory.Of(pass.Snapshot)
	users := map[*s3.Bucket]s3.KeyUsers{}
	var order []*s3.Bucket
	misplaced := map[*s3.Bucket]bool{}
	for _, of := range inv.SharedKeys(options.IncludeUnclassified) {
		for _, b := range of {
			users[b] = of
		}
		for _, b := range of.Misplaced() {
			misplaced[b] = true
		}
		order = append(order, of...)
	}
	for _, b := range inv.Buckets {
		if users[b] == nil {
			order = append(order, b)
		}
	}
	for _, b := range order {
		d := b.Default()
		a := lint.Answer{Subject: b, Is: tri.Yes, Beside: users[b] == nil}
		if d != nil {
			a.Site = d.Encryption.Instance
		}
		if misplaced[b] {
			a.Is = tri.No
			a.Finding = &lint.Finding{
				In:     d.Encryption.Instance,
				Anchor: d.KeyID,
				Graded: true,
				Rests:  []terraform.Value{b.Tagged()},
				Text:   "{shares its|share their} key with " + users[b].Others(b) + ", so whoever may decrypt one tier may decrypt the other",
			}
			a.Fix = func() (lint.Fix, error) { return remedy.LeaveKey(pass.Snapshot, b) }
		}
		pass.Answer(a)
	}
}
