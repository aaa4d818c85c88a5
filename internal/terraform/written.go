package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Written reports whether the argument is there at all.
func (v Value) Written() bool { return v.expr != nil }

// Literal reports whether the argument is written as a plain value, which a fix
// may overwrite; null counts.
func (v Value) Literal() bool { return v.expr != nil && literal(v.expr) }

// LiteralList reports whether the argument is written as a list of plain values.
func (v Value) LiteralList() bool {
	list, ok := v.expr.(*hclsyntax.TupleConsExpr)
	return ok && !slices.ContainsFunc(list.Exprs, func(e hclsyntax.Expression) bool { return !literal(e) })
}

// Settled reports whether the argument is left out or written as a plain value,
// so that no other input can make it something else.
func (v Value) Settled() bool { return !v.Written() || v.Literal() }

// Refers reports whether the argument is written as a plain reference to a
// resource, which other inputs can't make one to something else.
func (v Value) Refers() bool {
	ref, ok := v.expr.(*hclsyntax.ScopeTraversalExpr)
	return ok && !v.Literal() && v.scope.module.resource(plainAddress(ref.Traversal)) != nil
}

func plainAddress(t hcl.Traversal) string {
	addr, _ := resourceAddress(t)
	return addr.Local()
}
