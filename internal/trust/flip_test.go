package trust

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// flip is another value of a variable.
type flip struct{ name, text string }

func (f flip) String() string { return f.name + " = " + f.text }

// in returns the files with the value, in the last of the files of values.
func (f flip) in(files map[string][]byte) map[string][]byte {
	out := maps.Clone(files)
	out["zz_flip.auto.tfvars"] = []byte(f.String() + "\n")
	return out
}

// args returns the fixture without the flag that gives the variable a value.
func (f flip) args(c *fixture.Case) *fixture.Case {
	out := *c
	out.Args = slices.DeleteFunc(slices.Clone(c.Args), func(arg string) bool {
		return strings.HasPrefix(arg, "--var="+f.name+"=")
	})
	return &out
}

const (
	otherKey  = "arn:aws:kms:eu-west-1:111122223333:key/0f0f0f0f-1e1e-2d2d-3c3c-4b4b4b4b4b4b"
	otherText = "flipped"
)

// ofKey are the names and values of variables that name a key.
var ofKey = regexp.MustCompile(`(?i)kms|key|arn|alias|cmk`)

// otherValues returns other values of the root's variables: of a bool both, of a collection
// an empty one and one with an element, of what has no value one of its type, of a text
// those that it is compared with, none, and for keys and algorithms others.
func otherValues(files map[string][]byte) []flip {
	compared := comparedWith(files)
	var out []flip
	for _, name := range nativeFiles(files) {
		body := parseNative(name, files[name])
		if body == nil {
			continue
		}
		for _, b := range body.Blocks {
			if b.Type != "variable" || len(b.Labels) != 1 {
				continue
			}
			for _, v := range ofVariable(b, compared) {
				out = append(out, flip{b.Labels[0], string(hclwrite.TokensForValue(v).Bytes())})
			}
		}
	}
	return out
}

// ofVariable returns other values of a variable.
func ofVariable(variable *hclsyntax.Block, compared []string) []cty.Value {
	name, now := variable.Labels[0], cty.NullVal(cty.DynamicPseudoType)
	if attr := variable.Body.Attributes["default"]; attr != nil {
		if v, diags := attr.Expr.Value(nil); !diags.HasErrors() {
			now = v
		}
	}
	ty := now.Type()
	if attr := variable.Body.Attributes["type"]; attr != nil {
		if t, diags := typeexpr.TypeConstraint(attr.Expr); !diags.HasErrors() {
			ty = t
		}
	}
	var all []cty.Value
	switch {
	case ty == cty.Bool:
		all = []cty.Value{cty.True, cty.False}
	case ty == cty.String, ty == cty.DynamicPseudoType && now.IsNull():
		all = texts(name, now, compared)
	case ty == cty.Number:
		all = []cty.Value{cty.Zero, cty.NumberIntVal(1), cty.NumberIntVal(2)}
	case ty.IsMapType(), ty.IsObjectType():
		all = []cty.Value{cty.EmptyObjectVal, sample(name, ty)}
	default:
		all = []cty.Value{cty.EmptyTupleVal, sample(name, ty)}
	}
	var other []cty.Value
	for _, v := range all {
		same := v.RawEquals
		if !same(now) && !slices.ContainsFunc(other, same) {
			other = append(other, v)
		}
	}
	return other
}

// texts returns other texts.
func texts(name string, now cty.Value, compared []string) []cty.Value {
	text := ""
	all := []cty.Value{sample(name, cty.String)}
	if !now.IsNull() && now.Type() == cty.String {
		all = append(all, cty.NullVal(cty.String))
		text = now.AsString()
	}
	switch {
	case text == "AES256":
		all = append(all, cty.StringVal("aws:kms"))
	case strings.HasPrefix(text, "aws:kms"):
		all = append(all, cty.StringVal("AES256"))
	case ofKey.MatchString(name + text):
		all = append(all, cty.StringVal("alias/aws/s3"), cty.StringVal(otherKey))
	}
	for _, other := range compared {
		all = append(all, cty.StringVal(other))
	}
	return all
}

// sample returns a value of a type.
func sample(name string, ty cty.Type) cty.Value {
	switch {
	case ty == cty.Bool:
		return cty.True
	case ty == cty.Number:
		return cty.NumberIntVal(1)
	case ty.IsMapType():
		return cty.ObjectVal(map[string]cty.Value{otherText: sample(name, ty.ElementType())})
	case ty.IsObjectType():
		attrs := map[string]cty.Value{}
		for attr, t := range ty.AttributeTypes() {
			attrs[attr] = sample(attr, t)
		}
		return cty.ObjectVal(attrs)
	case ty.IsCollectionType():
		return cty.TupleVal([]cty.Value{sample(name, ty.ElementType())})
	case ty.IsTupleType():
		return cty.TupleVal([]cty.Value{sample(name, cty.String)})
	case ofKey.MatchString(name):
		return cty.StringVal(otherKey)
	}
	return cty.StringVal(otherText)
}

// comparedWith returns the texts with which the files compare something, a few of them.
func comparedWith(files map[string][]byte) []string {
	found := map[string]bool{}
	for _, name := range nativeFiles(files) {
		body := parseNative(name, files[name])
		if body == nil {
			continue
		}
		comparisons(body, func(e *hclsyntax.BinaryOpExpr) {
			for _, side := range []hclsyntax.Expression{e.LHS, e.RHS} {
				if v, diags := side.Value(nil); !diags.HasErrors() && v.Type() == cty.String && !v.IsNull() {
					found[v.AsString()] = true
				}
			}
		})
	}
	texts := slices.Sorted(maps.Keys(found))
	return texts[:min(3, len(texts))]
}

// comparisons visits the operators that compare.
func comparisons(body *hclsyntax.Body, visit func(*hclsyntax.BinaryOpExpr)) {
	_ = hclsyntax.VisitAll(body, func(n hclsyntax.Node) hcl.Diagnostics {
		if e, ok := n.(*hclsyntax.BinaryOpExpr); ok && (e.Op == hclsyntax.OpEqual || e.Op == hclsyntax.OpNotEqual) {
			visit(e)
		}
		return nil
	})
}
