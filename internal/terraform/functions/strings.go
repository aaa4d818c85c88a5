package functions

import (
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
)

var (
	startswithFunc  = stringTest("Returns true if the string begins with the prefix.", "prefix", strings.HasPrefix)
	endswithFunc    = stringTest("Returns true if the string ends with the suffix.", "suffix", strings.HasSuffix)
	strcontainsFunc = stringTest("Returns true if the string contains the substring.", "substr", strings.Contains)
)

func stringTest(description, what string, test func(s, part string) bool) function.Function {
	return function.New(&function.Spec{
		Description: description,
		Params:      []function.Parameter{{Name: "str", Type: cty.String}, {Name: what, Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(test(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

// replaceFunc replaces a substring or, if that is written between slashes, what
// matches it as a regular expression.
func replaceFunc(b *budget.Budget) function.Function {
	return function.New(&function.Spec{
		Description: "Replaces all occurrences of a substring or of a /pattern/.",
		Params: []function.Parameter{
			{Name: "str", Type: cty.String}, {Name: "substr", Type: cty.String}, {Name: "replace", Type: cty.String},
		},
		Type: function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			str, substr, with := args[0].AsString(), args[1].AsString(), args[2].AsString()
			pattern, ok := replacedPattern(substr)
			if !ok {
				if err := atMost(maxBytes, strings.Count(str, substr), len(with)); err != nil {
					return cty.DynamicVal, err
				}
				return cty.StringVal(strings.ReplaceAll(str, substr, with)), nil
			}
			re, err := regexp.Compile(pattern)
			if err != nil {
				return cty.DynamicVal, function.NewArgError(1, err)
			}
			matches, err := findAll(re, str, b)
			if err != nil {
				return cty.DynamicVal, err
			}
			out, err := replaceAll(re, matches, str, with)
			return cty.StringVal(out), err
		},
	})
}

// findAll is re.FindAllStringSubmatchIndex within bounds.
func findAll(re *regexp.Regexp, str string, b *budget.Budget) ([][]int, error) {
	each := perMatch(re.String(), str)
	most := min(maxElements, manyMatches/max(each, 1))
	matches := re.FindAllStringSubmatchIndex(str, most+1)
	if err := b.Take(budget.Product(len(matches), each)); err != nil {
		return nil, err
	}
	if len(matches) > most {
		return nil, limit("there are too many matches")
	}
	return matches, nil
}

// replaceAll is re.ReplaceAllString within bounds.
func replaceAll(re *regexp.Regexp, matches [][]int, str, with string) (string, error) {
	var out []byte
	end := 0
	for _, m := range matches {
		out = append(out, str[end:m[0]]...)
		// A group may be inserted as often as it is named.
		if err := atMost(maxBytes, strings.Count(with, "$")+1, m[1]-m[0]+len(with)); err != nil {
			return "", err
		}
		out = re.ExpandString(out, with, str, m)
		if end = m[1]; len(out) > maxBytes {
			return "", limit("the result has more than %d bytes", maxBytes)
		}
	}
	return string(append(out, str[end:]...)), nil
}

// The following are cty's functions within bounds.
var (
	splitFunc = bounded(stdlib.SplitFunc, func(args []cty.Value) error {
		if !args[0].IsKnown() {
			return nil
		}
		return atMost(maxElements, strings.Count(text(args[1]), text(args[0])))
	})
	joinFunc = bounded(stdlib.JoinFunc, func(args []cty.Value) error {
		n := 0
		for _, list := range args[1:] {
			n += max(lengthInt(list), 0)
		}
		return atMost(maxBytes, len(text(args[0])), n)
	})
	indentFunc = bounded(stdlib.IndentFunc, func(args []cty.Value) error {
		if args[0].IsNull() || !args[0].IsKnown() {
			return nil
		}
		spaces, _ := args[0].AsBigFloat().Int64()
		if spaces < 0 {
			return function.NewArgErrorf(0, "must not be negative")
		}
		if spaces > maxBytes {
			return limit("too many spaces")
		}
		return atMost(maxBytes, int(spaces), strings.Count(text(args[1]), "\n"))
	})
)

// regexallFunc is cty's regexall within bounds.
func regexallFunc(b *budget.Budget) function.Function {
	return bounded(stdlib.RegexAllFunc, func(args []cty.Value) error {
		re, err := regexp.Compile(text(args[0]))
		if err != nil || !args[0].IsKnown() {
			return nil //nolint:nilerr // cty has a message for that
		}
		matches, err := findAll(re, text(args[1]), b)
		if err != nil {
			return err
		}
		return atMost(maxElements, len(matches), re.NumSubexp()+1)
	})
}
