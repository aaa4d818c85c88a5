package fakehost

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/terraform/lang/marks"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/gocty"
)

// evaluate returns the value of the expression, converted to the type.
func (v *variables) evaluate(expr hcl.Expression, want cty.Type) (cty.Value, error) {
	scope := map[string]cty.Value{}
	inputs := map[string]cty.Value{}
	for _, t := range expr.Variables() {
		switch root := t.RootName(); root {
		case "var":
		case "count":
			scope[root] = cty.ObjectVal(map[string]cty.Value{"index": cty.UnknownVal(cty.Number)})
			continue
		default:
			scope[root] = cty.DynamicVal
			continue
		}
		name, ok := attribute(t)
		if !ok {
			return cty.NilVal, fmt.Errorf(`%s: the "var" object cannot be accessed directly`, t.SourceRange())
		}
		value, err := v.value(name)
		if err != nil {
			return cty.NilVal, fmt.Errorf("%s: %w", t.SourceRange(), err)
		}
		inputs[name] = value
	}
	if len(inputs) > 0 {
		scope["var"] = cty.ObjectVal(inputs)
	}
	// The empty table makes calls "unknown functions", which can be told apart.
	value, diags := expr.Value(&hcl.EvalContext{Variables: scope, Functions: map[string]function.Function{}})
	switch {
	case callsFunction(diags):
		value = cty.DynamicVal
	case diags.HasErrors():
		return cty.NilVal, diags
	}
	value, err := convert.Convert(value, want)
	if err != nil {
		return cty.NilVal, fmt.Errorf("%s: invalid expression value: %w", expr.Range(), err)
	}
	return value, nil
}

// attribute returns the name after the root of a traversal.
func attribute(t hcl.Traversal) (string, bool) {
	if len(t) < 2 {
		return "", false
	}
	attr, ok := t[1].(hcl.TraverseAttr)
	return attr.Name, ok
}

// callsFunction reports whether evaluation failed at a function call.
func callsFunction(diags hcl.Diagnostics) bool {
	for _, diag := range diags {
		if _, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallUnknownDiagExtra](diag); ok {
			return true
		}
	}
	return false
}

// wantedType returns the type that an evaluation target stands for.
func wantedType(target any, option *tflint.EvaluateExprOption) cty.Type {
	if option != nil && option.WantType != nil {
		return *option.WantType
	}
	switch target.(type) {
	case *string:
		return cty.String
	case *int:
		return cty.Number
	case *bool:
		return cty.Bool
	case *[]string:
		return cty.List(cty.String)
	case *[]int:
		return cty.List(cty.Number)
	case *[]bool:
		return cty.List(cty.Bool)
	case *map[string]string:
		return cty.Map(cty.String)
	case *map[string]int:
		return cty.Map(cty.Number)
	case *map[string]bool:
		return cty.Map(cty.Bool)
	case *cty.Value:
		return cty.DynamicPseudoType
	default:
		panic(fmt.Sprintf("unsupported target type: %T", target))
	}
}

// assign sets the target, which can't be unknown, null or marked unless any
// type was asked for.
func assign(value cty.Value, want cty.Type, target any) error {
	if want == cty.DynamicPseudoType {
		return gocty.FromCtyValue(value, target)
	}
	err := cty.Walk(value, func(_ cty.Path, v cty.Value) (bool, error) {
		switch {
		case !v.IsKnown():
			return false, tflint.ErrUnknownValue
		case v.IsNull():
			return false, tflint.ErrNullValue
		case v.HasMark(marks.Sensitive):
			return false, tflint.ErrSensitive
		case v.HasMark(marks.Ephemeral):
			return false, tflint.ErrEphemeral
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	return gocty.FromCtyValue(value, target)
}

// callback calls a target of the form func(T) error with the value that eval
// assigns to a *T. Values that no T can hold are passed over.
func callback(target any, eval func(target any) error) error {
	fn := reflect.ValueOf(target)
	typ := fn.Type()
	if typ.NumIn() != 1 || typ.NumOut() != 1 || !typ.Out(0).Implements(reflect.TypeFor[error]()) {
		panic(`callback must be of type "func (v T) error"`)
	}
	arg := reflect.New(typ.In(0))
	err := eval(arg.Interface())
	for _, passed := range []error{
		tflint.ErrUnknownValue, tflint.ErrNullValue, tflint.ErrSensitive, tflint.ErrEphemeral,
	} {
		if errors.Is(err, passed) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	err, _ = fn.Call([]reflect.Value{arg.Elem()})[0].Interface().(error)
	return err
}
