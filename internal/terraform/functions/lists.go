package functions

import (
	"errors"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// flattenFunc differs from cty's flatten in that an element of unknown type is
// recognized when it is marked: it may turn out to be a list.
var flattenFunc = function.New(&function.Spec{
	Description: stdlib.FlattenFunc.Description(),
	Params:      []function.Parameter{*anything("list")},
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		v, _ := args[0].Unmark()
		switch {
		case v.IsNull():
			return cty.DynamicVal, function.NewArgErrorf(0, "argument must not be null")
		case v.Type() != cty.DynamicPseudoType && !isSequence(v.Type()):
			return cty.DynamicVal, function.NewArgErrorf(0, "can only flatten lists, sets and tuples")
		}
		elems, marks := []cty.Value{}, topOrigins(args[0])
		if !flatten(&elems, marks, v) {
			return cty.DynamicVal.WithMarks(Origins(args...)), nil
		}
		return cty.TupleVal(elems).WithMarks(marks), nil
	},
})

// flatten appends the elements of an unmarked v to out. The marks of the sequences
// that it opens go to marks, since these decide how many elements there are and
// where; an element keeps those of what is in it. It reports false when it can't tell
// what the elements are.
func flatten(out *[]cty.Value, marks cty.ValueMarks, v cty.Value) bool {
	if !v.IsKnown() || !v.Length().IsKnown() {
		return false
	}
	for _, e := range v.AsValueSlice() {
		switch u, _ := e.Unmark(); {
		case u.IsNull() || u.Type() != cty.DynamicPseudoType && !isSequence(u.Type()):
			*out = append(*out, e)
		case !flatten(out, marks, u):
			return false
		default:
			marks.Insert(topOrigins(e).All())
		}
	}
	return true
}

func isSequence(ty cty.Type) bool {
	return ty.IsListType() || ty.IsSetType() || ty.IsTupleType()
}

// distinctFunc is cty's distinct, which compares all with all, but for texts.
var distinctFunc = function.New(&function.Spec{
	Description: stdlib.DistinctFunc.Description(),
	Params:      stdlib.DistinctFunc.Params(),
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		list := args[0]
		if list.Type() != cty.List(cty.String) || !list.IsWhollyKnown() {
			if err := atMost(maxSteps, lengthInt(list), lengthInt(list)); err != nil {
				return cty.DynamicVal, err
			}
			return stdlib.DistinctFunc.Call(args)
		}
		seen, out := map[string]bool{}, []cty.Value{}
		for _, v := range list.AsValueSlice() {
			key := "null"
			if !v.IsNull() {
				key = "=" + v.AsString()
			}
			if !seen[key] {
				seen[key] = true
				out = append(out, v)
			}
		}
		if len(out) == 0 {
			return list, nil
		}
		return cty.ListVal(out), nil
	},
})

// ofSets is a function of sets that are made once it is known what that costs.
func ofSets(f function.Function) function.Function {
	return function.New(&function.Spec{
		Description: f.Description(),
		VarParam:    &function.Parameter{Name: "sets", Type: cty.DynamicPseudoType},
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			sets := make([]cty.Value, len(args))
			for i, arg := range args {
				var err error
				if sets[i], err = convert.Convert(arg, cty.Set(cty.DynamicPseudoType)); err != nil {
					return cty.DynamicVal, function.NewArgError(i, err)
				}
			}
			return f.Call(sets)
		},
	})
}

// setproductFunc is cty's setproduct within bounds.
var setproductFunc = bounded(stdlib.SetProductFunc, func(args []cty.Value) error {
	ns := make([]int, 0, len(args))
	for _, arg := range args {
		if n := lengthInt(arg); n >= 0 {
			ns = append(ns, n)
		}
	}
	if slices.Contains(ns, 0) {
		return nil
	}
	return atMost(maxElements, ns...)
})

// indexFunc returns the position of a value in a list.
var indexFunc = function.New(&function.Spec{
	Description: "Returns the index of the first element of the list that equals the value.",
	Params: []function.Parameter{
		{Name: "list", Type: cty.DynamicPseudoType},
		{Name: "value", Type: cty.DynamicPseudoType, AllowUnknown: true, AllowNull: true},
	},
	Type: function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		list, ty := args[0], args[0].Type()
		if !ty.IsListType() && !ty.IsTupleType() {
			return cty.DynamicVal, function.NewArgErrorf(0, "argument must be a list or tuple")
		}
		for i, e := range list.AsValueSlice() {
			switch eq := e.Equals(args[1]); {
			case !eq.IsKnown():
				return cty.UnknownVal(cty.Number).RefineNotNull(), nil
			case eq.True():
				return cty.NumberIntVal(int64(i)), nil
			}
		}
		return cty.DynamicVal, errors.New("item not found")
	},
})

