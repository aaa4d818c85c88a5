package terraform

import (
	"maps"
	"regexp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// sites are the places where variables are mentioned, found file by file, the smallest first: to
// look through all expressions of a large module takes long, and most variables are mentioned in
// a small file. The size of a file is taken to be the end of the last expression seen in it.
type sites struct {
	left  [][]hcl.Expression // the expressions of the files that aren't looked through yet, those of one size together
	found map[string]hcl.Expression
}

func newSites(content *hclext.BodyContent) *sites {
	sizes, files := map[string]int{}, map[string][]hcl.Expression{}
	_ = content.WalkAttributes(func(attr *hclext.Attribute) hcl.Diagnostics {
		if attr.Expr != nil {
			rng := attr.Expr.Range()
			sizes[rng.Filename] = max(sizes[rng.Filename], rng.End.Byte)
			files[rng.Filename] = append(files[rng.Filename], attr.Expr)
		}
		return nil
	})
	bySize := map[int][]hcl.Expression{}
	for name, exprs := range files {
		bySize[sizes[name]] = append(bySize[sizes[name]], exprs...)
	}
	s := &sites{found: map[string]hcl.Expression{}}
	for _, size := range slices.Sorted(maps.Keys(bySize)) {
		s.left = append(s.left, bySize[size])
	}
	return s
}

// of returns the first expression in the smallest file that is just a reference to a variable, nil if
// there is none.
func (s *sites) of(name string) hcl.Expression {
	for s.found[name] == nil && len(s.left) > 0 {
		var all []occurrence
		for _, expr := range s.left[0] {
			all = appendOccurrences(all, expr)
		}
		here := map[string]hcl.Expression{}
		for _, o := range all {
			if old := here[o.name]; old == nil || before(o.expr.Range(), old.Range()) {
				here[o.name] = o.expr
			}
		}
		maps.Copy(here, s.found)
		s.found, s.left = here, s.left[1:]
	}
	return s.found[name]
}

// occurrence is an expression that is just a reference to a variable.
type occurrence struct {
	name string
	expr hcl.Expression
}

// wholeVariable is a JSON string that is just a reference to a variable.
var wholeVariable = regexp.MustCompile(`^\$\{var\.([\pL_][\pL\pM\pN_-]*)\}$`)

// appendOccurrences appends the references to variables in an expression. In
// native syntax that is the beginning of a longer one too, in JSON only a whole
// string: the host reads what it is sent in the syntax of the file.
func appendOccurrences(all []occurrence, expr hcl.Expression) []occurrence {
	if _, native := hcl.UnwrapExpression(expr).(hclsyntax.Expression); native {
		for _, t := range expr.Variables() {
			if name := stepName(t, 1); name != "" && t.RootName() == "var" {
				all = append(all, occurrence{name, &hclsyntax.ScopeTraversalExpr{
					Traversal: t[:2],
					SrcRange:  hcl.RangeBetween(t[0].SourceRange(), t[1].SourceRange()),
				}})
			}
		}
		return all
	}
	if elems, diags := hcl.ExprList(expr); !diags.HasErrors() {
		for _, e := range elems {
			all = appendOccurrences(all, e)
		}
		return all
	}
	if pairs, diags := hcl.ExprMap(expr); !diags.HasErrors() {
		for _, p := range pairs {
			all = appendOccurrences(all, p.Value)
		}
		return all
	}
	text, diags := expr.Value(nil)
	if diags.HasErrors() || text.Type() != cty.String || text.IsNull() || !text.IsKnown() {
		return all
	}
	if match := wholeVariable.FindStringSubmatch(text.AsString()); match != nil {
		all = append(all, occurrence{match[1], expr})
	}
	return all
}
