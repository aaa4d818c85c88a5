package usage

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// step is a step into a collection: a key, or any of the elements.
type step struct {
	key  string
	any  bool
	keys bool // any of the keys: those of a set are its elements
}

// Values are what an expression may be.
type Values struct {
	// Places are the expressions that it may be, as they are written.
	Places []*Place
	// Null is set if it may be null, or an element that isn't there.
	Null bool
	// Open is set if it may be something that isn't known.
	Open bool

	// What is known of that: whether it may be what an input variable is given, and of
	// which functions and splats it may be the result.
	input    bool
	computed []*Place
}

// Follow returns what an expression may be, through locals, variables of called
// modules, iterators, conditionals and functions that pass on what they are given.
// What the variables of a module are that nobody is known to call isn't known.
func (p *Place) Follow() Values {
	f := &following{}
	f.follow(p, nil)
	return f.out
}

type following struct {
	out   Values
	steps int
}

// sub follows on its own account.
func (f *following) sub(p *Place, path []step) Values {
	inner := &following{steps: f.steps}
	inner.follow(p, path)
	f.steps = inner.steps
	return inner.out
}

func (f *following) add(v Values) {
	f.out.Places = append(f.out.Places, v.Places...)
	f.out.Null = f.out.Null || v.Null
	f.out.Open = f.out.Open || v.Open
	f.out.input = f.out.input || v.input
	f.out.computed = append(f.out.computed, v.computed...)
}

func (f *following) follow(p *Place, path []step) {
	if f.steps++; f.steps > maxSteps {
		f.out.Open = true
		return
	}
	switch e := p.Expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		f.follow(p.at(e.Expression), path)
	case *hclsyntax.TemplateWrapExpr:
		f.follow(p.at(e.Wrapped), path)
	case *hclsyntax.ConditionalExpr:
		switch test := f.sub(p.at(e.Condition), nil); {
		case test.are("true"):
			f.follow(p.at(e.TrueResult), path)
		case test.are("false"):
			f.follow(p.at(e.FalseResult), path)
		default:
			f.follow(p.at(e.TrueResult), path)
			f.follow(p.at(e.FalseResult), path)
		}
	case *hclsyntax.ScopeTraversalExpr:
		f.reference(p, e.Traversal, path)
	case *hclsyntax.RelativeTraversalExpr:
		f.follow(p.at(e.Source), append(stepsOf(e.Traversal), path...))
	case *hclsyntax.IndexExpr:
		next := step{any: true}
		if v, diags := e.Key.Value(nil); !diags.HasErrors() {
			next = keyStep(v)
		}
		f.follow(p.at(e.Collection), append([]step{next}, path...))
	case *hclsyntax.FunctionCallExpr:
		f.call(p, e, path)
	case *hclsyntax.LiteralValueExpr:
		if e.Val.IsNull() {
			f.out.Null = true
			return
		}
		f.end(p, path)
	case *hclsyntax.ObjectConsExpr:
		f.object(p, e, path)
	case *hclsyntax.TupleConsExpr:
		if len(path) == 0 {
			f.end(p, path)
			return
		}
		f.out.Null = f.out.Null || len(e.Exprs) == 0
		for _, elem := range e.Exprs {
			f.follow(p.at(elem), path[1:])
		}
	case *hclsyntax.ForExpr:
		if len(path) == 0 {
			f.end(p, path)
			return
		}
		f.follow(p.member(e, path[0].keys && e.KeyExpr != nil), path[1:])
	case *hclsyntax.SplatExpr:
		if len(path) > 0 {
			f.compute(p)
			return
		}
		f.end(p, path)
	case *hclsyntax.ObjectConsKeyExpr:
		if hcl.ExprAsKeyword(e.Wrapped) == "" || e.ForceNonLiteral {
			f.follow(p.at(e.Wrapped), path)
			return
		}
		f.end(p, path)
	default:
		f.end(p, path)
	}
}

// element returns the value of a for expression.
func (p *Place) element(e *hclsyntax.ForExpr) *Place { return p.member(e, false) }

// member returns the key or the value of a for expression.
func (p *Place) member(e *hclsyntax.ForExpr, key bool) *Place {
	out := p.bind(e.ValExpr, e.ValVar, iterator{over: p.at(e.CollExpr)})
	if e.KeyVar != "" {
		out = out.bind(e.ValExpr, e.KeyVar, iterator{over: p.at(e.CollExpr), keys: true})
	}
	if key {
		out.Expr = e.KeyExpr
	}
	return out
}

