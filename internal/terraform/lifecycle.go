package terraform

import (
	"github.com/hashicorp/hcl/v2"
)

// Repeated reports whether the module declares the resource more than once, which is
// an error: what a reference means isn't known then.
func (r *Resource) Repeated() bool { return r.Module.node.dir.repeats[r.Address.Local()] }

// Ignores reports whether Terraform leaves an argument or block of the resource as
// it is once the resource exists: what is written isn't what is in force, and
// something else may have changed it.
func (r *Resource) Ignores(name string) bool {
	for _, b := range r.Block.Body.Blocks {
		attr := b.Body.Attributes["ignore_changes"]
		if b.Type != "lifecycle" || attr == nil {
			continue
		}
		if hcl.ExprAsKeyword(attr.Expr) == "all" || literalText(attr.Expr) == "all" { // a keyword, or a string of JSON
			return true
		}
		ignored, _ := hcl.ExprList(attr.Expr)
		for _, expr := range ignored {
			if is := ignoredName(expr); is == name || is == "*" { // "*" is the old form of all
				return true
			}
		}
	}
	return false
}

// ignoredName returns the argument or block that an element of ignore_changes is in.
func ignoredName(expr hcl.Expression) string {
	if t, diags := hcl.AbsTraversalForExpr(expr); !diags.HasErrors() {
		return t.RootName()
	}
	return literalText(expr)
}
