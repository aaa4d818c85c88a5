package usage

import (
	"regexp"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Inputs reports whether an argument of a block is made of input variables, or may be,
// with nothing of the module's own but punctuation: then whoever gives them knows it.
func (x *Index) Inputs(by *Block, expr hclsyntax.Expression) bool {
	return x.madeOf(expr, &iteration{by: by})&fromInputs != 0
}

func (x *Index) madeOf(expr hclsyntax.Expression, in *iteration) makings {
	return x.shape(expr, in).text
}

// makings is a set: what a text may be made of.
type makings uint8

const (
	fromNothing makings = 1 << iota // punctuation at most
	fromInputs                      // input variables and punctuation
	ofOwn                           // also something else
)

// and returns what two texts make when they are put together.
func (m makings) and(n makings) makings {
	switch {
	case m == 0:
		return n
	case n == 0:
		return m
	}
	out := (m | n) & ofOwn
	out |= m & n & fromNothing
	if (m|n)&fromInputs != 0 && m != ofOwn && n != ofOwn {
		out |= fromInputs
	}
	return out
}

// shape is what is known of a value by the syntax: what it is made of as a text, and
// its keys and elements as a collection.
type shape struct {
	text, keys makings
	all        makings // at any depth, keys left out
	joined     makings // all of it put together
	fields     map[string]*shape
	closed     bool   // it has no other fields
	elem       *shape // any of the elements
}

// uniform has the shapes of which each part is made of the same, to any depth.
var uniform = func() (out [ofOwn << 1]*shape) {
	for i := range out {
		m := makings(i)
		out[i] = &shape{text: m, keys: m, all: m, joined: m}
		out[i].elem = out[i]
	}
	return out
}()

// maxFields and maxNesting bound what is kept apart: the work is one to the power of the
// other where locals share what is in them.
const (
	maxFields  = 50
	maxNesting = 3
)

// or returns the shape of what is one of two values.
func (s *shape) or(t *shape, depth int) *shape {
	switch {
	case s == t, t == uniform[0]:
		return s
	case s == uniform[0]:
		return t
	case s.elem == s && t.elem == t, depth > maxNesting:
		return uniform[s.all|t.all]
	}
	out := &shape{text: s.text | t.text, keys: s.keys | t.keys, all: s.all | t.all, joined: s.joined | t.joined, elem: s.elem.or(t.elem, depth+1)}
	if len(s.fields)+len(t.fields) > maxFields {
		return out
	}
	out.closed, out.fields = s.closed && t.closed, map[string]*shape{}
	for name, field := range s.fields {
		out.fields[name] = field.or(t.field(name), depth+1)
	}
	for name, field := range t.fields {
		if s.fields[name] == nil {
			out.fields[name] = field.or(s.field(name), depth+1)
		}
	}
	return out
}

func (s *shape) field(name string) *shape {
	switch {
	case s.fields[name] != nil:
		return s.fields[name]
	case s.closed:
		return uniform[0]
	}
	return s.elem
}

// collection returns the shape of a collection.
func collection(keys makings, elem *shape) *shape {
	return &shape{keys: keys, all: elem.all, joined: elem.joined, elem: elem}
}

// steps returns the shape of what a reference goes on to.
func (s *shape) steps(t hcl.Traversal) *shape {
	for _, step := range t {
		switch step := step.(type) {
		case hcl.TraverseAttr:
			s = s.field(step.Name)
		case hcl.TraverseIndex:
			s = s.index(step.Key)
		default:
			s = uniform[s.all]
		}
	}
	return s
}

func (s *shape) index(key cty.Value) *shape {
	if key.Type() == cty.String && key.IsKnown() && !key.IsNull() {
		return s.field(key.AsString())
	}
	return s.elem
}

// iteration is what each and the variables of for expressions stand for.
type iteration struct {
	by    *Block
	vars  map[string]*shape
	outer *iteration
}

// shape returns the shape of an expression.
func (x *Index) shape(expr hclsyntax.Expression, in *iteration) *shape {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return literal(e.Val)
	case *hclsyntax.ParenthesesExpr:
		return x.shape(e.Expression, in)
	case *hclsyntax.TemplateWrapExpr:
		return x.shape(e.Wrapped, in)
	case *hclsyntax.ObjectConsKeyExpr:
		if name := hcl.ExprAsKeyword(e.Wrapped); name != "" && !e.ForceNonLiteral {
			return uniform[ofOwn]
		}
		return x.shape(e.Wrapped, in)
	case *hclsyntax.TemplateExpr:
		return uniform[x.together(e.Parts, in)]
	case *hclsyntax.ConditionalExpr:
		return x.shape(e.TrueResult, in).or(x.shape(e.FalseResult, in), 0)
	case *hclsyntax.ScopeTraversalExpr:
		return x.reference(e.Traversal, in)
	case *hclsyntax.RelativeTraversalExpr:
		return x.shape(e.Source, in).steps(e.Traversal)
	case *hclsyntax.IndexExpr:
		if key, diags := e.Key.Value(nil); !diags.HasErrors() {
			return x.shape(e.Collection, in).index(key)
		}
		return x.shape(e.Collection, in).elem
	case *hclsyntax.SplatExpr:
		return uniform[x.shape(e.Source, in).all]
	case *hclsyntax.TupleConsExpr:
		out := collection(fromNothing, x.oneOf(e.Exprs, in))
		out.joined = x.together(e.Exprs, in)
		return out
	case *hclsyntax.ObjectConsExpr:
		return x.object(e, in)
	case *hclsyntax.ForExpr:
		return x.loop(e, in)
	case *hclsyntax.FunctionCallExpr:
		return x.call(e, in)
	}
	return uniform[ofOwn]
}

