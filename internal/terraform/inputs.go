package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// Entrance returns the module block of the root below which the module is, nil for
// the root itself.
func (m *Module) Entrance() *hclext.Block {
	for ; m.Parent != nil; m = m.Parent {
		if m.Parent.IsRoot() {
			return m.caller.Call.Block
		}
	}
	return nil
}

// Input is an input of a module that the root calls, on which a value rests.
type Input struct {
	// Name is that of the variable.
	Name string
	// Argument is what the root's module block passes. It is not written where
	// the block leaves it out.
	Argument Value
}

// Passed returns the argument of a module block in the root that the value simply
// is, handed down through variables, locals and iterators.
func (v Value) Passed() (Value, bool) {
	if v.expr == nil || v.scope.module.IsRoot() {
		return Value{}, false
	}
	w := &trail{}
	w.follow(v.scope, v.expr, nil, 0)
	return w.passed, w.passed.Written()
}

// Inputs returns the inputs of the module that the root calls on which a value in
// a called module rests, conditions and keys included: passed ones in source
// order, then those left out.
func (v Value) Inputs() []Input {
	t := &tracer{seen: map[any]bool{}}
	if v.expr != nil {
		t.expr(v.scope, v.expr)
	}
	slices.SortStableFunc(t.found, func(a, b Input) int {
		switch aw, bw := a.Argument.Written(), b.Argument.Written(); {
		case aw != bw && aw, aw && bw && before(a.Argument.Range, b.Argument.Range):
			return -1
		case aw != bw, aw && bw && before(b.Argument.Range, a.Argument.Range):
			return 1
		}
		return 0
	})
	return t.found
}

// tracer collects inputs.
type tracer struct {
	seen  map[any]bool
	own   *Module // the one whose own variables are collected, nil for the inputs of calls in the root
	found []Input
}

// once reports whether something is met for the first time.
func (t *tracer) once(what any) bool {
	if t.seen[what] {
		return false
	}
	t.seen[what] = true
	return true
}

func (t *tracer) expr(s *scope, expr hclsyntax.Expression) {
	if s.module.IsRoot() && t.own == nil {
		return
	}
	for _, ref := range expr.Variables() {
		t.reference(s, ref)
	}
}

func (t *tracer) attribute(s *scope, attr *hclext.Attribute) {
	if attr != nil && attr.Expr != nil {
		t.expr(s, s.module.tree.syntax(attr))
	}
}

func (t *tracer) reference(s *scope, ref hcl.Traversal) {
	m, root, name := s.module, ref.RootName(), stepName(ref, 1)
	switch root {
	case "var":
		if t.once(Reference{m, "var." + name}) {
			t.variable(m, name)
		}
	case "local":
		if l := m.localNamed(name); l != nil && t.once(l) {
			t.attribute(m.root(), l.attr)
		}
	case "module":
		if c := m.Call(name); c != nil && t.once(c) {
			t.call(c)
		}
	case "count", "path", "terraform", "self":
	default:
		if it, ok := s.iterators[root]; ok {
			if t.once(it.forEach) {
				t.expr(it.outer, it.forEach)
			}
			return
		}
		addr, _ := resourceAddress(ref)
		if r := m.resource(addr.Local()); r != nil && t.once(r) {
			t.resource(r, stepNames(ref))
		}
	}
}

func (t *tracer) variable(m *Module, name string) {
	passed := m.passed(name)
	switch {
	case m == t.own:
		t.found = append(t.found, Input{Name: name})
	case m.caller == nil || m.node.dir.variables[name] == nil:
	case m.Parent.IsRoot() && t.own == nil:
		t.found = append(t.found, Input{name, passed})
	case passed.Written():
		t.expr(passed.scope, passed.expr)
	}
}

// call traces what a call hands back, as far as it is loaded.
func (t *tracer) call(c *Call) {
	for _, name := range []string{"count", "for_each"} {
		t.attribute(c.module.root(), c.Block.Body.Attributes[name])
	}
	if !c.Loaded() || c.expanding {
		return
	}
	for _, inst := range c.Instances() {
		for _, name := range slices.Sorted(maps.Keys(inst.Module.node.dir.outputs)) {
			if l := inst.Module.outputNamed(name); l != nil {
				t.attribute(inst.Module.root(), l.attr)
			}
		}
	}
}

// resource traces what a resource is made of: a data source as a whole, of a
// managed one the attributes that a reference names.
func (t *tracer) resource(r *Resource, names map[string]bool) {
	s := r.Module.root()
	if insts := r.instances; len(insts) > 0 {
		s = insts[0].scope
	}
	for _, name := range slices.Sorted(maps.Keys(r.Block.Body.Attributes)) {
		meta := name == "count" || name == "for_each"
		if meta || names[name] || r.Address.Data {
			t.attribute(s, r.Block.Body.Attributes[name])
		}
	}
	if r.Address.Data {
		t.blocks(s, r.Block.Body)
	}
}

func (t *tracer) blocks(s *scope, body *hclext.BodyContent) {
	for _, b := range body.Blocks {
		for _, name := range slices.Sorted(maps.Keys(b.Body.Attributes)) {
			t.attribute(s, b.Body.Attributes[name])
		}
		t.blocks(s, b.Body)
	}
}

// stepNames returns the names of attributes in a reference.
func stepNames(ref hcl.Traversal) map[string]bool {
	names := map[string]bool{}
	for i := range ref {
		names[stepName(ref, i)] = true
	}
	return names
}

// Member returns the element of a map that the value is, as its own module writes
// it; the value itself where that can't be told.
func (v Value) Member(key string) Value {
	if v.expr == nil {
		return v
	}
	w := &trail{stay: true}
	expr, s, path := w.follow(v.scope, v.expr, []cty.Value{cty.StringVal(key)}, 0)
	found := s.value(expr)
	call, merges := expr.(*hclsyntax.FunctionCallExpr)
	merges = merges && funcs.Of(call.Name).Result == funcs.Merged && !call.ExpandFinal
	if len(path) == 0 || !merges {
		return found
	}
	for _, arg := range slices.Backward(call.Args) { // the last one of a key wins
		part := s.value(arg)
		entries, complete := part.Entries()
		if _, has := entries[key]; has {
			return part.Member(key)
		}
		if !complete {
			break
		}
	}
	return found
}
