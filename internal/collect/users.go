package collect

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// maxNamed is how many of those whom a key policy lets use the key are named.
const maxNamed = 5

// byIAM is said of the root of an account: its IAM policies decide who else may.
const byIAM = " (its IAM policies decide)"

// throughS3 is whom the policy of the AWS managed key lets use it.
const throughS3 = "every principal of the account, through S3"

// usersOf is users, once for each key.
func (inv *inventory) usersOf(k *s3.Key) posture.Fact {
	fact, known := inv.users[k]
	if !known {
		fact = users(k, inv.hasPolicy(k))
		inv.users[k] = fact
	}
	return fact
}

// users says whom the policy of a key surely lets use it, and why it may be others as well.
func users(k *s3.Key, has bool) posture.Fact {
	p := k.Policy()
	switch {
	case !has:
		return posture.Fact{Says: "the account" + byIAM + ", by KMS's default key policy"}
	case p == nil:
		return posture.Fact{Why: "more than one policy is for it, or may be"}
	case p.Instance.Resource.Ignores("policy"):
		return posture.Fact{Why: "ignore_changes has the policy, so what is written isn't what is in force"}
	}
	source := policydoc.NewReader().Read(p.Argument, k.Instance.Resource.Module, nobody{}).Source
	tree, _ := source.(map[string]any)
	statements, present := tree["Statement"]
	if !present && p.Argument.Why() != "" {
		return posture.Fact{Why: shortened(k.WhyPolicy())}
	} else if !present {
		return posture.Fact{Why: "the policy can't be read: it is no JSON, or has no statements"}
	}
	l := &listing{key: k, argument: p.Argument}
	for _, item := range policydoc.OneOrMore(statements) {
		statement, ok := item.(map[string]any)
		if !ok {
			l.leave(item)
		}
		l.statement(statement)
	}
	return l.fact()
}

// nobody is a subject of policies that no text names.
type nobody struct{}

func (nobody) Owns(string) bool { return false }
func (nobody) Uncertain() bool  { return false }
func (nobody) Resource(pieces terraform.Pieces) (terraform.Pieces, bool) {
	return pieces, false
}

// listing is of those whom a key policy lets use a key.
type listing struct {
	key      *s3.Key
	argument terraform.Value // the policy
	named    []string
	denies   bool
	open     []string // why there may be more than what is named
}

func (l *listing) fact() posture.Fact {
	var out posture.Fact
	shown := l.named
	if len(shown) > maxNamed {
		shown = append(slices.Clone(shown[:maxNamed]), fmt.Sprintf("%d more", len(shown)-maxNamed))
	}
	out.Says = strings.Join(shown, ", ")
	if l.denies && out.Says != "" {
		out.Says += ", unless a statement denies it"
	}
	switch {
	case len(l.open) > 0:
		out.Why = shortened(strings.Join(l.open, "; "))
	case out.Says == "":
		out.Says = "nobody by its policy"
	}
	return out
}

// statement enters whom a statement lets use the key. What a statement denies isn't taken off.
func (l *listing) statement(statement map[string]any) {
	use, sure := uses(statement)
	switch {
	case statement == nil:
		return
	case policydoc.Denies(statement["Effect"]):
		l.denies = true
		return
	case sure && !use:
		return
	case policydoc.Allows(statement["Effect"]) != tri.Yes || !use:
		l.leave(statement["Effect"], statement["Action"], statement["NotAction"])
		return
	}
	condition := ""
	if c, ok := statement["Condition"]; ok {
		if operators, plain := c.(map[string]any); !plain || len(operators) > 0 {
			condition = " under a condition"
		}
	}
	if _, but := statement["NotPrincipal"]; but {
		l.name("everybody but whom it names" + condition)
		return
	}
	kinds, ok := statement["Principal"].(map[string]any)
	if !ok {
		kinds = map[string]any{"AWS": statement["Principal"]}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		for _, node := range policydoc.OneOrMore(kinds[kind]) {
			if who := l.who(kind, node); who == "" {
				l.leave(node)
			} else if who == anybody && condition != "" && l.key.ServesThroughS3() {
				l.name(throughS3)
			} else {
				l.name(who + condition)
			}
		}
	}
}