// compute is where an expression is made of others in a way that isn't followed.
func (f *following) compute(p *Place) {
	f.out.Open = true
	f.out.computed = append(f.out.computed, p)
}

// end is where an expression leads no further.
func (f *following) end(p *Place, path []step) {
	if len(path) > 0 {
		f.out.Open = true
		return
	}
	f.out.Places = append(f.out.Places, p)
}

func (f *following) object(p *Place, e *hclsyntax.ObjectConsExpr, path []step) {
	if len(path) == 0 {
		f.end(p, path)
		return
	}
	found := false
	for _, item := range e.Items {
		key, ok := Key(item)
		switch {
		case path[0].keys:
			f.follow(p.at(item.KeyExpr), path[1:])
		case !ok, path[0].any:
			f.follow(p.at(item.ValueExpr), path[1:])
		case key == path[0].key:
			found = true
			f.follow(p.at(item.ValueExpr), path[1:])
		}
	}
	f.out.Null = f.out.Null || !found && !path[0].any
}

// Key returns the key of an item of an object as it is written.
func Key(item hclsyntax.ObjectConsItem) (string, bool) {
	v, diags := item.KeyExpr.Value(nil)
	if diags.HasErrors() {
		return "", false
	}
	return text(v)
}

func keyStep(v cty.Value) step {
	key, ok := text(v)
	return step{key: key, any: !ok || v.Type() != cty.String}
}

func stepsOf(t hcl.Traversal) []step {
	var out []step
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseAttr:
			out = append(out, step{key: s.Name})
		case hcl.TraverseIndex:
			out = append(out, keyStep(s.Key))
		default:
			out = append(out, step{any: true})
		}
	}
	return out
}

func (f *following) reference(p *Place, t hcl.Traversal, path []step) {
	root := t.RootName()
	path = append(stepsOf(t[1:]), path...)
	if it, is := p.vars[root]; is {
		keys := it.keys
		switch {
		case it.member == "":
		case len(path) == 0 || path[0].key != it.member:
			keys = true
		default:
			path = path[1:]
		}
		f.iterate(it.over, keys, path)
		return
	}
	if len(path) == 0 {
		f.out.Open = true
		return
	}
	name := path[0].key
	switch root {
	case "local":
		if l := p.scope.Index.locals[name]; l != nil {
			f.follow(p.scope.Place(nil, l.expr), path[1:])
			return
		}
	case "var":
		f.variable(p.scope, name, path[1:])
		return
	case "module", "path", "terraform", "count", "self":
	case "each":
		if p.block != nil {
			for _, b := range append([]*Block{p.block}, p.scope.Index.Blocks(p.block.Address)...) {
				if attr := b.attribute("for_each"); attr != nil {
					f.iterate(p.scope.Place(nil, attr.Expr), name != "value", path[1:])
					return
				}
			}
		}
	default:
		if p.scope.Index.Blocks(root+"."+name) != nil {
			f.out.Places = append(f.out.Places, p) // an attribute of a resource, a text as a rule
			return
		}
	}
	f.out.Open = true
}

// iterate follows the elements of a collection, or its keys, of which what they are isn't known.
func (f *following) iterate(over *Place, keys bool, path []step) {
	f.out.Open = f.out.Open || keys
	f.follow(over, append([]step{{any: true, keys: keys}}, path...))
}

func (b *Block) attribute(name string) *hclsyntax.Attribute {
	if b.Body == nil {
		return nil
	}
	return b.Body.Attributes[name]
}

// variable follows what the caller passes, else the default.
func (f *following) variable(s *Scope, name string, path []step) {
	if s.Caller == nil {
		f.out.Open, f.out.input = true, true
		return
	}
	var fallback, typ hclsyntax.Expression
	for _, b := range s.Index.Blocks("var." + name) {
		if attr := b.attribute("default"); attr != nil {
			fallback = attr.Expr
		}
		if attr := b.attribute("type"); attr != nil {
			typ = attr.Expr
		}
	}
	passed := Values{Null: true}
	if arg := s.Argument(name); arg != nil {
		call := s.Caller.Index.Blocks(s.Call)[0]
		passed = f.sub(s.Caller.Place(call, arg), path)
	} else if fallback != nil {
		passed = f.sub(s.Place(nil, fallback), path)
		fallback = nil
	}
	null := passed.Null
	passed.Null = false
	f.add(passed)
	if !null {
		return
	}
	if optional := optionalDefault(typ, path); optional != nil {
		f.follow(s.Place(nil, optional), nil)
		return
	}
	if len(path) == 0 && fallback != nil { // a null that is passed
		f.follow(s.Place(nil, fallback), nil)
		return
	}
	f.out.Null = true
}

