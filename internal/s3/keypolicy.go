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

// ServesThroughS3 reports whether the policy of the key surely lets every principal of the account
// in which the key is made use it through S3, of some region. Whether that is the key's own, ServesHere says.
func (k *Key) ServesThroughS3() bool {
	return k.throughS3(func(service any) bool {
		text, _ := policydoc.Text(service)
		return strings.HasPrefix(text, "s3.") && strings.HasSuffix(text, ".amazonaws.com")
	})
}

// ServesHere is ServesThroughS3 for S3 of the key's own region. Each bucket asks, so the policy is read once.
func (k *Key) ServesHere() bool {
	if k.servesHere == nil {
		serves := k.throughS3(k.isOwnS3)
		k.servesHere = &serves
	}
	return *k.servesHere
}

// isOwnS3 reports whether a node of a policy surely is the name of S3 in the region of the key, or in all.
func (k *Key) isOwnS3(service any) bool {
	region := k.Instance.Argument("region")
	text, _ := policydoc.Text(service)
	if text == "s3.*.amazonaws.com" {
		return true
	}
	if name, known := region.Text(); known && name != "" {
		return text == "s3."+name+".amazonaws.com"
	}
	v, ok := policydoc.Value(service)
	own, known := k.Instance.Resource.ProviderConfig()
	pieces := v.Pieces()
	if !ok || !known || len(pieces) != 3 || pieces[0].Known != "s3." || pieces[1].Hole == nil || pieces[2].Known != ".amazonaws.com" {
		return false
	}
	f := pieces[1].Hole.Form()
	if f.Kind != terraform.AttributeForm || f.Instance.Resource.Address.Type != "aws_region" || !slices.Contains([]string{"id", "name", "region"}, f.Name) {
		return false
	}
	config, known := f.Instance.Resource.ProviderConfig()
	other := f.Instance.Argument("region")
	same := other.Null() == tri.Yes && region.Null() == tri.Yes || other.Written() && region.Written() && other.Identity() == region.Identity()
	return known && config == own && same && f.Instance.Argument("name").Null() == tri.Yes
}

func (k *Key) throughS3(isS3 func(any) bool) bool {
	own, known := k.Instance.Resource.ProviderConfig()
	return known && k.anyAllows(func(statement map[string]any) bool { return throughS3(own, isS3, statement) })
}

// Allows reports whether the policy of the key surely has a statement that allows something, with a Sid.
func (k *Key) Allows(sid string) bool {
	return k.anyAllows(func(statement map[string]any) bool {
		text, _ := policydoc.Text(statement["Sid"])
		return text == sid
	})
}

// anyAllows reports whether the policy of the key surely allows something by a statement that
// passes a test, and denies nothing.
func (k *Key) anyAllows(test func(map[string]any) bool) bool {
	return slices.ContainsFunc(k.allowing(), test)
}

// allowing returns the statements of the key's policy, none where one of them may deny something or isn't known.
func (k *Key) allowing() []map[string]any {
	inv := k.inventory
	if len(k.policies) != 1 || inv.strayKeyPolicy || k.policies[0].Instance.Resource.Ignores("policy") {
		return nil
	}
	read := policydoc.NewReader().Read(k.policies[0].Argument, k.Instance.Resource.Module, inv.subject(nil))
	tree, _ := read.Source.(map[string]any)
	var out []map[string]any
	for _, item := range policydoc.OneOrMore(tree["Statement"]) {
		statement, _ := item.(map[string]any)
		if policydoc.Allows(statement["Effect"]) != tri.Yes {
			return nil
		}
		out = append(out, statement)
	}
	return out
}

// throughS3 reports whether a statement of a key policy that allows something lets every principal of
// an account use the key through S3, as that of the AWS managed key does.
func throughS3(own terraform.ProviderConfig, isS3 func(any) bool, statement map[string]any) bool {
	kinds, _ := statement["Principal"].(map[string]any)
	if !isStar(kinds["AWS"]) && !isStar(statement["Principal"]) || !isStar(statement["Resource"]) {
		return false
	}
	for _, action := range []string{"kms:decrypt", "kms:generatedatakey*"} {
		if !slices.ContainsFunc(policydoc.OneOrMore(statement["Action"]), func(item any) bool {
			text, _ := policydoc.Text(item)
			text = strings.ToLower(text)
			return text == action || text == "kms:*"
		}) {
			return false
		}
	}
	operators, _ := statement["Condition"].(map[string]any)
	account, service := false, false
	for operator, keys := range operators {
		keys, _ := keys.(map[string]any)
		for key, value := range keys {
			switch {
			case operator == "StringEquals" && key == "kms:CallerAccount":
				v, ok := policydoc.Value(value)
				account = ok && tellsAccount(own, v, "account_id")
				if !account {
					return false
				}
			case (operator == "StringEquals" || operator == "StringLike") && key == "kms:ViaService":
				text, _ := policydoc.Text(value)
				service = isS3(value) && (operator == "StringLike" || !strings.Contains(text, "*"))
				if !service {
					return false
				}
			default:
				return false
			}
		}
	}
	return account && service
}

// isStar reports whether a node of a policy surely is "*", or a list of that.
func isStar(node any) bool {
	items := policydoc.OneOrMore(node)
	if len(items) != 1 {
		return false
	}
	text, _ := policydoc.Text(items[0])
	return text == "*"
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

// Allows says whether the policy allows a request, whatever the requester's choices.
func (p *KeyPolicy) Allows(req *policy.Request) tri.Answer {
	allowed, _ := policy.Denies(p.Inverse, req)
	denied, _ := policy.Denies(p.Document, req)
	return matched(allowed).And(matched(denied).Not())
}

// matched says whether a statement has matched, by the verdict.
func matched(v policy.Verdict) tri.Answer {
	switch v {
	case policy.Denied:
		return tri.Yes
	case policy.NotDenied:
		return tri.No
	default:
		return tri.Unknown
	}
}
