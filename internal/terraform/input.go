package terraform

import (
	"regexp"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// rootInputs asks the host for the values of the root module's variables: it
// alone knows tfvars files, --var and the environment. Each call makes the host
// send, and both sides parse, the whole file in which the expression stands, so
// each variable is asked for once, at its occurrence in the smallest file.
type rootInputs struct {
	host    Host
	content *hclext.BodyContent
	// Of the declarations only the flags are read.
	declared map[string]*variable
	logf     func(string, ...any)
	values   map[string]cty.Value
	sites    map[string]site // nil until the first variable is asked for
}

// site is an occurrence of a variable: an expression that is just the
// reference, and the size of the part of its file that was seen.
type site struct {
	expr hcl.Expression
	size int
}

func newRootInputs(host Host, content *hclext.BodyContent, declared map[string]*variable, logf func(string, ...any)) *rootInputs {
	return &rootInputs{host: host, content: content, declared: declared, logf: logf, values: map[string]cty.Value{}}
}

func (r *rootInputs) value(name string) cty.Value {
	if v, ok := r.values[name]; ok {
		return v
	}
	v := r.ask(name)
	r.values[name] = v
	return v
}

func (r *rootInputs) ask(name string) cty.Value {
	none := unknown(Variable, "var."+name, cty.DynamicPseudoType)
	if r.sites == nil {
		r.sites = sites(r.content)
	}
	if d := r.declared[name]; d != nil && (d.decodeFlags() != nil || d.secret) {
		r.logf("var.%s is sensitive or ephemeral: taken as unknown", name)
		return none
	}
	s, ok := r.sites[name]
	if !ok {
		// JSON strings in which the reference is only a part can't be sent.
		r.logf("var.%s: no occurrence that the host can evaluate", name)
		return none
	}
	var v cty.Value
	if err := r.host.EvaluateExpr(s.expr, &v, nil); err != nil {
		r.logf("var.%s at %s can't be evaluated%s", name, s.expr.Range(), reason(err))
		return none
	}
	if v == cty.NilVal || v.ContainsMarked() {
		r.logf("var.%s is sensitive or ephemeral: taken as unknown", name)
		return none
	}
	if !v.IsWhollyKnown() {
		r.logf("var.%s has no value, or not in all its parts", name)
	}
	return withOrigin(v, Origin{Variable, "var." + name})
}

// withOrigin marks the unknown parts of a value.
func withOrigin(v cty.Value, o Origin) cty.Value {
	if v.IsWhollyKnown() {
		return v
	}
	marked, err := cty.Transform(v, func(_ cty.Path, v cty.Value) (cty.Value, error) {
		if v.IsKnown() {
			return v, nil
		}
		return v.Mark(o), nil
	})
	if err != nil {
		return cty.UnknownVal(v.Type()).Mark(o)
	}
	return marked
}

// sites finds for each variable its occurrence in the smallest file. The size
// of a file is taken to be the end of the last expression seen in it.
func sites(content *hclext.BodyContent) map[string]site {
	sizes := map[string]int{}
	var all []occurrence
	_ = content.WalkAttributes(func(attr *hclext.Attribute) hcl.Diagnostics {
		if attr.Expr != nil {
			file := attr.Expr.Range().Filename
			sizes[file] = max(sizes[file], attr.Expr.Range().End.Byte)
			all = appendOccurrences(all, attr.Expr)
		}
		return nil
	})
	found := map[string]site{}
	for _, o := range all {
		s := site{o.expr, sizes[o.expr.Range().Filename]}
		old, ok := found[o.name]
		if !ok || s.size < old.size || s.size == old.size && before(s.expr.Range(), old.expr.Range()) {
			found[o.name] = s
		}
	}
	return found
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
