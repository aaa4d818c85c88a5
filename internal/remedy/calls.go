package remedy

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// calledBucket is the bucket of a well-known module that the root calls: what refers to
// the call uses it, or what holds its name.
type calledBucket struct {
	address string
	buckets []*s3.Bucket // the instances
	twin    bool
	names   []string
	uses    []found
}

// callNames are the arguments of well-known modules that name a bucket.
var callNames = []string{"bucket", "bucket_name"}

// callConfiguredHere is bucketConfiguredHere and notAdopted for the bucket of a call.
func callConfiguredHere(s *lint.Snapshot, call *terraform.Call, d *lint.Doubts) error {
	u, b := called(s, call)
	for _, bucket := range b.buckets {
		if err := notAdopted(bucket.Instance.Resource); err != nil {
			return err
		}
	}
	return u.configuredHere(b.twin, u.namedByCallers(b.buckets, b.address, callNames...), b.uses, d)
}

// callWithoutPolicy is bucketWithoutPolicy for the bucket of a call.
func callWithoutPolicy(s *lint.Snapshot, call *terraform.Call, d *lint.Doubts) error {
	u, b := called(s, call)
	return u.withoutPolicy(b.buckets, b.address, b.uses, d)
}

func called(s *lint.Snapshot, call *terraform.Call) (*users, *calledBucket) {
	u := usersIn.Of(s)
	c := &calledBucket{address: "module." + call.Name}
	for _, b := range Inventory.Of(s).Buckets {
		r := b.Instance.Resource
		if caller := r.Module.Caller(); caller == nil || caller.Call != call {
			continue
		}
		c.buckets = append(c.buckets, b)
		c.twin = c.twin || u.twins[r]
		if name, ok := b.Name.Name(); ok && !terraform.MadeUp(name) {
			c.names = append(c.names, name)
		}
	}
	for _, b := range u.index.Blocks(c.address) {
		for _, arg := range callNames {
			if attr := b.Body.Attributes[arg]; attr != nil {
				c.names = append(c.names, u.index.Names(b, attr.Expr)...)
			}
		}
	}
	c.uses = u.usesOf(c.address, c.names)
	return u, c
}

// callOf returns the only instance's call of a well-known module in the root that a bucket belongs to, with the table's entry;
// nil where it is none of such.
func callOf(bucket *terraform.Resource) (*terraform.Call, *known.Module) {
	m := bucket.Module
	if m.IsRoot() || !m.WellKnown() || !m.Parent.IsRoot() || m.Caller().Call.Repetition() != terraform.Single {
		return nil, nil
	}
	call := m.Caller().Call
	entry := known.Find(call.Asks())
	if entry == nil || entry.ARN == "" {
		return nil, nil
	}
	return call, entry
}
