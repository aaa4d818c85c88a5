package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// follow leads an expression to the one that defines its value, as far as the
// syntax shows it, and to the path into that value.
func (s *scope) follow(expr hclsyntax.Expression) (hclsyntax.Expression, *scope, []cty.Value) {
	return (&trail{}).follow(s, expr, nil, 0)
}

// trail is the way on which an expression is followed.
type trail struct {
	stay   bool   // in the module
	passed Value  // the argument of a module block of the root that it first went through
	place  *Place // what it passes is entered there; nil where nobody asks
}

// follow leads an expression and a path into its value to the expression that
// defines that part.
func (w *trail) follow(s *scope, expr hclsyntax.Expression, path []cty.Value, depth int) (hclsyntax.Expression, *scope, []cty.Value) {
	if depth > maxDepth || !s.free(expr) {
		return expr, s, path
	}
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return w.follow(s, e.Expression, path, depth+1)
	case *hclsyntax.FunctionCallExpr:
		if inner := unguarded(e); inner != nil {
			return w.follow(s, inner, path, depth+1)
		}
	case *hclsyntax.TemplateWrapExpr:
		return w.follow(s, e.Wrapped, path, depth+1)
	case *hclsyntax.ObjectConsKeyExpr:
		if e.ForceNonLiteral {
			return w.follow(s, e.Wrapped, path, depth+1)
		}
	case *hclsyntax.ConditionalExpr:
		w.note(func(p *Place) { p.Chosen = true })
		if cond, ok := (Value{Cty: s.eval(e.Condition)}).Bool(); ok {
			if cond {
				return w.follow(s, e.TrueResult, path, depth+1)
			}
			return w.follow(s, e.FalseResult, path, depth+1)
		}
	case *hclsyntax.RelativeTraversalExpr:
		if steps, ok := pathOf(e.Traversal); ok {
			return w.follow(s, e.Source, append(steps, path...), depth+1)
		}
	case *hclsyntax.IndexExpr:
		found := Value{Cty: s.eval(e.Key)}
		if key, _ := found.Cty.Unmark(); key.IsKnown() && !key.IsNull() && key.Type().IsPrimitiveType() && (!found.OfWorkspace() || s.overInstances(e.Collection)) {
			return w.follow(s, e.Collection, append([]cty.Value{key}, path...), depth+1)
		}
	case *hclsyntax.SplatExpr:
		// T.N.*.attr[0] is T.N[0].attr where T.N is counted.
		each, ok := e.Each.(*hclsyntax.RelativeTraversalExpr)
		if source, counted := s.counted(e.Source); ok && counted && len(path) > 0 {
			if steps, ok := pathOf(each.Traversal); ok {
				return w.follow(s, source, append(append(path[:1:1], steps...), path[1:]...), depth+1)
			}
		}
	case *hclsyntax.ObjectConsExpr:
		if len(path) > 0 {
			if item, ok := s.item(e, path[0]); ok {
				return w.follow(s, item, path[1:], depth+1)
			}
		}
	case *hclsyntax.TupleConsExpr:
		if len(path) > 0 {
			if i, ok := (Value{Cty: path[0]}).Int(); ok && i >= 0 && i < len(e.Exprs) {
				return w.follow(s, e.Exprs[i], path[1:], depth+1)
			}
		}
	case *hclsyntax.ScopeTraversalExpr:
		return w.reference(s, e, path, depth)
	}
	return expr, s, path
}

// note enters what is passed.
func (w *trail) note(enter func(*Place)) {
	if w.place != nil {
		enter(w.place)
	}
}

// overInstances reports whether an expression is a resource as a whole, whose instances may be named after the workspace;
// in anything else nothing is found by a name that isn't known.
func (s *scope) overInstances(expr hclsyntax.Expression) bool {
	ref, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return false
	}
	addr, steps := resourceAddress(ref.Traversal)
	return len(ref.Traversal) == steps && s.module.resource(addr.Local()) != nil
}

// counted returns the reference to a resource with count that an expression is.
func (s *scope) counted(expr hclsyntax.Expression) (hclsyntax.Expression, bool) {
	if inner := unguarded(expr); inner != nil {
		expr = inner
	}
	ref, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return nil, false
	}
	addr, steps := resourceAddress(ref.Traversal)
	r := s.module.resource(addr.Local())
	return expr, r != nil && len(ref.Traversal) == steps && r.Repetition() == Count
}

// item returns the value of an object constructor's key.
func (s *scope) item(e *hclsyntax.ObjectConsExpr, key cty.Value) (hclsyntax.Expression, bool) {
	items, ok := s.module.items[e]
	if !ok {
		items = s.items(e)
		if s.count == cty.NilVal && len(s.iterators) == 0 {
			// Many may look into one local.
			s.module.items[e] = items
		}
	}
	want, _ := knownText(key)
	found := items[want]
	return found, found != nil
}

