package functions

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// templates returns templatefile and templatestring, with the functions of a table. Within their
// templates neither of them may be called, nor may templatestring read files.
func templates(table map[string]function.Function, o Options) map[string]function.Function {
	inFile := maps.Clone(table)
	maps.Copy(inFile, Meters(o.Budget))
	for _, name := range []string{"templatefile", "templatestring"} {
		inFile[name] = forbidden("cannot recursively call " + name + " from inside another template function")
	}
	inString := maps.Clone(inFile)
	for name := range table {
		if strings.HasPrefix(name, "file") {
			inString[name] = forbidden("cannot use filesystem access functions like " + name + " in templatestring templates")
		}
	}
	return map[string]function.Function{
		"templatefile": templateFunc("Renders the template in a file.", func(path string) (source, error) {
			text, err := o.dir().readText(path)
			return source{text, path}, err
		}, inFile),
		"templatestring": templateFunc("Renders a template.", func(s string) (source, error) { return source{s, "templatestring"}, nil }, inString),
	}
}

// source is the text of a template, and what diagnostics call it.
type source struct{ text, name string }

func forbidden(message string) function.Function {
	return function.New(&function.Spec{
		Description: "Always fails.",
		VarParam:    anything("args"),
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func([]cty.Value, cty.Type) (cty.Value, error) {
			return cty.DynamicVal, errors.New(message)
		},
	})
}

// templateFunc makes a function that gets a template by its first argument and
// renders it with the variables that are its second. Variables may be unknown.
func templateFunc(description string, get func(string) (source, error), funcs map[string]function.Function) function.Function {
	funcs = withAliases(funcs)
	return function.New(&function.Spec{
		Description: description,
		Params: []function.Parameter{
			{Name: "template", Type: cty.String, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true},
			*anything("vars"),
		},
		Type: function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name, _ := args[0].Unmark()
			vars, _ := args[1].Unmark()
			switch ty := vars.Type(); {
			case vars.IsNull() || !ty.IsMapType() && !ty.IsObjectType() && ty != cty.DynamicPseudoType:
				return cty.DynamicVal, function.NewArgErrorf(1, "invalid vars value: must be a map")
			case !name.IsKnown() || !vars.IsKnown():
				return cty.DynamicVal.WithMarks(Origins(args...)), nil
			}
			src, err := get(name.AsString())
			if err != nil {
				return cty.DynamicVal, function.NewArgError(0, err)
			}
			v, err := render(src, vars.AsValueMap(), funcs)
			if err != nil {
				return cty.DynamicVal, err
			}
			return v.WithMarks(topOrigins(args[0]), topOrigins(args[1])), nil
		},
	})
}

func render(src source, vars map[string]cty.Value, funcs map[string]function.Function) (cty.Value, error) {
	expr, err := ParseTemplate(src.text, src.name)
	if err != nil {
		return cty.DynamicVal, err
	}
	for name := range vars {
		if !hclsyntax.ValidIdentifier(name) {
			return cty.DynamicVal, function.NewArgErrorf(1, "invalid template variable name %q", name)
		}
	}
	for _, t := range expr.Variables() {
		if _, ok := vars[t.RootName()]; !ok {
			return cty.DynamicVal, function.NewArgErrorf(1, "vars map does not contain key %q, referenced at %s", t.RootName(), t.SourceRange())
		}
	}
	Meter(expr, true)
	v, diags := expr.Value(&hcl.EvalContext{Variables: vars, Functions: funcs})
	if !diags.HasErrors() {
		return v, nil
	}
	if onlyOurs(diags) {
		return cty.DynamicVal, fmt.Errorf("%w (%w)", diags, ErrLimit)
	}
	return cty.DynamicVal, diags
}

// ParseTemplateFile parses the template in a file as templatefile does, for
// those who want to see its parts. base is where relative paths begin.
func ParseTemplateFile(base, path string) (hclsyntax.Expression, error) {
	src, err := dir{base: base}.readText(path)
	if err != nil {
		return nil, err
	}
	return ParseTemplate(src, path)
}

// ParseTemplate parses a template that may be evaluated: it isn't nested too
// deeply. name is what diagnostics call it.
func ParseTemplate(src, name string) (hclsyntax.Expression, error) {
	if err := checkNesting(src); err != nil {
		return nil, err
	}
	expr, diags := hclsyntax.ParseTemplate([]byte(src), name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	return expr, checkLoops(expr)
}

func checkLoops(expr hclsyntax.Expression) error {
	w := &loopWalker{}
	_ = hclsyntax.Walk(expr, w) // loopWalker has no diagnostics
	if w.deepest > maxLoops {
		return limit("the loops of the template are nested too deeply")
	}
	return nil
}

type loopWalker struct{ depth, deepest int }

func (w *loopWalker) Enter(node hclsyntax.Node) hcl.Diagnostics {
	if _, ok := node.(*hclsyntax.ForExpr); ok {
		w.depth++
		w.deepest = max(w.deepest, w.depth)
	}
	return nil
}

func (w *loopWalker) Exit(node hclsyntax.Node) hcl.Diagnostics {
	if _, ok := node.(*hclsyntax.ForExpr); ok {
		w.depth--
	}
	return nil
}
