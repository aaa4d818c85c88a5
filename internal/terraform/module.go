package terraform

import (
	"fmt"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
)

// Host is what the package needs of tflint's runner.
type Host interface {
	GetModuleContent(*hclext.BodySchema, *tflint.GetModuleContentOption) (*hclext.BodyContent, error)
	EvaluateExpr(hcl.Expression, any, *tflint.EvaluateExprOption) error
	GetFile(name string) (*hcl.File, error)
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
	// WellKnown returns a stand-in for a well-known module by its source and the version
	// that a call asks for: a name for it, and a file in native syntax. It takes the
	// module's place where the host hasn't loaded that. ok is false for modules
	// that aren't known. nil knows none.
	WellKnown func(source, version string) (name, file string, ok bool)
	// Logf is called with what can't be evaluated and why; nil drops it.
	Logf func(format string, args ...any)
}

// Module is one instance of a module of the tree, evaluated lazily. It isn't
// safe for concurrent use.
type Module struct {
	// Address is the address of the module instance, "" for the root. It has no
	// key where the key isn't known.
	Address string
	// Parent is the module that calls this one, nil for the root.
	Parent *Module
	// Dir is the module's directory, as file() and path.module see it.
	Dir string

	tree      *tree
	node      *node
	id        string // the address with a made-up key where the key isn't known
	caller    *CallInstance
	inputs    inputs
	resources map[string]*Resource // by Address.Local(), made when asked for
	byType    map[string][]*Resource
	locals    map[string]*local
	outputs   map[string]*local
	calls     map[string]*Call
	rewritten map[string]*hclext.Block                                      // calls that say something else than the files, see Rewritten
	items     map[*hclsyntax.ObjectConsExpr]map[string]hclsyntax.Expression // see scope.item
	adopted   [][]string                                                    // see imports
	required  map[string]*Versions                                          // see ProviderVersions
	constants map[hclsyntax.Expression]*constant                            // see constantOf
}

// inputs are the values of a module's variables. The root asks the host, a
// called module its caller.
type inputs interface {
	// value returns the value of a variable, unknown with its origin where it
	// has none.
	value(name string) cty.Value
}

// local is one local value or output.
type local struct {
	attr  *hclext.Attribute
	value cty.Value // NilVal until evaluated
	busy  bool
}

// Load reads the root module from the host in one call. It fails only if the
// host does. Called modules are read when something asks for them.
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
	name := "."
	if len(content.Blocks) > 0 {
		name = filepath.Dir(content.Blocks[0].DefRange.Filename)
	}
	root := newDirectory(o.Dir, name, content.Blocks)
	m := newModule(&node{tree: newTree(host, root, o), dir: root, local: true})
	m.inputs = newRootInputs(host, content, root.variables, m.logf)
	return m, nil
}

// newModule returns a root module, which the caller gives its inputs.
func newModule(n *node) *Module {
	return &Module{
		Dir:       n.dir.path,
		tree:      n.tree,
		node:      n,
		resources: map[string]*Resource{},
		byType:    map[string][]*Resource{},
		locals:    map[string]*local{},
		outputs:   map[string]*local{},
		calls:     map[string]*Call{},
		items:     map[*hclsyntax.ObjectConsExpr]map[string]hclsyntax.Expression{},
		required:  map[string]*Versions{},
		constants: map[hclsyntax.Expression]*constant{},
	}
}

// Holds reports whether a file, by the host's name, is in the module's directory.
func (m *Module) Holds(file string) bool { return filepath.Dir(file) == m.node.dir.name }

// IsRoot reports whether the module is the one under inspection.
func (m *Module) IsRoot() bool { return m.Parent == nil }

// Resources returns the resources of a type, "T" or "data.T", in this module
// alone, in source order.
func (m *Module) Resources(typ string) []*Resource {
	found, made := m.byType[typ]
	if !made {
		for _, b := range m.node.dir.byType[typ] {
			found = append(found, m.resource(localAddress(b)))
		}
		m.byType[typ] = found
	}
	return found
}

// DataSource returns a data source, nil if there is none of that name.
func (m *Module) DataSource(typ, name string) *Resource {
	return m.resource("data." + typ + "." + name)
}

// Resource returns a managed resource, nil if there is none of that name.
func (m *Module) Resource(typ, name string) *Resource { return m.resource(typ + "." + name) }

// resource returns the resource of an address below the module, nil if there is
// none.
func (m *Module) resource(addr string) *Resource {
	if r := m.resources[addr]; r != nil {
		return r
	}
	b := m.node.dir.resources[addr]
	if b == nil {
		return nil
	}
	r := &Resource{
		Module:   m,
		Address:  Address{Module: m.Address, Data: b.Type == "data", Type: b.Labels[0], Name: b.Labels[1]},
		Block:    b,
		repeated: repeated{module: m, block: b, addr: addr},
	}
	m.resources[addr] = r
	return r
}

// variable returns the value of an input variable.
func (m *Module) variable(name string) cty.Value { return m.inputs.value(name) }

// local returns the value of a local, evaluated once.
func (m *Module) local(name string) cty.Value {
	return m.evaluate(m.localNamed(name), "local."+name)
}

// localNamed returns a local, nil if there is none of that name.
func (m *Module) localNamed(name string) *local {
	return named(m.locals, name, m.node.dir.locals[name])
}

// named returns the local that is kept under a name, or makes it from an
// attribute, nil if there is neither.
func named(in map[string]*local, name string, attr *hclext.Attribute) *local {
	l := in[name]
	if l == nil && attr != nil {
		l = &local{attr: attr}
		in[name] = l
	}
	return l
}

// evaluate returns the value of a local or output, evaluated once.
func (m *Module) evaluate(l *local, addr string) cty.Value {
	switch {
	case l == nil:
		return unknown(Invalid, addr, cty.DynamicPseudoType)
	case l.busy:
		m.logf("%s depends on itself", addr)
		return unknown(Invalid, addr, cty.DynamicPseudoType)
	case l.value == cty.NilVal:
		l.busy = true
		l.value = m.tree.meter.kept(m.root().eval(m.tree.syntax(l.attr)), addr)
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

func (m *Module) logf(format string, args ...any) { m.tree.logf(format, args...) }

// before orders ranges by file and byte.
func before(a, b hcl.Range) bool {
	if a.Filename != b.Filename {
		return a.Filename < b.Filename
	}
	return a.Start.Byte < b.Start.Byte
}
