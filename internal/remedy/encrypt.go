package remedy

import (
	"errors"
	"strconv"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Encrypt returns the fix of a bucket without encryption configuration: SSE-S3, or SSE-KMS
// under the key of its tier if that asks for it and no logs are delivered that need SSE-S3.
func Encrypt(s *lint.Snapshot, b *s3.Bucket) (lint.Fix, error) {
	if !b.Always(func(b *s3.Bucket) bool { return b.Encrypted == tri.No && !b.Conditional }) {
		return lint.Fix{}, whyInputs.Refuse("with other inputs %s may have an encryption configuration", b.Instance.Address())
	}
	resource := b.Instance.Resource
	if b.AsksForKMS() != tri.Yes || b.ReceivesLogs == tri.Yes {
		if b.RefusesSSES3() {
			return lint.Fix{}, WhyLockedOut.Refuse("the bucket policy refuses SSE-S3")
		}
		return lint.Fix{Wants: s3.SSES3, Do: func(e *lint.Edit) error {
			inline, err := onlyInline(e.Snapshot)
			if err != nil {
				return err
			}
			return addEncryption(e, resource, inline, nil)
		}}, nil
	}
	return tierFix(s, b, func(e *lint.Edit, by usedBy) error {
		inline, err := onlyInline(e.Snapshot)
		if err != nil {
			return err
		}
		for _, rule := range []string{"s3_bucket_explicit_sse", "s3_bucket_sensitive_cmk"} { // whichever asks
			if err := e.Undecided(rule, resource); err != nil {
				return err
			}
		}
		key, err := keyOfTier(e, b, resource, inline, nil, by)
		if err != nil {
			return err
		}
		if err := addEncryption(e, resource, inline, key); err != nil {
			return err
		}
		return key.Write()
	})
}

// useTierKey returns the fix that points a bucket's configuration at the key of its tier. Where
// it leaves a customer managed key for it, that isn't nil.
func useTierKey(s *lint.Snapshot, b *s3.Bucket, leave *s3.Key) (lint.Fix, error) {
	d := b.Default()
	return tierFix(s, b, func(e *lint.Edit, by usedBy) error {
		key, err := keyOfTier(e, b, d.Encryption.Instance.Resource, d.Encryption.Inline, leave, by)
		if err != nil {
			return err
		}
		if d.KeyID.Written() {
			if text, err := e.Text(d.KeyID.Range); err != nil || text == key.ARN {
				return errors.Join(err, whyTierKeyUnfit.Refuse("the tier's key is the one that is there"))
			}
		}
		if d.Algorithm.Is(s3.SSES3) == tri.Yes {
			if err := set(e, d.Apply.Block, "sse_algorithm", d.Algorithm, strconv.Quote(s3.SSEKMS)); err != nil {
				return err
			}
		}
		if err := e.Replace(d.Apply.Block, "kms_master_key_id", d.KeyID, key.ARN, "sse_algorithm"); err != nil {
			return err
		}
		return key.Write()
	})
}

// tierFix returns a fix that gives a bucket the key of its tier, where nobody who uses it may
// be locked out by another key. The instances of one block get one key. The fix is told who may use the bucket:
// a new key admits them, one that is there need not.
func tierFix(s *lint.Snapshot, b *s3.Bucket, do func(*lint.Edit, usedBy) error) (lint.Fix, error) {
	var doubts lint.Doubts
	if err := mayUseNewKey(s, b, &doubts); err != nil {
		return lint.Fix{}, err
	}
	services, err := servicesOf(s, b)
	if err != nil {
		return lint.Fix{}, err
	}
	there, err := homeOf(s, b.Instance.Resource)
	var same lint.Doubts // they are among those of mayUseNewKey
	inUse := unused(s, b, &same)
	if inUse == nil && doubts.Any() { // then a key that is there has to admit whoever that is
		inUse = whyUsed.Refuse("somebody outside of the code may use %s", b.Instance.Address())
	}
	if inUse == nil && !b.Always(func(b *s3.Bucket) bool { return b.AdmitsNewKey(s3.NoPrincipals) }) {
		inUse = whyLetsIn.Refuse("the policy of %s lets somebody in", b.Instance.Address())
	}
	use := tierKeyUse{b.Class.Tier, there, inUse != nil}
	return lint.Fix{Wants: use, Do: func(e *lint.Edit) error { return do(e, usedBy{inUse, services}) }, Doubts: doubts}, err
}

// usedBy says who may use a bucket.
type usedBy struct {
	iam      error         // somebody by IAM alone, nil for nobody
	services []serviceNeed // those that come as themselves
}

// tierKeyUse is what the buckets of one block have in common that are to get one key.
type tierKeyUse struct {
	tier classify.Tier
	home home
	used bool // so that the key has to admit whoever of the account may use them
}

// addEncryption writes an encryption configuration for every instance of a
// bucket, with SSE-S3 if key is nil.
func addEncryption(e *lint.Edit, bucket *terraform.Resource, inline bool, key *tierKey) error {
	if bucket.Ignores("server_side_encryption_configuration") {
		return whyManagedElsewhere.Refuse("the bucket's encryption may be configured elsewhere")
	}
	if !inline {
		return companion(e, bucket, "aws_s3_bucket_server_side_encryption_configuration", func(body *hclwrite.Body, of func(string) hclwrite.Tokens) {
			body.SetAttributeRaw("bucket", of("id"))
			body.AppendNewline()
			appendRule(e, body, key)
		})
	}
	if err := errors.Join(currentSyntax(e.Snapshot), bucketConfiguredHere(e.Snapshot, bucket, &e.Doubts), notAdopted(bucket)); err != nil {
		return err
	}
	file, native, err := e.Native(bucket.Block)
	if err != nil {
		return err
	}
	block := hclwrite.NewBlock("server_side_encryption_configuration", nil)
	appendRule(e, block.Body(), key)
	return file.AppendBlock(e, native, fix.Text(block))
}

func appendRule(e *lint.Edit, body *hclwrite.Body, key *tierKey) {
	rule := body.AppendNewBlock("rule", nil).Body()
	apply := rule.AppendNewBlock("apply_server_side_encryption_by_default", nil).Body()
	if key == nil {
		apply.SetAttributeValue("sse_algorithm", cty.StringVal(s3.SSES3))
		return
	}
	apply.SetAttributeValue("sse_algorithm", cty.StringVal(s3.SSEKMS))
	apply.SetAttributeRaw("kms_master_key_id", fix.Raw(key.ARN))
	if mayUseBucketKey(e.Snapshot) == nil {
		rule.AppendNewline()
		rule.SetAttributeValue("bucket_key_enabled", cty.True)
	}
}
