package functions

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// originless functions are unknown without an argument to blame.
var originless = map[string]bool{"timestamp": true, "plantimestamp": true, "uuid": true, "bcrypt": true, "issensitive": true}

// samples are arguments of all sorts. Whatever is unknown in them has an origin,
// as in the evaluator.
func samples() []cty.Value {
	str, dyn := unknown(cty.String, "s"), unknown(cty.DynamicPseudoType, "d")
	strs := cty.ListVal([]cty.Value{cty.StringVal("a"), cty.StringVal(""), str})
	object := cty.ObjectVal(map[string]cty.Value{"a": dyn, "b": cty.StringVal("x")})
	return []cty.Value{
		cty.DynamicVal.Mark(origin("d")), str, unknown(cty.Number, "n"), unknown(cty.Bool, "b"),
		cty.NullVal(cty.DynamicPseudoType), cty.NullVal(cty.String), cty.NullVal(cty.String).Mark(origin("null")),
		cty.NullVal(cty.List(cty.String)), cty.NullVal(cty.Map(cty.String)), cty.NullVal(cty.Number),
		cty.StringVal(""), cty.StringVal("a"), cty.StringVal("%s %d"), cty.StringVal("10.0.0.0/8"), cty.StringVal(`["x", {"a": 1}]`),
		cty.StringVal("a").Mark(origin("m")), cty.StringVal("${a}"), cty.StringVal("2020-01-01T00:00:00Z"),
		cty.NumberIntVal(0), cty.NumberIntVal(-1), cty.NumberFloatVal(1.5), cty.NumberIntVal(3).Mark(origin("m")), cty.PositiveInfinity,
		cty.MustParseNumberVal("1e2000"), cty.True, cty.False.Mark(origin("m")),
		strs, strs.Mark(origin("l")), cty.ListValEmpty(cty.String), cty.ListValEmpty(cty.DynamicPseudoType), cty.EmptyTupleVal,
		unknown(cty.List(cty.String), "l"), unknown(cty.Set(cty.String), "l"), unknown(cty.Map(cty.String), "l"), unknown(cty.Tuple([]cty.Type{cty.String}), "t"),
		cty.TupleVal([]cty.Value{dyn, strs, cty.NullVal(cty.DynamicPseudoType)}), cty.TupleVal([]cty.Value{cty.True, unknown(cty.Bool, "b")}),
		cty.SetVal([]cty.Value{str, cty.StringVal("a")}), cty.SetVal([]cty.Value{cty.StringVal("a")}), cty.SetValEmpty(cty.Number),
		cty.ListVal([]cty.Value{cty.NumberIntVal(1), unknown(cty.Number, "n")}), cty.ListVal([]cty.Value{cty.NullVal(cty.String)}),
		object, object.Mark(origin("o")), cty.EmptyObjectVal, cty.MapValEmpty(cty.String), unknown(cty.Object(map[string]cty.Type{"a": cty.String}), "o"),
		cty.MapVal(map[string]cty.Value{"a": str, "b": cty.NullVal(cty.String)}), cty.MapVal(map[string]cty.Value{"a": strs}),
		cty.MapVal(map[string]cty.Value{"a": dyn}),
		Encode(object), encodedString(dyn, ""), cty.ListVal([]cty.Value{strs, strs.Mark(origin("l"))}),
		cty.UnknownVal(cty.Map(cty.DynamicPseudoType)).Refine().NotNull().CollectionLengthLowerBound(1).NewValue().
			Mark(&Partial{Known: map[string]cty.Value{"a": str}}).Mark(origin("p")),
	}
}

// expressions are the arguments of functions that take them unevaluated.
func expressions() []cty.Value {
	ctx := &hcl.EvalContext{Variables: vars, Functions: Table(Options{})}
	var ret []cty.Value
	for _, src := range []string{`any`, `any.x`, `1`, `bucket.arn`, `bucket.none`, `upper(str)`, `nope`, `nope()`, `list[0]`, `[str]`, `null`} {
		expr, diags := hclsyntax.ParseExpression([]byte(src), "", hcl.InitialPos)
		if diags.HasErrors() {
			panic(diags)
		}
		ret = append(ret, customdecode.ExpressionClosureVal(&customdecode.ExpressionClosure{Expression: expr, EvalContext: ctx}))
	}
	return append(ret, cty.NullVal(customdecode.ExpressionClosureType), cty.UnknownVal(customdecode.ExpressionClosureType))
}

