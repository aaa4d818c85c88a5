package terraform

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// scope is where an expression stands: a module, and the instance and dynamic
// blocks around it.
type scope struct {
	module    *Module
	count     cty.Value            // count.index, NilVal outside count
	iterators map[string]iterator  // "each" and those of dynamic blocks
	bound     map[string]string    // names that for expressions give their elements, each with one that is the same in another such expression
	bindings  int                  // how many there were
	elements  map[string]cty.Value // what is known of the elements that for expressions give their names
}

// iterator is one step of a for_each.
type iterator struct {
	key, value cty.Value
	forEach    hclsyntax.Expression // what is iterated over
	outer      *scope               // where that expression stands
}

// with returns the scope inside a dynamic block.
func (s *scope) with(name string, it iterator) *scope {
	inner := &scope{module: s.module, count: s.count, iterators: maps.Clone(s.iterators)}
	if inner.iterators == nil {
		inner.iterators = map[string]iterator{}
	}
	inner.iterators[name] = it
	return inner
}

// bind returns the scope inside a for expression.
func (s *scope) bind(names ...string) *scope {
	inner := *s
	inner.bound = maps.Clone(s.bound)
	if inner.bound == nil {
		inner.bound = map[string]string{}
	}
	for _, name := range names {
		inner.bindings++
		if name != "" {
			inner.bound[name] = strconv.Itoa(inner.bindings)
		}
	}
	return &inner
}

// element returns the scope inside a for expression for an element of which nothing is known but its type.
func (s *scope) element(e *hclsyntax.ForExpr) *scope {
	inner := *s
	inner.elements = maps.Clone(s.elements)
	if inner.elements == nil {
		inner.elements = map[string]cty.Value{}
	}
	plain, marks := s.eval(e.CollExpr).Unmark()
	value := cty.DynamicPseudoType
	if ty := plain.Type(); ty.IsCollectionType() {
		value = ty.ElementType()
	}
	inner.elements[e.ValVar] = cty.UnknownVal(value).WithMarks(marks)
	if e.KeyVar != "" {
		inner.elements[e.KeyVar] = cty.DynamicVal.WithMarks(marks)
	}
	return &inner
}

// free reports whether an expression has a value of its own here: it refers to
// no element of a for expression around it.
func (s *scope) free(expr hclsyntax.Expression) bool {
	if len(s.bound) == 0 {
		return true
	}
	for _, t := range expr.Variables() {
		if s.bound[t.RootName()] != "" {
			return false
		}
	}
	return true
}

// place tells the scopes apart in which one expression can be evaluated.
func (s *scope) place() string {
	var parts []string
	if s.count != cty.NilVal {
		parts = append(parts, keyText(s.count))
	}
	for _, name := range slices.Sorted(maps.Keys(s.iterators)) {
		parts = append(parts, strconv.Quote(name)+keyText(s.iterators[name].key))
	}
	return s.module.id + strings.Join(parts, ",")
}

// eval returns the value of an expression. What can't be evaluated is unknown.
func (s *scope) eval(expr hclsyntax.Expression) (v cty.Value) {
	if literal(expr) {
		v, _ = expr.Value(nil)
		return v
	}
	defer s.recovered(expr, &v)
	m := s.module.tree.meter
	defer m.leave()
	if !m.enter() {
		return m.tooMuch(expr)
	}
	if ref, ok := expr.(*hclsyntax.ScopeTraversalExpr); ok {
		if v, ok := s.direct(ref.Traversal); ok {
			return v
		}
	}
	c := s.constantOf(expr)
	if c != nil && c.value != cty.NilVal {
		return c.value
	}
	ctx, marks := s.context(expr)
	v = s.evalIn(expr, ctx).WithMarks(marks)
	if c != nil {
		c.value = v
	}
	return v
}

