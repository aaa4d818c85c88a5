package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Switched returns the module as it is where some of its inputs are switched: a bool has the other value, and nothing is
// known of an input that isn't one.
func (m *Module) Switched(names []string) *Module {
	other := newModule(m.node)
	other.inputs = otherInputs{m.inputs, names, func(name string) cty.Value {
		if is, ok := (Value{Cty: m.variable(name)}).Bool(); ok {
			return cty.BoolVal(!is)
		}
		return noInputs{}.value(name)
	}}
	return other
}

// otherInputs are inputs of which some have other values.
type otherInputs struct {
	inputs
	names []string
	other func(name string) cty.Value
}

func (o otherInputs) value(name string) cty.Value {
	if slices.Contains(o.names, name) {
		return o.other(name)
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

// SaysRoot reports whether files, in either syntax, say what only a root module does: how its default provider is configured, or
// where the state is kept.
func SaysRoot(files map[string]*hcl.File) bool {
	for _, f := range files {
		content, _, _ := f.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
			{Type: "provider", LabelNames: []string{"name"}}, {Type: "terraform"},
		}})
		if content == nil {
			continue
		}
		for _, b := range content.Blocks {
			if b.Type == "provider" && configuresDefault(b.Body) || b.Type == "terraform" && keepsState(b.Body) {
				return true
			}
		}
	}
	return false
}

func keepsState(settings hcl.Body) bool {
	content, _, _ := settings.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
		{Type: "backend", LabelNames: []string{"type"}}, {Type: "cloud"},
	}})
	return content != nil && len(content.Blocks) > 0
}

// configuresDefault reports whether a provider block configures the default provider.
// Modules of old that are made to be called have blocks with an alias, for each region
// that they serve or to take a provider from the caller, and blocks with nothing but a
// version.
func configuresDefault(provider hcl.Body) bool {
	if body, ok := provider.(*hclsyntax.Body); ok && len(body.Blocks) > 0 {
		return body.Attributes["alias"] == nil
	}
	attrs, _ := provider.JustAttributes() // in JSON blocks look like attributes
	if attrs["alias"] != nil {
		return false
	}
	says := len(attrs)
	if attrs["version"] != nil {
		says--
	}
	return says > 0
}
