package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// Portable reports whether the argument's expression, at Range, means the same everywhere in the root module, and
// returns what it refers to.
func (v Value) Portable() ([]hcl.Traversal, bool) {
	if v.expr == nil || !v.scope.module.IsRoot() {
		return nil, false
	}
	refs := v.expr.Variables()
	return refs, !slices.ContainsFunc(refs, func(t hcl.Traversal) bool {
		root := t.RootName()
		_, iterates := v.scope.iterators[root]
		return iterates || v.scope.bound[root] != "" || v.scope.elements[root] != cty.NilVal || slices.Contains([]string{"each", "count", "self"}, root)
	})
}
