package usage

import (
	"regexp"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// Inputs reports whether an argument of a block is made of input variables, or may be,
// with nothing of the module's own but punctuation: then whoever gives them knows it.
func (x *Index) Inputs(by *Block, expr hclsyntax.Expression) bool {
	return (&maker{}).made((&Scope{Index: x}).Place(by, expr), making.or).inputs
}

// making is what a text may be made of, apart from more than this.
type making struct {
	punctuation bool // nothing but that
	inputs      bool // input variables and punctuation
}

// or returns what one of two texts may be made of.
func (m making) or(n making) making {
	return making{m.punctuation || n.punctuation, m.inputs || n.inputs}
}

// and returns what two texts make when they are put together.
func (m making) and(n making) making {
	return making{
		punctuation: m.punctuation && n.punctuation,
		inputs:      m.inputs && (n.inputs || n.punctuation) || m.punctuation && n.inputs,
	}
}

// maker bounds the work of one question.
type maker struct{ steps int }

// made returns what an expression may be made of. How tells whether what it may be is
// one of several texts, or are the elements of a list that are put together.
func (mk *maker) made(p *Place, how func(m, n making) making) making {
	if mk.steps++; mk.steps > maxSteps {
		return making{inputs: true}
	}
	v := p.Follow()
	var of []making
	if v.input {
		of = append(of, making{inputs: true})
	}
	for _, place := range v.Places {
		of = append(of, mk.written(place))
	}
	for _, place := range v.computed {
		of = append(of, mk.result(place, how))
	}
	if len(of) == 0 {
		return making{}
	}
	out := of[0]
	for _, m := range of[1:] {
		out = how(out, m)
	}
	return out
}

// together returns what expressions make when they are put together.
func (mk *maker) together(p *Place, exprs []hclsyntax.Expression) making {
	out := making{punctuation: true}
	for _, expr := range exprs {
		out = out.and(mk.made(p.at(expr), making.and))
	}
	return out
}

// written returns what an expression that leads no further is made of.
func (mk *maker) written(p *Place) making {
	switch e := p.Expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return literal(e.Val)
	case *hclsyntax.TemplateExpr:
		return mk.together(p, e.Parts)
	case *hclsyntax.TupleConsExpr:
		return mk.together(p, e.Exprs)
	case *hclsyntax.SplatExpr:
		return mk.made(p.at(e.Source), making.or)
	}
	return making{}
}

// result returns what the result of a function or splat is made of.
func (mk *maker) result(p *Place, how func(m, n making) making) making {
	call, is := p.Expr.(*hclsyntax.FunctionCallExpr)
	if !is {
		return mk.written(p)
	}
	switch funcs.Of(call.Name).Result {
	case funcs.Joined:
		return mk.together(p, call.Args)
	case funcs.Formatted:
		v, diags := call.Args[0].Value(nil)
		form, ok := text(v)
		if diags.HasErrors() || !ok {
			return making{}
		}
		return literal(cty.StringVal(verb.ReplaceAllString(form, ""))).and(mk.together(p, call.Args[1:]))
	default:
	}
	var out making
	for _, arg := range call.Args {
		if len(arg.Variables()) > 0 { // a text that says how another is changed is no part of the name
			out = out.or(mk.made(p.at(arg), how))
		}
	}
	return out
}

var (
	alphanumeric = regexp.MustCompile(`[\pL\pN]`)
	verb         = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z]`)
)

// literal returns what a literal is made of. A number or truth value is no part of a name.
func literal(v cty.Value) making {
	own := v.Type() == cty.String && v.IsKnown() && !v.IsNull() && alphanumeric.MatchString(v.AsString())
	return making{punctuation: !own}
}
