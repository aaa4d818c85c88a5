package terraform

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
)

// canon returns the canonical form of an expression: known parts by value,
// locals, iterators and arguments followed to what they stand for, the rest by
// its syntax.
func (s *scope) canon(expr hclsyntax.Expression) string {
	m := s.module.tree.meter
	share := m.Begin()
	defer m.End(share)
	c := &canonizer{}
	c.expr(s, expr, 0)
	if c.full {
		c.out.Reset()
		c.full = false
		expr, s, path := s.follow(expr)
		c.place(s, expr)
		c.path(path)
	}
	return c.out.String()
}

// canonizer writes a canonical form.
type canonizer struct {
	out  strings.Builder
	full bool // a bound is exceeded
}

// write appends text, until the form is full.
func (c *canonizer) write(parts ...string) {
	if c.full {
		return
	}
	for _, p := range parts {
		c.out.WriteString(p)
	}
}

// expr writes an expression.
func (c *canonizer) expr(s *scope, expr hclsyntax.Expression, depth int) {
	var path []cty.Value // steps into the value of what is written
	switch {
	case c.full:
		return
	case c.out.Len() > maxCanonical || depth > maxDepth:
		c.full = true
		return
	case s.free(expr):
		if c.value(s, expr, nil) {
			return
		}
		expr, s, path = s.follow(expr)
		if c.value(s, expr, path) {
			return
		}
	}
	c.node(s, expr, depth+1)
	c.path(path)
}

// path writes steps into the value of what is written.
func (c *canonizer) path(path []cty.Value) {
	for _, step := range path {
		text, _ := knownText(step)
		c.write("[", text, "]")
	}
}

// value writes the value of an expression if that is known.
func (c *canonizer) value(s *scope, expr hclsyntax.Expression, path []cty.Value) bool {
	if len(path) > 0 {
		return false
	}
	v := s.eval(expr)
	nodes, bytes := maxKnownNodes, maxBytes
	if !weigh(v, &nodes, &bytes) || s.module.tree.meter.Take(budget.Call+budget.Value*(maxKnownNodes-nodes)) != nil {
		c.full = true
		return true
	}
	text, ok := knownText(v)
	c.write(text)
	return ok
}

// place writes where an expression is evaluated: a form that it shares with what
// refers to it, and nothing else.
func (c *canonizer) place(s *scope, expr hclsyntax.Expression) {
	c.write("at ", expr.Range().String(), " in ", s.place())
}

// knownText returns a known value as text.
func knownText(v cty.Value) (string, bool) {
	if !v.IsWhollyKnown() {
		return "", false
	}
	plain, _ := v.UnmarkDeep()
	text := ""
	if !plain.IsNull() && plain.Type().IsPrimitiveType() {
		// "1" and 1 are the same wherever a string is wanted.
		if str, err := convert.Convert(plain, cty.String); err == nil {
			text = strconv.Quote(str.AsString())
		}
	}
	if text == "" {
		text = fmt.Sprintf("%#v", plain)
	}
	if len(text) > maxKnown {
		sum := sha256.Sum256([]byte(text))
		text = "sha256 " + hex.EncodeToString(sum[:])
	}
	return text, true
}

