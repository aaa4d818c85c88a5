package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Adopted reports whether an import block of the root brings an instance of the resource
// under Terraform: it is there already, and may have settings that no block here says.
func (r *Resource) Adopted() bool {
	var path []string
	root := r.Module
	for ; root.caller != nil; root = root.Parent {
		path = append([]string{"module", root.caller.Call.Name}, path...)
	}
	path = append(path, r.Address.Type, r.Address.Name)
	return slices.ContainsFunc(root.imports(), func(to []string) bool { return slices.Equal(to, path) })
}

// imports returns the addresses that the module's import blocks are for, without keys. They are
// read once.
func (m *Module) imports() [][]string {
	if m.adopted != nil {
		return m.adopted
	}
	m.adopted = [][]string{}
	for _, b := range m.node.dir.settings {
		if attr := b.Body.Attributes["to"]; b.Type == "import" && attr != nil {
			m.adopted = append(m.adopted, importedAddress(attr.Expr))
		}
	}
	return m.adopted
}

// importedAddress returns the names in an address, nil if it isn't one. JSON writes it as
// a string.
func importedAddress(expr hcl.Expression) []string {
	if t, diags := hcl.AbsTraversalForExpr(expr); !diags.HasErrors() {
		return attributeNames(t)
	}
	tree := native(expr)
	if t, ok := tree.(*hclsyntax.TemplateExpr); ok && t.IsStringLiteral() {
		text, _ := t.Value(nil)
		parsed, diags := hclsyntax.ParseExpression([]byte(text.AsString()), "", hcl.InitialPos)
		if diags.HasErrors() {
			return nil
		}
		tree = parsed
	}
	return namesOf(tree)
}

// namesOf returns the names of the steps of a reference, whatever keys are between them.
func namesOf(expr hclsyntax.Expression) []string {
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return attributeNames(e.Traversal)
	case *hclsyntax.IndexExpr:
		return namesOf(e.Collection)
	case *hclsyntax.RelativeTraversalExpr:
		return append(namesOf(e.Source), attributeNames(e.Traversal)...)
	case *hclsyntax.TemplateWrapExpr:
		return namesOf(e.Wrapped)
	}
	return nil
}

// attributeNames returns the names in a traversal.
func attributeNames(t hcl.Traversal) []string {
	var out []string
	for _, step := range t {
		switch s := step.(type) {
		case hcl.TraverseRoot:
			out = append(out, s.Name)
		case hcl.TraverseAttr:
			out = append(out, s.Name)
		}
	}
	return out
}
