package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// syntax returns an attribute's expression as a native syntax tree, its operators
// guarded. It is the same tree each time.
func (t *tree) syntax(attr *hclext.Attribute) hclsyntax.Expression {
	expr, ok := t.trees[attr]
	if !ok {
		expr = native(attr.Expr)
		if found := surveyOf(expr); found.most > maxNesting {
			expr = nothing(expr.Range())
		} else {
			guardFound(found, expr, t.meter)
		}
		rng := expr.Range()
		t.meter.Grant(rng.End.Byte - rng.Start.Byte)
		t.trees[attr] = expr
	}
	return expr
}

// native returns an expression as a native syntax tree. Expressions of JSON
// files are translated as HCL's JSON syntax defines: strings are templates,
// objects and arrays are constructors.
func native(expr hcl.Expression) hclsyntax.Expression {
	if tree, ok := hcl.UnwrapExpression(expr).(hclsyntax.Expression); ok {
		return tree
	}
	rng := expr.Range()
	if pairs, diags := hcl.ExprMap(expr); !diags.HasErrors() {
		obj := &hclsyntax.ObjectConsExpr{SrcRange: rng, OpenRange: expr.StartRange()}
		for _, p := range pairs {
			obj.Items = append(obj.Items, hclsyntax.ObjectConsItem{
				KeyExpr:   &hclsyntax.ObjectConsKeyExpr{Wrapped: native(p.Key), ForceNonLiteral: true},
				ValueExpr: native(p.Value),
			})
		}
		return obj
	}
	if elems, diags := hcl.ExprList(expr); !diags.HasErrors() {
		tuple := &hclsyntax.TupleConsExpr{SrcRange: rng, OpenRange: expr.StartRange()}
		for _, e := range elems {
			tuple.Exprs = append(tuple.Exprs, native(e))
		}
		return tuple
	}
	v, diags := expr.Value(nil)
	if diags.HasErrors() {
		v = unknown(Invalid, rng.String(), cty.DynamicPseudoType)
	}
	if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
		start := hcl.Pos{Line: rng.Start.Line, Column: rng.Start.Column + 1, Byte: rng.Start.Byte + 1}
		if t, diags := hclsyntax.ParseTemplate([]byte(v.AsString()), rng.Filename, start); !diags.HasErrors() {
			return t
		}
	}
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: rng}
}

// survey is what one walk over an expression finds.
type survey struct {
	now, most int              // how deep it is nested
	operators []hclsyntax.Node // comparisons are among them, and conditionals
	loops     bool
	parts     int // of templates
}

func surveyOf(expr hclsyntax.Expression) survey {
	var s survey
	_ = hclsyntax.Walk(expr, &s)
	return s
}

// Enter looks at a node.
func (s *survey) Enter(node hclsyntax.Node) hcl.Diagnostics {
	s.now++
	s.most = max(s.most, s.now)
	switch e := node.(type) {
	case *hclsyntax.BinaryOpExpr, *hclsyntax.ConditionalExpr:
		s.operators = append(s.operators, node)
	case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
		s.loops = true
	case *hclsyntax.TemplateExpr:
		s.parts += len(e.Parts)
	}
	return nil
}

// Exit leaves it.
func (s *survey) Exit(hclsyntax.Node) hcl.Diagnostics {
	s.now--
	return nil
}

// nothing returns an expression that refers to nothing that exists.
func nothing(rng hcl.Range) hclsyntax.Expression {
	return &hclsyntax.ScopeTraversalExpr{
		Traversal: hcl.Traversal{hcl.TraverseRoot{Name: "<too deep>", SrcRange: rng}},
		SrcRange:  rng,
	}
}

// literal reports whether an expression is written as a plain value: a number,
// bool, null or a string without interpolation.
func literal(expr hclsyntax.Expression) bool {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.TemplateExpr:
		return e.IsStringLiteral()
	case *hclsyntax.ParenthesesExpr:
		return literal(e.Expression)
	}
	return false
}
