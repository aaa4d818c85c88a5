package s3

import (
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Inventory is what a module and those that it calls have of buckets, encryption
// configurations and keys: the module's own in source order, then those of each
// call.
type Inventory struct {
	Module      *terraform.Module
	Buckets     []*Bucket
	Encryptions []*Encryption
	Policies    []*BucketPolicy
	Keys        []*Key
	Trails      []*Trail
	Objects     []*Object
	// Replications are the rules of replication of buckets here.
	Replications []*Replication

	scheme    *classify.Scheme
	tiers     Tiers
	general   *Inventory      // see General
	isGeneral bool            // it is one
	bucketsOf *twins[*Bucket] // see Bucket.General
	keysOf    *twins[*Key]    // see Key.Always

	otherThanSSEKMS map[*hclext.Block]bool // see Default.AlwaysSSEKMS
	names           *bucketNames
	index           *bucketIndex
	stores          []*selection // of event data stores

	strayKeyPolicy bool                           // an aws_kms_key_policy may be any key's
	canonicalUsers map[string]*terraform.Instance // of aws_canonical_user_id by their ids, nil until asked for
	keyByToken     map[string]*Key
	aliasTarget    map[string]terraform.Value // target_key_id by alias name, nil until asked for
}

// New takes the inventory of a module and those that it calls, classified by a
// scheme and by what the configuration says of its tiers.
func New(m *terraform.Module, scheme *classify.Scheme, tiers Tiers) *Inventory {
	return take(m, scheme, tiers, false)
}

// take is New, and for Inventory.General where general is set.
func take(m *terraform.Module, scheme *classify.Scheme, tiers Tiers, general bool) *Inventory {
	inv := &Inventory{Module: m, scheme: scheme, tiers: tiers, isGeneral: general, keyByToken: map[string]*Key{}}
	inv.addKeys()
	classifier := newClassifier(scheme)
	for inst := range instances(m, "aws_s3_bucket") {
		b := inv.newBucket(inst)
		b.Class = inv.named(b, classifier.class(inst))
		inv.Buckets = append(inv.Buckets, b)
	}
	index := newBucketIndex(m, inv.Buckets)
	index.general = general
	inv.index = index
	inv.joinEncryptions(newJoin(index))
	inv.joinPolicies(newJoin(index))
	inv.joinWebsites(newJoin(index))
	inv.joinACLs(newJoin(index))
	inv.joinAccessPoints(newJoin(index))
	inv.joinLogs(index)
	inv.joinReplications(index)
	inv.joinObjects(newJoin(index))
	inv.addTrails()
	inv.joinKeyPolicies()
	return inv
}

// joinEncryptions gives each bucket its encryption configurations.
func (inv *Inventory) joinEncryptions(j *join) {
	const typ = "aws_s3_bucket_server_side_encryption_configuration"
	for inst := range instances(inv.Module, typ) {
		e := inv.newEncryption(inst, false, tri.Yes, inst.Blocks("rule"))
		inv.Encryptions = append(inv.Encryptions, e)
		e.Buckets = j.find(inst.Argument("bucket"))
		for _, b := range e.Buckets {
			b.Encryptions = append(b.Encryptions, e)
		}
	}
	j.dormantIn(inv.Module, typ)
	for _, b := range inv.Buckets {
		b.Encrypted = j.possible(b)
		for _, e := range b.Encryptions {
			b.Encrypted = b.Encrypted.Or(e.Exists)
		}
		b.Conditional = b.Encrypted == tri.No && (b.Conditional || j.conditional(b))
	}
}

// instances iterates over the instances of a resource type in a module and those
// that it calls.
func instances(m *terraform.Module, typ string) func(func(*terraform.Instance) bool) {
	return func(yield func(*terraform.Instance) bool) {
		for r := range m.Tree(typ) {
			for _, inst := range r.Instances() {
				if !yield(inst) {
					return
				}
			}
		}
	}
}

func (inv *Inventory) addKeys() {
	for _, typ := range keyTypes {
		for inst := range instances(inv.Module, typ) {
			k := newKey(inst)
			k.inventory = inv
			inv.Keys = append(inv.Keys, k)
			token, _ := inst.Token().Unmark()
			inv.keyByToken[token.AsString()] = k
		}
	}
}

// aliases returns the target_key_id of each alias by its name. Few
// configurations name a key by its alias, so the names are evaluated on demand.
func (inv *Inventory) aliases() map[string]terraform.Value {
	if inv.aliasTarget != nil {
		return inv.aliasTarget
	}
	inv.aliasTarget = map[string]terraform.Value{}
	for inst := range instances(inv.Module, "aws_kms_alias") {
		name, _ := aliasName(inst)
		plain, _ := name.Unmark()
		alias := plain.AsString()
		if _, twice := inv.aliasTarget[alias]; twice {
			// One of each region: which one a name means isn't known.
			inv.aliasTarget[alias] = terraform.Value{}
		} else if !strings.HasPrefix(alias, awsManagedAlias) {
			inv.aliasTarget[alias] = inst.Argument("target_key_id")
		}
	}
	return inv.aliasTarget
}
