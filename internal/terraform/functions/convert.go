package functions

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// conversion makes tostring, tolist and the like. Nested values keep their marks.
func conversion(ty cty.Type) function.Function {
	return function.New(&function.Spec{
		Description: "Converts the value to " + ty.FriendlyNameForConstraint() + ".",
		Params:      []function.Parameter{*anything("v")},
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			v := args[0]
			if v.Type() == cty.DynamicPseudoType && !v.IsNull() {
				// convert would answer with an unknown value of no type.
				return cty.UnknownVal(ty).WithMarks(v.Marks()), nil
			}
			ret, err := convert.Convert(v, ty)
			if err != nil {
				return cty.DynamicVal, function.NewArgErrorf(0, "cannot convert %s to %s: %s", v.Type().FriendlyName(), ty.FriendlyNameForConstraint(), err)
			}
			return ret, nil
		},
	})
}

// secretFunc stands for sensitive and ephemeralasnull. What they are given is unknown
// from there on, and so is all that is made of it: no message, log or fix can show
// it. The types of objects and tuples would tell keys and lengths, so only those of
// plain values stay.
func secretFunc(mark any) function.Function {
	return function.New(&function.Spec{
		Description: "Is unknown to a static evaluator.",
		Params:      []function.Parameter{*anything("value")},
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			secret := cty.DynamicVal
			if ty := args[0].Type(); ty.IsPrimitiveType() {
				secret = cty.UnknownVal(ty)
			}
			if mark != nil {
				secret = secret.Mark(mark)
			}
			return secret, nil
		},
	})
}

// identityFunc stands for nonsensitive: what is known of its argument is no secret.
var identityFunc = function.New(&function.Spec{
	Description: "Returns its argument.",
	Params:      []function.Parameter{*anything("value")},
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl:        func(args []cty.Value, _ cty.Type) (cty.Value, error) { return args[0], nil },
})

// unpredictable stands for functions whose result differs from run to run, or
// depends on what isn't tracked here.
func unpredictable(ty cty.Type, params ...function.Parameter) function.Function {
	return function.New(&function.Spec{
		Description: "Is unknown to a static evaluator.",
		Params:      params,
		Type:        function.StaticReturnType(ty),
		Impl: func([]cty.Value, cty.Type) (cty.Value, error) {
			return cty.UnknownVal(ty).RefineNotNull(), nil
		},
	})
}

// bcryptFunc is unknown, for every run gives another hash.
var bcryptFunc = function.New(&function.Spec{
	Description: "Is unknown to a static evaluator.",
	Params:      []function.Parameter{{Name: "str", Type: cty.String}},
	VarParam:    &function.Parameter{Name: "cost", Type: cty.Number},
	Type:        function.StaticReturnType(cty.String),
	Impl: func([]cty.Value, cty.Type) (cty.Value, error) {
		return cty.UnknownVal(cty.String).RefineNotNull(), nil
	},
})
