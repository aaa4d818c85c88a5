package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
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
		p.Function = funcs.Name(e.Name)
	}
	if len(path) == 0 {
		p.Value = s.value(expr)
	}
	return p
}

// Object is the instance of a resource of which an argument is an attribute, as the
// argument refers to it.
type Object struct {
	Resource  *Resource
	Attribute string
	// Range is the reference without the attribute: aws_s3_bucket.b[each.key] of
	// aws_s3_bucket.b[each.key].id.
	Range hcl.Range
	// Iterates is set if it means something only beside the argument: it refers to each
	// or count.
	Iterates bool
}

// Object returns the object of whose attribute the argument is a plain reference, by itself or
// through locals; false where it is something else.
func (v Value) Object() (Object, bool) {
	expr, s := v.expr, v.scope
	for range maxDepth {
		if inner := unguarded(expr); inner != nil {
			expr = inner
		}
		switch e := expr.(type) {
		case *hclsyntax.ParenthesesExpr:
			expr = e.Expression
		case *hclsyntax.TemplateWrapExpr:
			expr = e.Wrapped
		case *hclsyntax.RelativeTraversalExpr:
			index, ok := e.Source.(*hclsyntax.IndexExpr)
			if !ok || len(e.Traversal) != 1 {
				return Object{}, false
			}
			o := Object{Resource: s.plain(index.Collection), Attribute: stepName(e.Traversal, 0), Range: index.SrcRange, Iterates: Iterates(index.Key)}
			return o, o.Resource != nil
		case *hclsyntax.ScopeTraversalExpr:
			t := e.Traversal
			last := len(t) - 1
			l := s.module.localNamed(stepName(t, 1))
			if t.RootName() == "local" && last == 1 && l != nil && !l.busy {
				expr, s = s.module.tree.syntax(l.attr), s.module.root()
				continue
			}
			if last < 1 {
				return Object{}, false
			}
			o := Object{Attribute: stepName(t, last), Range: hcl.RangeBetween(e.SrcRange, t[last-1].SourceRange()), Iterates: Iterates(e)}
			if it, ok := s.iterators[t.RootName()]; ok && last == 2 && stepName(t, 1) == "value" {
				o.Resource = s.plain(it.forEach)
			} else if addr, at := resourceAddress(t); last == at || last == at+1 {
				o.Resource = s.module.resource(addr.Local())
			}
			return o, o.Resource != nil
		default:
			return Object{}, false
		}
	}
	return Object{}, false
}

// plain returns the resource that an expression is, nil where it is something else.
func (s *scope) plain(expr hclsyntax.Expression) *Resource {
	if inner := unguarded(expr); inner != nil {
		expr = inner
	}
	ref, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return nil
	}
	addr, at := resourceAddress(ref.Traversal)
	if at != len(ref.Traversal) {
		return nil
	}
	return s.module.resource(addr.Local())
}

// Iterates reports whether an expression is about the instance at hand.
func Iterates(expr hcl.Expression) bool {
	return slices.ContainsFunc(expr.Variables(), func(t hcl.Traversal) bool {
		return t.RootName() == "each" || t.RootName() == "count"
	})
}

// Along reports whether two instances are of blocks that have the same instances,
// whatever the inputs are, and have the same key.
func (i *Instance) Along(other *Instance) bool {
	a, b := i.Resource, other.Resource
	if a.Repetition() != b.Repetition() || a.Module != b.Module {
		return false
	}
	switch a.Repetition() {
	case Single:
		return true
	case Count:
		return keyText(i.key) == keyText(other.key) && a.condition(i.key) == b.condition(other.key)
	case ForEach:
		return keyText(i.key) == keyText(other.key) && a.Argument("for_each").Identity() == b.Argument("for_each").Identity()
	}
	return false
}
