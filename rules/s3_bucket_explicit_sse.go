package rules

import (
	_ "embed" // the page
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
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
		return !sensitive(b).Sensitive || b.ReceivesLogs == terraform.Yes
	})
	kms := bareSensitive(pass.Inventory)
	inline := pass.Inventory.OnlyInline()
	for _, b := range pass.Inventory.Buckets {
		if b.Encrypted != terraform.No {
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
			Safe:    sses3[resource] && !elsewhere(pass.Module, resource.Module, "aws_s3_bucket_server_side_encryption_configuration"),
		}
		switch {
		case !all[resource]:
		case sses3[resource]:
			finding.Fix = func(e *lint.Edit) error { return addEncryption(e, resource, inline, nil) }
		case kms[resource] != nil:
			finding.Fix = func(e *lint.Edit) error { return addKMS(e, kms[resource], inline) }
		}
		pass.Report(finding)
	}
	return nil
}

// bare reports whether a bucket has no encryption configuration, whatever the
// inputs.
func bare(b *s3.Bucket) bool { return b.Encrypted == terraform.No && !b.Conditional }

// bareSensitive returns the buckets of the resources of which every instance is
// bare and of one sensitive tier, and can get a key.
func bareSensitive(inv *s3.Inventory) map[*terraform.Resource][]*s3.Bucket {
	return oneTier(inv, itself, func(b *s3.Bucket) bool { return bare(b) && sensitive(b).Sensitive && takesNewKey(b) })
}

// oneWay returns the resources of which every bucket passes a test.
func oneWay(inv *s3.Inventory, test func(*s3.Bucket) bool) map[*terraform.Resource]bool {
	out := map[*terraform.Resource]bool{}
	for _, b := range inv.Buckets {
		r := b.Instance.Resource
		before, seen := out[r]
		out[r] = test(b) && (before || !seen)
	}
	return out
}

// addKMS writes an encryption configuration with SSE-KMS under the key of the tier
// of some buckets, the instances of one block.
func addKMS(e *lint.Edit, buckets []*s3.Bucket, inline bool) error {
	if err := mayChangeKey(e, buckets); err != nil {
		return err
	}
	resource := buckets[0].Instance.Resource
	key, err := e.TierKey(buckets, resource, inline)
	if err != nil {
		return err
	}
	if err := addEncryption(e, resource, inline, key); err != nil {
		return err
	}
	return key.Write()
}

// addEncryption writes an encryption configuration for every instance of a
// bucket, with SSE-S3 if key is nil.
func addEncryption(e *lint.Edit, bucket *terraform.Resource, inline bool, key *lint.TierKey) error {
	if bucket.Ignores("server_side_encryption_configuration") {
		return fmt.Errorf("%w: the bucket's encryption may be configured elsewhere", tflint.ErrFixNotSupported)
	}
	if !inline {
		return e.Companion(bucket, "aws_s3_bucket_server_side_encryption_configuration", func(body *hclwrite.Body, of func(string) hclwrite.Tokens) {
			body.SetAttributeRaw("bucket", of("id"))
			body.AppendNewline()
			appendRule(body, key)
		})
	}
	if err := errors.Join(e.CurrentSyntax(), e.ConfiguredHere(bucket)); err != nil {
		return err
	}
	file, native, err := e.Native(bucket.Block)
	if err != nil {
		return err
	}
	block := hclwrite.NewBlock("server_side_encryption_configuration", nil)
	appendRule(block.Body(), key)
	return file.AppendBlock(e.Fixer, native, fix.Text(block))
}

func appendRule(body *hclwrite.Body, key *lint.TierKey) {
	rule := body.AppendNewBlock("rule", nil).Body()
	apply := rule.AppendNewBlock("apply_server_side_encryption_by_default", nil).Body()
	if key == nil {
		apply.SetAttributeValue("sse_algorithm", cty.StringVal(s3.SSES3))
		return
	}
	apply.SetAttributeValue("sse_algorithm", cty.StringVal(s3.SSEKMS))
	apply.SetAttributeRaw("kms_master_key_id", fix.Raw(key.ARN))
	rule.AppendNewline()
	rule.SetAttributeValue("bucket_key_enabled", cty.True)
}