// items returns the values of an object constructor by the text of their keys,
// nil if a key isn't known. The last one of a key wins.
func (s *scope) items(e *hclsyntax.ObjectConsExpr) map[string]hclsyntax.Expression {
	items := make(map[string]hclsyntax.Expression, len(e.Items))
	for _, item := range e.Items {
		key := s.eval(item.KeyExpr)
		text, ok := knownText(key)
		if !ok || madeUp(key) {
			return nil
		}
		items[text] = item.ValueExpr
	}
	return items
}

// reference follows a reference to a local, an iterator over a
// constructor, or an argument of a resource.
func (w *trail) reference(s *scope, e *hclsyntax.ScopeTraversalExpr, path []cty.Value, depth int) (hclsyntax.Expression, *scope, []cty.Value) {
	t := e.Traversal
	switch root, name := t.RootName(), stepName(t, 1); root {
	case "local":
		l := s.module.localNamed(name)
		if steps, ok := pathOf(t[min(2, len(t)):]); ok && l != nil && !l.busy {
			w.note(func(p *Place) { p.Locals = append(p.Locals, Reference{s.module, "local." + name}) })
			return w.follow(s.module.root(), s.module.tree.syntax(l.attr), append(steps, path...), depth+1)
		}
	case "var":
		if w.stay {
			break
		}
		passed := s.module.passed(name)
		if steps, ok := pathOf(t[min(2, len(t)):]); ok && s.module.same(name, passed) {
			if passed.scope.module.IsRoot() && !w.passed.Written() {
				w.passed = passed
			}
			w.note(func(p *Place) { p.Handed = true })
			return w.follow(passed.scope, passed.expr, append(steps, path...), depth+1)
		}
	case "module":
		if w.stay {
			break
		}
		if l, callee, rest := s.module.outputAt(t, path); l != nil && !l.busy {
			w.note(func(p *Place) { p.Output = true })
			return w.follow(callee.root(), s.module.tree.syntax(l.attr), rest, depth+1)
		}
	case "count", "path", "terraform", "self":
	default:
		steps, ok := pathOf(t[min(2, len(t)):])
		if !ok {
			break
		}
		if it, is := s.iterators[root]; is {
			// each.value of a collection that is written out.
			if key, _ := it.key.Unmark(); name == "value" && it.forEach != nil && !rests(it.key, Symbolic) {
				inner, scope, rest := w.follow(it.outer, it.forEach, append([]cty.Value{key}, append(steps, path...)...), depth+1)
				if len(rest) < 1+len(steps)+len(path) {
					w.note(func(p *Place) { p.Element = true })
					return inner, scope, rest
				}
			}
			break
		}
		inst, rest := s.module.instanceAt(t, path)
		if inst == nil || len(rest) == 0 {
			break
		}
		if attr := inst.definition(rest[0]); attr != nil {
			w.note(func(p *Place) { p.Repeats = true })
			return w.follow(inst.scope, s.module.tree.syntax(attr), rest[1:], depth+1)
		}
	}
	return e, s, path
}

// definition returns the argument that a computed attribute surely repeats, nil
// if there is none.
func (i *Instance) definition(attr cty.Value) *hclext.Attribute {
	attr, _ = attr.Unmark()
	if attr.Type() != cty.String || !attr.IsKnown() || attr.IsNull() {
		return nil
	}
	name := attr.AsString()
	addr, provider := i.Resource.Address, i.Resource.Module.tree.options.Provider
	if same := provider.Repeats(addr.Data, addr.Type, name); same != "" {
		return i.Resource.Block.Body.Attributes[same]
	}
	written := i.Resource.Block.Body.Attributes[name]
	if written == nil || i.evaluating(name) || i.Argument(name).Null() != tri.No {
		return nil // without an argument the provider decides
	}
	return written
}

// instanceAt returns the instance that a reference and a path into its value
// mean, with what is left of the path, nil if it can't be told.
func (m *Module) instanceAt(t hcl.Traversal, path []cty.Value) (*Instance, []cty.Value) {
	addr, at := resourceAddress(t)
	r := m.resource(addr.Local())
	steps, ok := pathOf(t[min(at, len(t)):])
	if r == nil || !ok {
		return nil, nil
	}
	st, rest := r.find(append(steps, path...))
	if st == nil {
		return nil, nil
	}
	return r.instance(st), rest
}

// pathOf returns the steps of a traversal as keys.
func pathOf(t hcl.Traversal) ([]cty.Value, bool) {
	steps := make([]cty.Value, 0, len(t))
	for _, step := range t {
		switch st := step.(type) {
		case hcl.TraverseAttr:
			steps = append(steps, cty.StringVal(st.Name))
		case hcl.TraverseIndex:
			steps = append(steps, st.Key)
		default:
			return nil, false
		}
	}
	return steps, true
}
