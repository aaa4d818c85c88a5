package rules

import (
	_ "embed" // the page
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
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
	Practice: lint.EnforceEncryptionAtRest,
	Controls: lint.Controls{NIST: "SC-28"},
	Fixes:    "asks for the bucket's default encryption in so many words",
	Doc:      s3ObjectEncryptionDoc,
	Check:    checkS3ObjectEncryption,
}

func checkS3ObjectEncryption(pass *lint.Pass) error {
	findings := map[*terraform.Resource][]lint.Finding{}
	instances := map[*terraform.Resource]int{}
	var order []*terraform.Resource
	for _, o := range pass.Inventory.Objects {
		r := o.Instance.Resource
		if instances[r]++; instances[r] == 1 {
			order = append(order, r)
		}
		if f := judgeObject(o); f != nil {
			findings[r] = append(findings[r], *f)
		}
	}
	wants := wantedByAll(pass.Inventory.Objects)
	for _, r := range order {
		for _, f := range findings[r] {
			if len(findings[r]) < instances[r] || !wants[r] {
				f.Fix = nil // the fix would change instances that are fine, or want another key
			}
			pass.Report(f)
		}
	}
	return nil
}

// judgeObject returns what is wrong with an upload, nil if nothing surely is.
func judgeObject(o *s3.Object) *lint.Finding {
	asks, known := o.Asks()
	if !known || o.Bucket == nil {
		return nil
	}
	bucket := o.Bucket.Instance.Address()
	f := &lint.Finding{
		Range:   anchor(o.Algorithm, o.Instance.Resource.Block),
		In:      o.Instance,
		Anchor:  o.Algorithm,
		Rests:   append([]terraform.Value{o.KeyID}, defaultValues(o.Bucket)...),
		Tags:    o.Bucket.Tagged(),
		Address: o.Instance.Address(),
		Tier:    sensitive(o.Bucket),
	}
	d := o.Bucket.Default()
	switch {
	case d != nil && weaker(o, asks, d) != "":
		f.Text = fmt.Sprintf("{asks|ask} for %s, which is weaker than the default of %s (%s)", weaker(o, asks, d), bucket, describe(d))
	case refused(o, asks):
		f.Text = fmt.Sprintf("{uploads|upload} to %s what the bucket's policy denies, so it can't be applied", bucket)
	default:
		return nil
	}
	if d != nil && canAsk(o, d) {
		f.Fix = func(e *lint.Edit) error { return askFor(e, o, d) }
	}
	return f
}
