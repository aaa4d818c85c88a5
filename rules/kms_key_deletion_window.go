package rules

import (
	_ "embed" // the page
	"fmt"
	"strconv"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
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
	Practice: lint.SecureKeyManagement,
	Controls: lint.Controls{
		SecurityHub: "KMS.3 (a key is scheduled for deletion; no length)",
		Config:      "kms-cmk-not-scheduled-for-deletion",
	},
	Fixes:   "writes the minimum",
	Doc:     kmsKeyDeletionWindowDoc,
	Options: func() any { return &kmsKeyDeletionWindowOptions{Minimum: 30} },
	Check:   checkKMSKeyDeletionWindow,
}

type kmsKeyDeletionWindowOptions struct {
	// The shortest `deletion_window_in_days` allowed, from 7 to 30.
	Minimum int `hclext:"minimum,optional"`
}

// Validate holds the window to the range that KMS accepts.
func (o *kmsKeyDeletionWindowOptions) Validate() error {
	if o.Minimum < 7 || o.Minimum > 30 {
		return fmt.Errorf("minimum must be from 7 to 30 days, not %d", o.Minimum)
	}
	return nil
}

func checkKMSKeyDeletionWindow(pass *lint.Pass) error {
	options, _ := pass.Options.(*kmsKeyDeletionWindowOptions)
	for _, k := range pass.Inventory.Keys {
		window := k.Instance.Argument("deletion_window_in_days")
		days, ok := window.Int()
		if !ok || days >= options.Minimum {
			continue
		}
		pass.Report(lint.Finding{
			Range:   window.Range,
			In:      k.Instance,
			Anchor:  window,
			Address: k.Instance.Address(),
			Tags:    k.Tagged(),
			Tier:    k.Tier(),
			Text:    fmt.Sprintf("{has|have} a deletion window of {value} days, not %d or more, so a mistaken deletion may be noticed too late to cancel it", options.Minimum),
			Value:   strconv.Itoa(days),
			Fix: func(edit *lint.Edit) error {
				return edit.Set(k.Instance.Resource.Block, "deletion_window_in_days", window, strconv.Itoa(options.Minimum))
			},
			Argument: &lint.Argument{Wish: known.DeletionWindow, Safe: true, Value: strconv.Itoa(options.Minimum)},
		})
	}
	return nil
}
