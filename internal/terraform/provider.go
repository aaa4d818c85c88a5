package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
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
	expr := r.Module.tree(attr)
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

// ProviderBlocks returns the nested blocks of a type in the configuration of a
// provider, and whether the module has that configuration at all.
func (m *Module) ProviderBlocks(ref ProviderRef, typ string) (blocksOf []*Block, found bool) {
	for _, b := range m.settings {
		if b.Type != "provider" || b.Labels[0] != ref.Name {
			continue
		}
		alias := ""
		if attr := b.Body.Attributes["alias"]; attr != nil {
			alias = text(attr.Expr)
		}
		if alias == ref.Alias {
			return blocks(m.root(), b.Body, typ, Yes), true
		}
	}
	return nil, false
}
