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
		if tooDeep(expr) {
			expr = nothing(expr.Range())
		}
		guardOperators(expr, t.meter)
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

// depth is a walk that measures how deep an expression is nested.
type depth struct{ now, most int }

func (d *depth) Enter(hclsyntax.Node) hcl.Diagnostics {
	d.now++
	d.most = max(d.most, d.now)
	return nil
}

func (d *depth) Exit(hclsyntax.Node) hcl.Diagnostics {
	d.now--
	return nil
}

func tooDeep(expr hclsyntax.Expression) bool {
	d := &depth{}
	_ = hclsyntax.Walk(expr, d)
	return d.most > maxNesting
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
