package functions

import (
	"regexp/syntax"

	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
)

// These are what the calls of some functions take by their arguments.

func searching(args []cty.Value) int { return matching(text(args[0]), text(args[1])) }

func replacing(args []cty.Value) int {
	if pattern, ok := replacedPattern(text(args[1])); ok {
		return matching(pattern, text(args[0]))
	}
	return 0
}

func multiplying(args []cty.Value) int {
	counts := []int{budget.Value, len(args)}
	for _, arg := range args {
		counts = append(counts, lengthInt(arg))
	}
	return budget.Product(counts...)
}

func comparing(args []cty.Value) int {
	if args[0].Type() == cty.List(cty.String) {
		return 0
	}
	return budget.Product(lengthInt(args[0]), lengthInt(args[0]))
}

func formattingOnce(args []cty.Value) int { return formatting * budget.Text(widths(text(args[0]))) }

func formattingLists(args []cty.Value) int {
	longest := 1
	for _, arg := range args[1:] {
		longest = max(longest, lengthInt(arg))
	}
	return budget.Product(longest, budget.Call+formatting*budget.Text(len(text(args[0]))+widths(text(args[0]))))
}

func matchingKeys(args []cty.Value) int {
	return budget.Product(budget.Value, lengthInt(args[1]), lengthInt(args[2]))
}

func hashingAll(args []cty.Value) int {
	steps := 0
	for _, arg := range args {
		steps += hashing*max(lengthInt(arg), 0) + collisions(arg)
	}
	return steps
}

// collisions returns what comparing the numbers of a list costs that a set can't tell apart
// at first: it goes by ten digits.
func collisions(list cty.Value) int {
	if lengthInt(list) < 0 {
		return 0
	}
	steps, alike := 0, map[string]int{}
	for it := list.ElementIterator(); it.Next(); {
		_, v := it.Element()
		if v, _ = v.Unmark(); v.Type() == cty.Number && v.IsKnown() && !v.IsNull() {
			digits := v.AsBigFloat().String()
			steps += budget.Value * alike[digits]
			alike[digits]++
		}
	}
	return steps
}

// replacedPattern returns the regular expression between slashes that replace searches
// for.
func replacedPattern(substr string) (string, bool) {
	if len(substr) < 2 || substr[0] != '/' || substr[len(substr)-1] != '/' {
		return "", false
	}
	return substr[1 : len(substr)-1], true
}

// matching returns what searching a text for a regular expression once costs.
func matching(pattern, text string) int {
	size, _ := program(pattern)
	return budget.Product(size, compilations*compiling) + budget.Product(size, len(text))/perStep
}

// program returns about how many instructions the program of a regular expression has,
// and how long the text can be that it looks at from one place.
func program(pattern string) (size, reach int) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return len(pattern), 0
	}
	return measure(re)
}

func measure(re *syntax.Regexp) (size, reach int) {
	for _, sub := range re.Sub {
		n, r := measure(sub)
		size += n
		if re.Op == syntax.OpAlternate {
			reach = max(reach, r)
		} else {
			reach += r
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		return 1 + len(re.Rune), len(re.Rune) + 1
	case syntax.OpStar, syntax.OpPlus:
		return size + 1, endless
	case syntax.OpRepeat:
		times := re.Max
		if times < 0 {
			times, reach = re.Min+1, endless
		}
		return budget.Product(size+1, times+1), min(budget.Product(reach, times+1), endless)
	case syntax.OpCharClass:
		return 1 + len(re.Rune)/8, 1
	default:
		return size + 1, min(reach+1, endless)
	}
}

// perMatch returns what finding a match in a text may cost beyond searching it once:
// each may look at all that it can reach, and be none.
func perMatch(pattern, text string) int {
	if len(text) <= shortText {
		return 0
	}
	size, reach := program(pattern)
	return budget.Product(size, min(reach, len(text)))/perStep + 1
}

// made returns what a result costs, of which only the top is looked at.
func made(v cty.Value) int {
	v, _ = v.Unmark()
	if v.IsNull() || !v.IsKnown() {
		return 0
	}
	return budget.Text(len(text(v))) + budget.Value*max(lengthInt(v), 0)
}
