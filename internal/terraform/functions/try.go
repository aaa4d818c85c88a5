package functions

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// tryFunc returns the value of the first expression that doesn't fail.
//
// It goes by the same rule as hcl's ext/tryfunc: an expression whose value isn't
// wholly known may still fail when it is. It differs in three things. The unknown
// result has the marks of everything it could be. An expression that surely
// works (see [succeeds]) is returned though parts of it are unknown. A failure
// that is only ours, such as a call of a provider's function, is no failure.
var tryFunc = function.New(&function.Spec{
	Description: "Returns the value of the first expression that doesn't fail.",
	VarParam:    &function.Parameter{Name: "expressions", Type: customdecode.ExpressionClosureType},
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) == 0 {
			return cty.DynamicVal, errors.New("at least one argument is required")
		}
		origins, unsure := make(cty.ValueMarks), false
		var failures []string
		for _, arg := range args {
			closure, err := closureOf(arg)
			if err != nil {
				return cty.DynamicVal, err
			}
			v, diags := closure.Value()
			switch outcomeOf(closure, v, diags) {
			case fails:
				for _, d := range diags {
					failures = append(failures, d.Error())
				}
				continue
			case works:
				if !unsure {
					return v, nil
				}
				origins.Insert(Origins(v).All())
				return cty.DynamicVal.WithMarks(origins), nil
			case mayFail:
				unsure = true
				origins.Insert(Origins(v).All())
			}
		}
		if unsure {
			return cty.DynamicVal.WithMarks(origins), nil
		}
		return cty.DynamicVal, fmt.Errorf("no expression succeeded:\n%s", strings.Join(failures, "\n"))
	},
})

// canFunc reports whether an expression works. Like try, it is unknown when that
// can't be told.
var canFunc = function.New(&function.Spec{
	Description: "Returns true if the expression doesn't fail.",
	Params:      []function.Parameter{{Name: "expression", Type: customdecode.ExpressionClosureType}},
	Type:        function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		closure, err := closureOf(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		v, diags := closure.Value()
		switch outcomeOf(closure, v, diags) {
		case fails:
			return cty.False, nil
		case works:
			return cty.True, nil
		default:
			return cty.UnknownVal(cty.Bool).RefineNotNull().WithMarks(Origins(v)), nil
		}
	},
})

func closureOf(arg cty.Value) (*customdecode.ExpressionClosure, error) {
	arg, _ = arg.Unmark()
	if arg.IsNull() || !arg.IsKnown() {
		return nil, errors.New("an expression is required")
	}
	return customdecode.ExpressionClosureFromVal(arg), nil
}

// An outcome says what becomes of an expression once all values are known.
type outcome int

const (
	mayFail outcome = iota
	works
	fails
)

func outcomeOf(c *customdecode.ExpressionClosure, v cty.Value, diags hcl.Diagnostics) outcome {
	switch {
	case diags.HasErrors() && onlyOurs(diags):
		return mayFail
	case diags.HasErrors():
		return fails
	case v.IsWhollyKnown() || succeeds(c.Expression, c.EvalContext):
		return works
	default:
		return mayFail
	}
}

// onlyOurs reports whether an error among the diagnostics is one that Terraform
// itself might not have: a limit of this package, or a name that the evaluator
// doesn't define. Of the latter Terraform would make a complaint that try
// doesn't catch.
func onlyOurs(diags hcl.Diagnostics) bool {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		if _, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallUnknownDiagExtra](d); ok {
			return true
		}
		if call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d); ok && (errors.Is(call.FunctionCallError(), ErrLimit) || errors.Is(call.FunctionCallError(), budget.ErrSpent)) {
			return true
		}
		switch d.Summary { // hcl has no codes for these
		case "Unknown variable", "Variables not allowed", "Function calls not allowed":
			return true
		}
	}
	return false
}

// succeeds reports whether an expression that evaluated without an error will
// do so whatever its unknown values are. That is so if it only takes things out
// of known values, or puts things together.
func succeeds(e hcl.Expression, ctx *hcl.EvalContext) bool {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.ParenthesesExpr:
		return succeeds(e.Expression, ctx)
	case *hclsyntax.TemplateWrapExpr:
		return succeeds(e.Wrapped, ctx)
	case *hclsyntax.ScopeTraversalExpr:
		for i := 1; i < len(e.Traversal); i++ {
			v, diags := e.Traversal[:i].TraverseAbs(ctx)
			if diags.HasErrors() || !v.IsKnown() {
				return false
			}
		}
		return true
	case *hclsyntax.RelativeTraversalExpr:
		if !succeeds(e.Source, ctx) {
			return false
		}
		source, diags := e.Source.Value(ctx)
		for i := range e.Traversal {
			v, more := e.Traversal[:i].TraverseRel(source)
			if diags.HasErrors() || more.HasErrors() || !v.IsKnown() {
				return false
			}
		}
		return true
	case *hclsyntax.IndexExpr:
		if !succeeds(e.Collection, ctx) || !succeeds(e.Key, ctx) {
			return false
		}
		collection, diags := e.Collection.Value(ctx)
		key, more := e.Key.Value(ctx)
		return !diags.HasErrors() && !more.HasErrors() && collection.IsKnown() && key.IsKnown()
	case *hclsyntax.FunctionCallExpr:
		if !funcs.Of(e.Name).Shapes {
			return false
		}
		for _, arg := range e.Args {
			if !succeeds(arg, ctx) {
				return false
			}
		}
		v, diags := e.Value(ctx)
		return !diags.HasErrors() && v.IsKnown()
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			if !succeeds(item, ctx) {
				return false
			}
		}
		return true
	case *hclsyntax.ObjectConsExpr:
		for _, item := range e.Items {
			key, diags := item.KeyExpr.Value(ctx)
			if diags.HasErrors() || !key.IsWhollyKnown() || !succeeds(item.ValueExpr, ctx) {
				return false
			}
		}
		return true
	default:
		return false
	}
}
