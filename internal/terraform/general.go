package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// General returns the module as it is where nothing is known of its inputs: what is
// definite there holds whatever they are. It is the module itself where the code
// refers to no input.
func (m *Module) General() *Module {
	if root, ok := m.inputs.(*rootInputs); ok && !root.mentioned() {
		return m
	}
	general := newModule(m.node)
	general.inputs, general.rewritten = noInputs{}, m.rewritten
	return general
}

// noInputs are inputs of which nothing is known.
type noInputs struct{}

func (noInputs) value(name string) cty.Value {
	return unknown(Variable, "var."+name, cty.DynamicPseudoType)
}

// mentioned reports whether the module refers to a variable.
func (r *rootInputs) mentioned() bool {
	found := false
	_ = r.content.WalkAttributes(func(attr *hclext.Attribute) hcl.Diagnostics {
		found = found || attr.Expr != nil && slices.ContainsFunc(attr.Expr.Variables(), func(t hcl.Traversal) bool {
			return t.RootName() == "var"
		})
		return nil
	})
	return found
}

// Code is a block of a module by the path of the calls that lead there: the same for
// all instances, and for the module and what General makes of it.
type Code struct {
	node  *node
	block *hclext.Block
}

// Code returns the code of the resource.
func (r *Resource) Code() Code { return Code{r.Module.node, r.Block} }

// ExistsWith reports whether the instance surely exists wherever another one does: it
// exists anyhow, or is counted by the same expressions.
func (i *Instance) ExistsWith(other *Instance) bool {
	if !i.Symbolic {
		return true
	}
	met := other.conditions()
	return !slices.ContainsFunc(i.conditions(), func(c string) bool { return !slices.Contains(met, c) })
}

// conditions returns what decides whether a symbolic instance exists: its own count or
// key, and those of the calls that lead to its module.
func (i *Instance) conditions() []string {
	var out []string
	if i.own {
		out = append(out, i.Resource.condition(i.key))
	}
	for m := i.Resource.Module; m.caller != nil; m = m.Parent {
		if m.caller.Symbolic {
			out = append(out, m.caller.Call.condition(m.caller.step.key))
		}
	}
	return out
}

// condition is the same for blocks that surely have as many instances as each other.
// Symbolic keys are the same for the same collection.
func (r *repeated) condition(key cty.Value) string {
	if r.Repetition() == ForEach {
		return "each " + keyText(key)
	}
	s := r.module.root()
	return "count " + s.counter(r.module.tree.syntax(r.block.Body.Attributes["count"]))
}

// counter returns the canonical form of a count. The length of a resource that is
// counted is that resource's count.
func (s *scope) counter(expr hclsyntax.Expression) string {
	expr, s, path := s.follow(expr)
	call, ok := expr.(*hclsyntax.FunctionCallExpr)
	if !ok || len(path) > 0 || funcs.Name(call.Name) != "length" || len(call.Args) != 1 {
		return s.canon(expr)
	}
	if ref, counted := s.counted(call.Args[0]); counted {
		addr, _ := resourceAddress(ref.(*hclsyntax.ScopeTraversalExpr).Traversal)
		r := s.module.resource(addr.Local())
		return s.module.root().counter(s.module.tree.syntax(r.block.Body.Attributes["count"]))
	}
	return s.canon(expr)
}
