package s3

import (
	"slices"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Default returns what the bucket does with an upload that doesn't say, nil
// unless exactly one rule of one configuration surely decides it.
func (b *Bucket) Default() *Default {
	if len(b.Encryptions) != 1 {
		return nil
	}
	e := b.Encryptions[0]
	if e.Exists != tri.Yes || len(e.Rules) != 1 || e.Rules[0].Apply == nil || e.Rules[0].Block.Exists != tri.Yes {
		return nil
	}
	return e.Rules[0]
}

// KeyARN returns the ARN of the customer managed key as this configuration writes
// it, the stand-in where the key is made here; "" where it isn't known.
func (d *Default) KeyARN() string {
	if d.Key.Kind != CustomerKey {
		return ""
	}
	if d.Key.Key != nil {
		return kmsARN + "key/" + d.Key.ID
	}
	if text, ok := d.KeyID.Text(); ok && strings.HasPrefix(text, "arn:") && strings.Contains(text, ":key/") {
		return text
	}
	return ""
}

// KeyIdentity is the same for rules that surely name the same customer managed or
// opaque key, and "" where there is none. What isn't an ARN means another key in
// another region or account, so it counts with the provider configuration and
// region that the configuration is made with.
func (d *Default) KeyIdentity() string {
	switch {
	case d.Key.Kind == AWSManagedKey, d.Key.ID == "":
		return ""
	case d.Key.Key != nil:
		return d.Key.ID
	}
	if text, ok := d.KeyID.Text(); ok && strings.HasPrefix(text, "arn:") {
		return text
	}
	inst := d.Encryption.Instance
	config, known := inst.Resource.ProviderConfig()
	if !known {
		return ""
	}
	return strings.Join([]string{d.Key.ID, config.String(), inst.Argument("region").Identity()}, "\x00")
}

// Tier returns the most sensitive of the sensitive tiers of the buckets that the
// rule is for, the zero Tier if there is none.
func (d *Default) Tier() classify.Tier { return tierOf(d.mostSensitive()) }

// Tagged returns the tags that say the tier.
func (d *Default) Tagged() terraform.Value { return tagsOf(d.mostSensitive()) }

func (d *Default) mostSensitive() *Bucket {
	var most *Bucket
	for _, b := range d.Encryption.Buckets {
		most = moreSensitive(most, b)
	}
	return most
}

// moreSensitive returns the bucket of the more sensitive tier, the first of two of
// the same and nil if none is sensitive. The first may be nil.
func moreSensitive(a, b *Bucket) *Bucket {
	if b == nil || !b.Class.Tier.Sensitive || a != nil && a.Class.Tier.Rank <= b.Class.Tier.Rank {
		return a
	}
	return b
}

func tierOf(b *Bucket) classify.Tier {
	if b == nil {
		return classify.Tier{}
	}
	return b.Class.Tier
}

func tagsOf(b *Bucket) terraform.Value {
	if b == nil {
		return terraform.Value{}
	}
	return b.Tagged()
}

// Blocks says whether the rule blocks uploads with an encryption type, such as
// "SSE-C", or lists the word "NONE". Without the argument it is No: what S3 then
// does isn't written here.
func (d *Default) Blocks(typ string) tri.Answer {
	if d.Blocked.Null() == tri.Yes {
		return tri.No
	}
	list := d.Blocked.Elements()
	if list == nil {
		return tri.Unknown
	}
	found := tri.No
	for _, element := range list {
		found = found.Or(element.Is(typ))
	}
	return found
}

// class returns the class of what the configuration encrypts: the most sensitive one.
func (d *Default) class() classify.Class {
	var class classify.Class
	for _, b := range d.Encryption.Buckets {
		class = class.Or(b.Class)
	}
	return class
}

// About returns the configuration's instance, and the tags and class of the most sensitive of
// its buckets.
func (d *Default) About() (*terraform.Instance, terraform.Value, classify.Class) {
	return d.Encryption.Instance, d.Tagged(), d.class()
}

// WeakKey returns what a bucket is encrypted with where that surely is less than its tier asks
// for, or a key that won't do, "" else.
func (d *Default) WeakKey(asked Level) string {
	var all []string
	for _, algorithm := range d.Algorithm.Outcomes() {
		weak := d.weakUnder(algorithm, asked)
		if weak == "" {
			return ""
		}
		if !slices.Contains(all, weak) {
			all = append(all, weak)
		}
	}
	return strings.Join(all, " or ")
}

// weakUnder is WeakKey for one algorithm.
func (d *Default) weakUnder(algorithm terraform.Value, asked Level) string {
	switch {
	case algorithm.Is(SSES3) == tri.Yes:
		return "SSE-S3"
	case algorithm.Is(SSEKMS, DSSEKMS) != tri.Yes:
		return ""
	case d.Key.Kind == AWSManagedKey && asked == LevelCMK:
		return "the AWS managed key aws/s3"
	case d.KeyFails():
		return d.Key.Key.Instance.Address().String() + ", which isn't a symmetric encryption key"
	}
	return ""
}

// KeyFails reports whether the key surely can't encrypt objects, so that uploads fail: it isn't
// a symmetric one.
func (d *Default) KeyFails() bool {
	return d.Algorithm.Is(SSEKMS, DSSEKMS) == tri.Yes && d.Key.Key != nil && d.Key.Key.Symmetric == tri.No
}

// WeakValue returns the value that makes a default weak: the algorithm, or the
// key, which may not be written.
func (d *Default) WeakValue() terraform.Value {
	if d.Algorithm.Is(SSEKMS, DSSEKMS) == tri.Yes {
		return d.KeyID
	}
	return d.Algorithm
}

// UnderCMK says whether the bucket encrypts under a customer managed key by default, wherever
// it exists.
func (b *Bucket) UnderCMK() tri.Answer {
	kms := b.UnderKMS()
	if kms == tri.No || b.Default() == nil {
		return kms
	}
	switch b.Default().Key.Kind {
	case CustomerKey:
		return kms
	case AWSManagedKey:
		return tri.No
	default:
		return tri.Unknown
	}
}

// DefaultValues are what says how a bucket encrypts by default.
func (b *Bucket) DefaultValues() []terraform.Value {
	d := b.Default()
	if d == nil {
		return nil
	}
	return []terraform.Value{d.Algorithm, d.KeyID}
}

// AlwaysSSEKMS reports whether the rule's algorithm is SSE-KMS whatever the inputs are, in every
// instance of its block.
func (d *Default) AlwaysSSEKMS() bool {
	general := d.Encryption.inventory.General()
	if general.otherThanSSEKMS == nil {
		general.otherThanSSEKMS = map[*hclext.Block]bool{}
		for _, e := range general.Encryptions {
			for _, d := range e.Rules {
				known := general.otherThanSSEKMS[d.Block.Block]
				general.otherThanSSEKMS[d.Block.Block] = known || d.Algorithm.Is(SSEKMS) != tri.Yes
			}
		}
	}
	other, known := general.otherThanSSEKMS[d.Block.Block]
	return known && !other && d.Algorithm.Is(SSEKMS) == tri.Yes
}

// MayBlockSSEC reports whether a rule of a configuration blocks SSE-C, or may do so.
func (e *Encryption) MayBlockSSEC() bool {
	return slices.ContainsFunc(e.Rules, func(d *Default) bool { return d.Blocks("SSE-C") != tri.No })
}
