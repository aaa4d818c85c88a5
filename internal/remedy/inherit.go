package remedy

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// inherit returns the expression of a key's policy, for a key that some of its buckets
// are going to have instead. It fails where that policy wouldn't give the same people the same
// rights on the new key, or where something here gives rights on the old one. That IAM statements elsewhere may is a doubt.
func inherit(s *lint.Snapshot, k *s3.Key, d *lint.Doubts) (string, error) {
	policy, toIAM, err := k.Inheritable()
	if err != nil {
		return "", whyKeyPolicyUnfit.Refuse("%w", err)
	}
	if toIAM {
		whyIAM.Raise(d, "the policy of %s leaves it to IAM who may use the key, and statements elsewhere may name it", k.Instance.Address())
	}
	inheritable := func(k *s3.Key) bool {
		_, _, err := k.Inheritable()
		return err == nil
	}
	if !k.Always(inheritable) {
		return "", whyInputs.Refuse("with other inputs the key's policy is another one")
	}
	u := usersIn.Of(s)
	address := k.Instance.Resource.Address.Local()
	for _, use := range u.index.Of(address, nil, func(*usage.Block) bool { return false }) {
		if !u.asBucketKey(use) {
			return "", whyKeyPolicyUnfit.Refuse("%s at %s names %s otherwise than as a bucket's key", use.By.Type, use.By.Range, address)
		}
	}
	return policy, nil
}

// asBucketKey reports whether a use of a key gives nobody rights on it: it is what a bucket
// encrypts with or admits, the key's own policy, or text.
func (u *users) asBucketKey(use usage.Use) bool {
	switch use.By.Type {
	case "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_policy", "output", "moved", "check":
		return true
	case "aws_s3_bucket":
		return use.In == "server_side_encryption_configuration"
	case "aws_kms_key_policy":
		return use.In == "key_id"
	case "aws_kms_key":
		return use.In == "policy" // another key with the same policy
	case "data.aws_iam_policy_document":
		return u.traitsOf(use.By).onlyDenies
	}
	return false
}

// admitsAll reports whether a key surely can be used by whoever may use the buckets that are
// to be given it, whatever the inputs.
func admitsAll(k, leave *s3.Key) bool {
	if leave == nil {
		return k.Always(func(k *s3.Key) bool { return k.Usable() && k.LeavesToIAM() })
	}
	return k.Always((*s3.Key).Usable) && leave.SamePolicy(k)
}
