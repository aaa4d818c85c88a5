package rules

import (
	_ "embed" // the page
	"fmt"
	"strconv"
	"sync"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
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
	Practice: lint.SecureKeyManagement,
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
	Check:   checkKMSKeyRotation,
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
		return fmt.Errorf("max_rotation_period must be from 90 to 2560 days, not %d", o.MaxPeriod)
	}
	return nil
}

func checkKMSKeyRotation(pass *lint.Pass) error {
	options, _ := pass.Options.(*kmsKeyRotationOptions)
	all := sync.OnceValue(pass.Inventory.RotatableResources)
	report := func(k *s3.Key, f lint.Finding) {
		if !all()[k.Instance.Resource] {
			f.Fix, f.Argument.Safe = nil, false
		}
		pass.Report(f)
	}
	for _, k := range pass.Inventory.Keys {
		if k.Rotatable != tri.Yes || options.OnlyS3 && len(k.Encrypts) == 0 {
			continue
		}
		switch rotation := k.Instance.Argument("enable_key_rotation"); enabled(rotation) {
		case tri.No:
			report(k, notRotated(k, rotation))
		case tri.Yes:
			period := k.Instance.Argument("rotation_period_in_days")
			days, ok := period.Int()
			if period.Null() == tri.Yes {
				days, ok = 365, true // KMS's own (EnableKeyRotation, AWS KMS API reference)
			}
			if ok && days > options.MaxPeriod {
				report(k, rarelyRotated(k, period, days, options.MaxPeriod))
			}
		case tri.Unknown:
		}
	}
	return nil
}

func notRotated(k *s3.Key, rotation terraform.Value) lint.Finding {
	block := k.Instance.Resource.Block
	return lint.Finding{
		Range:    anchor(rotation, block),
		In:       k.Instance,
		Anchor:   rotation,
		Address:  k.Instance.Address(),
		Tags:     k.Tagged(),
		Tier:     k.Tier(),
		Argument: &lint.Argument{Wish: known.KeyRotation, Safe: true},
		Text:     "{isn't|aren't} rotated automatically, so new data stays under the same key material for good",
		Fix: func(edit *lint.Edit) error {
			return edit.Set(block, "enable_key_rotation", rotation, "true", "deletion_window_in_days", "key_usage", "description")
		},
	}
}

func rarelyRotated(k *s3.Key, period terraform.Value, days, limit int) lint.Finding {
	block := k.Instance.Resource.Block
	f := lint.Finding{
		Range:    anchor(period, block),
		In:       k.Instance,
		Anchor:   period,
		Address:  k.Instance.Address(),
		Tags:     k.Tagged(),
		Tier:     k.Tier(),
		Argument: &lint.Argument{Wish: known.RotationPeriod, Value: strconv.Itoa(limit)},
		Text:     fmt.Sprintf("{is|are} rotated every {value} days, not every %d or fewer, so more data than intended shares one version of the key material", limit),
		Value:    strconv.Itoa(days),
	}
	if period.Written() { // else the provider may be too old to know the argument
		f.Fix = func(edit *lint.Edit) error {
			return edit.Set(block, "rotation_period_in_days", period, strconv.Itoa(limit))
		}
		f.Argument.Safe = true
	}
	return f
}
