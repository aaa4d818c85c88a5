package remedy

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// serviceNeed is what a service that uses a bucket as itself needs in the policy of the bucket's key.
type serviceNeed struct {
	name       string
	actions    []string
	conditions []serviceCondition
}

// serviceCondition is a condition with its values as expressions, in which ownAccount and ownPartition stand for what
// data sources tell.
type serviceCondition struct {
	operator, key string
	values        []string
}

const (
	ownAccount   = "${\x00account}"
	ownPartition = "${\x00partition}"
)

// servicesOf returns what the services need that use a bucket as themselves, whatever the inputs. It fails where
// that isn't known, or where a key couldn't refer to what it rests on.
func servicesOf(s *lint.Snapshot, b *s3.Bucket) ([]serviceNeed, error) {
	var out []serviceNeed
	add := func(n serviceNeed) {
		if !slices.ContainsFunc(out, n.equal) {
			out = append(out, n)
		}
	}
	byACL := false
	if u, err := usersOf(s, b.Instance.Resource); err == nil {
		byACL = slices.ContainsFunc(u.uses(b.Instance.Resource), func(f found) bool { return deliversCloudFrontLogs(f.use) })
	}
	for _, g := range b.General() {
		byACL = byACL || g.OnlyCloudFrontLogs
		services, ok := g.Services()
		if !ok {
			return nil, whyService.Refuse("what a service that the policy of %s lets in needs of a key isn't known", b.Instance.Address())
		}
		for _, service := range services {
			n, err := needOf(s, service)
			if err != nil {
				return nil, err
			}
			add(n)
		}
	}
	if byACL {
		add(serviceNeed{name: s3.CloudFrontLogs.Name, actions: s3.CloudFrontLogs.Actions})
	}
	for _, n := range out {
		if err := n.apartFrom(s, b); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func needOf(s *lint.Snapshot, service s3.Service) (serviceNeed, error) {
	n := serviceNeed{name: service.Name, actions: service.Actions}
	for _, c := range service.Conditions {
		var values []string
		for _, v := range c.Values {
			text, err := serviceValue(s, v)
			if err != nil {
				return n, err
			}
			values = append(values, text)
		}
		n.conditions = append(n.conditions, serviceCondition{c.Operator, c.Key, values})
	}
	return n, nil
}

// serviceValue writes a value as an expression.
func serviceValue(s *lint.Snapshot, v s3.ServiceValue) (string, error) {
	var out strings.Builder
	for i, p := range v {
		expr := p.Reference
		if p.Value != nil {
			text, err := s.Text(p.Value.Range)
			if err != nil {
				return "", err
			}
			if strings.Contains(text, "\n") || !strings.HasSuffix(p.Value.Range.Filename, ".tf") {
				return "", whyService.Refuse("a condition at %s can't be repeated", p.Value.Range)
			}
			expr = text
		}
		switch {
		case expr != "" && len(v) == 1:
			return expr, nil
		case expr != "":
			out.WriteString("${" + expr + "}")
			continue
		}
		text := p.Text
		rest, isARN := strings.CutPrefix(text, "arn:aws:")
		if i == 0 && isARN {
			out.WriteString("arn:" + ownPartition + ":")
			text = rest
		}
		quoted := string(hclwrite.TokensForValue(cty.StringVal(text)).Bytes())
		out.WriteString(quoted[1 : len(quoted)-1])
	}
	return `"` + out.String() + `"`, nil
}

// equal reports whether two needs are the same.
func (n serviceNeed) equal(other serviceNeed) bool {
	return n.name == other.name && slices.Equal(n.actions, other.actions) && slices.EqualFunc(n.conditions, other.conditions, func(a, b serviceCondition) bool {
		return a.operator == b.operator && a.key == b.key && slices.Equal(a.values, b.values)
	})
}

// references returns what the conditions refer to.
func (n serviceNeed) references() []hcl.Traversal {
	var out []hcl.Traversal
	for _, c := range n.conditions {
		for _, value := range c.values {
			value = strings.NewReplacer(ownAccount, "", ownPartition, "").Replace(value)
			if expr, diags := hclsyntax.ParseExpression([]byte(value), "", hcl.InitialPos); !diags.HasErrors() {
				out = append(out, expr.Variables()...)
			}
		}
	}
	return out
}

// apartFrom fails if the block that is going to refer to a key is one on which a condition rests.
func (n serviceNeed) apartFrom(s *lint.Snapshot, b *s3.Bucket) error {
	edited := b.Instance.Resource
	switch d := b.Default(); {
	case d != nil && !d.Encryption.Inline:
		edited = d.Encryption.Instance.Resource
	case d == nil:
		if inline, err := onlyInline(s); err != nil || !inline {
			return err // a new block, on which nothing rests
		}
	}
	for _, ref := range n.references() {
		if address := addressOf(ref); address != "" {
			if err := independent(s, address, edited); err != nil {
				return err
			}
		}
	}
	return nil
}

// addressOf returns the address of the block that a reference is to, "" for a variable.
func addressOf(ref hcl.Traversal) string {
	switch root := ref.RootName(); root {
	case "var", "path", "terraform":
		return ""
	case "local", "module":
		return root + "." + label(ref, 1)
	case "data":
		return root + "." + label(ref, 1) + "." + label(ref, 2)
	default:
		return root + "." + label(ref, 1)
	}
}

// servicesIn are what the services need that use the buckets of a tier and home which have no customer managed key
// yet: a new key has a statement for each.
var servicesIn = lint.NewFact(func(s *lint.Snapshot) map[tierKeyUse][]serviceNeed {
	out := map[tierKeyUse][]serviceNeed{}
	for _, b := range Inventory.Of(s).Buckets {
		there, err := homeOf(s, b.Instance.Resource)
		if err != nil || !b.Class.Has() || !mayGetTierKey(b) {
			continue
		}
		needs, err := servicesOf(s, b)
		var doubts lint.Doubts
		if err != nil || len(needs) == 0 || mayUseNewKey(s, b, &doubts) != nil || doubts.Any() && !s.UnsafeFixes() {
			continue
		}
		use := tierKeyUse{tier: b.Class.Tier, home: there}
		for _, n := range needs {
			if !slices.ContainsFunc(out[use], n.equal) {
				out[use] = append(out[use], n)
			}
		}
	}
	for _, needs := range out {
		slices.SortStableFunc(needs, func(a, b serviceNeed) int { return strings.Compare(a.name, b.name) })
	}
	return out
})

// mayGetTierKey reports whether a bucket that asks for a customer managed key has none.
func mayGetTierKey(b *s3.Bucket) bool {
	if b.AsksForKMS() != tri.Yes {
		return false
	}
	d := b.Default()
	return d == nil || d.Algorithm.Is(s3.SSES3) == tri.Yes || d.Key.Kind == s3.AWSManagedKey
}
