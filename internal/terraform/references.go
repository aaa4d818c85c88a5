package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// References are the addresses that a value comes from, with what they stand
// for: "aws_s3_bucket.data", "data.aws_kms_key.this", "module.kms", and
// "var.name" where the variable's value isn't known. Locals, iterators and the
// written arguments of the resources named are followed. What only decides
// which value is taken, a condition or a key, doesn't count.
type References map[string]OriginKind

// References returns what the argument comes from.
func (v Value) References() References {
	refs := References{}
	if v.expr != nil {
		v.scope.collect(v.expr, refs, map[any]bool{})
	}
	return refs
}

// collect enters what an expression's value comes from.
func (s *scope) collect(expr hclsyntax.Expression, refs References, seen map[any]bool) {
	deciding := decisions(expr)
	for _, t := range expr.Variables() {
		if !deciding[t.SourceRange()] {
			s.collectReference(t, refs, seen)
		}
	}
}

// decisions returns where an expression refers to what only decides.
func decisions(expr hclsyntax.Expression) map[hcl.Range]bool {
	out := map[hcl.Range]bool{}
	enter := func(part hclsyntax.Expression) {
		if part == nil {
			return
		}
		for _, t := range part.Variables() {
			out[t.SourceRange()] = true
		}
	}
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch e := node.(type) {
		case *hclsyntax.ConditionalExpr:
			enter(e.Condition)
		case *hclsyntax.IndexExpr:
			enter(e.Key)
		case *hclsyntax.ForExpr:
			enter(e.CondExpr)
		}
		return nil
	})
	return out
}

func (s *scope) collectReference(t hcl.Traversal, refs References, seen map[any]bool) {
	root, name := t.RootName(), stepName(t, 1)
	switch root {
	case "var":
		if !s.module.variable(name).IsWhollyKnown() {
			refs["var."+name] = Variable
		}
	case "local":
		if l := s.module.locals[name]; l != nil && !seen[l] {
			seen[l] = true
			s.module.root().collect(s.module.tree(l.attr), refs, seen)
		}
	case "module":
		refs["module."+name] = ModuleOutput
	case "count", "path":
	case "terraform", "self":
		refs[root+"."+name] = Environment
	default:
		if it, ok := s.iterators[root]; ok {
			if !seen[it.forEach] {
				seen[it.forEach] = true
				it.outer.collect(it.forEach, refs, seen)
			}
			return
		}
		addr, _ := resourceAddress(t)
		refs[addr.Local()] = Computed
		if addr.Data {
			refs[addr.Local()] = DataSource
		}
		inst, rest := s.module.instanceAt(t, nil)
		if inst == nil || len(rest) == 0 {
			return
		}
		if attr := inst.definition(rest[0]); attr != nil && !seen[attr] {
			seen[attr] = true
			inst.scope.collect(s.module.tree(attr), refs, seen)
		}
	}
}
