package terraform

import (
	"fmt"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
)

// Host is what the package needs of tflint's runner.
type Host interface {
	GetModuleContent(*hclext.BodySchema, *tflint.GetModuleContentOption) (*hclext.BodyContent, error)
	EvaluateExpr(hcl.Expression, any, *tflint.EvaluateExprOption) error
}

// Provider knows the resource types that a caller cares for.
type Provider interface {
	// Schema returns the arguments and blocks of those types, managed and data
	// resources alike, in one union. Whatever isn't in it is never read.
	Schema() *hclext.BodySchema
	// Computed returns a computed attribute of an instance, or its stand-in, and
	// false where nothing is known of it. It may read other arguments of the
	// instance.
	Computed(inst *Instance, attr string) (cty.Value, bool)
	// ConfigSchema returns the arguments and blocks of provider blocks that the
	// caller cares for, of all providers together.
	ConfigSchema() *hclext.BodySchema
	// Repeats returns the argument whose value a computed attribute repeats, ""
	// if there is none.
	Repeats(data bool, typ, attr string) string
	// Attributes lists the attributes that an instance of a type has where it is
	// used as a whole (each.value, a splat, a for expression), nil for types
	// that the provider doesn't know.
	Attributes(data bool, typ string) []string
}

// Options says how to evaluate a module.
type Options struct {
	// Provider is the table of resource types; it must be set.
	Provider Provider
	// Dir is the directory of the root module, below which file() reads.
	Dir string
	// Logf is called with what can't be evaluated and why; nil drops it.
	Logf func(format string, args ...any)
}

// Module is one module of the tree, evaluated lazily. It isn't safe for
// concurrent use.
type Module struct {
	// Address is the address of the module instance, "" for the root.
	Address string
	// Parent is the module that calls this one, nil for the root.
	Parent *Module
	// Dir is the module's directory, as file() and path.module see it.
	Dir string

	options   Options
	inputs    inputs
	functions map[string]function.Function
	steps     *budget
	resources map[string]*Resource   // by Address.Local()
	byType    map[string][]*Resource // in source order, by "T" or "data.T"
	locals    map[string]*local
	calls     map[string]*Call
	settings  []*hclext.Block                                               // terraform, provider, moved and removed blocks
	trees     map[*hclext.Attribute]hclsyntax.Expression                    // see tree
	items     map[*hclsyntax.ObjectConsExpr]map[string]hclsyntax.Expression // see scope.item
}

// inputs are the values of a module's variables. The root asks the host; a
// called module will ask its caller.
type inputs interface {
	// value returns the value of a variable, unknown with its origin where it
	// has none.
	value(name string) cty.Value
}

// local is one local value.
type local struct {
	attr  *hclext.Attribute
	value cty.Value // NilVal until evaluated
	busy  bool
}

// Load reads the root module from the host in one call. It fails only if the
// host does.
func Load(host Host, o Options) (*Module, error) {
	option := &tflint.GetModuleContentOption{ModuleCtx: tflint.SelfModuleCtxType, ExpandMode: tflint.ExpandModeNone}
	content, err := host.GetModuleContent(moduleSchema(o.Provider, true), option)
	if err != nil {
		// A block where only arguments may be (in locals, module or
		// required_providers) is an error that tflint itself lets pass: then do
		// without those.
		if o.Logf != nil {
			o.Logf("module content: %s; reading it without locals, calls and provider requirements", err)
		}
		content, err = host.GetModuleContent(moduleSchema(o.Provider, false), option)
		if err != nil {
			return nil, fmt.Errorf("read the module: %w", err)
		}
	}
	m := newModule(content, o)
	m.inputs = newRootInputs(host, content, m.logf)
	return m, nil
}

// newModule indexes the content of a module, root or called.
func newModule(content *hclext.BodyContent, o Options) *Module {
	steps := &budget{}
	m := &Module{
		Dir:       o.Dir,
		options:   o,
		functions: guardFunctions(functions.Table(functions.Options{BaseDir: o.Dir}), steps.take),
		steps:     steps,
		trees:     map[*hclext.Attribute]hclsyntax.Expression{},
		items:     map[*hclsyntax.ObjectConsExpr]map[string]hclsyntax.Expression{},
		resources: map[string]*Resource{},
		byType:    map[string][]*Resource{},
		locals:    map[string]*local{},
		calls:     map[string]*Call{},
	}
	blocks := content.Blocks
	sort.SliceStable(blocks, func(i, j int) bool { return before(blocks[i].DefRange, blocks[j].DefRange) })
	for _, b := range blocks {
		switch b.Type {
		case "resource", "data":
			m.addResource(b)
		case "locals":
			for name, attr := range b.Body.Attributes {
				m.locals[name] = &local{attr: attr}
			}
		case "module":
			m.calls[b.Labels[0]] = &Call{Name: b.Labels[0], Block: b, module: m}
		case "terraform", "provider", "moved", "removed":
			m.settings = append(m.settings, b)
		}
	}
	return m
}

func (m *Module) addResource(b *hclext.Block) {
	r := &Resource{
		Module:  m,
		Address: Address{Module: m.Address, Data: b.Type == "data", Type: b.Labels[0], Name: b.Labels[1]},
		Block:   b,
	}
	key := r.Address.Local()
	if _, exists := m.resources[key]; exists {
		return // invalid; the first one stands
	}
	m.resources[key] = r
	kind := r.Address.Type
	if r.Address.Data {
		kind = "data." + kind
	}
	m.byType[kind] = append(m.byType[kind], r)
}

// Resources returns the managed resources of a type in source order.
func (m *Module) Resources(typ string) []*Resource { return m.byType[typ] }

// DataSource returns a data source, nil if there is none of that name.
func (m *Module) DataSource(typ, name string) *Resource { return m.resources["data."+typ+"."+name] }

// Resource returns a managed resource, nil if there is none of that name.
func (m *Module) Resource(typ, name string) *Resource { return m.resources[typ+"."+name] }

// variable returns the value of an input variable.
func (m *Module) variable(name string) cty.Value { return m.inputs.value(name) }

// local returns the value of a local, evaluated once.
func (m *Module) local(name string) cty.Value {
	l := m.locals[name]
	switch {
	case l == nil:
		return unknown(Invalid, "local."+name, cty.DynamicPseudoType)
	case l.busy:
		m.logf("local.%s depends on itself", name)
		return unknown(Invalid, "local."+name, cty.DynamicPseudoType)
	case l.value == cty.NilVal:
		l.busy = true
		l.value = bounded(m.root().eval(m.tree(l.attr)), "local."+name)
		l.busy = false
	}
	return l.value
}

// Evaluate returns the value of an expression that isn't the module's own, as if it
// stood outside resources there.
func (m *Module) Evaluate(expr hclsyntax.Expression) Value {
	return Value{Cty: m.root().eval(expr), Range: expr.Range(), expr: expr, scope: m.root()}
}

// root is the scope of what stands outside resources.
func (m *Module) root() *scope { return &scope{module: m} }

func (m *Module) logf(format string, args ...any) {
	if m.options.Logf != nil {
		m.options.Logf(format, args...)
	}
}

// before orders ranges by file and byte.
func before(a, b hcl.Range) bool {
	if a.Filename != b.Filename {
		return a.Filename < b.Filename
	}
	return a.Start.Byte < b.Start.Byte
}