var alphanumeric = regexp.MustCompile(`[\pL\pN]`)

// literal returns the shape of a literal. A number or truth value is no part of a
// name.
func literal(v cty.Value) *shape {
	if v.Type() == cty.String && v.IsKnown() && !v.IsNull() && alphanumeric.MatchString(v.AsString()) {
		return uniform[ofOwn]
	}
	return uniform[fromNothing]
}

// together returns what texts make when they are put together.
func (x *Index) together(parts []hclsyntax.Expression, in *iteration) makings {
	var out makings
	for _, part := range parts {
		out = out.and(x.shape(part, in).joined)
	}
	return out
}

func (x *Index) oneOf(exprs []hclsyntax.Expression, in *iteration) *shape {
	out := uniform[0]
	for _, expr := range exprs {
		out = out.or(x.shape(expr, in), 0)
	}
	return out
}

func (x *Index) object(e *hclsyntax.ObjectConsExpr, in *iteration) *shape {
	out := collection(0, uniform[0])
	out.fields, out.closed = map[string]*shape{}, true
	for _, item := range e.Items {
		value := x.shape(item.ValueExpr, in)
		out.keys |= x.madeOf(item.KeyExpr, in)
		out.elem = out.elem.or(value, 0)
		if key, diags := item.KeyExpr.Value(nil); !diags.HasErrors() && key.Type() == cty.String && !key.IsNull() {
			out.fields[key.AsString()] = value
		} else {
			out.closed = false
		}
	}
	out.all = out.elem.all
	return out
}

func (x *Index) loop(e *hclsyntax.ForExpr, in *iteration) *shape {
	over := x.shape(e.CollExpr, in)
	inner := &iteration{by: in.by, outer: in, vars: map[string]*shape{e.ValVar: over.elem}}
	if e.KeyVar != "" {
		inner.vars[e.KeyVar] = uniform[over.keys]
	}
	keys := fromNothing
	if e.KeyExpr != nil {
		keys = x.madeOf(e.KeyExpr, inner)
	}
	return collection(keys, x.shape(e.ValExpr, inner))
}