// checkCall calls a function as hcl does, and as it doesn't: with arguments that
// aren't converted.
func checkCall(t *testing.T, name string, f function.Function, args []cty.Value) {
	t.Helper()
	converted := slices.Clone(args)
	for i := range converted {
		p := f.VarParam()
		if params := f.Params(); i < len(params) {
			p = &params[i]
		}
		if p == nil || p.Type == customdecode.ExpressionClosureType {
			continue
		}
		if v, err := convert.Convert(converted[i], p.Type); err == nil {
			converted[i] = v
		}
	}
	for _, args := range [][]cty.Value{args, converted} {
		if _, err := f.ReturnTypeForValues(args); err != nil {
			checkError(t, name, args, err)
		}
		got, err := f.Call(args)
		if err != nil {
			checkError(t, name, args, err)
			continue
		}
		if !originless[name] && slices.ContainsFunc(args, cty.Value.ContainsMarked) {
			checkOrigins(t, name, args, got, false)
		}
	}
}

func checkError(t *testing.T, name string, args []cty.Value, err error) {
	t.Helper()
	var panicked function.PanicError
	if errors.As(err, &panicked) || strings.Contains(err.Error(), "panic") {
		t.Fatalf("%s(%#v) panics: %v", name, args, err)
	}
}

// checkOrigins fails if something unknown in v has no mark, neither on itself nor
// on what it is in.
func checkOrigins(t *testing.T, name string, args []cty.Value, v cty.Value, marked bool) {
	t.Helper()
	marked = marked || v.IsMarked()
	v, _ = v.Unmark()
	switch {
	case v.IsNull() || marked:
	case !v.IsKnown():
		t.Fatalf("%s(%#v) gives an unknown value without origin", name, args)
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			_, e := it.Element()
			checkOrigins(t, name, args, e, marked)
		}
	}
}

// TestCallAnything calls every function with all sorts of arguments.
func TestCallAnything(t *testing.T) {
	table, values, exprs := Table(Options{BaseDir: t.TempDir()}), samples(), expressions()
	for name, f := range table {
		if strings.HasPrefix(name, "core::") {
			continue
		}
		values := values
		if name == "try" || name == "can" {
			values = exprs
		}
		checkCall(t, name, f, nil)
		for i, a := range values {
			checkCall(t, name, f, []cty.Value{a})
			for j, b := range values {
				switch {
				case len(f.Params()) == 1 && f.VarParam() == nil: // it takes no second argument
				case (i+j)%5 == 0:
					checkCall(t, name, f, []cty.Value{a, b, values[(i*7+j*3)%len(values)]})
				default:
					checkCall(t, name, f, []cty.Value{a, b})
				}
			}
		}
	}
}

func FuzzCall(f *testing.F) {
	table, exprs := Table(Options{BaseDir: f.TempDir()}), expressions()
	names := slices.Sorted(maps.Keys(table))
	for i := range names {
		f.Add(uint8(i), "a", 1.5, []byte{1, 2, 3})
		f.Add(uint8(i), "%d[{\"a\": 1}]", -1.0, []byte{58, 4, 32, 57, 20, 59})
	}
	f.Fuzz(func(t *testing.T, index uint8, s string, n float64, choice []byte) {
		name := names[int(index)%len(names)]
		name = strings.TrimPrefix(name, "core::")
		values := samples()
		if n == n && n-n == 0 { // neither NaN nor infinite
			values = append(values, cty.NumberFloatVal(n))
		}
		values = append(values, cty.StringVal(s), cty.StringVal(s).Mark(origin("fuzz")),
			cty.ListVal([]cty.Value{cty.StringVal(s), unknown(cty.String, "fuzz")}),
			cty.ObjectVal(map[string]cty.Value{"a": cty.StringVal(s), "b": unknown(cty.DynamicPseudoType, "fuzz")}))
		switch {
		case name == "try" || name == "can":
			values = exprs
		case strings.HasPrefix(name, "file") || name == "templatefile":
			if strings.HasPrefix(s, "/") || strings.HasPrefix(s, "~") || strings.Contains(s, "..") {
				t.Skip("not on the whole disk")
			}
		}
		var args []cty.Value
		for _, c := range choice[:min(len(choice), 6)] {
			args = append(args, values[int(c)%len(values)])
		}
		checkCall(t, name, table[name], args)
	})
}
