package s3

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Inheritable returns an expression of a key's policy that gives whom it names the same
// rights on another key of the account, and whether it leaves it to IAM who may use the key: then
// statements elsewhere may name this key. It fails where another key wouldn't have the same policy, or where
// none is written.
func (k *Key) Inheritable() (expr string, toIAM bool, err error) {
	inv := k.inventory
	if k.Type() != "aws_kms_key" || !k.Instance.Resource.Module.IsRoot() || k.Instance.Resource.Repetition() != terraform.Single {
		return "", false, fmt.Errorf("%s isn't a single key of this module", k.Instance.Address())
	}
	if inv.strayKeyPolicy || len(k.policies) > 1 {
		return "", false, fmt.Errorf("%s may have another policy", k.Instance.Address())
	}
	if len(k.policies) == 0 {
		return "", false, fmt.Errorf("%s has no policy here, so IAM decides who may use it, and its statements may name the key elsewhere", k.Instance.Address())
	}
	p := k.policies[0]
	holder := p.Instance.Resource
	switch {
	case !holder.Module.IsRoot() || holder.Repetition() != terraform.Single || holder.Ignores("policy"):
		return "", false, fmt.Errorf("the policy of %s isn't the one that is written", k.Instance.Address())
	case unchecked(k.Instance) || unchecked(p.Instance):
		return "", false, fmt.Errorf("the policy of %s may shut out whoever makes a key with it", k.Instance.Address())
	}
	tree, _ := policydoc.NewReader().Tree(p.Argument, inv.subject(nil)).(map[string]any)
	statements := policydoc.OneOrMore(tree["Statement"])
	named := false
	for _, item := range statements {
		statement, _ := item.(map[string]any)
		if !ofAnyKey(statement) {
			return "", false, fmt.Errorf("the policy of %s isn't surely about any key that has it", k.Instance.Address())
		}
		named = named || namesUser(statement)
	}
	return holder.Address.Local() + ".policy", !named, nil
}

// unchecked reports whether KMS may take a policy that its maker can't change.
func unchecked(inst *terraform.Instance) bool {
	bypass := inst.Argument("bypass_policy_lockout_safety_check")
	return bypass.Null().Or(bypass.Is("false")) != tri.Yes
}

// ofAnyKey reports whether a statement of a key policy surely means the key that it is
// the policy of, whichever that is: nothing in it is about the key's ARN, aliases or tags.
func ofAnyKey(statement map[string]any) bool {
	resources := policydoc.OneOrMore(statement["Resource"])
	if len(resources) != 1 || resources[0] != any("*") || statement["NotResource"] != nil {
		return false
	}
	if statement["Condition"] == nil {
		return true
	}
	operators, known := statement["Condition"].(map[string]any)
	for _, operands := range operators {
		keys, isMap := operands.(map[string]any)
		known = known && isMap
		for key := range keys {
			key = strings.ToLower(key)
			known = known && key != "kms:requestalias" && key != "kms:resourcealiases" && !strings.HasPrefix(key, "aws:resourcetag/")
		}
	}
	return known
}

// namesUser reports whether a statement lets somebody use the key whom it names, rather than
// the account.
func namesUser(statement map[string]any) bool {
	uses := slices.ContainsFunc(policydoc.OneOrMore(statement["Action"]), func(action any) bool {
		text, _ := action.(string)
		text = strings.ToLower(text)
		return text == "*" || text == "kms:*" || strings.HasPrefix(text, "kms:decrypt") || strings.HasPrefix(text, "kms:generatedatakey")
	})
	if statement["Effect"] != "Allow" || !uses {
		return false
	}
	kinds, isMap := statement["Principal"].(map[string]any)
	if !isMap {
		return statement["Principal"] == any("*")
	}
	return slices.ContainsFunc(policydoc.OneOrMore(kinds["AWS"]), func(who any) bool { return !isAccount(who) })
}

// isAccount reports whether an AWS principal is an account, or may be: its id or its root.
func isAccount(who any) bool {
	if parts, ok := who.(policy.Template); ok {
		last := parts[len(parts)-1]
		if last.Hole != nil {
			return true
		}
		who = last.Known
	}
	text, ok := who.(string)
	return !ok || strings.HasSuffix(text, ":root") || len(text) == 12 && strings.Trim(text, "0123456789") == ""
}

// SamePolicy reports whether another key, which may be nil, surely has the same policy
// whatever the inputs are, written as such or by reference.
func (k *Key) SamePolicy(other *Key) bool {
	return other != nil && other != k && k.Always(func(k *Key) bool { return other.Always(k.shares) })
}

func (k *Key) shares(other *Key) bool {
	if k.inventory.strayKeyPolicy || len(k.policies) != 1 || len(other.policies) != 1 {
		return false
	}
	own, others := k.policies[0], other.policies[0]
	return !own.Instance.Resource.Ignores("policy") && !others.Instance.Resource.Ignores("policy") && own.Argument.Identity() == others.Argument.Identity()
}
