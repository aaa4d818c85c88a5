package terraform

import (
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// ProviderConstraints returns the version constraints that hold for a provider,
// by its local name: those of required_providers, those that old
// configurations write into provider blocks, and the version that the dependency
// lock file selects for the address, such as hashicorp/aws.
func (m *Module) ProviderConstraints(name, address string) []string {
	var out []string
	for _, b := range m.settings {
		if b.Type == "provider" && b.Labels[0] == name {
			out = appendText(out, b.Body.Attributes["version"])
		}
		for _, req := range b.Body.Blocks {
			out = appendText(out, req.Body.Attributes[name])
		}
	}
	if v := m.lockedVersion(address); v != "" {
		out = append(out, "= "+v)
	}
	return out
}

// appendText appends the constraint that an attribute writes: a string, or the
// version of an object. The other attributes of the object may be references
// (configuration_aliases), which the value of the whole would fail on.
func appendText(out []string, attr *hclext.Attribute) []string {
	if attr == nil || attr.Expr == nil {
		return out
	}
	expr := attr.Expr
	if pairs, diags := hcl.ExprMap(expr); !diags.HasErrors() {
		expr = nil
		for _, p := range pairs {
			if key, diags := p.Key.Value(nil); !diags.HasErrors() && key.RawEquals(cty.StringVal("version")) {
				expr = p.Value
			}
		}
		if expr == nil {
			return out
		}
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() || v.Type() != cty.String || !v.IsKnown() || v.IsNull() {
		return out
	}
	return append(out, v.AsString())
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
	name := filepath.Join(m.options.Dir, ".terraform.lock.hcl")
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
