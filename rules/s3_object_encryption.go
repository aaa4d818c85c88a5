package rules

import (
	_ "embed" // the page
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_object_encryption.md
var s3ObjectEncryptionDoc string

// s3ObjectEncryption reports objects of the configuration that surely ask for
// weaker encryption than their bucket's default, and uploads that the bucket's
// own policy surely refuses. It doesn't report objects that ask for nothing where
// the policy lets them.
var s3ObjectEncryption = &lint.Rule{
	Name:     "s3_object_encryption",
	Severity: tflint.WARNING,
	Preset:   lint.Strict,
	Summary:  "Objects uploaded by the configuration are encrypted as their bucket asks",
	Topic:    string(posture.Uploads),
	Practice: lint.EnforceEncryptionAtRest,
	Suppressions: lint.Suppressions{
		Checkov: []string{"CKV_AWS_186", "CKV_AWS_181"},
		KICS:    []string{"5fb49a69-8d46-4495-a2f8-9c8c622b2b6e"}, // S3 Bucket Object Not Encrypted
	},
	Controls: lint.Controls{NIST: "SC-28"},
	Fixes:    "asks for the bucket's default encryption in so many words",
	Doc:      s3ObjectEncryptionDoc,
	Ask:      askS3ObjectEncryption,
}

func askS3ObjectEncryption(pass *lint.Pass) {
	for _, o := range remedy.Inventory.Of(pass.Snapshot).Objects {
		a := lint.Answer{Subject: o, Site: o.Instance, Why: o.Why}
		asks, known := o.Asks()
		if known && o.Bucket != nil {
			if a.Why = o.Bucket.WhyEncrypted; o.Bucket.UnderKMS() != tri.Unknown {
				a.Is = tri.Yes
			}
			if text := wrongly(o, asks); text != "" {
				a.Is = tri.No
				a.Finding = &lint.Finding{
					Anchor: o.Algorithm,
					Rests:  append([]terraform.Value{o.KeyID}, o.Bucket.DefaultValues()...),
					Text:   text,
				}
				a.Fix = func() (lint.Fix, error) { return remedy.AskForDefault(pass.Snapshot, o) }
			}
		}
		pass.Answer(a)
	}
}

// wrongly says what is wrong with what an upload asks for, "" if nothing surely is.
func wrongly(o *s3.Object, asks string) string {
	bucket := o.Bucket.Instance.Address()
	if d := o.Bucket.Default(); d != nil {
		if weaker := o.Weaker(asks, d); weaker != "" {
			return fmt.Sprintf("{asks|ask} for %s, which is weaker than the default of %s (%s)", weaker, bucket, d.Describe())
		}
	}
	if o.Refused(asks) {
		return fmt.Sprintf("{uploads|upload} to %s what the bucket's policy denies, so it can't be applied", bucket)
	}
	return ""
}
