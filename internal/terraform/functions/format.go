package functions

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// formatFunc is cty's format within bounds.
var formatFunc = bounded(stdlib.FormatFunc, func(args []cty.Value) error {
	weight, _, err := weigh(maxNodes, args[1:]...)
	if err != nil {
		return err
	}
	return checkFormat(text(args[0]), weight)
})

// formatlistFunc differs from cty's formatlist in that every string of the list
// has the marks of the elements it was made of, and no others.
var formatlistFunc = function.New(&function.Spec{
	Description: stdlib.FormatListFunc.Description(),
	Params:      []function.Parameter{{Name: "format", Type: cty.String, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true}},
	VarParam:    anything("args"),
	Type:        function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		plain := make([]cty.Value, len(args))
		longest := 0
		for i, arg := range args {
			plain[i], _ = arg.UnmarkDeep()
			longest = max(longest, lengthInt(plain[i]))
		}
		weight, _, err := weigh(maxNodes, plain[1:]...)
		if err != nil {
			return cty.DynamicVal, err
		}
		if err := checkFormat(text(plain[0]), weight); err != nil {
			return cty.DynamicVal, err
		}
		if err := atMost(4*maxBytes, longest, len(text(plain[0]))+widths(text(plain[0]))); err != nil {
			return cty.DynamicVal, err
		}
		list, err := stdlib.FormatListFunc.Call(plain)
		if err != nil {
			return cty.DynamicVal, err
		}
		if !list.IsKnown() || list.LengthInt() == 0 {
			return list.WithMarks(Origins(args...)), nil
		}
		out := list.AsValueSlice()
		for i := range out {
			for _, arg := range args {
				out[i] = out[i].WithMarks(Origins(elementAt(arg, i)))
			}
			if plain, marks := out[i].Unmark(); !plain.IsKnown() && len(marks) == 0 { // of another element
				out[i] = plain.WithMarks(Origins(args...))
			}
		}
		return cty.ListVal(out), nil
	},
})

// elementAt returns the element i of a sequence, and other values themselves.
func elementAt(v cty.Value, i int) cty.Value {
	plain, _ := v.Unmark()
	if plain.IsNull() || !plain.IsKnown() || !isSequence(plain.Type()) {
		return v
	}
	elems := plain.AsValueSlice()
	if i >= len(elems) {
		return v
	}
	return elems[i].WithMarks(topOrigins(v))
}

// checkFormat returns an error if a format makes too much out of arguments of
// the given weight.
func checkFormat(format string, weight int) error {
	if widths(format) > maxWidth {
		return limit("the format has too great a width or precision")
	}
	return atMost(4*maxBytes, strings.Count(format, "%"), weight)
}

// widths returns the sum of the widths and precisions in a format, or more than
// maxWidth.
func widths(format string) int {
	sum := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		n, index := 0, false
	verb:
		for i++; i < len(format); i++ {
			switch c := format[i]; {
			case c == '[':
				index = true
			case c == ']':
				index = false
			case c >= '0' && c <= '9' && !index:
				n = min(10*n+int(c-'0'), maxWidth+1)
			case strings.IndexByte("#+- .", c) >= 0:
				sum, n = sum+n, 0
			case c < '0' || c > '9':
				break verb
			}
		}
		if sum += n; sum > maxWidth {
			return maxWidth + 1
		}
	}
	return sum
}