// leave enters why something of the policy isn't known.
func (l *listing) leave(parts ...any) {
	var out []string
	for _, part := range parts {
		for _, node := range policydoc.OneOrMore(part) {
			if v, ok := policydoc.Value(node); ok {
				out = append(out, v.Why())
				continue
			}
			if text, _ := policydoc.Text(node); terraform.MadeUp(text) {
				out = append(out, l.argument.Why())
			}
			for _, hole := range holes(node) {
				out = append(out, hole.Why())
			}
		}
	}
	out = slices.DeleteFunc(out, func(why string) bool { return why == "" })
	if len(out) == 0 {
		out = []string{"what a statement says of others isn't told by the text"}
	}
	for _, why := range out {
		if !slices.Contains(l.open, why) {
			l.open = append(l.open, why)
		}
	}
}

func (l *listing) name(who string) {
	if who = shortened(who); !slices.Contains(l.named, who) {
		l.named = append(l.named, who)
	}
}

// asked are the actions that use a key, or let others use it.
var asked = []string{"kms:decrypt", "kms:encrypt", "kms:generatedatakey", "kms:creategrant"}

// uses reports whether a statement is about the use of a key, and whether that is sure.
func uses(statement map[string]any) (use, sure bool) {
	node, but := statement["NotAction"]
	if !but {
		node = statement["Action"]
	}
	sure = true
	named := map[string]bool{}
	for _, item := range policydoc.OneOrMore(node) {
		text, ok := policydoc.Text(item)
		sure = sure && ok && !strings.Contains(text, policydoc.Unknown)
		for _, action := range asked {
			match, err := path.Match(strings.ToLower(text), action)
			named[action] = named[action] || err == nil && match
		}
	}
	if but {
		return sure && slices.ContainsFunc(asked, func(action string) bool { return !named[action] }), sure
	}
	return slices.ContainsFunc(asked, func(action string) bool { return named[action] }), sure
}

const anybody = "anybody"

// who names a principal, "" if it isn't known.
func (l *listing) who(kind string, node any) string {
	if v, ok := policydoc.Value(node); ok {
		if f := v.Form(); f.Kind == terraform.AttributeForm && f.Name == "arn" && !f.Instance.Symbolic {
			return f.Instance.Address().String()
		}
	}
	text, ok := policydoc.Text(node)
	switch {
	case kind == "AWS" && l.ownAccount(node): // the text has a hole in place of the number
		parts := strings.SplitN(text, ":", 6)
		switch {
		case len(parts) < 6 || parts[5] == "root":
			return "the account" + byIAM
		case strings.Contains(parts[5], policydoc.Unknown) || terraform.MadeUp(parts[5]):
			return ""
		}
		return parts[5] + " of the account"
	case kind == "Service" && inRegion(node):
		text = strings.ReplaceAll(text, policydoc.Unknown, "REGION")
	}
	if !ok || strings.Contains(text, policydoc.Unknown) || terraform.MadeUp(text) {
		return ""
	}
	parts := strings.SplitN(text, ":", 6)
	switch {
	case text == "*":
		return anybody
	case kind != "AWS":
		return text
	case len(parts) == 1:
		return "account " + text + byIAM
	case len(parts) == 6 && parts[5] == "root":
		return "account " + parts[4] + byIAM
	case len(parts) == 6:
		return parts[5] + " of account " + parts[4]
	}
	return text
}

// ownAccount reports whether an ARN, or the number of an account, surely has the number of the account in which the key is made.
func (l *listing) ownAccount(node any) bool {
	own, known := l.key.Instance.Resource.ProviderConfig()
	is := false
	for _, hole := range holes(node) {
		switch f := hole.Form(); {
		case f.Kind != terraform.AttributeForm:
			return false
		case f.Instance.Resource.Address.Type == "aws_caller_identity" && (f.Name == "account_id" || f.Name == "id"):
			if config, ok := f.Instance.Resource.ProviderConfig(); !known || !ok || config != own {
				return false
			}
			is = true
		case f.Instance.Resource.Address.Type != "aws_partition":
			return false
		}
	}
	return is
}

// inRegion reports whether all that isn't known of a text is a region.
func inRegion(node any) bool {
	all := holes(node)
	return len(all) > 0 && !slices.ContainsFunc(all, func(hole terraform.Value) bool {
		f := hole.Form()
		return f.Kind != terraform.AttributeForm || f.Instance.Resource.Address.Type != "aws_region"
	})
}

// holes are what stands in a text for what isn't known of it.
func holes(node any) []terraform.Value {
	pieces, _ := node.(terraform.Pieces)
	if v, ok := policydoc.Value(node); ok {
		if pieces = v.Pieces(); len(pieces) == 0 {
			return []terraform.Value{v}
		}
	}
	var out []terraform.Value
	for _, piece := range pieces {
		if piece.Hole != nil {
			out = append(out, *piece.Hole)
		}
	}
	return out
}
