package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// ProviderRef names a provider configuration, as a module refers to it.
type ProviderRef struct {
	// Name is the provider's local name, and Alias that of the configuration, ""
	// for the default one.
	Name, Alias string
}

// String returns the reference as the configuration writes it.
func (r ProviderRef) String() string {
	if r.Alias == "" {
		return r.Name
	}
	return r.Name + "." + r.Alias
}

// Provider returns the reference to the provider configuration that the resource
// is made with, false where it isn't known which one that is: an expression of
// OpenTofu that differs by instance.
func (r *Resource) Provider() (ProviderRef, bool) {
	attr := r.Block.Body.Attributes["provider"]
	if attr == nil {
		name, _, _ := strings.Cut(r.Address.Type, "_")
		return ProviderRef{Name: name}, true
	}
	return providerRef(r.Module.tree.syntax(attr))
}

// providerRef reads a reference to a provider configuration.
func providerRef(expr hcl.Expression) (ProviderRef, bool) {
	if t, ok := expr.(*hclsyntax.TemplateExpr); ok { // Terraform 0.11 and JSON write a string
		value, diags := t.Value(nil)
		text, known := (Value{Cty: value}).Text()
		if diags.HasErrors() || !known {
			return ProviderRef{}, false
		}
		name, alias, _ := strings.Cut(text, ".")
		return ProviderRef{name, alias}, true
	}
	ref, diags := hcl.AbsTraversalForExpr(expr)
	if diags.HasErrors() || len(ref) > 2 {
		return ProviderRef{}, false
	}
	return ProviderRef{ref.RootName(), stepName(ref, 1)}, true
}

// ProviderConfig is a provider configuration of a module, written or implied.
type ProviderConfig struct {
	// Module is the one whose configuration it is: the root, unless a called
	// module has provider blocks of its own.
	Module *Module
	ProviderRef
}

// String returns the address of the configuration.
func (c ProviderConfig) String() string { return below(c.Module.id, c.ProviderRef.String()) }

// ProviderConfig returns the provider configuration that the resource is made
// with, followed through the providers arguments of module calls; false where it
// isn't known.
func (r *Resource) ProviderConfig() (ProviderConfig, bool) {
	ref, known := r.Provider()
	if !known {
		return ProviderConfig{}, false
	}
	return r.Module.providerConfig(ref)
}

// providerConfig returns what a reference in the module means: what the caller
// hands over, else a block of the module itself, else for a default configuration
// the caller's ("Providers Within Modules", Terraform language documentation).
func (m *Module) providerConfig(ref ProviderRef) (ProviderConfig, bool) {
	for m.caller != nil {
		passed, given, known := m.caller.provider(ref)
		switch {
		case !known:
			return ProviderConfig{}, false
		case given:
			ref = passed
		case m.providerBlock(ref) != nil:
			return ProviderConfig{m, ref}, true
		case ref.Alias != "":
			return ProviderConfig{}, false
		}
		m = m.Parent
	}
	return ProviderConfig{m, ref}, true
}

// provider returns what the call hands over as a provider configuration of its
// module, if it does, and whether that is known.
func (i *CallInstance) provider(ref ProviderRef) (passed ProviderRef, given, known bool) {
	attr := i.Call.Block.Body.Attributes["providers"]
	if attr == nil {
		return ProviderRef{}, false, true
	}
	pairs, diags := hcl.ExprMap(attr.Expr)
	if diags.HasErrors() {
		return ProviderRef{}, false, false
	}
	for _, p := range pairs {
		if name, ok := providerRef(p.Key); ok && name == ref {
			passed, known = providerRef(p.Value)
			return passed, true, known
		}
	}
	return ProviderRef{}, false, true
}

// Blocks returns the nested blocks of a type in the configuration, and whether it
// is written at all.
func (c ProviderConfig) Blocks(typ string) (blocksOf []*Block, found bool) {
	b := c.Module.providerBlock(c.ProviderRef)
	if b == nil {
		return nil, false
	}
	return blocks(c.Module.root(), b.Body, typ, tri.Yes), true
}

// providerBlock returns a provider block of the module, nil if there is none.
func (m *Module) providerBlock(ref ProviderRef) *hclext.Block {
	for _, b := range m.node.dir.settings {
		if b.Type == "provider" && b.Labels[0] == ref.Name && alias(b) == ref.Alias {
			return b
		}
	}
	return nil
}
