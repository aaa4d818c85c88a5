package functions

import (
	"strings"
	"unicode/utf8"

	yaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

var (
	jsonencodeFunc = encoder(stdlib.JSONEncodeFunc, jsonPrefix)
	yamlencodeFunc = encoder(bounded(yaml.YAMLEncodeFunc, func(args []cty.Value) error { return checkTexts(args[0]) }), yamlPrefix)
	jsondecodeFunc = decoder(stdlib.JSONDecodeFunc, checkJSON)
	yamldecodeFunc = decoder(yaml.YAMLDecodeFunc, checkYAML)
	csvdecodeFunc  = bounded(stdlib.CSVDecodeFunc, func(args []cty.Value) error {
		s := text(args[0])
		return atMost(maxElements, strings.Count(s, "\n")+strings.Count(s, ","))
	})
)

// encoder is f for arguments that are wholly known. For others it returns an
// unknown string that is marked with what it encodes.
func encoder(f function.Function, prefix func(cty.Value) string) function.Function {
	return function.New(&function.Spec{
		Description: f.Description(),
		Params:      []function.Parameter{*anything("value")},
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			plain, _ := args[0].UnmarkDeep()
			if !plain.IsWhollyKnown() {
				return encodedString(args[0], prefix(plain)), nil
			}
			ret, err := f.Call([]cty.Value{plain})
			if err != nil {
				return cty.DynamicVal, err
			}
			return ret.WithMarks(Origins(args...)), nil
		},
	})
}

// checkTexts fails for text that isn't UTF-8, which go-cty-yaml 1.2.0 never comes to an end with.
func checkTexts(v cty.Value) error {
	return cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		ok := true
		switch ty := v.Type(); {
		case v.IsNull():
		case ty == cty.String:
			ok = utf8.ValidString(v.AsString())
		case ty.IsMapType() || ty.IsObjectType():
			for key := range v.Elements() {
				ok = ok && utf8.ValidString(key.AsString())
			}
		}
		if !ok {
			return false, limit("text that isn't UTF-8")
		}
		return true, nil
	})
}

// decoder is f, except that it gives back what an encoder was given.
func decoder(f function.Function, check func(string) error) function.Function {
	return function.New(&function.Spec{
		Description: f.Description(),
		Params:      []function.Parameter{{Name: "str", Type: cty.String, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true}},
		Type:        function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			origins := Origins(args...)
			if e, ok := EncodedOf(args[0]); ok {
				return withMissing(e.Value, origins), nil
			}
			plain, _ := args[0].Unmark()
			if err := check(text(plain)); err != nil {
				return cty.DynamicVal, err
			}
			ret, err := f.Call([]cty.Value{plain})
			if err != nil {
				return cty.DynamicVal, err
			}
			return ret.WithMarks(origins), nil
		},
	})
}

// jsonPrefix returns how the JSON text of v surely begins.
func jsonPrefix(v cty.Value) string {
	v, _ = v.Unmark()
	if v.Range().CouldBeNull() {
		return ""
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		return `"`
	case ty.IsObjectType() || ty.IsMapType():
		return "{"
	case isSequence(ty):
		return "["
	default:
		return ""
	}
}

// yamlPrefix returns how the YAML text of v surely begins: keys and strings are
// always quoted.
func yamlPrefix(v cty.Value) string {
	v, _ = v.Unmark()
	if v.Range().CouldBeNull() || !v.IsKnown() {
		return ""
	}
	switch ty := v.Type(); {
	case (ty.IsObjectType() || ty.IsMapType()) && v.LengthInt() > 0:
		return `"`
	case isSequence(ty) && v.LengthInt() > 0:
		return "- "
	default:
		return ""
	}
}

func checkJSON(s string) error {
	if err := checkNesting(s); err != nil {
		return err
	}
	return atMost(maxElements, strings.Count(s, ","))
}

func checkYAML(s string) error {
	if err := checkJSON(s); err != nil {
		return err
	}
	if err := atMost(maxElements, strings.Count(s, "\n")); err != nil {
		return err
	}
	for line := range strings.Lines(s) {
		if strings.Count(line, "- ")+strings.Count(line, "? ")+strings.Count(line, ": ") > maxDepth {
			return limit("the document is nested too deeply")
		}
	}
	return checkAliases(s)
}

// checkAliases fails for a document whose aliases stand for too much: those of aliases
// grow exponentially. Types are made without expanding them.
func checkAliases(s string) error {
	if !strings.Contains(s, "*") || !strings.Contains(s, "&") {
		return nil
	}
	if err := atMost(maxAliased, strings.Count(s, "*"), strings.Count(s, "\n")); err != nil {
		return err // merging a mapping takes as long as it is
	}
	ty, err := yaml.Standard.ImpliedType([]byte(s))
	if err != nil {
		return nil //nolint:nilerr // decoding has a message for that
	}
	left := maxElements
	if !countTypes(ty, &left) {
		return limit("the document has too many aliases")
	}
	return nil
}

// countTypes takes the number of types in a type off what is left and reports whether
// that was enough.
func countTypes(ty cty.Type, left *int) bool {
	if *left--; *left < 0 {
		return false
	}
	switch {
	case ty.IsTupleType():
		for _, e := range ty.TupleElementTypes() {
			if !countTypes(e, left) {
				return false
			}
		}
	case ty.IsObjectType():
		for _, e := range ty.AttributeTypes() {
			if !countTypes(e, left) {
				return false
			}
		}
	}
	return true
}

// checkNesting errs on the side of too deep: it doesn't know quotes.
func checkNesting(s string) error {
	if len(s) > maxDocument {
		return limit("the document has more than %d bytes", maxDocument)
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(', '[', '{':
			if depth++; depth > maxDepth {
				return limit("the document is nested too deeply")
			}
		case ')', ']', '}':
			depth = max(depth-1, 0)
		}
	}
	return nil
}
