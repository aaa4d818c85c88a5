package terraform

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// ProviderVersions returns the versions of a provider that the module is for, by the
// provider's usual local name and its address: what required_providers and, in old
// configurations, provider blocks admit. Terraform selects one version that all modules of
// the tree admit, so what those called require counts too, as far as they are loaded,
// whether or not they have instances. The dependency lock file refines that, where the
// module is one that is applied.
func (m *Module) ProviderVersions(name, address string) *Versions {
	if known, ok := m.required[address]; ok {
		return known
	}
	var constraints []string
	for b := range m.node.settings {
		switch b.Type {
		case "provider":
			if b.Labels[0] == name {
				constraints = appendConstraint(constraints, attributeExpr(b.Body, "version"))
			}
		case "terraform":
			for local, attr := range requiredProviders(b) {
				if local == name || providerAddress(literalText(member(attr.Expr, "source"))) == address {
					constraints = appendConstraint(constraints, attr.Expr)
				}
			}
		}
	}
	out := newVersions(constraints)
	if out.Since("0.0.0") == tri.Unknown && !out.unread {
		m.logf("provider %s: %s exclude each other, so its version isn't known", name, strings.Join(constraints, " and "))
	}
	m.lock(out, name, address)
	m.required[address] = out
	return out
}

// requiredProviders iterates over the requirements of a terraform block, by the local
// name of the provider.
func requiredProviders(b *hclext.Block) func(func(string, *hclext.Attribute) bool) {
	return func(yield func(string, *hclext.Attribute) bool) {
		for _, required := range b.Body.Blocks {
			if required.Type != "required_providers" {
				continue
			}
			for _, local := range slices.Sorted(maps.Keys(required.Body.Attributes)) {
				if !yield(local, required.Body.Attributes[local]) {
					return
				}
			}
		}
	}
}

// attributeExpr returns the expression of an argument, nil if it isn't there.
func attributeExpr(body *hclext.BodyContent, name string) hcl.Expression {
	if attr := body.Attributes[name]; attr != nil {
		return attr.Expr
	}
	return nil
}

// settings iterates over the terraform and provider blocks of the module and of those that
// it calls, each directory's once.
func (n *node) settings(yield func(*hclext.Block) bool) {
	seen := map[*directory]bool{}
	var walk func(*node) bool
	walk = func(n *node) bool {
		if seen[n.dir] {
			return true
		}
		seen[n.dir] = true
		for _, b := range n.dir.settings {
			if !yield(b) {
				return false
			}
		}
		for _, call := range n.dir.calls {
			if child := n.child(call.Labels[0]); child != nil && !walk(child) {
				return false
			}
		}
		return true
	}
	walk(n)
}

// providerAddress returns the address of a provider without the host of the public
// registries, which may be left out.
func providerAddress(source string) string {
	for _, host := range []string{"registry.terraform.io/", "registry.opentofu.org/"} {
		if address, ok := strings.CutPrefix(source, host); ok {
			return address
		}
	}
	return source
}

// CoreVersions returns the versions of Terraform itself that the whole tree admits.
func (m *Module) CoreVersions() *Versions {
	var constraints []string
	for b := range m.node.settings {
		if b.Type == "terraform" {
			constraints = appendConstraint(constraints, attributeExpr(b.Body, "required_version"))
		}
	}
	return newVersions(constraints)
}

// appendConstraint appends the constraint that a requirement writes, once: a string,
// or the version of an object. What isn't written as a string is "", which no version
// satisfies for sure.
func appendConstraint(out []string, expr hcl.Expression) []string {
	if expr == nil {
		return out
	}
	if _, diags := hcl.ExprMap(expr); !diags.HasErrors() {
		if expr = member(expr, "version"); expr == nil {
			return out
		}
	}
	constraint := literalText(expr)
	if slices.Contains(out, constraint) {
		return out
	}
	return append(out, constraint)
}

// member returns the expression of an object's member, nil if there is none. The
// value of the whole object would fail on references in other members
// (configuration_aliases).
func member(expr hcl.Expression, name string) hcl.Expression {
	if expr == nil {
		return nil
	}
	pairs, diags := hcl.ExprMap(expr)
	if diags.HasErrors() {
		return nil
	}
	for _, p := range pairs {
		if key, diags := p.Key.Value(nil); !diags.HasErrors() && key.RawEquals(cty.StringVal(name)) {
			return p.Value
		}
	}
	return nil
}

// literalText returns a string that is written as such, "" for anything else.
func literalText(expr hcl.Expression) string {
	if expr == nil {
		return ""
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() || v.Type() != cty.String || !v.IsKnown() || v.IsNull() {
		return ""
	}
	return v.AsString()
}
