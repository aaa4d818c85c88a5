package rules

import (
	_ "embed" // the page
	"strconv"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_explicit_sse.md
var s3BucketExplicitSSEDoc string

// s3BucketExplicitSSE reports buckets that have neither an encryption
// configuration resource nor an inline one. It doesn't report a bucket that a
// configuration may belong to without surely doing so, nor one that is handed to
// a called module that isn't loaded, which may configure it.
var s3BucketExplicitSSE = &lint.Rule{
	Name:     "s3_bucket_explicit_sse",
	Severity: tflint.NOTICE,
	Preset:   lint.Minimum,
	Summary:  "Every bucket has an explicit default-encryption configuration",
	Practice: lint.EnforceEncryptionAtRest,
	Controls: lint.Controls{
		Config: "s3-bucket-server-side-encryption-enabled",
		CIS:    "2.1.1 in 1.4 and 1.5; dropped from 2.0 on",
		NIST:   "SC-28",
	},
	Fixes: "adds a configuration after the bucket: SSE-S3, or SSE-KMS with the tier's key if the bucket is sensitive",
	Doc:   s3BucketExplicitSSEDoc,
	Check: checkS3BucketExplicitSSE,
}

func checkS3BucketExplicitSSE(pass *lint.Pass) error {
	all := oneWay(pass.Inventory, bare)
	sses3 := oneWay(pass.Inventory, func(b *s3.Bucket) bool {
		return (!sensitive(b).Sensitive || b.ReceivesLogs == tri.Yes) && !refusesSSES3(b)
	})
	kms := bareSensitive(pass.Inventory)
	configured := elsewhere(pass.Module, "aws_s3_bucket_server_side_encryption_configuration")
	for _, b := range pass.Inventory.Buckets {
		if b.Encrypted != tri.No {
			reportInvalid(pass, b)
			continue
		}
		resource := b.Instance.Resource
		finding := lint.Finding{
			Range:   resource.Block.DefRange,
			In:      b.Instance,
			Rests:   switches(b),
			Address: b.Instance.Address(),
			Tags:    b.Tagged(),
			Tier:    sensitive(b),
			Text:    "{has|have} no encryption configuration, so nothing in the code says or keeps how {its|their} objects are encrypted",
		}
		finding.Argument = &lint.Argument{
			Wish:    known.ExplicitSSE,
			Against: (*lint.Edit).CallConfiguredHere,
			Safe:    sses3[resource] && !configured(resource.Module),
		}
		switch {
		case !all[resource]:
		case sses3[resource]:
			finding.Fix = func(e *lint.Edit) error { return addSSES3(e, resource) }
		case kms[resource] != nil:
			finding.Fix = func(e *lint.Edit) error { return addKMS(e, kms[resource]) }
		}
		pass.Report(finding)
	}
	return nil
}

// reportInvalid reports a bucket whose configuration surely names no algorithm of S3's: the
// provider refuses it, so it is no encryption.
func reportInvalid(pass *lint.Pass, b *s3.Bucket) {
	d := b.Default()
	if d == nil || !d.Invalid() {
		return
	}
	pass.Report(lint.Finding{
		Range:   d.Algorithm.Range,
		In:      d.Encryption.Instance,
		Anchor:  d.Algorithm,
		Address: b.Instance.Address(),
		Tags:    b.Tagged(),
		Tier:    sensitive(b),
		Value:   strconv.Quote(algorithm(d)),
		Text:    "{has|have} {value} for an encryption algorithm, which is none, so nothing says how {its|their} objects are encrypted",
	})
}