// evalIn returns the value of an expression in a context.
func (s *scope) evalIn(expr hclsyntax.Expression, ctx *hcl.EvalContext) (v cty.Value) {
	defer s.recovered(expr, &v)
	m := s.module.tree.meter
	outer, ok := m.begin(expr)
	if !ok {
		return m.tooMuch(expr)
	}
	defer m.end(outer)
	v, diags, refused := m.run(expr, ctx)
	switch {
	case refused && (diags.HasErrors() || !v.IsWhollyKnown()):
		return m.tooMuch(expr)
	case diags.HasErrors() && s.workspaceUnknown(ctx):
		return s.evalIn(expr, ctx)
	case diags.HasErrors():
		s.module.logf("%s", complaint(diags))
		return unknown(Invalid, expr.Range().String(), cty.DynamicPseudoType)
	}
	return v
}

// recovered makes the value of an expression unknown when its evaluation
// panics, as HCL and cty do on some malformed input: that costs one value, not
// the run. It is called by defer.
func (s *scope) recovered(expr hclsyntax.Expression, v *cty.Value) {
	if r := recover(); r != nil {
		s.module.logf("%s: evaluation panics%s", expr.Range(), cause(r))
		*v = unknown(Invalid, expr.Range().String(), cty.DynamicPseudoType)
	}
}

// direct returns the value of a reference to an attribute of one instance of a
// managed resource, the most frequent of all expressions, without the detour
// over an evaluation context. It reports false for whatever else it is.
func (s *scope) direct(t hcl.Traversal) (cty.Value, bool) {
	typ, name := t.RootName(), stepName(t, 1)
	if _, iterates := s.iterators[typ]; iterates || s.bound[typ] != "" || s.elements[typ] != cty.NilVal || name == "" {
		return cty.NilVal, false
	}
	r := s.module.Resource(typ, name)
	if r == nil || r.expanding {
		return cty.NilVal, false
	}
	r.expand()
	st, rest := (*step)(nil), t[2:]
	if r.Repetition() == Single {
		st = r.steps[0]
	} else if key := stepKey(t, 2); key != cty.NilVal {
		st, rest = r.at(key), t[3:]
	}
	attr := stepName(rest, 0)
	if st == nil || attr == "" || len(rest) != 1 {
		return cty.NilVal, false
	}
	return r.instance(st).attribute(attr), true
}

// context returns the variables that an expression refers to, and no others,
// and the marks of the keys among them: HCL loses the marks of an index.
func (s *scope) context(expr hclsyntax.Expression) (*hcl.EvalContext, cty.ValueMarks) {
	ctx := &hcl.EvalContext{Functions: s.module.tree.meter.functions}
	refs := expr.Variables()
	if len(refs) == 0 {
		return ctx, nil
	}
	marks := cty.ValueMarks{}
	roots := map[string]map[string]cty.Value{}
	set := func(root, name string, v cty.Value) {
		if roots[root] == nil {
			roots[root] = map[string]cty.Value{}
		}
		roots[root][name] = v
	}
	blocks := needs{} // resources and module calls
	for _, ref := range refs {
		root := ref.RootName()
		name := stepName(ref, 1)
		if s.elements[root] != cty.NilVal {
			continue
		}
		switch root {
		case "var":
			if name != "" {
				set(root, name, s.module.variable(name))
			}
		case "local":
			if name != "" {
				set(root, name, s.module.local(name))
			}
		case "count":
			if s.count != cty.NilVal {
				set(root, "index", s.count)
				maps.Copy(marks, s.count.Marks())
			}
		case "path":
			set(root, "module", cty.StringVal(s.module.Dir))
			set(root, "root", cty.StringVal(s.module.tree.options.Dir))
			set(root, "cwd", unknown(Environment, "path.cwd", cty.String))
		case "terraform", "self":
			if root == "terraform" && name == "workspace" {
				set(root, name, workspace)
				continue
			}
			set(root, name, unknown(Environment, root+"."+name, cty.DynamicPseudoType))
		case "module":
			if name != "" {
				blocks.add("module."+name, ref, 2).call = name
			}
		default:
			if it, ok := s.iterators[root]; ok {
				set(root, "key", it.key)
				set(root, "value", it.value)
				if name == "key" || len(ref) == 1 {
					maps.Copy(marks, it.key.Marks())
				} else if it.value.Type().IsPrimitiveType() {
					maps.Copy(marks, it.value.Marks())
				}
				continue
			}
			blocks.addResource(ref)
		}
	}
	ctx.Variables = maps.Clone(s.elements)
	if ctx.Variables == nil {
		ctx.Variables = map[string]cty.Value{}
	}
	for root, attrs := range roots {
		ctx.Variables[root] = cty.ObjectVal(attrs)
	}
	if len(blocks) > 0 {
		s.addBlocks(ctx, expr, blocks)
	}
	return ctx, marks
}

