package terraform

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// ProviderConstraints returns the version constraints that hold for a provider,
// by its usual local name and its address: those of required_providers, those that old
// configurations write into provider blocks, and the version that the dependency
// lock file selects for the address, such as hashicorp/aws. Terraform selects one version
// that all modules of the tree admit, so those of the modules called count too, as far as they
// are loaded, whether or not they have instances.
func (m *Module) ProviderConstraints(name, address string) []string {
	if known, ok := m.required[address]; ok {
		return known
	}
	var out []string
	for b := range m.node.settings {
		if b.Type == "provider" && b.Labels[0] == name {
			if attr := b.Body.Attributes["version"]; attr != nil {
				out = appendConstraint(out, attr.Expr)
			}
		}
		if b.Type != "terraform" {
			continue
		}
		for _, req := range b.Body.Blocks {
			for local, attr := range req.Body.Attributes {
				source := providerAddress(text(member(attr.Expr, "source")))
				if source == address || source == "" && local == name {
					out = appendConstraint(out, attr.Expr)
				}
			}
		}
	}
	if v := m.lockedVersion(address); v != "" {
		out = append(out, "= "+v)
	}
	m.required[address] = out
	return out
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

// CoreConstraints returns the version constraints that hold for Terraform itself, in the whole
// tree.
func (m *Module) CoreConstraints() []string {
	var out []string
	for b := range m.node.settings {
		if b.Type == "terraform" && b.Body.Attributes["required_version"] != nil {
			out = appendConstraint(out, b.Body.Attributes["required_version"].Expr)
		}
	}
	return out
}

// appendConstraint appends the constraint that a requirement writes: a string, or
// the version of an object.
func appendConstraint(out []string, expr hcl.Expression) []string {
	constraint := text(expr)
	if constraint == "" {
		constraint = text(member(expr, "version"))
	}
	if constraint == "" {
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

// text returns a string that is written as such, "" for anything else.
func text(expr hcl.Expression) string {
	if expr == nil {
		return ""
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() || v.Type() != cty.String || !v.IsKnown() || v.IsNull() {
		return ""
	}
	return v.AsString()
}

// lockFile is what is read of .terraform.lock.hcl.
type lockFile struct {
	Providers []struct {
		Address string   `hcl:"address,label"`
		Version string   `hcl:"version"`
		Rest    hcl.Body `hcl:",remain"`
	} `hcl:"provider,block"`
	Rest hcl.Body `hcl:",remain"`
}

// lockedVersion returns the version of a provider that the module's dependency
// lock file selects, "" if there is none.
func (m *Module) lockedVersion(address string) string {
	name := filepath.Join(m.tree.options.Dir, ".terraform.lock.hcl")
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	file, diags := hclparse.NewParser().ParseHCLFile(name)
	if diags.HasErrors() {
		m.logf("%s", diags.Error())
		return ""
	}
	var lock lockFile
	if diags := gohcl.DecodeBody(file.Body, nil, &lock); diags.HasErrors() {
		m.logf("%s", diags.Error())
		return ""
	}
	for _, p := range lock.Providers {
		if p.Address == "registry.terraform.io/"+address || p.Address == "registry.opentofu.org/"+address {
			return p.Version
		}
	}
	return ""
}
