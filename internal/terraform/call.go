package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
)

// Call is a module block in one instance of the module that it stands in.
type Call struct {
	// Name is the label of the block.
	Name string
	// Block is the module block, with all its arguments as attributes.
	Block *hclext.Block

	repeated
	instances  []*CallInstance
	references References // nil until asked for
}

// CallInstance is one instance of a call.
type CallInstance struct {
	// Call is the block that it comes from.
	Call *Call
	// Symbolic is set where it isn't known that the instance exists.
	Symbolic bool
	// Module is the called module, nil where the host hasn't loaded it.
	Module *Module

	step *step
}

// metaArgument are the arguments of a module block that its module isn't handed.
// for_each reaches it through each.
var metaArgument = map[string]bool{
	"source": true, "version": true, "providers": true, "count": true, "for_each": true, "depends_on": true,
}

// Calls returns the module calls in source order.
func (m *Module) Calls() []*Call {
	out := make([]*Call, len(m.node.dir.calls))
	for i, b := range m.node.dir.calls {
		out[i] = m.Call(b.Labels[0])
	}
	return out
}

// Call returns the module call of a name, nil if there is none.
func (m *Module) Call(name string) *Call {
	if c := m.calls[name]; c != nil {
		return c
	}
	for _, b := range m.node.dir.calls {
		if b.Labels[0] == name {
			if other := m.rewritten[name]; other != nil {
				b = other
			}
			c := &Call{Name: name, Block: b, repeated: repeated{module: m, block: b, addr: "module." + name}}
			m.calls[name] = c
			return c
		}
	}
	return nil
}

// Caller returns the module that the block stands in.
func (c *Call) Caller() *Module { return c.module }

// Loaded reports whether the host has loaded the called module.
func (c *Call) Loaded() bool { return c.node() != nil }

func (c *Call) node() *node { return c.module.node.child(c.Name) }

// Instances returns the instances of the call, as Resource.Instances does.
func (c *Call) Instances() []*CallInstance {
	c.expand()
	if c.instances == nil {
		for _, st := range c.steps {
			c.instances = append(c.instances, c.instance(st))
		}
	}
	return c.instances
}

// instance returns the instance of a step, with its module if that is loaded.
func (c *Call) instance(st *step) *CallInstance {
	if inst, made := st.is.(*CallInstance); made {
		return inst
	}
	inst := &CallInstance{Call: c, Symbolic: st.symbolic, step: st}
	st.is = inst
	n := c.node()
	if n == nil {
		return inst
	}
	m := newModule(n)
	m.Parent, m.caller = c.module, inst
	m.Address, m.id = below(c.module.Address, c.addr), below(c.module.id, c.addr)
	if st.key != cty.NilVal {
		key := Address{Key: st.key}.KeyText()
		m.id += key
		if !st.anyKey {
			m.Address += key
		} else if text := shown(key); text != `["`+hidden+`"]` {
			m.Address += text
		}
	}
	m.inputs = &calledInputs{module: m}
	inst.Module = m
	return inst
}

// below returns an address below a module.
func below(module, addr string) string {
	if module == "" {
		return addr
	}
	return module + "." + addr
}

// Argument returns an argument of the instance as it is written.
func (i *CallInstance) Argument(name string) Value {
	return argument(i.step.scope, i.Call.Block.Body, name)
}

// object returns the outputs of the module.
func (i *CallInstance) object(names map[string]bool, whole bool) cty.Value {
	values := map[string]cty.Value{}
	dir := i.Module.node.dir
	for name := range dir.outputs {
		if whole || names[name] {
			values[name] = i.output(name)
		}
	}
	if !dir.partial {
		return cty.ObjectVal(values)
	}
	// The real module has more outputs.
	for name := range names {
		if dir.outputs[name] == nil {
			values[name] = unknown(ModuleOutput, below(i.Module.Address, name), cty.DynamicPseudoType)
		}
	}
	if !whole {
		return cty.ObjectVal(values)
	}
	return cty.ObjectVal(values).Mark(Origin{StandIn, i.Call.addr})
}

// output returns the value of an output.
func (i *CallInstance) output(name string) cty.Value {
	v := i.Module.output(name)
	if i.Symbolic {
		v = v.Mark(Origin{Symbolic, i.Call.addr})
	}
	return v
}

// output returns the value of an output, unknown where it must not show up in a
// message.
func (m *Module) output(name string) cty.Value {
	addr := below(m.Address, name)
	if m.secret(name) {
		return unknown(ModuleOutput, addr, cty.DynamicPseudoType)
	}
	return m.evaluate(m.outputNamed(name), addr)
}

// outputNamed returns an output, nil if there is none of that name.
func (m *Module) outputNamed(name string) *local {
	b := m.node.dir.outputs[name]
	if b == nil {
		return nil
	}
	return named(m.outputs, name, b.Body.Attributes["value"])
}

// secret reports whether an output is, or may be, sensitive or ephemeral.
func (m *Module) secret(output string) bool {
	b := m.node.dir.outputs[output]
	for _, name := range []string{"sensitive", "ephemeral"} {
		if b == nil || b.Body.Attributes[name] == nil {
			continue
		}
		if on, ok := argument(m.root(), b.Body, name).Bool(); on || !ok {
			return true
		}
	}
	return false
}

// value returns the call as a value that has the parts that are needed.
func (c *Call) value(n *need) cty.Value {
	if c.Loaded() {
		return c.repeated.value(n, func(st *step) objective { return c.instance(st) })
	}
	if n.whole || len(n.keys) > 0 {
		return unknown(ModuleOutput, c.addr, cty.DynamicPseudoType)
	}
	values := map[string]cty.Value{}
	for name := range n.attrs {
		values[name] = unknown(ModuleOutput, c.addr+"."+name, cty.DynamicPseudoType)
	}
	return cty.ObjectVal(values)
}

// outputAt returns the output that a reference and a path into its value mean,
// with its module and what is left of the path, nil if it can't be told.
func (m *Module) outputAt(t hcl.Traversal, path []cty.Value) (*local, *Module, []cty.Value) {
	c := m.Call(stepName(t, 1))
	steps, ok := pathOf(t[min(2, len(t)):])
	if c == nil || !ok || !c.Loaded() {
		return nil, nil, nil
	}
	st, rest := c.find(append(steps, path...))
	if st == nil || len(rest) == 0 {
		return nil, nil, nil
	}
	name, ok := (Value{Cty: rest[0]}).Text()
	callee := c.instance(st).Module
	if !ok || callee.secret(name) {
		return nil, nil, nil
	}
	output := callee.outputNamed(name)
	return output, callee, rest[1:]
}

// Arguments returns what the call hands to its module, in the order of the
// arguments' names: all but the meta-arguments, and for_each, which reaches the
// module through each. They are evaluated outside any instance of the call.
func (c *Call) Arguments() []Value {
	names := c.ArgumentNames()
	out := make([]Value, len(names))
	for i, name := range names {
		out[i] = c.Argument(name)
	}
	return out
}

// ArgumentNames returns the names of the Arguments.
func (c *Call) ArgumentNames() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(c.Block.Body.Attributes)) {
		if name == "for_each" || !metaArgument[name] {
			out = append(out, name)
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
			v.collect(c.references, seen)
		}
	}
	return c.references
}

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
		expr, s, rest := s.follow(expr)
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
		return functions.Unmetered(e)
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
