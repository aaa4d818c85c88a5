package collect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// maxUsers is how many of the buckets under a key are listed.
const maxUsers = 100

func (inv *inventory) addBucket(b *s3.Bucket) {
	address := b.Instance.Address().String()
	name, _ := b.Name.Text()
	out := &posture.Bucket{
		Directory: inv.dir, Address: address, Name: name, Place: place(b.Instance.Resource.Block.DefRange), Class: class(b),
		Facts: map[posture.Topic]posture.Fact{},
	}
	inv.encryption(b, out.Facts)
	inv.buckets = append(inv.buckets, out)
	if inv.bucketAt[address] == nil {
		inv.bucketAt[address] = out
	}
}

// class says what a bucket's data is.
func class(b *s3.Bucket) posture.Class {
	c := posture.Class{Sensitive: b.Class.Tier.Sensitive}
	if b.Class.Has() {
		c.Tier, c.Rank, c.By = b.Class.Tier.Name, b.Class.Tier.Rank, b.Class.By()
	}
	if len(b.AlsoNamed) > 0 {
		c.By += ", also by patterns of " + strings.Join(b.AlsoNamed, " and ")
	}
	if !b.Class.Final {
		c.Why = shortened(b.WhyClass())
	}
	return c
}

// encryption says how a bucket encrypts by default.
func (inv *inventory) encryption(b *s3.Bucket, facts map[posture.Topic]posture.Fact) {
	d := b.Default()
	if d == nil {
		fact := posture.Fact{Says: "not in the code"}
		if b.Encrypted != tri.No {
			fact = posture.Fact{Why: shortened(b.WhyEncrypted())}
		}
		facts[posture.Encryption] = fact
		return
	}
	says, kms := "", false
	switch d.AlgorithmName() {
	case s3.SSES3:
		says = "SSE-S3"
	case s3.SSEKMS:
		says, kms = "SSE-KMS", true
	case s3.DSSEKMS:
		says, kms = "DSSE-KMS", true
	case "":
		facts[posture.Encryption] = posture.Fact{Why: shortened(b.WhyEncrypted())}
		return
	default:
		says = d.AlgorithmName()
	}
	facts[posture.Encryption] = posture.Fact{Says: says}
	if says == "SSE-S3" {
		facts[posture.WhoseKey] = posture.Fact{Says: "S3's own"}
	}
	if !kms {
		return
	}
	facts[posture.WhoseKey] = whose(d)
	switch {
	case d.Key.Kind == s3.AWSManagedKey:
		facts[posture.KeyPolicy] = posture.Fact{Says: throughS3}
	case d.Key.Key != nil: // of which more is said at the key
		if who := inv.usersOf(d.Key.Key); who.Says != "" {
			facts[posture.KeyPolicy] = posture.Fact{Says: who.Says}
		}
	}
	if says == "SSE-KMS" {
		facts[posture.BucketKey] = on(d.BucketKey)
	}
}

// whose says which key a default names.
func whose(d *s3.Default) posture.Fact {
	switch {
	case d.Key.Kind == s3.AWSManagedKey:
		return posture.Fact{Says: "AWS managed aws/s3"}
	case d.Key.Key != nil:
		return posture.Fact{Says: d.Key.Key.Instance.Address().String()}
	case d.Key.Kind == s3.CustomerKey:
		if text, known := d.KeyID.Text(); known {
			return posture.Fact{Says: shortened(text)}
		}
		return posture.Fact{Says: "customer managed"}
	}
	return posture.Fact{Says: "chosen elsewhere", Why: shortened(d.KeyID.Why())}
}

// on says whether something is switched on.
func on(v terraform.Value) posture.Fact {
	switch v.On() {
	case tri.Yes:
		return posture.Fact{Says: "on"}
	case tri.No:
		return posture.Fact{Says: "off"}
	default:
		return posture.Fact{Why: shortened(v.WhyNot("true or false")())}
	}
}

func (inv *inventory) addKey(k *s3.Key) {
	address := k.Instance.Address().String()
	out := &posture.Key{
		Directory: inv.dir, Address: address, Place: place(k.Instance.Resource.Block.DefRange), Facts: map[posture.Topic]posture.Fact{},
	}
	for _, d := range k.Encrypts {
		for _, b := range d.Encryption.Buckets {
			c := class(b)
			if c.Sensitive && (!out.Class.Sensitive || c.Rank < out.Class.Rank) {
				out.Class = c
			}
			if c.Tier != "" && !slices.Contains(out.Tiers, c.Tier) {
				out.Tiers = append(out.Tiers, c.Tier)
			}
			if len(out.Buckets) < maxUsers {
				out.Buckets = append(out.Buckets, b.Instance.Address().String())
			}
		}
	}
	if k.Rotatable == tri.Yes {
		out.Facts[posture.Rotation] = rotation(k)
	}
	out.Facts[posture.Window] = window(k)
	out.Facts[posture.KeyPolicy] = inv.usersOf(k)
	inv.keys = append(inv.keys, out)
	if inv.keyAt[address] == nil {
		inv.keyAt[address] = out
	}
}

// rotation says whether a key rotates, and how often.
func rotation(k *s3.Key) posture.Fact {
	fact := on(k.Instance.Argument("enable_key_rotation"))
	if days, known := k.Instance.Argument("rotation_period_in_days").Int(); known && fact.Says == "on" {
		fact.Says = fmt.Sprintf("every %d days", days)
	}
	return fact
}

// window says how long a deletion can be taken back.
func window(k *s3.Key) posture.Fact {
	v := k.Instance.Argument("deletion_window_in_days")
	if v.Null() == tri.Yes {
		return posture.Fact{Says: "30 days, by KMS"}
	}
	if days, known := v.Int(); known {
		return posture.Fact{Says: fmt.Sprintf("%d days", days)}
	}
	return posture.Fact{Why: shortened(v.WhyNot("a whole number")())}
}
