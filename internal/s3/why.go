package s3

import (
	"fmt"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// WhyEncrypted says why it isn't known how the bucket encrypts by default.
func (b *Bucket) WhyEncrypted() string {
	switch d := b.Default(); {
	case d != nil && d.Algorithm.Why() != "":
		return d.Algorithm.Why()
	case d != nil && d.KeyID.Why() != "":
		return d.KeyID.Why()
	case d != nil:
		return d.Encryption.Instance.Address().String() + " may not be there where the bucket is"
	case len(b.Encryptions) > 1:
		return "more than one configuration is for it: " + list(b.Encryptions, func(e *Encryption) *terraform.Instance { return e.Instance })
	case len(b.Encryptions) == 1:
		return b.Encryptions[0].Instance.Address().String() + " may be there or not, or has no one rule"
	}
	return b.whyOpen("aws_s3_bucket_server_side_encryption_configuration")
}

// WhyPolicy says why it isn't known what the bucket's policy denies.
func (b *Bucket) WhyPolicy() string {
	switch {
	case len(b.Policies) > 1:
		return "more than one policy is for it: " + list(b.Policies, func(p *BucketPolicy) *terraform.Instance { return p.Instance })
	case len(b.Policies) == 1:
		if why := b.Policies[0].Argument.Why(); why != "" {
			return "a part of the policy isn't known: " + why
		}
		return "what AWS documents of the policy's conditions doesn't decide it"
	}
	return b.whyOpen("aws_s3_bucket_policy")
}

// whyOpen says what may configure the bucket by a resource of a type, without surely doing so.
func (b *Bucket) whyOpen(typ string) string {
	if b.inventory.index.mayBeHanded(b) {
		for call := range b.inventory.Module.OpaqueCalls() {
			one := newHanded()
			if one.add(call); one.has(b) {
				return fmt.Sprintf("module.%s isn't loaded and is handed the bucket", call.Name)
			}
		}
	}
	for inst := range instances(b.inventory.Module, typ) {
		target := inst.Argument("bucket")
		if inst.Symbolic || b.Named(target) != tri.No && len(b.inventory.index.named(target)) == 0 {
			return inst.Address().String() + " may be for it"
		}
	}
	return "whether it is there isn't known"
}

// list lists addresses.
func list[T any](all []T, of func(T) *terraform.Instance) string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = of(one).Address().String()
	}
	return strings.Join(out, ", ")
}

// Why says why it isn't known what an upload asks for, or where it goes.
func (o *Object) Why() string {
	for _, v := range []terraform.Value{o.Algorithm, o.KeyID, o.Instance.Argument("bucket")} {
		if why := v.Why(); why != "" {
			return why
		}
	}
	return "its bucket isn't one of this configuration"
}

// WhyLogged says why it isn't known whether the bucket's object events are logged.
func (*Bucket) WhyLogged() string { return "what the selectors of a trail choose isn't known" }

// WhyThere says why it isn't known whether the rule is there.
func (*Default) WhyThere() string {
	return "how many blocks there are of the rule isn't known"
}

// WhyRotatable says why it isn't known whether KMS can rotate the key.
func (k *Key) WhyRotatable() string {
	for _, name := range []string{"customer_master_key_spec", "key_usage", "custom_key_store_id", "xks_key_id"} {
		if v := k.Instance.Argument(name); v.Null() == tri.Unknown || !v.Definite() {
			return v.Why()
		}
	}
	return ""
}

// WhyPolicy says why it isn't known whom the key's policy lets use it.
func (k *Key) WhyPolicy() string {
	if p := k.inventory.KeyPolicy(k); p != nil && p.Argument.Why() != "" {
		return "a part of the policy isn't known: " + p.Argument.Why()
	}
	return "which policy the key has isn't known, or what it says depends on who asks"
}
