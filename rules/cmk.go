package rules

import (
	"fmt"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// sensitive returns the tier of a bucket that is surely sensitive, else the zero
// Tier.
func sensitive(b *s3.Bucket) classify.Tier {
	if b.Class.Tier.Sensitive {
		return b.Class.Tier
	}
	return classify.Tier{}
}

// tagged says how a bucket is classified: the tag, and the tier that it means.
func tagged(c classify.Class) string {
	return fmt.Sprintf("%s = %q (%s)", c.Tag.Key, c.Tag.Value, c.Tier.Name)
}

// logs says why a bucket that receives logs can't use KMS, or what is wrong if it
// does.
func logs(b *s3.Bucket) string {
	if b.DefaultsToKMS() {
		return ", and the logs that it should receive are delivered to buckets with SSE-S3 only"
	}
	return ", and the logs that it receives are delivered to buckets with SSE-S3 only"
}

// mayChangeKey fails if somebody who uses one of the buckets may be locked out by
// another key.
func mayChangeKey(e *lint.Edit, buckets []*s3.Bucket) error {
	asked := map[*terraform.Resource]bool{}
	for _, b := range buckets {
		r := b.Instance.Resource
		if asked[r] {
			continue // one block may have thousands of buckets
		}
		asked[r] = true
		if err := e.Unused(r); err != nil {
			return err
		}
	}
	return nil
}

// takesNewKey reports whether a bucket can get a new key as its default without
// locking anybody out, whatever the inputs, as far as its policy tells: that lets uploads
// under the key through, and grants nothing to anybody who would need a right on the key
// as well.
func takesNewKey(b *s3.Bucket) bool { return b.Always(admitsNewKey) }

// admitsNewKey is takesNewKey for the inputs that there are.
func admitsNewKey(b *s3.Bucket) bool {
	if b.ServesWebsite != tri.No {
		return false
	}
	switch b.HasPolicy {
	case tri.No:
		return !b.PolicyConditional
	case tri.Yes:
	default:
		return false
	}
	if len(b.Policies) != 1 || b.Policies[0].Document.Grants() {
		return false
	}
	put := upload(b, policy.Member("", "")).Fix(sseHeader, s3.SSEKMS).Fix(sseKey, "arn:aws:kms:::key/new")
	verdict, _ := b.Denies(put)
	return verdict == policy.NotDenied
}

// oneTier returns the buckets of the resources whose instances are, or are for,
// buckets of one tier that all pass a test: a fix is for all of them, and they get
// one key. Other resources have none.
func oneTier(inv *s3.Inventory, resources func(*s3.Bucket) []*terraform.Resource, test func(*s3.Bucket) bool) map[*terraform.Resource][]*s3.Bucket {
	out := map[*terraform.Resource][]*s3.Bucket{}
	spoilt := map[*terraform.Resource]bool{}
	for _, b := range inv.Buckets {
		for _, r := range resources(b) {
			if !test(b) || len(out[r]) > 0 && out[r][0].Class.Tier != b.Class.Tier {
				spoilt[r] = true
			}
			out[r] = append(out[r], b)
		}
	}
	for r := range spoilt {
		delete(out, r)
	}
	return out
}

// defaultValues are what says how a bucket encrypts by default.
func defaultValues(b *s3.Bucket) []terraform.Value {
	d := b.Default()
	if d == nil {
		return nil
	}
	return []terraform.Value{d.Algorithm, d.KeyID}
}

// switches are what decides whether a bucket's module gives it an encryption
// configuration.
func switches(b *s3.Bucket) []terraform.Value {
	return b.Switches("aws_s3_bucket_server_side_encryption_configuration", "server_side_encryption_configuration")
}

// itself is the resource of a bucket.
func itself(b *s3.Bucket) []*terraform.Resource { return []*terraform.Resource{b.Instance.Resource} }

// configurations are the resources of a bucket's encryption configurations.
func configurations(b *s3.Bucket) []*terraform.Resource {
	var out []*terraform.Resource
	for _, e := range b.Encryptions {
		out = append(out, e.Instance.Resource)
	}
	return out
}
