package functions

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// alltrueFunc reports whether all elements are true. One that is false decides,
// whatever the unknown ones are.
var alltrueFunc = allOrAny("Returns true if all elements of the list are true.", cty.True, func(sum, v cty.Value) cty.Value {
	if v.IsNull() {
		return cty.False
	}
	return sum.And(v)
})

// anytrueFunc reports whether an element is true. One that is decides, whatever
// the unknown ones are.
var anytrueFunc = allOrAny("Returns true if any element of the list is true.", cty.False, func(sum, v cty.Value) cty.Value {
	if v.IsNull() {
		return sum
	}
	return sum.Or(v)
})

func allOrAny(description string, start cty.Value, add func(sum, v cty.Value) cty.Value) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			sum, sure := start, start.Not()
			for _, v := range args[0].AsValueSlice() {
				if sum = add(sum, v); sum.IsKnown() && sum.RawEquals(sure) {
					return sum, nil
				}
			}
			return sum, nil
		},
	})
}

// sumFunc adds the numbers of a list or set.
var sumFunc = function.New(&function.Spec{
	Description: "Returns the sum of the numbers of a list or set.",
	Params:      []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type:        function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		list := args[0]
		if !isSequence(list.Type()) {
			return cty.DynamicVal, function.NewArgErrorf(0, "argument must be list, set, or tuple. Received %s", list.Type().FriendlyName())
		}
		if list.LengthInt() == 0 {
			return cty.DynamicVal, function.NewArgErrorf(0, "cannot sum an empty list")
		}
		if list.Type().IsSetType() && !list.IsWhollyKnown() { // unknown ones may equal others
			return cty.UnknownVal(cty.Number).RefineNotNull(), nil
		}
		sum := cty.Zero
		for _, v := range list.AsValueSlice() {
			if v.IsNull() {
				return cty.DynamicVal, function.NewArgErrorf(0, "argument must be list, set, or tuple of number values")
			}
			n, err := convert.Convert(v, cty.Number)
			if err != nil {
				return cty.DynamicVal, function.NewArgErrorf(0, "argument must be list, set, or tuple of number values")
			}
			sum = sum.Add(n)
		}
		return sum, nil
	},
})

// removed stands for a function that Terraform knows only to say that it is gone.
func removed(name, instead string) function.Function {
	return function.New(&function.Spec{
		Description: "Always fails: the function was removed.",
		VarParam:    anything("vals"),
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func([]cty.Value, cty.Type) (cty.Value, error) {
			return cty.DynamicVal, errors.New("the " + name + " function was removed in Terraform v0.12; use " + instead)
		},
	})
}