// node writes an expression by its syntax.
func (c *canonizer) node(s *scope, expr hclsyntax.Expression, depth int) {
	list := func(open string, close string, exprs ...hclsyntax.Expression) {
		c.write(open)
		for _, e := range exprs {
			c.expr(s, e, depth)
			c.write(",")
		}
		c.write(close)
	}
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		c.reference(s, e, depth)
	case *hclsyntax.RelativeTraversalExpr:
		c.expr(s, e.Source, depth)
		c.steps(e.Traversal)
	case *hclsyntax.FunctionCallExpr:
		if inner := unguarded(e); inner != nil {
			c.expr(s, inner, depth)
			return
		}
		list(funcs.Name(e.Name)+"(", ")", e.Args...)
		if e.ExpandFinal {
			c.write("...")
		}
		if funcs.Of(e.Name).Varies { // two calls of the same text aren't the same value
			c.place(s, e)
		}
	case *hclsyntax.ConditionalExpr:
		list("if(", ")", e.Condition, e.TrueResult, e.FalseResult)
	case *hclsyntax.IndexExpr:
		c.expr(s, e.Collection, depth)
		list("[", "]", e.Key)
	case *hclsyntax.TupleConsExpr:
		list("[", "]", e.Exprs...)
	case *hclsyntax.ObjectConsExpr:
		c.write("{")
		for _, item := range e.Items {
			list("", "", item.KeyExpr, item.ValueExpr)
		}
		c.write("}")
	case *hclsyntax.ObjectConsKeyExpr:
		c.expr(s, e.Wrapped, depth)
	case *hclsyntax.ForExpr:
		c.write("for(", strconv.FormatBool(e.KeyVar != ""), ",", strconv.FormatBool(e.Group))
		list(" in ", "", e.CollExpr)
		s = s.bind(e.KeyVar, e.ValVar)
		if e.KeyExpr != nil {
			list(" key ", "", e.KeyExpr)
		}
		list(" value ", "", e.ValExpr)
		if e.CondExpr != nil {
			list(" if ", "", e.CondExpr)
		}
		c.write(")")
	case *hclsyntax.SplatExpr:
		list("splat(", ")", e.Source, e.Each)
	case *hclsyntax.AnonSymbolExpr:
		c.write("*")
	case *hclsyntax.BinaryOpExpr:
		list("op"+operations[e.Op]+"(", ")", e.LHS, e.RHS)
	case *hclsyntax.UnaryOpExpr:
		list("op"+operations[e.Op]+"(", ")", e.Val)
	case *hclsyntax.TemplateExpr:
		c.write("template(")
		c.template(s, functions.Unmetered(e), depth)
		c.write(")")
	case *hclsyntax.TemplateJoinExpr:
		list("join(", ")", e.Tuple)
	default:
		c.place(s, expr)
	}
}

// template writes the parts of a template. Known ones that follow each other
// are one text: "a-${"b"}" is "a-b".
func (c *canonizer) template(s *scope, parts []hclsyntax.Expression, depth int) {
	text := ""
	flush := func() {
		if text != "" {
			c.write(strconv.Quote(text), ",")
		}
		text = ""
	}
	for _, part := range parts {
		if s.free(part) {
			if known, ok := (Value{Cty: s.eval(part)}).Name(); ok {
				text += known
				continue
			}
		}
		flush()
		c.expr(s, part, depth)
		c.write(",")
	}
	flush()
}

// operations names the operators; hclsyntax compares them by pointer.
var operations = map[*hclsyntax.Operation]string{
	hclsyntax.OpLogicalOr: "||", hclsyntax.OpLogicalAnd: "&&", hclsyntax.OpLogicalNot: "!",
	hclsyntax.OpEqual: "==", hclsyntax.OpNotEqual: "!=",
	hclsyntax.OpGreaterThan: ">", hclsyntax.OpGreaterThanOrEqual: ">=",
	hclsyntax.OpLessThan: "<", hclsyntax.OpLessThanOrEqual: "<=",
	hclsyntax.OpAdd: "+", hclsyntax.OpSubtract: "-", hclsyntax.OpMultiply: "*",
	hclsyntax.OpDivide: "/", hclsyntax.OpModulo: "%", hclsyntax.OpNegate: "-",
}

// reference writes a reference that leads no further.
func (c *canonizer) reference(s *scope, e *hclsyntax.ScopeTraversalExpr, depth int) {
	t := e.Traversal
	root := t.RootName()
	if name := s.bound[root]; name != "" {
		c.write("bound ", name)
		c.steps(t[1:])
		return
	}
	if s.elements[root] != cty.NilVal {
		c.place(s, e) // another one each time
		return
	}
	if it, ok := s.iterators[root]; ok && it.forEach != nil {
		// each.value of a collection that isn't known: the same for everything
		// that iterates over the same collection.
		c.write(stepName(t, 1), " of ")
		c.expr(it.outer, it.forEach, depth)
		if text, ok := knownText(it.key); ok && stepName(t, 1) == "value" {
			c.write("[", text, "]")
		}
		c.steps(t[min(2, len(t)):])
		return
	}
	if root == "each" || root == "count" {
		// Out of place, or seen outside any instance of a module call.
		c.place(s, e)
		return
	}
	c.write(s.module.id, ":", root)
	c.steps(t[1:])
}

func (c *canonizer) steps(t hcl.Traversal) {
	for _, step := range t {
		switch st := step.(type) {
		case hcl.TraverseAttr:
			c.write("[", strconv.Quote(st.Name), "]")
		case hcl.TraverseIndex:
			text, _ := knownText(st.Key)
			c.write("[", text, "]")
		default:
			c.write("[*]")
		}
	}
}
