package functions

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
)

// ErrLimit is wrapped by the errors of calls that Terraform might well compute
// but this package doesn't. Such a call is unknown rather than invalid: try and
// can don't go by it.
var ErrLimit = errors.New("beyond what is evaluated statically")

func limit(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrLimit)...)
}

// A treatment says how the marks of arguments get into the result.
type treatment int

const (
	// opaque functions compute something new: the result carries all marks on top.
	opaque treatment = iota
	// carrying functions put all elements of their arguments into the result, with
	// their marks. What the library dropped is added on top.
	carrying
	// selecting functions take something out of their arguments, with its marks.
	// When an argument is unknown the library drops marks, and all are put on top.
	selecting
	// careful functions are ours and see to the marks themselves.
	careful
)

// guard wraps a function so that it treats marks well, never panics and has limits.
func guard(name string, r record, b *budget.Budget) function.Function {
	spec := &function.Spec{
		Description: r.f.Description(),
		Params:      r.f.Params(),
		Type:        function.StaticReturnType(cty.DynamicPseudoType), // it decides when it is called
	}
	for i := range spec.Params {
		allowAll(&spec.Params[i])
	}
	if p := r.f.VarParam(); p != nil {
		allowAll(p)
		spec.VarParam = p
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (ret cty.Value, err error) {
		defer func() {
			if reason := recover(); reason != nil {
				ret, err = cty.DynamicVal, limit("%s failed: %v", name, reason)
			}
		}()
		return r.call(name, args, b)
	}
	return function.New(spec)
}

func allowAll(p *function.Parameter) {
	p.AllowNull, p.AllowUnknown, p.AllowDynamicType, p.AllowMarked = true, true, true, true
}

func (r record) call(name string, args []cty.Value, b *budget.Budget) (cty.Value, error) {
	most := b.Left() / budget.Value
	bytes, nodes, err := weigh(min(most, maxNodes), args...)
	switch {
	case err != nil && nodes > most:
		return cty.DynamicVal, b.Burn(budget.Value * most)
	case err != nil:
		return cty.DynamicVal, err
	}
	if err := b.Take(callSteps(nodes, bytes, r.slow)); err != nil {
		return cty.DynamicVal, err
	}
	if r.more != nil {
		plain := make([]cty.Value, len(args))
		for i := range args {
			plain[i], _ = args[i].Unmark()
		}
		if err := b.Take(r.more(plain)); err != nil {
			return cty.DynamicVal, err
		}
	}
	given := args
	if r.marks == opaque {
		args = make([]cty.Value, len(given))
		for i, a := range given {
			args[i], _ = a.UnmarkDeep()
		}
	}
	ret, err := r.f.Call(args)
	var panicked function.PanicError
	switch {
	case errors.As(err, &panicked):
		return cty.DynamicVal, limit("%s failed: %v", name, panicked.Value)
	case err != nil:
		return cty.DynamicVal, err
	}
	if err := checkSize(ret); err != nil {
		return cty.DynamicVal, err
	}
	if err := b.Take(made(ret)); err != nil {
		return cty.DynamicVal, err
	}
	switch {
	case r.marks == opaque:
		return ret.WithMarks(Origins(given...)), nil
	case r.marks == carrying, r.marks == selecting && anyUnknown(args):
		return withMissing(ret, Origins(given...)), nil
	default:
		return ret, nil
	}
}

// callSteps returns what a call takes by the size of its arguments.
func callSteps(nodes, bytes, slow int) int {
	return budget.Call + nodes*budget.Value + budget.Text(bytes)*max(slow, 1)
}

func anyUnknown(vals []cty.Value) bool {
	return slices.ContainsFunc(vals, func(v cty.Value) bool { return !v.IsKnown() })
}

// weigh returns about how many bytes the values would take in print, and how many values
// they are with those in them, or an error when that or one of their numbers is too big.
func weigh(most int, vals ...cty.Value) (bytes, nodes int, err error) {
	for _, val := range vals {
		for _, v := range cty.DeepValues(val) {
			if nodes++; nodes > most {
				return 0, nodes, limit("an argument has too many elements")
			}
			bytes += bytesOfValue
			v, _ = v.Unmark()
			if !v.IsKnown() || v.IsNull() {
				continue
			}
			switch v.Type() {
			case cty.String:
				bytes += len(v.AsString())
			case cty.Number:
				if beyondExponent(v.AsBigFloat()) {
					return 0, 0, limit("a number is too big or too small")
				}
			}
			if bytes > 2*maxBytes {
				return 0, 0, limit("an argument is too big")
			}
		}
	}
	return bytes, nodes, nil
}

func beyondExponent(n *big.Float) bool {
	e := n.MantExp(nil)
	return e > maxExponent || e < -maxExponent
}

func checkSize(v cty.Value) error {
	v, _ = v.Unmark()
	if !v.IsKnown() || v.IsNull() {
		return nil
	}
	ty := v.Type()
	switch {
	case ty == cty.String && len(v.AsString()) > maxBytes:
		return limit("the result has more than %d bytes", maxBytes)
	case (ty.IsCollectionType() || ty.IsTupleType() || ty.IsObjectType()) && v.LengthInt() > maxElements:
		return limit("the result has more than %d elements", maxElements)
	}
	return nil
}
