package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_sensitive_cmk.md
var s3BucketSensitiveCMKDoc string

// s3BucketSensitiveCMK reports buckets that are tagged as sensitive and surely
// aren't encrypted under a customer managed key. It doesn't report a key that was
// chosen elsewhere, nor a bucket without configuration where
// s3_bucket_explicit_sse does.
var s3BucketSensitiveCMK = &lint.Rule{
	Name:     "s3_bucket_sensitive_cmk",
	Severity: tflint.ERROR,
	Summary:  "A sensitive bucket is encrypted with SSE-KMS under a customer managed key",
	Practice: lint.EnforceEncryptionAtRest,
	Controls: lint.Controls{
		SecurityHub: "S3.17 (AWS managed key passes)",
		Config:      "s3-default-encryption-kms",
		PCI:         "3.5.1",
		NIST:        "SC-28, SC-28(1), SC-12(2), SC-13",
	},
	Fixes: "sets SSE-KMS with the tier's key, which it makes where there is none",
	Doc:   s3BucketSensitiveCMKDoc,
	Check: checkS3BucketSensitiveCMK,
}

func checkS3BucketSensitiveCMK(pass *lint.Pass) error {
	weak := func(b *s3.Bucket) bool { return b.Default() != nil && weakKey(b.Default()) != "" }
	buckets := oneTier(pass.Inventory, configurations, func(b *s3.Bucket) bool {
		d := b.Default()
		return sensitive(b).Sensitive && weak(b) && d.Algorithm.Literal() && d.KeyID.Settled() && b.Always(weak) && takesNewKey(b)
	})
	bare := bareSensitive(pass.Inventory)
	for _, b := range pass.Inventory.Buckets {
		if !sensitive(b).Sensitive {
			continue
		}
		f := lint.Finding{Address: b.Instance.Address(), Rests: []terraform.Value{b.Tagged()}, Value: tagged(b.Class)}
		d := b.Default()
		switch {
		case b.Encrypted == tri.No && !pass.Enabled(s3BucketExplicitSSE.Name):
			f.Range, f.In = b.Instance.Resource.Block.DefRange, b.Instance
			f.Rests = append(switches(b), f.Rests...)
			f.Text = "{is|are} tagged {value} but {has|have} no encryption configuration" + cutOff
			if of := bare[b.Instance.Resource]; of != nil {
				f.Fix = func(e *lint.Edit) error { return addKMS(e, of) }
			}
		case d != nil && d.Invalid() && !pass.Enabled(s3BucketExplicitSSE.Name):
			f.Range, f.In, f.Anchor = d.Algorithm.Range, d.Encryption.Instance, d.Algorithm
			f.Text = "{is|are} tagged {value} but {has|have} no encryption algorithm that there is" + cutOff
		case d == nil || weakKey(d) == "":
			continue
		default:
			f.Anchor, f.In = weakValue(d), d.Encryption.Instance
			f.Range, f.Text = anchor(f.Anchor, d.Apply.Block), "{is|are} tagged {value} but encrypted with "+weakKey(d)+follows(d)
			if at := d.Encryption.Instance.Resource; buckets[at] != nil {
				f.Fix = func(e *lint.Edit) error { return encrypt(e, buckets[at], d, nil) }
			}
		}
		if b.ReceivesLogs == tri.Yes {
			f.Note, f.Fix = true, nil
			f.Text += logs(b)
		}
		pass.Report(f)
	}
	return nil
}

// cutOff is what follows from a key that isn't the account's own.
const cutOff = ", so access to {its|their} objects can't be cut off by disabling a key"

// follows says what follows from a default.
func follows(d *s3.Default) string {
	if d.Key.Key != nil && d.Algorithm.Is(s3.SSES3) != tri.Yes {
		return ", so uploads fail"
	}
	return cutOff
}

// weakKey returns what a sensitive bucket is encrypted with where that surely
// isn't a key that will do, "" else.
func weakKey(d *s3.Default) string {
	switch {
	case d.Algorithm.Is(s3.SSES3) == tri.Yes:
		return "SSE-S3"
	case d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS) != tri.Yes:
		return ""
	case d.Key.Kind == s3.AWSManagedKey:
		return "the AWS managed key aws/s3"
	case d.Key.Key != nil && d.Key.Key.Symmetric == tri.No:
		return d.Key.Key.Instance.Address().String() + ", which isn't a symmetric encryption key"
	}
	return ""
}

// weakValue returns the value that makes a default weak: the algorithm, or the
// key, which may not be written.
func weakValue(d *s3.Default) terraform.Value {
	if d.Algorithm.Is(s3.SSES3) == tri.Yes {
		return d.Algorithm
	}
	return d.KeyID
}
