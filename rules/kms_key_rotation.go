package rules

import (
	_ "embed" // the page
	"fmt"
	"strconv"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed kms_key_rotation.md
var kmsKeyRotationDoc string

// kmsKeyRotation reports keys that surely could be rotated automatically and
// surely aren't, or not often enough. It doesn't report asymmetric and HMAC
// keys, imported material, keys in custom key stores and replicas, which KMS
// doesn't rotate.
var kmsKeyRotation = &lint.Rule{
	Name:     "kms_key_rotation",
	Severity: tflint.WARNING,
	Preset:   lint.Minimum,
	Summary:  "Every KMS key that can rotate automatically does",
	Topic:    string(posture.Rotation),
	Practice: lint.SecureKeyManagement,
	Suppressions: lint.Suppressions{
		Checkov: []string{"CKV_AWS_7"},
		Trivy:   []string{"AVD-AWS-0065", "aws-kms-auto-rotate-keys", "AWS019"},
		KICS:    []string{"22fbfeac-7b5a-421a-8a27-7a2178bb910b"}, // CMK Rotation Disabled
	},
	Controls: lint.Controls{
		SecurityHub: "KMS.4",
		Config:      "cmk-backing-key-rotation-enabled",
		CIS:         "3.8 in 1.4, 1.5 and 2.0; 3.6 in 3.0 to 5.0; 4.6 in 6.0 and 7.0",
		PCI:         "3.7.4",
		NIST:        "SC-12, SC-12(2), SC-28(3)",
	},
	Fixes:   "sets `enable_key_rotation = true`, or the longest period allowed",
	Doc:     kmsKeyRotationDoc,
	Options: func() any { return &kmsKeyRotationOptions{MaxPeriod: 365} },
	Ask:     askKMSKeyRotation,
}

type kmsKeyRotationOptions struct {
	// The longest `rotation_period_in_days` allowed, from 90 to 2560. KMS's own
	// period, where none is written, is 365 days.
	MaxPeriod int `hclext:"max_rotation_period,optional"`
	// Judge only keys that encrypt a bucket of this configuration.
	OnlyS3 bool `hclext:"only_s3,optional"`
}

// Validate holds the period to the range that KMS accepts.
func (o *kmsKeyRotationOptions) Validate() error {
	if o.MaxPeriod < 90 || o.MaxPeriod > 2560 {
		return lint.WrongOption("max_rotation_period", "must be from 90 to 2560 days, not %d", o.MaxPeriod)
	}
	return nil
}

func askKMSKeyRotation(pass *lint.Pass) {
	options, _ := pass.Options.(*kmsKeyRotationOptions)
	for _, k := range remedy.Inventory.Of(pass.Snapshot).Keys {
		rotation, period := k.Instance.Argument("enable_key_rotation"), k.Instance.Argument("rotation_period_in_days")
		a := lint.Answer{Subject: k, Site: k.Instance, Is: rotation.On(), Why: rotation.WhyNot("true or false"), Fix: remedy.Rotate(k, rotation)}
		switch a.Is {
		case tri.No:
			a.Finding = &lint.Finding{
				Anchor:   rotation,
				Text:     "{isn't|aren't} rotated automatically, so all data stays under one version of the key material",
				Argument: remedy.RotationArgument(k),
				Wish:     remedy.RotationWish(pass.Snapshot, k),
			}
		case tri.Yes:
			days, ok := period.Int()
			if period.Null() == tri.Yes {
				days, ok = 365, true // KMS's own (EnableKeyRotation, AWS KMS API reference)
			}
			switch {
			case !ok:
				a.Is, a.Why = tri.Unknown, period.WhyNot("a whole number")
			case days > options.MaxPeriod:
				limit := strconv.Itoa(options.MaxPeriod)
				a.Is, a.Fix = tri.No, remedy.RotateWithin(k, period, limit)
				a.Finding = &lint.Finding{
					Anchor: period, Value: strconv.Itoa(days),
					Text:     fmt.Sprintf("{is|are} rotated every {value} days, not every %s or fewer, so one version of the key material stays in use beyond that limit", limit),
					Argument: remedy.PeriodArgument(k, period, limit),
					Wish:     remedy.PeriodWish(pass.Snapshot, k, limit),
				}
			}
		case tri.Unknown: // and so is the period's meaning
		}
		a.Among(k.Rotatable.And(tri.Of(!options.OnlyS3 || len(k.Encrypts) > 0)), k.WhyRotatable)
		pass.Answer(a)
	}
}