// addBlocks enters the resources and module calls that an expression refers to.
func (s *scope) addBlocks(ctx *hcl.EvalContext, expr hclsyntax.Expression, blocks needs) {
	for _, n := range blocks {
		if n.whole {
			s.refine(expr, blocks)
			break
		}
	}
	managed, data, calls := map[string]map[string]cty.Value{}, map[string]map[string]cty.Value{}, map[string]cty.Value{}
	for addr, n := range blocks {
		v := unknown(Invalid, addr, cty.DynamicPseudoType)
		if n.call != "" {
			if c := s.module.Call(n.call); c != nil {
				v = c.value(n)
			}
			calls[n.call] = v
			continue
		}
		if r := s.module.resource(addr); r != nil {
			v = r.value(n)
		}
		group := managed
		if n.addr.Data {
			group = data
		}
		if group[n.addr.Type] == nil {
			group[n.addr.Type] = map[string]cty.Value{}
		}
		group[n.addr.Type][n.addr.Name] = v
	}
	for typ, named := range managed {
		ctx.Variables[typ] = cty.ObjectVal(named)
	}
	if len(calls) > 0 {
		ctx.Variables["module"] = cty.ObjectVal(calls)
	}
	if len(managed) > 0 {
		ctx.Variables["resource"] = objects(managed)
	}
	if len(data) > 0 {
		ctx.Variables["data"] = objects(data)
	}
}

func objects(groups map[string]map[string]cty.Value) cty.Value {
	out := map[string]cty.Value{}
	for k, v := range groups {
		out[k] = cty.ObjectVal(v)
	}
	return cty.ObjectVal(out)
}

// argument evaluates an argument of a body.
func argument(s *scope, body *hclext.BodyContent, name string) Value {
	attr := body.Attributes[name]
	if attr == nil || attr.Expr == nil {
		return absent
	}
	expr := s.module.tree.syntax(attr)
	v := s.eval(expr)
	if !literal(expr) {
		v = s.module.tree.meter.asked(v, expr)
	}
	return Value{Cty: v, Range: attr.Expr.Range(), expr: expr, scope: s}
}

// keyword returns the word that an expression is, such as a dynamic
// block's iterator, or "".
func keyword(expr hcl.Expression) string {
	if expr == nil {
		return ""
	}
	if word := hcl.ExprAsKeyword(expr); word != "" {
		return word
	}
	// JSON writes it as a string.
	v, diags := expr.Value(nil)
	if diags.HasErrors() || v.Type() != cty.String || !v.IsKnown() || v.IsNull() {
		return ""
	}
	return v.AsString()
}

// stepName returns the attribute name at a step of a traversal, "" if there is
// none.
func stepName(t hcl.Traversal, i int) string {
	if i >= len(t) {
		return ""
	}
	attr, ok := t[i].(hcl.TraverseAttr)
	if !ok {
		return ""
	}
	return attr.Name
}

// stepKey returns the key of an index step of a traversal, NilVal if there is
// none.
func stepKey(t hcl.Traversal, i int) cty.Value {
	if i >= len(t) {
		return cty.NilVal
	}
	index, ok := t[i].(hcl.TraverseIndex)
	if !ok {
		return cty.NilVal
	}
	return index.Key
}
