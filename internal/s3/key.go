package s3

import (
	"regexp"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Key is an instance of one of the KMS key resources.
type Key struct {
	// Instance is the resource instance.
	Instance *terraform.Instance
	// Symmetric says whether it is a symmetric encryption key, the only kind
	// that S3 can use.
	Symmetric tri.Answer
	// Rotatable says whether KMS can rotate it automatically: symmetric keys with
	// material made by KMS, in no custom key store. Replicas rotate with their
	// primary. (AWS KMS developer guide, "Rotate AWS KMS keys".)
	Rotatable tri.Answer
	// Encrypts are the default-encryption rules that name the key.
	Encrypts []*Default

	policies   []KeyPolicy // see joinKeyPolicies
	servesHere *bool       // see ServesHere
	inventory  *Inventory
}

// Type returns the resource type.
func (k *Key) Type() string { return k.Instance.Resource.Address.Type }

// Serves reports whether the key surely encrypts buckets of a tier and of no
// other. Buckets without tier don't count.
func (k *Key) Serves(tier classify.Tier) bool {
	serves := false
	for _, d := range k.Encrypts {
		if len(d.Encryption.Buckets) == 0 {
			return false // of whatever tier
		}
		for _, b := range d.Encryption.Buckets {
			if !b.Class.Final || b.Class.Has() && b.Class.Tier != tier {
				return false
			}
			serves = serves || b.Class.Has()
		}
	}
	return serves
}

// ServesOther reports whether the key encrypts a bucket that surely is of another
// tier.
func (k *Key) ServesOther(tier classify.Tier) bool {
	for _, d := range k.Encrypts {
		for _, b := range d.Encryption.Buckets {
			if b.Class.Has() && b.Class.Tier != tier {
				return true
			}
		}
	}
	return false
}

// Usable reports whether S3 surely can encrypt with the key now.
func (k *Key) Usable() bool {
	return k.Symmetric == tri.Yes && !k.Instance.Symbolic && k.Instance.Argument("is_enabled").Null() == tri.Yes
}

// Active says whether the key is switched on.
func (k *Key) Active() tri.Answer { return unsetOr(k.Instance.Argument("is_enabled"), "true") }

// Tier returns the most sensitive of the sensitive tiers whose buckets the key
// surely encrypts, the zero Tier if there is none.
func (k *Key) Tier() classify.Tier { return tierOf(k.mostSensitive()) }

// Tagged returns the tags that say the tier.
func (k *Key) Tagged() terraform.Value { return tagsOf(k.mostSensitive()) }

func (k *Key) mostSensitive() *Bucket {
	var most *Bucket
	for _, d := range k.Encrypts {
		most = moreSensitive(most, d.mostSensitive())
	}
	return most
}

// ARN returns the key's stand-in ARN, as the policies of this configuration name
// it.
func (k *Key) ARN() string {
	token, _ := k.Instance.Token().Unmark()
	return kmsARN + "key/" + token.AsString()
}

// keyTypes are the resource types that make a key.
var keyTypes = []string{"aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key"}

func newKey(inst *terraform.Instance) *Key {
	k := &Key{Instance: inst}
	switch k.Type() {
	case "aws_kms_key":
		k.Symmetric = unsetOr(inst.Argument("customer_master_key_spec"), "SYMMETRIC_DEFAULT").
			And(unsetOr(inst.Argument("key_usage"), "ENCRYPT_DECRYPT"))
		k.Rotatable = k.Symmetric.
			And(inst.Argument("custom_key_store_id").Null()).
			And(inst.Argument("xks_key_id").Null())
	default:
		// The others' material or rotation belongs to somebody else.
		k.Rotatable = tri.No
	}
	return k
}

// unsetOr says whether an argument has no value or this one, its default.
func unsetOr(v terraform.Value, value string) tri.Answer {
	return v.Null().Or(v.Is(value))
}

// KeyKind says what is known of the key that an encryption rule names.
type KeyKind int8

// The kinds of key.
const (
	// OpaqueKey is some key that isn't chosen here: an unset variable, the
	// output of a module, a data source.
	OpaqueKey KeyKind = iota
	// AWSManagedKey is the account's aws/s3 key.
	AWSManagedKey
	// CustomerKey is a customer managed key.
	CustomerKey
)

// KeyRef is the key that an encryption rule names.
type KeyRef struct {
	// Kind says what is known of it.
	Kind KeyKind
	// ID is the same for references that mean the same key, whatever their form,
	// and "" for the AWS managed one.
	// Two different IDs mean two keys only where neither is opaque nor an alias
	// that isn't defined here.
	ID string
	// Key is the key where this configuration makes it, else nil.
	Key *Key
}

// awsManagedAlias begins the aliases of AWS managed keys. The slash matters:
// alias/aws-glue is a customer's.
const awsManagedAlias = "alias/aws/"

// keyID matches the forms of a key's identity that S3 takes: ARN, id and alias
// (PutBucketEncryption, Amazon S3 API reference).
var keyID = regexp.MustCompile(`^(arn:aws[\w-]*:kms:[\w-]*:\d*:(key|alias)/.+|alias/.+|(mrk-)?[0-9a-f-]{32,36}|` + terraform.TokenPrefix + `.+)$`)

// IsKeyID reports whether a text has the form of the identity of a key that isn't an
// AWS managed one.
func IsKeyID(text string) bool {
	return keyID.MatchString(text) && !strings.Contains(text, awsManagedAlias)
}

// KeyOf resolves the value of an expression that names a key.
func (inv *Inventory) KeyOf(v terraform.Value) KeyRef { return inv.keyRef(v) }

// keyRef resolves a kms_master_key_id or target_key_id in any of its forms.
func (inv *Inventory) keyRef(v terraform.Value) KeyRef { return inv.resolveKey(v, 0) }

func (inv *Inventory) resolveKey(v terraform.Value, depth int) KeyRef {
	opaque := KeyRef{Kind: OpaqueKey, ID: v.Identity()}
	name, known := v.Name()
	switch {
	case depth > 0 && name == "" || depth > maxAliases:
		return opaque // no alias of AWS's
	case v.Null() == tri.Yes:
		return KeyRef{Kind: AWSManagedKey}
	case !known:
		return KeyRef{Kind: inv.kindOf(v, depth), ID: opaque.ID}
	}
	id, inAccount := name, false
	if strings.HasPrefix(name, "arn:") {
		parts := strings.SplitN(name, ":", 6)
		if len(parts) < 6 || parts[2] != "kms" || parts[5] == "" {
			return opaque
		}
		id, inAccount = parts[5], parts[4] != ""
	}
	id = strings.TrimPrefix(id, "key/")
	switch {
	case name == "", id == "aws/s3", strings.HasPrefix(id, awsManagedAlias):
		if depth > 0 || !isCertain(v) {
			return opaque
		}
		return KeyRef{Kind: AWSManagedKey}
	case inv.keyByToken[id] != nil:
		return KeyRef{Kind: CustomerKey, ID: id, Key: inv.keyByToken[id]}
	case strings.HasPrefix(id, "alias/") && inAccount:
		// Perhaps of another account or region: its name says nothing here.
		return KeyRef{Kind: CustomerKey, ID: name}
	case strings.HasPrefix(id, "alias/"):
		target, ok := inv.aliases()[id]
		if !ok {
			break
		}
		if !target.Written() {
			// Nothing, or several things: equal to nothing else.
			opaque.ID += " at " + v.Range.String()
			return opaque
		}
		return inv.resolveKey(target, depth+1)
	}
	return KeyRef{Kind: CustomerKey, ID: id}
}

// kindOf returns the kind of a key whose name isn't known: that of all keys it may be, and of an alias what its
// name can't be.
func (inv *Inventory) kindOf(v terraform.Value, depth int) KeyKind {
	var kind KeyKind
	for i, o := range v.Outcomes() {
		var this KeyKind
		switch _, known := o.Name(); {
		case known, o.Null() == tri.Yes:
			this = inv.resolveKey(o, depth).Kind
		case surelyNotAWSManaged(o, 0):
			this = CustomerKey
		}
		if i > 0 && this != kind {
			return OpaqueKey
		}
		kind = this
	}
	return kind
}

// surelyNotAWSManaged reports whether a value names a key by an alias that can't be alias/aws/s3, whatever isn't
// known of it.
func surelyNotAWSManaged(v terraform.Value, depth int) bool {
	if f := v.Form(); f.Kind == terraform.AttributeForm && depth < maxAliases {
		switch f.Instance.Resource.Address.Type {
		case "aws_kms_alias":
			return f.Instance.Resource.Address.Data && surelyNotAWSManaged(f.Instance.Argument("name"), depth+1)
		case "aws_kms_key":
			return f.Instance.Resource.Address.Data && surelyNotAWSManaged(f.Instance.Argument("key_id"), depth+1)
		}
		return false
	}
	text := v.Pieces()
	if len(text) < 2 {
		return false
	}
	return (strings.HasPrefix(text[0].Known, "alias/") || strings.Contains(text[0].Known, ":alias/")) && globs("*alias/aws/s3", text) == tri.No
}

// isCertain reports whether a known name is the name that will be there: it
// rests on no stand-in but the ARN of a key data source, which is made from
// that very name, and the partition, which is only a part of an ARN.
func isCertain(v terraform.Value) bool {
	for _, o := range terraform.Origins(v.Cty) {
		switch o.Kind {
		case terraform.Symbolic:
			return false
		case terraform.StandIn:
			if !strings.HasPrefix(o.Addr, "data.aws_kms_") && !strings.HasPrefix(o.Addr, "data.aws_partition.") {
				return false
			}
		case terraform.Invalid, terraform.OverBudget, terraform.Variable, terraform.ModuleOutput, terraform.DataSource, terraform.Computed, terraform.Environment, terraform.Secret:
		}
	}
	return true
}

// restsOn reports whether a value rests on an origin of a kind.
func restsOn(v terraform.Value, kind terraform.OriginKind) bool {
	for _, o := range terraform.Origins(v.Cty) {
		if o.Kind == kind {
			return true
		}
	}
	return false
}

// About returns the key's instance, and the tags and class of the most sensitive bucket under
// it.
func (k *Key) About() (*terraform.Instance, terraform.Value, classify.Class) {
	var class classify.Class
	for _, d := range k.Encrypts {
		class = class.Or(d.class())
	}
	return k.Instance, k.Tagged(), class
}
