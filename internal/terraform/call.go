package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// Call is a module block. The called module isn't evaluated: its outputs are
// unknown.
type Call struct {
	// Name is the label of the block.
	Name string
	// Block is the module block, with all its arguments as attributes.
	Block *hclext.Block

	module     *Module
	references References // nil until asked for
}

// Calls returns the module calls in source order.
func (m *Module) Calls() []*Call {
	out := slices.Collect(maps.Values(m.calls))
	slices.SortFunc(out, func(a, b *Call) int {
		if before(a.Block.DefRange, b.Block.DefRange) {
			return -1
		}
		return 1
	})
	return out
}

// Call returns the module call of a name, nil if there is none.
func (m *Module) Call(name string) *Call { return m.calls[name] }

// Arguments returns what the call hands to its module, in the order of the
// arguments' names: all but the meta-arguments, and for_each, which reaches the
// module through each. They are evaluated outside any instance of the call.
func (c *Call) Arguments() []Value {
	var out []Value
	for _, name := range slices.Sorted(maps.Keys(c.Block.Body.Attributes)) {
		switch name {
		case "source", "version", "providers", "count", "depends_on":
		default:
			out = append(out, argument(c.module.root(), c.Block.Body, name))
		}
	}
	return out
}

// References returns what the call's arguments come from. It is computed once.
func (c *Call) References() References {
	if c.references == nil {
		c.references = References{}
		seen := map[any]bool{}
		for _, v := range c.Arguments() {
			if v.expr != nil {
				v.scope.collect(v.expr, c.references, seen)
			}
		}
	}
	return c.references
}

// Bounds of how much of a value Parts looks at.
const (
	maxParts      = 250
	maxPartsDepth = 10
)

// Parts returns what an argument is made of as far as that can be told: the
// texts in it that are known, stand-ins included, and the identities of the
// parts that aren't known, which may have parts themselves. all is false where
// there is more than is looked at.
func (v Value) Parts() (texts, identities []string, all bool) {
	budget := maxParts
	all = true
	var visit func(s *scope, expr hclsyntax.Expression, depth int)
	visit = func(s *scope, expr hclsyntax.Expression, depth int) {
		if budget--; budget < 0 || depth > maxPartsDepth {
			all = false
			return
		}
		if !s.free(expr) {
			return // an element of something that is visited itself
		}
		if value := s.eval(expr); value.IsWhollyKnown() {
			texts = appendTexts(texts, value)
			return
		}
		identities = append(identities, s.canon(expr))
		expr, s, rest := s.follow(expr, nil, 0)
		if len(rest) > 0 {
			return
		}
		for _, part := range parts(expr) {
			visit(s, part, depth+1)
		}
	}
	if v.expr != nil {
		visit(v.scope, v.expr, 0)
	}
	return texts, identities, all
}

// parts returns the expressions whose values get into an expression's value.
func parts(expr hclsyntax.Expression) []hclsyntax.Expression {
	switch e := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		return e.Exprs
	case *hclsyntax.TemplateExpr:
		return e.Parts
	case *hclsyntax.FunctionCallExpr:
		return e.Args
	case *hclsyntax.ConditionalExpr:
		return []hclsyntax.Expression{e.TrueResult, e.FalseResult}
	case *hclsyntax.ForExpr:
		return []hclsyntax.Expression{e.CollExpr}
	case *hclsyntax.SplatExpr:
		return []hclsyntax.Expression{e.Source}
	case *hclsyntax.ObjectConsExpr:
		var out []hclsyntax.Expression
		for _, item := range e.Items {
			out = append(out, item.KeyExpr, item.ValueExpr)
		}
		return out
	}
	return nil
}

// appendTexts appends the strings in a known value, keys included.
func appendTexts(texts []string, v cty.Value) []string {
	plain, _ := v.UnmarkDeep()
	_ = cty.Walk(plain, func(path cty.Path, v cty.Value) (bool, error) {
		if !v.IsNull() && v.Type() == cty.String {
			texts = append(texts, v.AsString())
		}
		if len(path) > 0 {
			switch step := path[len(path)-1].(type) {
			case cty.GetAttrStep:
				texts = append(texts, step.Name)
			case cty.IndexStep:
				if step.Key.Type() == cty.String && step.Key.IsKnown() {
					texts = append(texts, step.Key.AsString())
				}
			}
		}
		return true, nil
	})
	return texts
}
