package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Otherwise returns the module as it is where nothing is known of some of its inputs: what isn't
// sure there may be different with other values of these.
func (m *Module) Otherwise(names []string) *Module {
	other := newModule(m.node)
	other.inputs = otherInputs{m.inputs, names}
	return other
}

// otherInputs are inputs of which nothing is known of some.
type otherInputs struct {
	inputs
	names []string
}

func (o otherInputs) value(name string) cty.Value {
	if slices.Contains(o.names, name) {
		return noInputs{}.value(name)
	}
	return o.inputs.value(name)
}

// Switches returns the inputs of the value's own module that look like switches, and on which it rests: a
// bool, one that is null, an empty collection. The module is one that nobody calls, or as nobody calls it.
func (v Value) Switches() []string {
	if v.expr == nil || v.scope.module.caller != nil {
		return nil
	}
	m := v.scope.module
	t := &tracer{seen: map[any]bool{}, own: m}
	t.expr(v.scope, v.expr)
	var out []string
	for _, input := range t.found {
		if is, _ := m.variable(input.Name).Unmark(); switchLike(is) {
			out = append(out, input.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func switchLike(v cty.Value) bool {
	if !v.IsKnown() {
		return false
	}
	return v.IsNull() || v.Type() == cty.Bool || v.CanIterateElements() && v.LengthInt() == 0
}

// SaysRoot reports whether files say what only a root module does: how its default provider is configured, or where
// the state is kept.
func SaysRoot(files map[string]*hcl.File) bool {
	for _, f := range files {
		body, ok := f.Body.(*hclsyntax.Body)
		if !ok {
			continue
		}
		for _, b := range body.Blocks {
			if b.Type == "provider" && configuresDefault(b.Body) || b.Type == "terraform" && keepsState(b.Body) {
				return true
			}
		}
	}
	return false
}

func keepsState(settings *hclsyntax.Body) bool {
	return slices.ContainsFunc(settings.Blocks, func(b *hclsyntax.Block) bool { return b.Type == "backend" || b.Type == "cloud" })
}

// configuresDefault reports whether a provider block configures the default provider.
// Modules of old that are made to be called have blocks with an alias, for each region
// that they serve or to take a provider from the caller, and blocks with nothing but a
// version.
func configuresDefault(provider *hclsyntax.Body) bool {
	if provider.Attributes["alias"] != nil {
		return false
	}
	says := len(provider.Attributes)
	if provider.Attributes["version"] != nil {
		says--
	}
	return says+len(provider.Blocks) > 0
}