// reference returns the shape of what a reference means.
func (x *Index) reference(t hcl.Traversal, in *iteration) *shape {
	root := t.RootName()
	for scope := in; scope != nil; scope = scope.outer {
		if s := scope.vars[root]; s != nil {
			return s.steps(t[1:])
		}
	}
	if len(t) < 2 {
		return uniform[ofOwn]
	}
	attr, _ := t[1].(hcl.TraverseAttr)
	switch root {
	case "var":
		return uniform[fromInputs]
	case "local":
		return x.localShape(attr.Name).steps(t[2:])
	case "each":
		over := x.collectionOf(in.by)
		if attr.Name == "key" {
			return uniform[over.keys]
		}
		return over.elem.steps(t[2:])
	}
	return uniform[ofOwn]
}

// localShape returns the shape of a local; one that refers to itself is nothing.
func (x *Index) localShape(name string) *shape {
	l := x.locals[name]
	if l == nil {
		return uniform[ofOwn]
	}
	if l.shape == nil {
		l.shape = uniform[ofOwn]
		l.shape = x.shape(l.expr, &iteration{})
	}
	return l.shape
}

// collectionOf returns the shape of a block's for_each, which an override file may
// leave to the block that it is about.
func (x *Index) collectionOf(by *Block) *shape {
	if by == nil {
		return uniform[ofOwn]
	}
	out := uniform[0]
	for _, b := range append([]*Block{by}, x.Blocks(by.Address)...) {
		if attr := b.Body.Attributes["for_each"]; attr != nil {
			out = out.or(x.shape(attr.Expr, &iteration{}), 0)
		}
	}
	return out
}

var verb = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z]`)

// call returns the shape of what a function returns.
func (x *Index) call(e *hclsyntax.FunctionCallExpr, in *iteration) *shape {
	if len(e.Args) == 0 {
		return uniform[ofOwn]
	}
	first := sync.OnceValue(func() *shape { return x.shape(e.Args[0], in) }) // looked at twice, calls in calls would multiply
	switch e.Name {
	case "coalesce", "coalescelist", "try", "merge", "concat", "setunion", "setintersection", "tolist", "tomap", "distinct", "sort", "reverse":
		out := x.oneOf(e.Args, in)
		switch {
		case strings.HasPrefix(e.Name, "set"):
			return collection(out.elem.text, out.elem)
		case e.Name == "concat":
			out = collection(fromNothing, out.elem)
			out.joined = x.together(e.Args, in)
		}
		return out
	case "toset":
		elem := first().elem
		return collection(elem.text, elem)
	case "keys":
		return collection(fromNothing, uniform[first().keys])
	case "values":
		return collection(fromNothing, first().elem)
	case "element", "one":
		return first().elem
	case "lookup":
		if len(e.Args) < 2 {
			break
		}
		found := first().elem
		if key, diags := e.Args[1].Value(nil); !diags.HasErrors() {
			found = first().index(key)
		}
		return found.or(x.oneOf(e.Args[2:], in), 0)
	case "zipmap":
		if len(e.Args) == 2 {
			return collection(first().elem.text, x.shape(e.Args[1], in).elem)
		}
	case "flatten", "compact":
		out := collection(fromNothing, uniform[first().all])
		out.joined = first().joined
		return out
	case "join":
		return uniform[x.together(e.Args, in)]
	case "format", "formatlist":
		form := uniform[ofOwn].text
		if v, diags := e.Args[0].Value(nil); !diags.HasErrors() && v.Type() == cty.String && !v.IsNull() {
			form = literal(cty.StringVal(verb.ReplaceAllString(v.AsString(), ""))).text
		}
		return uniform[form.and(x.together(e.Args[1:], in))]
	}
	// A text that says how another is changed is no part of the name.
	var changed []hclsyntax.Expression
	for _, arg := range e.Args {
		if len(arg.Variables()) > 0 {
			changed = append(changed, arg)
		}
	}
	if len(changed) == 0 {
		return uniform[ofOwn]
	}
	return uniform[x.together(changed, in)]
}
