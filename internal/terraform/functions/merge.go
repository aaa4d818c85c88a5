package functions

import (
	"maps"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// mergeFunc is cty's merge as long as all arguments are known. When one isn't,
// the result is an unknown map with a *Partial mark.
var mergeFunc = function.New(&function.Spec{
	Description: stdlib.MergeFunc.Description(),
	VarParam:    anything("maps"),
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		plain := make([]cty.Value, len(args))
		var top []cty.ValueMarks
		known := true
		for i, arg := range args {
			plain[i], _ = arg.Unmark()
			if ty := arg.Type(); !ty.IsMapType() && !ty.IsObjectType() && ty != cty.DynamicPseudoType {
				return cty.DynamicVal, function.NewArgErrorf(i, "arguments must be maps or objects, not %s", ty.FriendlyName())
			}
			top = append(top, topOrigins(arg))
			known = known && arg.IsKnown()
		}
		if known {
			ret, err := stdlib.MergeFunc.Call(plain)
			if err != nil {
				return cty.DynamicVal, err
			}
			return ret.WithMarks(top...), nil
		}
		// The result may be a map or an object; both convert from this type.
		ret := cty.UnknownVal(cty.Map(cty.DynamicPseudoType)).RefineNotNull()
		if set := surelySet(args); len(set) > 0 {
			ret = ret.Refine().CollectionLengthLowerBound(len(set)).NewValue()
			ret = ret.Mark(&Partial{Known: set})
		}
		return ret.WithMarks(Origins(args...)), nil
	},
})

// surelySet returns the elements that are in the merged result whatever the
// unknown arguments turn out to be.
func surelySet(args []cty.Value) map[string]cty.Value {
	set := make(map[string]cty.Value)
	for _, arg := range args {
		plain, _ := arg.Unmark()
		switch ty := plain.Type(); {
		case plain.IsNull(): // sets nothing
		case plain.IsKnown():
			for it := plain.ElementIterator(); it.Next(); {
				k, v := it.Element()
				set[k.AsString()] = v.WithMarks(topOrigins(arg))
			}
		case ty.IsObjectType() && plain.Range().DefinitelyNotNull():
			for name, aty := range ty.AttributeTypes() {
				set[name] = cty.UnknownVal(aty).WithMarks(topOrigins(arg))
			}
		case ty.IsObjectType(): // null, or overrides its attributes and no others
			for name := range ty.AttributeTypes() {
				delete(set, name)
			}
		default:
			clear(set)
			if p, ok := PartialOf(arg); ok {
				maps.Copy(set, p.Known)
			}
		}
	}
	return set
}

// lookupFunc differs from cty's lookup in that unknown values elsewhere in the
// map don't matter, in that the default may be absent or null, and in that it
// looks into a *Partial.
var lookupFunc = function.New(&function.Spec{
	Description: stdlib.LookupFunc.Description(),
	Params: []function.Parameter{
		*anything("inputMap"),
		{Name: "key", Type: cty.String, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true},
	},
	VarParam: anything("default"),
	Type:     function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if len(args) > 3 {
			return cty.DynamicVal, function.NewArgErrorf(3, "lookup takes two or three arguments, not %d", len(args))
		}
		m, _ := args[0].Unmark()
		key, _ := args[1].Unmark()
		ty := m.Type()
		switch {
		case !ty.IsMapType() && !ty.IsObjectType() && ty != cty.DynamicPseudoType:
			return cty.DynamicVal, function.NewArgErrorf(0, "lookup requires a map as the first argument")
		case m.IsNull():
			return cty.DynamicVal, function.NewArgErrorf(0, "argument must not be null")
		}

		elem := cty.DynamicPseudoType // the type of the result
		if ty.IsMapType() {
			elem = ty.ElementType()
		}
		fallback, found := cty.NilVal, cty.NilVal
		if len(args) == 3 {
			var err error
			if fallback, err = convert.Convert(args[2], elem); err != nil {
				return cty.DynamicVal, function.NewArgErrorf(2, "the default value must have the same type as the map elements")
			}
		}
		unknown := cty.UnknownVal(elem).WithMarks(Origins(args...))
		if !key.IsKnown() {
			return unknown, nil
		}
		name := key.AsString()
		switch {
		case ty.IsObjectType() && ty.HasAttribute(name):
			found = m.GetAttr(name) // unknown when m is
		case ty.IsObjectType() && !m.IsKnown() && !m.Range().DefinitelyNotNull():
			return unknown, nil
		case ty.IsObjectType(): // the default
		case !m.IsKnown():
			p, ok := PartialOf(args[0])
			if !ok {
				return unknown, nil
			}
			v, ok := p.Known[name]
			if !ok {
				return unknown, nil
			}
			v, err := convert.Convert(v, elem)
			return v.WithMarks(topOrigins(args[1])), err // v has the marks it needs of the map
		case m.HasIndex(key).True():
			found = m.Index(key)
		}
		if found == cty.NilVal {
			found = fallback
		}
		if found == cty.NilVal {
			return cty.DynamicVal, function.NewArgErrorf(0, "the given map has no element %q", name)
		}
		return found.WithMarks(topOrigins(args[0]), topOrigins(args[1])), nil
	},
})

// anything is a parameter that takes any value at all.
func anything(name string) *function.Parameter {
	return &function.Parameter{
		Name: name, Type: cty.DynamicPseudoType,
		AllowNull: true, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true,
	}
}