// matchkeysFunc selects the values whose keys are among those searched for.
var matchkeysFunc = function.New(&function.Spec{
	Description: "Returns the elements of one list whose counterparts in another list are in a third.",
	Params: []function.Parameter{
		{Name: "values", Type: cty.List(cty.DynamicPseudoType), AllowMarked: true, AllowUnknown: true, AllowDynamicType: true},
		{Name: "keys", Type: cty.List(cty.DynamicPseudoType), AllowMarked: true, AllowUnknown: true, AllowDynamicType: true},
		{Name: "searchset", Type: cty.List(cty.DynamicPseudoType), AllowMarked: true, AllowUnknown: true, AllowDynamicType: true},
	},
	Type: function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		values, _ := args[0].Unmark()
		keys, keyMarks := args[1].UnmarkDeep()
		search, searchMarks := args[2].UnmarkDeep()
		marks := topOrigins(args[0])
		marks.Insert(Origins(cty.DynamicVal.WithMarks(keyMarks, searchMarks)).All()) // these decided
		ty := values.Type()
		if !values.IsKnown() || !keys.IsKnown() || !search.IsKnown() {
			return cty.UnknownVal(ty).WithMarks(Origins(args...)), nil
		}
		if values.LengthInt() != keys.LengthInt() {
			return cty.DynamicVal, errors.New("length of keys and values should be equal")
		}
		if kt, _ := convert.UnifyUnsafe([]cty.Type{keys.Type(), search.Type()}); kt == cty.NilType {
			return cty.DynamicVal, errors.New("keys and searchset must be of the same type")
		} else {
			var err error
			if keys, err = convert.Convert(keys, kt); err != nil {
				return cty.DynamicVal, err
			}
			if search, err = convert.Convert(search, kt); err != nil {
				return cty.DynamicVal, err
			}
		}
		if err := atMost(maxSteps, keys.LengthInt(), search.LengthInt()); err != nil {
			return cty.DynamicVal, err
		}
		var out []cty.Value
		vals, wanted := values.AsValueSlice(), search.AsValueSlice()
		for i, key := range keys.AsValueSlice() {
			match := cty.False
			for _, w := range wanted {
				if match = match.Or(key.Equals(w)); match.IsKnown() && match.True() {
					break
				}
			}
			if !match.IsKnown() {
				return cty.UnknownVal(ty).RefineNotNull().WithMarks(Origins(args...)), nil
			}
			if match.True() {
				out = append(out, vals[i])
			}
		}
		if len(out) == 0 {
			return cty.ListValEmpty(ty.ElementType()).WithMarks(marks), nil
		}
		return cty.ListVal(out).WithMarks(marks), nil
	},
})

// transposeFunc swaps the keys and the values of a map of lists of strings.
var transposeFunc = function.New(&function.Spec{
	Description: "Swaps the keys and the values of a map of lists of strings.",
	Params:      []function.Parameter{{Name: "values", Type: cty.Map(cty.List(cty.String))}},
	Type:        function.StaticReturnType(cty.Map(cty.List(cty.String))),
	Impl: func(args []cty.Value, ty cty.Type) (cty.Value, error) {
		if !args[0].IsWhollyKnown() {
			return cty.UnknownVal(ty), nil
		}
		lists := make(map[string][]cty.Value)
		for it := args[0].ElementIterator(); it.Next(); {
			key, list := it.Element()
			if list.IsNull() {
				return cty.DynamicVal, function.NewArgErrorf(0, "the list at %q is null", key.AsString())
			}
			for _, s := range list.AsValueSlice() {
				if s.IsNull() {
					return cty.DynamicVal, function.NewArgErrorf(0, "the list at %q has a null element", key.AsString())
				}
				lists[s.AsString()] = append(lists[s.AsString()], key)
			}
		}
		if len(lists) == 0 {
			return cty.MapValEmpty(ty.ElementType()), nil
		}
		out := make(map[string]cty.Value, len(lists))
		for key, list := range lists { // in order: maps iterate by key
			out[key] = cty.ListVal(list)
		}
		return cty.MapVal(out), nil
	},
})

// bounded is f, called only if check finds the unmarked arguments harmless.
func bounded(f function.Function, check func(args []cty.Value) error) function.Function {
	spec := &function.Spec{
		Description: f.Description(),
		Params:      f.Params(),
		VarParam:    f.VarParam(),
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
	}
	for i := range spec.Params {
		allowAll(&spec.Params[i])
	}
	if spec.VarParam != nil {
		allowAll(spec.VarParam)
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		plain := make([]cty.Value, len(args))
		for i, arg := range args {
			plain[i], _ = arg.Unmark()
		}
		if err := check(plain); err != nil {
			return cty.DynamicVal, err
		}
		return f.Call(args)
	}
	return function.New(spec)
}

// atMost returns an error when the product of the numbers is above max.
func atMost(max int, ns ...int) error {
	product := 1
	for _, n := range ns {
		if n > 0 && product > max/n {
			return limit("the result or the work for it is too big")
		}
		product *= n
	}
	return nil
}

// lengthInt returns the length of an unmarked value, and -1 if it isn't known
// or has none.
func lengthInt(v cty.Value) int {
	if ty := v.Type(); v.IsNull() || !v.IsKnown() || !ty.IsCollectionType() && !ty.IsTupleType() {
		return -1
	}
	return v.LengthInt()
}

// text returns an unmarked string, and "" if it isn't a known one.
func text(v cty.Value) string {
	if v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}
