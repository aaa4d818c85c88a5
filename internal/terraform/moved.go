package terraform

import (
	"github.com/hashicorp/hcl/v2"
)

// Moved reports whether a resource was moved away from a name, which must not be
// given to another one.
func (m *Module) Moved(typ, name string) bool {
	for _, from := range m.from("moved") {
		if from.RootName() == typ && stepName(from, 1) == name {
			return true
		}
	}
	return false
}

// Removed reports whether a resource of a type was taken out of the state by a
// removed block: it may be managed elsewhere.
func (m *Module) Removed(typ string) bool {
	for _, from := range m.from("removed") {
		if from.RootName() == typ {
			return true
		}
	}
	return false
}

// from returns the addresses that blocks of a type begin with.
func (m *Module) from(typ string) []hcl.Traversal {
	var out []hcl.Traversal
	for _, b := range m.node.dir.settings {
		attr := b.Body.Attributes["from"]
		if b.Type != typ || attr == nil || attr.Expr == nil {
			continue
		}
		if t, diags := hcl.AbsTraversalForExpr(attr.Expr); !diags.HasErrors() {
			out = append(out, t)
		}
	}
	return out
}
