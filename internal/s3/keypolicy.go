package s3

import (
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
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
		if own := k.Instance.Argument("policy"); own.Null() != tri.Yes {
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
	p := k.policies[0]
	tree := policydoc.NewReader().Tree(p.Argument, inv.subject(nil))
	p.Document, p.Inverse = policy.FromTree(tree), policy.FromTree(policy.Inverse(tree))
	return &p
}

// HasPolicy reports whether a key has, or may have, a policy here.
func (inv *Inventory) HasPolicy(k *Key) bool { return len(k.policies) > 0 || inv.strayKeyPolicy }

// LeavesToIAM reports whether the policy of the key is, or surely is as wide as,
// KMS's default key policy, by which the account's IAM policies decide.
func (k *Key) LeavesToIAM() bool {
	inv := k.inventory
	if !inv.HasPolicy(k) {
		return true
	}
	if len(k.policies) != 1 || inv.strayKeyPolicy {
		return false
	}
	tree, _ := policydoc.NewReader().Tree(k.policies[0].Argument, inv.subject(nil)).(map[string]any)
	leaves := false
	for _, item := range policydoc.OneOrMore(tree["Statement"]) {
		statement, _ := item.(map[string]any)
		switch {
		case statement["Effect"] != "Allow":
			return false // it may deny something
		case statement["Condition"] == nil && isRoot(statement["Principal"]) && slices.Contains(policydoc.OneOrMore(statement["Action"]), any("kms:*")):
			leaves = true
		}
	}
	return leaves
}

// isRoot reports whether a Principal is the root of an account.
func isRoot(principal any) bool {
	kinds, _ := principal.(map[string]any)
	for _, item := range policydoc.OneOrMore(kinds["AWS"]) {
		if parts, ok := item.(policy.Template); ok {
			item = parts[len(parts)-1].Known
		}
		if text, ok := item.(string); ok && strings.HasSuffix(text, ":root") {
			return true
		}
	}
	return false
}

// Allows reports whether the policy surely allows a request, whatever the
// requester's choices.
func (p *KeyPolicy) Allows(req *policy.Request) bool {
	allowed, _ := policy.Denies(p.Inverse, req)
	denied, _ := policy.Denies(p.Document, req)
	return allowed == policy.Denied && denied == policy.NotDenied
}
