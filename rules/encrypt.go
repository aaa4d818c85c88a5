package rules

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// bare reports whether a bucket has no encryption configuration, whatever the
// inputs.
func bare(b *s3.Bucket) bool {
	return b.Always(func(b *s3.Bucket) bool { return b.Encrypted == tri.No && !b.Conditional })
}

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
func addKMS(e *lint.Edit, buckets []*s3.Bucket) error {
	inline, err := e.OnlyInline()
	if err := errors.Join(err, mayChangeKey(e, buckets)); err != nil {
		return err
	}
	resource := buckets[0].Instance.Resource
	for _, rule := range []string{"s3_bucket_explicit_sse", "s3_bucket_sensitive_cmk"} { // whichever asks
		if err := e.Undecided(rule, resource); err != nil {
			return err
		}
	}
	key, err := e.TierKey(buckets, resource, inline, nil)
	if err != nil {
		return err
	}
	if err := addEncryption(e, resource, inline, key); err != nil {
		return err
	}
	return key.Write()
}

// addSSES3 writes an encryption configuration with SSE-S3 for a bucket.
func addSSES3(e *lint.Edit, bucket *terraform.Resource) error {
	inline, err := e.OnlyInline()
	if err != nil {
		return err
	}
	return addEncryption(e, bucket, inline, nil)
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
			appendRule(e, body, key)
		})
	}
	if err := errors.Join(e.CurrentSyntax(), e.ConfiguredHere(bucket), e.NotAdopted(bucket)); err != nil {
		return err
	}
	file, native, err := e.Native(bucket.Block)
	if err != nil {
		return err
	}
	block := hclwrite.NewBlock("server_side_encryption_configuration", nil)
	appendRule(e, block.Body(), key)
	return file.AppendBlock(e.Fixer, native, fix.Text(block))
}

func appendRule(e *lint.Edit, body *hclwrite.Body, key *lint.TierKey) {
	rule := body.AppendNewBlock("rule", nil).Body()
	apply := rule.AppendNewBlock("apply_server_side_encryption_by_default", nil).Body()
	if key == nil {
		apply.SetAttributeValue("sse_algorithm", cty.StringVal(s3.SSES3))
		return
	}
	apply.SetAttributeValue("sse_algorithm", cty.StringVal(s3.SSEKMS))
	apply.SetAttributeRaw("kms_master_key_id", fix.Raw(key.ARN))
	if e.MayUseBucketKey() == nil {
		rule.AppendNewline()
		rule.SetAttributeValue("bucket_key_enabled", cty.True)
	}
}

// encrypt points the configuration of some buckets at the key of their tier. Where they leave
// a customer managed key for it, that isn't nil.
func encrypt(e *lint.Edit, buckets []*s3.Bucket, d *s3.Default, leave *s3.Key) error {
	if err := mayChangeKey(e, buckets); err != nil {
		return err
	}
	key, err := e.TierKey(buckets, d.Encryption.Instance.Resource, d.Encryption.Inline, leave)
	if err != nil {
		return err
	}
	if e.Text(d.KeyID) == key.ARN {
		return fmt.Errorf("%w: the tier's key is the one that is there", tflint.ErrFixNotSupported)
	}
	if d.Algorithm.Is(s3.SSES3) == tri.Yes {
		if err := e.Set(d.Apply.Block, "sse_algorithm", d.Algorithm, strconv.Quote(s3.SSEKMS)); err != nil {
			return err
		}
	}
	if err := e.Replace(d.Apply.Block, "kms_master_key_id", d.KeyID, key.ARN, "sse_algorithm"); err != nil {
		return err
	}
	return key.Write()
}
