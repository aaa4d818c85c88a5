package functions

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// coalesceFunc returns the first argument that is neither null nor "", and is
// unknown when an unknown argument before that could be either.
var coalesceFunc = function.New(&function.Spec{
	Description: "Returns the first of the arguments that isn't null or an empty string.",
	VarParam:    anything("vals"),
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		types := make([]cty.Type, len(args))
		for i, arg := range args {
			types[i] = arg.Type()
		}
		ty, _ := convert.UnifyUnsafe(types)
		if ty == cty.NilType {
			return cty.DynamicVal, errors.New("all arguments must have the same type")
		}
		return firstOf(args, func(v cty.Value) (bool, error) {
			switch {
			case v.IsNull():
				return false, nil
			case v.Type() != cty.String || v.IsKnown():
				return !v.RawEquals(cty.StringVal("")), nil
			default: // it may be empty unless it has a prefix
				return v.Range().StringPrefix() != "", nil
			}
		}, func(v cty.Value) (cty.Value, error) { return convert.Convert(v, ty) }, ty)
	},
})

// coalescelistFunc returns the first argument that is neither null nor empty,
// and is unknown when an unknown argument before that could be either.
var coalescelistFunc = function.New(&function.Spec{
	Description: stdlib.CoalesceListFunc.Description(),
	VarParam:    anything("vals"),
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		for i, arg := range args {
			if ty := arg.Type(); !ty.IsListType() && !ty.IsTupleType() && ty != cty.DynamicPseudoType {
				return cty.DynamicVal, function.NewArgErrorf(i, "arguments must be lists or tuples")
			}
		}
		return firstOf(args, func(v cty.Value) (bool, error) {
			switch ty := v.Type(); {
			case v.IsNull():
				return false, nil
			case ty.IsTupleType():
				return ty.Length() > 0, nil
			case v.IsKnown():
				return v.LengthInt() > 0, nil
			default:
				return ty.IsListType() && v.Range().LengthLowerBound() > 0, nil
			}
		}, func(v cty.Value) (cty.Value, error) { return v, nil }, cty.DynamicPseudoType)
	},
})

// firstOf returns the first argument that surely is one to take, converted.
// accept is asked about unmarked values; of an unknown one it tells whether that
// is acceptable if it isn't null.
func firstOf(args []cty.Value, accept func(cty.Value) (bool, error), conv func(cty.Value) (cty.Value, error), ty cty.Type) (cty.Value, error) {
	skipped := make(cty.ValueMarks)
	for i, arg := range args {
		v, _ := arg.Unmark()
		ok, err := accept(v)
		if err != nil {
			return cty.DynamicVal, function.NewArgError(i, err)
		}
		sure := v.IsKnown() || v.Range().DefinitelyNotNull()
		last := i == len(args)-1
		switch {
		case ok && sure, !v.IsKnown() && last: // or else there is an error
			ret, err := conv(arg)
			if err != nil {
				return cty.DynamicVal, function.NewArgError(i, err)
			}
			return ret.WithMarks(skipped), nil
		case !v.IsKnown():
			return cty.UnknownVal(ty).WithMarks(skipped, Origins(args[i:]...)), nil
		}
		skipped.Insert(topOrigins(arg).All())
	}
	return cty.DynamicVal, errors.New("no argument is neither null nor empty")
}

// oneFunc returns the element of a collection that has one, or null.
var oneFunc = function.New(&function.Spec{
	Description: "Returns the only element of a list, set or tuple, or null when it is empty.",
	Params:      []function.Parameter{*anything("list")},
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		v, _ := args[0].Unmark()
		marks := topOrigins(args[0])
		elem := cty.DynamicPseudoType
		switch ty := v.Type(); {
		case ty.IsListType(), ty.IsSetType():
			elem = ty.ElementType()
		case !ty.IsTupleType() && ty != cty.DynamicPseudoType:
			return cty.DynamicVal, function.NewArgErrorf(0, "must be a list, set, or tuple value with either zero or one elements")
		}
		if v.IsNull() {
			return cty.DynamicVal, function.NewArgErrorf(0, "argument must not be null")
		}
		if !v.IsKnown() || !v.Length().IsKnown() {
			return cty.UnknownVal(elem).WithMarks(Origins(args...)), nil
		}
		switch v.LengthInt() {
		case 0:
			return cty.NullVal(elem).WithMarks(marks), nil
		case 1:
			return v.AsValueSlice()[0].WithMarks(marks), nil
		default:
			return cty.DynamicVal, function.NewArgErrorf(0, "must be a list, set, or tuple value with either zero or one elements")
		}
	},
})

// lengthFunc counts elements or, unlike cty's, the characters of a string.
var lengthFunc = function.New(&function.Spec{
	Description: "Returns the number of elements of a collection or of characters of a string.",
	Params:      []function.Parameter{*anything("value")},
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		v, _ := args[0].Unmark()
		marks := topOrigins(args[0])
		n, err := lengthOf(v)
		if err == nil && !n.IsKnown() {
			marks = Origins(args...)
		}
		return n.WithMarks(marks), err
	},
})

func lengthOf(v cty.Value) (cty.Value, error) {
	ty := v.Type()
	switch {
	case v.IsNull():
		return cty.DynamicVal, function.NewArgErrorf(0, "argument must not be null")
	case ty == cty.DynamicPseudoType:
		return cty.UnknownVal(cty.Number).RefineNotNull(), nil
	case ty == cty.String:
		return stdlib.Strlen(v)
	case ty.IsObjectType():
		return cty.NumberIntVal(int64(len(ty.AttributeTypes()))), nil
	case ty.IsTupleType(), ty.IsListType(), ty.IsMapType(), ty.IsSetType():
		return v.Length(), nil
	default:
		return cty.DynamicVal, function.NewArgErrorf(0, "argument must be a string, a collection type, or a structural type")
	}
}
