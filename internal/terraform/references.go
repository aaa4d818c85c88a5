package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// References are what a value comes from, with what that stands for. Locals,
// iterators, inputs and outputs of loaded modules and the written arguments of
// the resources named are followed. What only decides which value is taken, a
// condition or a key, doesn't count.
type References map[Reference]OriginKind

// Reference is something that a value comes from.
type Reference struct {
	// Module is the module that refers to it.
	Module *Module
	// Address is the address below the module, without key: "aws_s3_bucket.data",
	// "data.aws_kms_key.this", "module.kms" where that isn't loaded, "var.name"
	// where the variable's value isn't known.
	Address string
}

// References returns what the argument comes from.
func (v Value) References() References {
	refs := References{}
	v.collect(refs, map[any]bool{})
	return refs
}

func (v Value) collect(refs References, seen map[any]bool) {
	if v.expr != nil {
		v.scope.collect(v.expr, refs, seen)
	}
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
	m, root, name := s.module, t.RootName(), stepName(t, 1)
	switch root {
	case "var":
		s.collectVariable(name, refs, seen)
	case "local":
		m.collectLocal(m.localNamed(name), refs, seen)
	case "module":
		s.collectOutputs(t, refs, seen)
	case "count", "path":
	case "terraform", "self":
		refs[Reference{m, root + "." + name}] = Environment
	default:
		if it, ok := s.iterators[root]; ok {
			if !seen[it.forEach] {
				seen[it.forEach] = true
				it.outer.collect(it.forEach, refs, seen)
			}
			return
		}
		addr, _ := resourceAddress(t)
		refs[Reference{m, addr.Local()}] = Computed
		if addr.Data {
			refs[Reference{m, addr.Local()}] = DataSource
		}
		inst, rest := m.instanceAt(t, nil)
		if inst == nil || len(rest) == 0 {
			return
		}
		if attr := inst.definition(rest[0]); attr != nil && !seen[attr] {
			seen[attr] = true
			inst.scope.collect(m.tree.syntax(attr), refs, seen)
		}
	}
}

// collectVariable collects what a variable comes from: what the caller passes,
// or itself where it isn't known.
func (s *scope) collectVariable(name string, refs References, seen map[any]bool) {
	m := s.module
	key := Reference{m, "var." + name}
	if seen[key] {
		return
	}
	seen[key] = true
	if passed := m.passed(name); passed.Written() {
		passed.collect(refs, seen)
	} else if !m.variable(name).IsWhollyKnown() {
		refs[key] = Variable
	}
}

// collectLocal collects what a local or output comes from.
func (m *Module) collectLocal(l *local, refs References, seen map[any]bool) {
	if l != nil && !seen[l] {
		seen[l] = true
		m.root().collect(m.tree.syntax(l.attr), refs, seen)
	}
}

// collectOutputs collects what the outputs of a module come from that a reference
// names: of the one instance that it names, or of all.
func (s *scope) collectOutputs(t hcl.Traversal, refs References, seen map[any]bool) {
	c := s.module.Call(stepName(t, 1))
	if c == nil || !c.Loaded() || c.expanding {
		refs[Reference{s.module, "module." + stepName(t, 1)}] = ModuleOutput
		return
	}
	if output, callee, _ := s.module.outputAt(t, nil); output != nil {
		callee.collectLocal(output, refs, seen)
		return
	}
	names := map[string]bool{}
	for i := 2; i < len(t); i++ {
		names[stepName(t, i)] = true
	}
	for _, inst := range c.Instances() {
		outputs := inst.Module.node.dir.outputs
		for name := range outputs {
			if len(names) == 0 || len(names) == 1 && names[""] || names[name] {
				inst.Module.collectLocal(inst.Module.outputNamed(name), refs, seen)
			}
		}
	}
}
