package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// KeyPolicy is the key policy of a key.
type KeyPolicy struct {
	// Instance is the resource instance that holds it.
	Instance *terraform.Instance
	// Argument is where it is written: the key's own argument policy, or that of an
	// aws_kms_key_policy.
	Argument terraform.Value
	// Document is the policy, and Inverse the same with Allow and Deny exchanged.
	Document, Inverse *policy.Document
}

// joinKeyPolicies gives each key the policies that surely are its own.
func (inv *Inventory) joinKeyPolicies() {
	for _, k := range inv.Keys {
		if own := k.Instance.Argument("policy"); own.Null() != terraform.Yes {
			k.policies = append(k.policies, KeyPolicy{Instance: k.Instance, Argument: own})
		}
	}
	for inst := range instances(inv.Module, "aws_kms_key_policy") {
		if ref := inv.keyRef(inst.Argument("key_id")); ref.Key != nil {
			ref.Key.policies = append(ref.Key.policies, KeyPolicy{Instance: inst, Argument: inst.Argument("policy")})
		} else if ref.Kind != AWSManagedKey {
			inv.strayKeyPolicy = true
		}
	}
}

// KeyPolicy returns the policy of a key, nil where it has none here, or may have
// another one.
func (inv *Inventory) KeyPolicy(k *Key) *KeyPolicy {
	if len(k.policies) != 1 || inv.strayKeyPolicy {
		return nil
	}
	c := &compiler{own: map[string]bool{}, names: inv.bucketNames()}
	p := k.policies[0]
	tree := c.node(newReader().document(p.Argument), false)
	p.Document, p.Inverse = policy.FromTree(tree), policy.FromTree(policy.Inverse(tree))
	return &p
}

// Allows reports whether the policy surely allows a request, whatever the
// requester's choices.
func (p *KeyPolicy) Allows(req *policy.Request) bool {
	allowed, _ := policy.Denies(p.Inverse, req)
	denied, _ := policy.Denies(p.Document, req)
	return allowed == policy.Denied && denied == policy.NotDenied
}
