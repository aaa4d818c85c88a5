package rules

import (
	_ "embed" // the page

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

//go:embed s3_bucket_explicit_sse.md
var s3BucketExplicitSSEDoc string

// s3BucketExplicitSSE reports buckets that have neither an encryption
// configuration resource nor an inline one. It doesn't report a bucket that a
// configuration may belong to without surely doing so, nor one that is handed to
// a called module, which may configure it.
var s3BucketExplicitSSE = &lint.Rule{
	Name:     "s3_bucket_explicit_sse",
	Severity: tflint.NOTICE,
	Summary:  "Every bucket has an explicit default-encryption configuration",
	Practice: lint.EnforceEncryptionAtRest,
	Fixes:    "adds a configuration with SSE-S3 after the bucket",
	Doc:      s3BucketExplicitSSEDoc,
	Check:    checkS3BucketExplicitSSE,
}

func checkS3BucketExplicitSSE(pass *lint.Pass) error {
	partly := map[*terraform.Resource]bool{} // an instance has, or may have, a configuration
	for _, b := range pass.Inventory.Buckets {
		if b.Encrypted != terraform.No || b.Conditional {
			partly[b.Instance.Resource] = true
		}
	}
	for _, b := range pass.Inventory.Buckets {
		if b.Encrypted != terraform.No {
			continue
		}
		resource := b.Instance.Resource
		finding := lint.Finding{
			Range:   resource.Block.DefRange,
			Address: b.Instance.Address(),
			Text:    "{has|have} no encryption configuration, so nothing in the code says or keeps how {its|their} objects are encrypted",
		}
		if !partly[resource] {
			finding.Fix = addEncryption(resource, pass.Inventory.OnlyInline())
		}
		pass.Report(finding)
	}
	return nil
}

// addEncryption writes an encryption configuration with SSE-S3 for every
// instance of a bucket.
func addEncryption(bucket *terraform.Resource, inline bool) func(*lint.Edit) error {
	return func(e *lint.Edit) error {
		if !inline {
			return e.Companion(bucket, "aws_s3_bucket_server_side_encryption_configuration", func(body *hclwrite.Body, of func(string) hclwrite.Tokens) {
				body.SetAttributeRaw("bucket", of("id"))
				body.AppendNewline()
				appendRule(body)
			})
		}
		if err := e.ConfiguredHere(bucket); err != nil {
			return err
		}
		file, native, err := e.Native(bucket.Block)
		if err != nil {
			return err
		}
		block := hclwrite.NewBlock("server_side_encryption_configuration", nil)
		appendRule(block.Body())
		return file.AppendBlock(e.Fixer, native, fix.Text(block))
	}
}

func appendRule(body *hclwrite.Body) {
	body.AppendNewBlock("rule", nil).Body().
		AppendNewBlock("apply_server_side_encryption_by_default", nil).Body().
		SetAttributeValue("sse_algorithm", cty.StringVal(s3.SSES3))
}
