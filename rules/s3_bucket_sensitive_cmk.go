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

//go:embed s3_bucket_sensitive_cmk.md
var s3BucketSensitiveCMKDoc string

// s3BucketSensitiveCMK reports buckets that are surely encrypted with less than their tier asks for: a sensitive one under
// a customer managed key. It doesn't report a key that was chosen elsewhere, nor, beside s3_bucket_explicit_sse, a missing one.
var s3BucketSensitiveCMK = &lint.Rule{
	Name:     "s3_bucket_sensitive_cmk",
	Severity: tflint.ERROR,
	Summary:  "A sensitive bucket is encrypted with SSE-KMS under a customer managed key",
	Topic:    string(posture.WhoseKey),
	Practice: lint.EnforceEncryptionAtRest,
	Suppressions: lint.Suppressions{
		Checkov: []string{"CKV_AWS_145"},
		Trivy:   []string{"AVD-AWS-0132", "aws-s3-encryption-customer-key"},
		KICS:    []string{"6726dcc0-5ff5-459d-b473-a780bef7665c"},
	},
	Controls: lint.Controls{
		SecurityHub: "S3.17 (AWS managed key passes)",
		Config:      "s3-default-encryption-kms",
		PCI:         "3.5.1",
		NIST:        "SC-28, SC-28(1), SC-12(2), SC-13",
	},
	Fixes: "sets SSE-KMS with the tier's key, which it makes where there is none",
	Doc:   s3BucketSensitiveCMKDoc,
	Ask:   askS3BucketSensitiveCMK,
}

func askS3BucketSensitiveCMK(pass *lint.Pass) {
	for _, b := range remedy.Inventory.Of(pass.Snapshot).Buckets {
		pass.Answer(underCMK(pass, b))
	}
}

// underCMK says whether a bucket is under a customer managed key, or what else its tier asks for. A
// bucket without encryption is the other rule's where that runs.
func underCMK(pass *lint.Pass, b *s3.Bucket) lint.Answer {
	asked, alone := b.AsksForKMS(), !pass.Enabled(s3BucketExplicitSSE.Name)
	a := lint.Answer{Subject: b, Is: b.MeetsLevel(), Why: b.WhyEncrypted}
	d := b.Default()
	if d != nil {
		a.Site = d.Encryption.Instance
	}
	if asked != tri.Yes {
		a.Is, a.Beside, a.Why = tri.Unknown, asked == tri.No, b.WhyClass
		return a
	}
	f := &lint.Finding{In: a.Site, Graded: true, Rests: []terraform.Value{b.Tagged()}}
	switch {
	case d != nil && d.WeakKey(b.Level()) != "":
		f.Anchor, f.Block = d.WeakValue(), d.Apply.Block
		f.Text = "{is|are} encrypted with " + d.WeakKey(b.Level()) + follows(b)
		a.Fix = func() (lint.Fix, error) { return remedy.ReplaceWeakKey(pass.Snapshot, b) }
	case d != nil && d.Invalid() && alone:
		f.Anchor = d.Algorithm
		f.Text = "{has|have} an encryption algorithm that S3 doesn't know" + follows(b)
		a.Fix = remedy.None(remedy.WhyDecided.Refuse("what algorithm is meant isn't known"))
	case b.Encrypted == tri.No && alone:
		a.Site = b.Instance
		f.Rests, f.Misses = append(b.EncryptionSwitches(), f.Rests...), b.EncryptionSwitches()
		f.Text = "{has|have} no encryption configuration" + follows(b)
		a.Fix = func() (lint.Fix, error) { return remedy.Encrypt(pass.Snapshot, b) }
	default:
		a.Beside = a.Is == tri.No // the other rule's
		return a
	}
	a.Is, a.Finding = tri.No, f
	if b.ReceivesLogs == tri.Yes {
		f.Note = true
		verb := map[bool]string{true: "should receive", false: "receives"}[b.DefaultsToKMS()] // they don't arrive under KMS
		f.Text += ", and the logs that it " + verb + " are delivered to buckets with SSE-S3 only"
		a.Fix = remedy.None(remedy.WhyLogs.Refuse("logs are delivered to %s that need SSE-S3", b.Instance.Address()))
	}
	return a
}

// follows says what follows from a default that is less than the bucket's tier asks for.
func follows(b *s3.Bucket) string {
	switch d := b.Default(); {
	case d != nil && d.KeyFails():
		return ", so uploads fail"
	case b.Level() == s3.LevelKMS:
		return ", so no use of a key is logged"
	}
	return ", so access to {its|their} objects can't be cut off by disabling a key"
}
