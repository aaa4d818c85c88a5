package s3

import (
	"regexp"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// GrantsToOwn reports whether all to whom the bucket's policy may grant something surely are
// principals of the bucket's own account: its roles and users, or the account as a whole.
func (b *Bucket) GrantsToOwn() bool {
	own, known := b.Instance.Resource.ProviderConfig()
	return known && !slices.ContainsFunc(b.Policies, func(p *BucketPolicy) bool { return !grantsTo(own, p) })
}

func grantsTo(own terraform.ProviderConfig, p *BucketPolicy) bool {
	if !p.Document.Grants() {
		return true
	}
	tree, read := p.source.(map[string]any)
	for _, item := range policydoc.OneOrMore(tree["Statement"]) {
		statement, known := item.(map[string]any)
		if known && (policydoc.Denies(statement["Effect"]) || namesOnly(own, statement)) {
			continue
		}
		return false
	}
	return read
}

// namesOnly reports whether a statement surely names principals of an account only: of that in
// which a provider configuration makes things.
func namesOnly(own terraform.ProviderConfig, statement map[string]any) bool {
	kinds, known := statement["Principal"].(map[string]any)
	if _, negated := statement["NotPrincipal"]; !known || negated || len(kinds) != 1 {
		return false
	}
	who := policydoc.OneOrMore(kinds["AWS"])
	return len(who) > 0 && !slices.ContainsFunc(who, func(node any) bool { return !ofAccount(own, node) })
}

// beforeAccount is what stands before the account in the ARN of a principal.
var beforeAccount = regexp.MustCompile(`^arn:[a-z-]+:(iam|sts)::$`)

// ofAccount reports whether a principal surely is one of an account: its ARN has the account from
// aws_caller_identity, or is that of a role or user that is made or looked up there. An account
// that is written out may be any.
func ofAccount(own terraform.ProviderConfig, node any) bool {
	var pieces terraform.Pieces
	if v, ok := policydoc.Value(node); ok {
		pieces = v.Pieces()
	} else if parts, ok := node.(terraform.Pieces); ok {
		for _, p := range parts {
			if p.Hole != nil {
				pieces = append(pieces, p.Hole.Pieces()...)
			} else {
				pieces = append(pieces, p)
			}
		}
	}
	pieces = pieces.Joined()
	switch {
	case len(pieces) == 1 && pieces[0].Hole != nil:
		return tellsAccount(own, *pieces[0].Hole, "arn", "account_id")
	case len(pieces) < 3 || !beforeAccount.MatchString(pieces[0].Known) || pieces[1].Hole == nil || len(pieces[2].Known) == 0 || pieces[2].Known[0] != ':':
		return false
	}
	return tellsAccount(own, *pieces[1].Hole, "account_id")
}

// tellsAccount reports whether a value is one of some attributes of something that surely is of an
// account.
func tellsAccount(own terraform.ProviderConfig, v terraform.Value, attributes ...string) bool {
	f := v.Form()
	if f.Kind != terraform.AttributeForm || !slices.Contains(attributes, f.Name) || f.Instance.Symbolic {
		return false
	}
	switch a := f.Instance.Resource.Address; a.Type {
	case "aws_iam_role", "aws_iam_user":
		if f.Name != "arn" {
			return false
		}
	case "aws_caller_identity":
	default:
		return false
	}
	config, known := f.Instance.Resource.ProviderConfig()
	return known && config == own
}

// AdmitsNewKey reports whether the bucket's policy surely lets uploads under a new default
// key through, and grants nothing to anybody who would need a right on the key as well. With own,
// principals of the bucket's account have that right.
func (b *Bucket) AdmitsNewKey(own bool) bool {
	switch b.HasPolicy {
	case tri.No:
		return !b.PolicyConditional
	case tri.Yes:
	default:
		return false
	}
	if len(b.Policies) != 1 || b.Policies[0].Document.Grants() && (!own || !b.GrantsToOwn()) {
		return false
	}
	return b.takesNewKey()
}