// optionalDefault returns the default that a type has for an attribute, nil if it has
// none.
func optionalDefault(typ hclsyntax.Expression, path []step) hclsyntax.Expression {
	var found hclsyntax.Expression
	for {
		call, is := typ.(*hclsyntax.FunctionCallExpr)
		if !is || len(call.Args) == 0 {
			break
		}
		switch object, _ := call.Args[0].(*hclsyntax.ObjectConsExpr); {
		case call.Name == "optional":
			found = nil
			if len(call.Args) > 1 {
				found = call.Args[1]
			}
			typ = call.Args[0]
			continue
		case len(path) == 0:
			return found
		case call.Name == "object" && object != nil:
			typ = nil
			for _, item := range object.Items {
				if key, ok := Key(item); ok && key == path[0].key {
					typ = item.ValueExpr
				}
			}
		default: // a list, set or map
			typ = call.Args[0]
		}
		path, found = path[1:], nil
	}
	if len(path) > 0 {
		return nil
	}
	return found
}

// call follows what a function returns.
func (f *following) call(p *Place, e *hclsyntax.FunctionCallExpr, path []step) {
	if len(e.Args) == 0 || e.ExpandFinal {
		f.out.Open = true
		return
	}
	switch funcs.Of(e.Name).Result {
	case funcs.FirstOf:
		f.firstOf(p, e.Args, path)
	case funcs.Lookup:
		next := step{any: true}
		if len(e.Args) > 1 {
			if v, diags := e.Args[1].Value(nil); !diags.HasErrors() {
				next = keyStep(v)
			}
		}
		found := f.sub(p.at(e.Args[0]), append([]step{next}, path...))
		if found.Null && len(e.Args) > 2 {
			found.Null = false
			f.follow(p.at(e.Args[2]), path)
		}
		f.add(found)
	case funcs.Merged:
		for _, arg := range slices.Backward(e.Args) { // the last one wins
			found := f.sub(p.at(arg), path)
			missing := found.Null
			found.Null = false
			f.add(found)
			if len(path) > 0 && !path[0].any && !missing && !found.Open {
				return
			}
		}
		f.out.Null = f.out.Null || len(path) > 0 && !path[0].any
	case funcs.Lists:
		for _, arg := range e.Args {
			f.follow(p.at(arg), path)
		}
	case funcs.Given, funcs.ValuesOf:
		f.follow(p.at(e.Args[0]), path)
	case funcs.OneOf:
		f.follow(p.at(e.Args[0]), append([]step{{any: true}}, path...))
	default:
		f.compute(p)
	}
}

// firstOf follows the first of several expressions that is something.
func (f *following) firstOf(p *Place, exprs []hclsyntax.Expression, path []step) {
	for _, expr := range exprs {
		found := f.sub(p.at(expr), path)
		missing := found.Null || found.Open // what isn't known may be missing
		found.Null = false
		f.add(found)
		if !missing {
			return
		}
	}
	f.out.Null = true
}

// are reports whether the values surely are nothing but one of some texts.
func (v Values) are(texts ...string) bool {
	if v.Null || v.Open || len(v.Places) == 0 {
		return false
	}
	for _, p := range v.Places {
		s, ok := p.Text()
		if !ok || !slices.Contains(texts, s) {
			return false
		}
	}
	return true
}

// Text returns the text that an expression is as it is written.
func (p *Place) Text() (string, bool) {
	if len(p.Expr.Variables()) > 0 {
		return "", false
	}
	switch e := p.Expr.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.TemplateExpr:
		v, diags := e.Value(nil)
		if diags.HasErrors() {
			return "", false
		}
		return text(v)
	}
	return "", false
}

// Are reports whether an expression surely is one of some texts.
func (p *Place) Are(texts ...string) bool { return p.Follow().are(texts...) }
