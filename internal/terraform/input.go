package terraform

import (
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
	sites    *sites // nil until the first variable is asked for
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
		r.sites = newSites(r.content)
	}
	if d := r.declared[name]; d != nil && (d.decodeFlags() != nil || d.secret) {
		r.logf("var.%s is sensitive or ephemeral: taken as unknown", name)
		return none
	}
	at := r.sites.of(name)
	if at == nil {
		// JSON strings in which the reference is only a part can't be sent.
		r.logf("var.%s: no occurrence that the host can evaluate", name)
		return none
	}
	var v cty.Value
	if err := r.host.EvaluateExpr(at, &v, nil); err != nil {
		r.logf("var.%s at %s can't be evaluated%s", name, at.Range(), reason(err))
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
