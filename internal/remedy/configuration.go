package remedy

import (
	"slices"
	"strconv"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// EnableBucketKey returns the fix that enables an S3 Bucket Key.
func EnableBucketKey(s *lint.Snapshot, d *s3.Default) (lint.Fix, error) {
	if err := mayEnableBucketKey(s, d); err != nil {
		return lint.Fix{}, err
	}
	if !d.AlwaysSSEKMS() {
		return lint.Fix{}, whyInputs.Refuse("with other inputs the algorithm is another one")
	}
	return Write(d.Block.Block, "bucket_key_enabled", d.BucketKey, "true")()
}

// BucketKeyArgument is ArgumentFor for a bucket key. In a module's call, whose algorithm may be
// written otherwise, SSE-S3 takes no harm from it.
func BucketKeyArgument(s *lint.Snapshot, d *s3.Default) *lint.Argument {
	return ArgumentFor(d.Encryption.Instance, known.BucketKey, "", func(*terraform.Call, *lint.Doubts) error { return mayEnableBucketKey(s, d) })
}

// mayEnableBucketKey fails for a bucket that surely receives logs as well: those are delivered
// to SSE-S3 only, so a bucket key isn't what it lacks (Amazon S3 User Guide, "Enabling Amazon S3
// server access logging"). It would do no harm either.
func mayEnableBucketKey(s *lint.Snapshot, d *s3.Default) error {
	for _, b := range d.Encryption.Buckets {
		if b.ReceivesLogs == tri.Yes {
			return WhyLogs.Refuse("logs are delivered to %s that need SSE-S3", b.Instance.Address())
		}
	}
	return mayUseBucketKey(s)
}

// BlockSSEC returns the fix that blocks SSE-C.
func BlockSSEC(d *s3.Default) (lint.Fix, error) {
	if d.Encryption.Inline || len(d.Encryption.Rules) != 1 || d.Block.Exists != tri.Yes {
		return lint.Fix{}, whyWrittenElsewhere.Refuse("it isn't the one rule of a configuration of its own")
	}
	return lint.Fix{Wants: "SSE-C", Do: func(e *lint.Edit) error {
		return setList(e, d.Block.Block, "blocked_encryption_types", d.Blocked, []string{"SSE-C"}, "bucket_key_enabled")
	}}, nil
}

// AskForDefault returns the fix that makes an upload ask for its bucket's default in so many
// words, where its policy surely admits that and nobody reads the object who may have no right
// to the key.
func AskForDefault(s *lint.Snapshot, o *s3.Object) (lint.Fix, error) {
	d := o.Bucket.Default()
	if d == nil {
		return lint.Fix{}, whyKeyUnknown.Refuse("the bucket's default isn't known")
	}
	for _, name := range []string{
		"etag", // isn't the MD5 of what KMS encrypts, so plans would never end
		"acl",  // lets somebody read the object
		"bucket_key_enabled",
	} {
		if o.Instance.Argument(name).Written() {
			return lint.Fix{}, WhyDecided.Refuse("%s is written", name)
		}
	}
	kms := o.Bucket.DefaultsToKMS()
	key := o.Bucket.KeyExpression()
	switch {
	case !o.Bucket.KeepsDefault():
		return lint.Fix{}, whyInputs.Refuse("with other inputs the bucket's default is another one")
	case !o.Algorithm.Settled(), !o.KeyID.Settled() && !o.NamesKeyOf(d):
		return lint.Fix{}, whyWrittenElsewhere.Refuse("what is asked for isn't written as a literal")
	case !kms && o.KeyID.Written():
		return lint.Fix{}, WhyDecided.Refuse("a key is written, and the bucket's default has none")
	case kms && (d.Key.Kind == s3.OpaqueKey || d.Key.Kind == s3.CustomerKey && key == ""):
		return lint.Fix{}, whyKeyUnknown.Refuse("no expression names the bucket's key whatever the inputs")
	case len(o.Instance.Blocks("grant")) > 0, o.Bucket.ServesWebsite != tri.No,
		slices.ContainsFunc(o.Bucket.Policies, func(p *s3.BucketPolicy) bool { return p.Document.Grants() }) && len(o.Bucket.Policies) == 1:
		return lint.Fix{}, whyLetsIn.Refuse("somebody may read the object who can't use the key")
	case !o.AdmitsDefault(d):
		return lint.Fix{}, WhyLockedOut.Refuse("the bucket's policy may refuse that")
	}
	return lint.Fix{Wants: [2]string{d.AlgorithmName(), key}, Do: func(e *lint.Edit) error {
		block := o.Instance.Resource.Block
		if err := keyReaches(s, d.Key.Key, o.Instance.Resource); err != nil {
			return err
		}
		if err := e.Set(block, "server_side_encryption", o.Algorithm, strconv.Quote(d.AlgorithmName()), "key", "bucket"); err != nil {
			return err
		}
		if !kms || d.Key.Kind != s3.CustomerKey || o.NamesKeyOf(d) {
			return nil
		}
		return e.Set(block, "kms_key_id", o.KeyID, key, "server_side_encryption", "key", "bucket")
	}}, nil
}
