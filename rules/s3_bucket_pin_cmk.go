package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_pin_cmk.md
var s3BucketPinCMKDoc string

// s3BucketPinCMK reports buckets with a customer managed key by default whose
// policy surely admits uploads under another key. It doesn't report opaque keys,
// nor targets of logs.
var s3BucketPinCMK = &lint.Rule{
	Name:     "s3_bucket_pin_cmk",
	Severity: tflint.WARNING,
	Preset:   lint.Strict,
	Summary:  "The bucket policy admits uploads under the bucket's own customer managed key only",
	Topic:    string(posture.Uploads),
	Practice: lint.SecureKeyManagement,
	Controls: lint.Controls{NIST: "SC-28"},
	Fixes:    "adds a deny statement to the bucket's policy, or a policy with that statement",
	Doc:      s3BucketPinCMKDoc,
	Ask:      askS3BucketPinCMK,
}

func askS3BucketPinCMK(pass *lint.Pass) {
	for _, b := range remedy.Inventory.Of(pass.Snapshot).Buckets {
		a := lint.Answer{Subject: b, Site: remedy.PolicySite(b), Why: b.WhyPolicy}
		judged := b.UnderCMK().And(tri.Of(b.ReceivesLogs != tri.Yes))
		if a.Among(judged, b.WhyEncrypted); judged != tri.Yes {
			pass.Answer(a)
			continue
		}
		other, pinned := b.OtherKeyThrough()
		switch a.Is = pinned; {
		case b.HasPolicy == tri.No:
			a.Finding = remedy.MissingPolicy(b, "an upload may use another key than the bucket's")
		case other != "":
			a.Finding = remedy.PolicyFinding(b, other, "{has|have} a bucket policy that admits other keys than the bucket's: {value} is not denied")
		}
		if a.Finding != nil {
			a.Finding.Rests = append(a.Finding.Rests, b.DefaultValues()...)
		}
		a.Fix = func() (lint.Fix, error) { return remedy.PinKey(pass.Snapshot, b) }
		pass.Answer(a)
	}
}
