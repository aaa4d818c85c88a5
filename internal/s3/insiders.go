package s3

import (
	"regexp"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Principals are whom a policy may let in.
type Principals uint8

// Each has those before it.
const (
	NoPrincipals      Principals = iota
	OwnPrincipals                // surely of the bucket's own account: its roles and users, or the account as a whole
	UnknownPrincipals            // those whom an input, or a module that isn't loaded, names
)

// grantsOnly reports whether all to whom the bucket's policy may grant something surely are such
// principals, or its Services.
func (b *Bucket) grantsOnly(whom Principals) bool {
	own, known := b.Instance.Resource.ProviderConfig()
	_, documented := b.Services()
	return known && documented && !slices.ContainsFunc(b.Policies, func(p *BucketPolicy) bool { return !grantsTo(own, whom, p) })
}

func grantsTo(own terraform.ProviderConfig, whom Principals, p *BucketPolicy) bool {
	if !p.Document.Grants() {
		return true
	}
	tree, read := p.source.(map[string]any)
	for _, item := range policydoc.OneOrMore(tree["Statement"]) {
		statement, known := item.(map[string]any)
		if known && (policydoc.Denies(statement["Effect"]) || namesOnly(own, whom, statement)) {
			continue
		}
		return false
	}
	return read
}

// namesOnly reports whether a statement surely names such principals only, apart from services. The own account is that in
// which a provider configuration makes things.
func namesOnly(own terraform.ProviderConfig, whom Principals, statement map[string]any) bool {
	kinds, known := statement["Principal"].(map[string]any)
	if _, negated := statement["NotPrincipal"]; !known || negated || len(kinds) == 0 {
		return false
	}
	for kind, names := range kinds {
		if kind != "AWS" && kind != "Service" || len(policydoc.OneOrMore(names)) == 0 {
			return false
		}
	}
	who := policydoc.OneOrMore(kinds["AWS"])
	return !slices.ContainsFunc(who, func(node any) bool {
		return !ofAccount(own, node) && (whom < UnknownPrincipals || !ofInput(node))
	})
}

// ofInput reports whether it rests on inputs or on modules that aren't loaded, and on nothing else, who
// a principal is.
func ofInput(node any) bool {
	rests := false
	for _, p := range piecesOf(node) {
		if p.Hole == nil {
			continue
		}
		for _, o := range terraform.Origins(p.Hole.Cty) {
			switch {
			case strings.HasPrefix(o.Addr, "data.aws_partition."):
			case o.Kind == terraform.Variable, o.Kind == terraform.ModuleOutput, strings.HasPrefix(o.Addr, "data.terraform_remote_state."):
				rests = true
			default:
				return false
			}
		}
	}
	return rests
}

// beforeAccount is what stands before the account in the ARN of a principal.
var beforeAccount = regexp.MustCompile(`^arn:[a-z-]+:(iam|sts)::$`)

// ofAccount reports whether a principal surely is one of an account: its ARN has the account from
// aws_caller_identity, or is that of a role or user that is made or looked up there. An account
// that is written out may be any.
func ofAccount(own terraform.ProviderConfig, node any) bool {
	pieces := piecesOf(node)
	switch {
	case len(pieces) == 1 && pieces[0].Hole != nil:
		return tellsAccount(own, *pieces[0].Hole, "arn", "account_id")
	case len(pieces) < 3 || !beforeAccount.MatchString(pieces[0].Known) || pieces[1].Hole == nil || len(pieces[2].Known) == 0 || pieces[2].Known[0] != ':':
		return false
	}
	return tellsAccount(own, *pieces[1].Hole, "account_id")
}

// piecesOf returns the pieces of the text that a node of a policy is.
func piecesOf(node any) terraform.Pieces {
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
	return pieces.Joined()
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
// key through, and grants nothing to anybody who would need a right on the key as well: those given have
// that right.
func (b *Bucket) AdmitsNewKey(whom Principals) bool {
	switch b.HasPolicy {
	case tri.No:
		return !b.PolicyConditional
	case tri.Yes:
	default:
		return false
	}
	if len(b.Policies) != 1 || b.Policies[0].Document.Grants() && (whom == NoPrincipals || !b.grantsOnly(whom)) {
		return false
	}
	return b.takesNewKey()
}
