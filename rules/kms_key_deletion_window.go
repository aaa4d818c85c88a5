package rules

import (
	_ "embed" // the page
	"fmt"
	"strconv"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed kms_key_deletion_window.md
var kmsKeyDeletionWindowDoc string

// kmsKeyDeletionWindow reports written deletion windows that are too short. It
// doesn't report an absent one: KMS then waits 30 days, the longest window
// (ScheduleKeyDeletion, AWS KMS API reference).
var kmsKeyDeletionWindow = &lint.Rule{
	Name:     "kms_key_deletion_window",
	Severity: tflint.NOTICE,
	Summary:  "The deletion window of a KMS key is at least 30 days",
	Topic:    string(posture.Window),
	Practice: lint.SecureKeyManagement,
	Suppressions: lint.Suppressions{
		KICS: []string{"0b530315-0ea4-497f-b34c-4ff86268f59d"}, // KMS Key With No Deletion Window
	},
	Controls: lint.Controls{
		SecurityHub: "KMS.3 (a key is scheduled for deletion; no length)",
		Config:      "kms-cmk-not-scheduled-for-deletion",
	},
	Fixes:   "writes the minimum",
	Doc:     kmsKeyDeletionWindowDoc,
	Options: func() any { return &kmsKeyDeletionWindowOptions{Minimum: 30} },
	Ask:     askKMSKeyDeletionWindow,
}

type kmsKeyDeletionWindowOptions struct {
	// The shortest `deletion_window_in_days` allowed, from 7 to 30.
	Minimum int `hclext:"minimum,optional"`
}

// Validate holds the window to the range that KMS accepts.
func (o *kmsKeyDeletionWindowOptions) Validate() error {
	if o.Minimum < 7 || o.Minimum > 30 {
		return lint.WrongOption("minimum", "must be from 7 to 30 days, not %d", o.Minimum)
	}
	return nil
}

func askKMSKeyDeletionWindow(pass *lint.Pass) {
	options, _ := pass.Options.(*kmsKeyDeletionWindowOptions)
	minimum := strconv.Itoa(options.Minimum)
	for _, k := range remedy.Inventory.Of(pass.Snapshot).Keys {
		window := k.Instance.Argument("deletion_window_in_days")
		a := lint.Answer{Subject: k, Site: k.Instance, Why: window.WhyNot("a whole number"), Fix: remedy.Write(k.Instance.Resource.Block, "deletion_window_in_days", window, minimum)}
		if a.Is = window.Each(func(v terraform.Value) tri.Answer { return longEnough(v, options.Minimum) }); a.Is == tri.No {
			a.Finding = &lint.Finding{
				Anchor:   window,
				Text:     fmt.Sprintf("{has|have} a deletion window of {value} days, not %s or more, so a mistaken deletion can be cancelled for {value} days only", minimum),
				Value:    window.Said(),
				Argument: remedy.ArgumentFor(k.Instance, known.DeletionWindow, minimum, nil),
				Wish:     remedy.WindowWish(pass.Snapshot, k, minimum),
			}
		}
		pass.Answer(a)
	}
}

// longEnough says whether a window has a number of days or more.
func longEnough(window terraform.Value, minimum int) tri.Answer {
	days, ok := window.Int()
	switch {
	case window.Null() == tri.Yes:
		return tri.Yes
	case !ok:
		return tri.Unknown
	}
	return tri.Of(days >= minimum)
}
