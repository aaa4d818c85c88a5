package functions

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
)

// The names of functions that can't be written, by which iterations and the texts that
// are put into templates are counted.
const (
	elements = "<elements>"
	part     = "<part>"
)

// Meter changes an expression so that its iterations and the texts of its templates
// are counted as they are evaluated, with the functions of [Meters]. Without all that
// leaves out short templates, which nothing repeats. The tree must not be changed twice.
func Meter(expr hclsyntax.Expression, all bool) {
	var loops []hclsyntax.Node // changed only when all are found
	var templates []*hclsyntax.TemplateExpr
	parts := 0
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch e := node.(type) {
		case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
			loops = append(loops, node)
		case *hclsyntax.TemplateExpr:
			templates = append(templates, e)
			parts += len(e.Parts)
		}
		return nil
	})
	for _, node := range loops {
		switch e := node.(type) {
		case *hclsyntax.ForExpr:
			e.CollExpr = metered(elements, e.CollExpr, each(length(e.KeyExpr)+length(e.ValExpr)+length(e.CondExpr)))
		case *hclsyntax.SplatExpr:
			e.Source = metered(elements, e.Source, each(length(e.Each)))
		}
	}
	if !all && len(loops) == 0 && parts <= FewParts {
		return
	}
	for _, e := range templates {
		for i, p := range e.Parts {
			if _, literal := p.(*hclsyntax.LiteralValueExpr); !literal {
				e.Parts[i] = metered(part, p)
			}
		}
	}
}

// Unmetered returns the parts of a template as they are written.
func Unmetered(e *hclsyntax.TemplateExpr) []hclsyntax.Expression {
	out := make([]hclsyntax.Expression, len(e.Parts))
	for i, p := range e.Parts {
		if call, ok := p.(*hclsyntax.FunctionCallExpr); ok && strings.HasPrefix(call.Name, "<") {
			p = call.Args[0]
		}
		out[i] = p
	}
	return out
}

func metered(name string, expr hclsyntax.Expression, more ...hclsyntax.Expression) hclsyntax.Expression {
	rng := expr.Range()
	return &hclsyntax.FunctionCallExpr{
		Name: name, Args: append([]hclsyntax.Expression{expr}, more...),
		NameRange: rng, OpenParenRange: rng, CloseParenRange: rng,
	}
}

// each is what one iteration costs, as an argument.
func each(length int) hclsyntax.Expression {
	return &hclsyntax.LiteralValueExpr{Val: cty.NumberIntVal(int64(budget.Element + budget.Syntax(length)))}
}

func length(expr hclsyntax.Expression) int {
	if expr == nil {
		return 0
	}
	rng := expr.Range()
	return rng.End.Byte - rng.Start.Byte
}

// Meters are the functions that count what [Meter] has changed.
func Meters(b *budget.Budget) map[string]function.Function {
	meter := func(params []function.Parameter, steps func(v cty.Value, args []cty.Value) int) function.Function {
		return function.New(&function.Spec{
			Description: "Counts what is evaluated.",
			Params:      params,
			Type:        function.StaticReturnType(cty.DynamicPseudoType),
			Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
				plain, _ := args[0].Unmark()
				if plain.IsNull() || !plain.IsKnown() {
					return args[0], nil
				}
				return args[0], b.Take(steps(plain, args))
			},
		})
	}
	return map[string]function.Function{
		elements: meter([]function.Parameter{*anything("collection"), {Name: "steps", Type: cty.Number}}, func(v cty.Value, args []cty.Value) int {
			n, _ := args[1].AsBigFloat().Int64()
			return budget.Product(max(lengthInt(v), objectLength(v), 0), int(n))
		}),
		part: meter([]function.Parameter{*anything("text")}, func(v cty.Value, _ []cty.Value) int { return budget.Call/2 + budget.Text(len(text(v))) }),
	}
}

func objectLength(v cty.Value) int {
	if ty := v.Type(); ty.IsObjectType() {
		return len(ty.AttributeTypes())
	}
	return 0
}
