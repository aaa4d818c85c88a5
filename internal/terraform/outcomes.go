package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Outcomes returns the values that the argument may have where it isn't known which: those of a conditional's
// branches, of the elements that an unknown key may name, of what coalesce, try and lookup choose from. It is the
// argument alone where nothing chooses or there are too many. Each may be unknown itself, and some may never come about.
func (v Value) Outcomes() []Value {
	if v.expr == nil || v.Definite() {
		return []Value{v}
	}
	w := &outcomes{left: maxOutcomes}
	w.expr(v.scope, v.expr, nil, 0)
	if w.left < 0 {
		return []Value{v}
	}
	return w.values
}

// Each returns what all the argument's outcomes have for an answer, Unknown where they differ.
func (v Value) Each(answer func(Value) tri.Answer) tri.Answer {
	outcomes := v.Outcomes()
	out := answer(outcomes[0])
	for _, o := range outcomes[1:] {
		out = out.Agree(answer(o))
	}
	return out
}

// Said are the argument's outcomes in words, such as "7, 10 or 14", each once in the order in which they are written.
func (v Value) Said() string {
	var out []string
	for _, o := range v.Outcomes() {
		if text, ok := o.Text(); ok && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if last := len(out) - 1; last > 0 {
		return strings.Join(out[:last], ", ") + " or " + out[last]
	}
	return strings.Join(out, "")
}

// outcomes collects what an expression may come to.
type outcomes struct {
	values []Value
	left   int // how many more there may be
}

// expr enters the outcomes of what lies at a path into an expression's value.
func (w *outcomes) expr(s *scope, expr hclsyntax.Expression, path []cty.Value, depth int) {
	if w.left < 0 {
		return
	}
	expr, s, path = (&trail{}).follow(s, expr, path, 0)
	if depth > maxOutcomesDepth || !s.free(expr) || !w.chosen(s, expr, path, depth+1) {
		w.enter(s, expr, path)
	}
}

// enter enters what can be taken no further apart.
func (w *outcomes) enter(s *scope, expr hclsyntax.Expression, path []cty.Value) {
	if w.left--; w.left < 0 {
		return
	}
	v := s.value(expr)
	for _, step := range path {
		inner, diags := hcl.Index(v.Cty, step, nil)
		if diags.HasErrors() {
			inner = unknown(Invalid, expr.Range().String(), cty.DynamicPseudoType)
		}
		v = Value{Cty: inner, Range: v.Range}
	}
	w.values = append(w.values, v)
}

// chosen enters the outcomes of an expression that chooses one, and reports whether it is of that kind.
func (w *outcomes) chosen(s *scope, expr hclsyntax.Expression, path []cty.Value, depth int) bool {
	switch e := expr.(type) {
	case *hclsyntax.ConditionalExpr:
		w.expr(s, e.TrueResult, path, depth)
		w.expr(s, e.FalseResult, path, depth)
		return true
	case *hclsyntax.IndexExpr:
		return w.elements(s, e.Collection, path, depth)
	case *hclsyntax.FunctionCallExpr:
		if e.ExpandFinal {
			return false
		}
		switch name := funcs.Name(e.Name); {
		case name == "lookup" && len(e.Args) == 3 && w.elements(s, e.Args[0], path, depth):
			w.expr(s, e.Args[2], path, depth)
			return true
		case name == "element" && len(e.Args) == 2:
			return w.elements(s, e.Args[0], path, depth)
		case name == "try" && len(e.Args) > 0:
			for _, arg := range e.Args {
				w.expr(s, arg, path, depth)
			}
			return true
		case name == "coalesce" && len(path) == 0:
			w.coalesce(s, e.Args, depth)
			return true
		case (name == "tostring" || name == "tonumber" || name == "tobool") && len(e.Args) == 1:
			w.expr(s, e.Args[0], path, depth)
			return true
		}
	}
	return false
}

// elements enters the outcomes of all elements of a collection, and reports whether they are known one by one.
func (w *outcomes) elements(s *scope, collection hclsyntax.Expression, path []cty.Value, depth int) bool {
	expr, s, rest := s.follow(collection)
	if len(rest) > 0 {
		return false
	}
	switch e := expr.(type) {
	case *hclsyntax.ObjectConsExpr:
		for _, item := range e.Items {
			w.expr(s, item.ValueExpr, path, depth)
		}
		return len(e.Items) > 0
	case *hclsyntax.TupleConsExpr:
		for _, element := range e.Exprs {
			w.expr(s, element, path, depth)
		}
		return len(e.Exprs) > 0
	}
	return false
}

// coalesce enters the outcomes of the first argument that isn't null or empty text.
func (w *outcomes) coalesce(s *scope, args []hclsyntax.Expression, depth int) {
	for _, arg := range args {
		one := &outcomes{left: w.left}
		one.expr(s, arg, nil, depth)
		w.left = one.left
		last := true
		for _, v := range one.values {
			empty := v.Null().Or(v.Is(""))
			if empty != tri.Yes {
				w.values = append(w.values, v)
			}
			last = last && empty == tri.No
		}
		if last {
			return
		}
	}
	w.values = append(w.values, Value{Cty: cty.DynamicVal}) // an error, if all are empty
}
