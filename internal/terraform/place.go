package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Place is where a value is written, and what lies between there and the argument.
type Place struct {
	// Value is the expression that is written there; not Written where that can't be told.
	Value Value
	// Instance is the one of whose Attribute the value is, nil where it is something else.
	Instance  *Instance
	Attribute string
	// Function is the name of the function that returns the value, if it is one's.
	Function string
	// Root begins the reference that leads no further: "var", "module".
	Root string
	// Locals are the locals that lie between.
	Locals []Reference
	// Handed is set where an argument of a module call does, Output where a module's output
	// does, Repeats where an argument of another resource does.
	Handed, Output, Repeats bool
	// Element is set where it is an element of what something iterates over.
	Element bool
	// Chosen is set where a conditional chooses it, or a part of it.
	Chosen bool
}

// Place returns where the argument's value is written, as far as the syntax leads there.
func (v Value) Place() Place {
	p := Place{}
	if v.expr == nil {
		return p
	}
	expr, s, path := (&trail{place: &p}).follow(v.scope, v.expr, nil, 0)
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		p.Root = e.Traversal.RootName()
		f := s.attributeForm(e.Traversal, path)
		p.Instance, p.Attribute = f.Instance, f.Name
		return p
	case *hclsyntax.FunctionCallExpr:
		p.Function = strings.TrimPrefix(e.Name, "core::")
	}
	if len(path) == 0 {
		p.Value = s.value(expr)
	}
	return p
}

// Module returns the module in whose code the argument is written, nil where it isn't.
func (v Value) Module() *Module {
	if v.scope == nil {
		return nil
	}
	return v.scope.module
}
