package terraform

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
)

// tree is what the modules of one configuration share.
type tree struct {
	options Options
	meter   *meter
	loader  *loader
	trees   map[*hclext.Attribute]hclsyntax.Expression // see syntax
	nodes   int
	modules int
	alone   map[*directory]*Module
	granted map[*directory]bool // see grant
}

func newTree(host Host, root *directory, o Options) *tree {
	t := &tree{
		options: o,
		trees:   map[*hclext.Attribute]hclsyntax.Expression{},
		alone:   map[*directory]*Module{},
		granted: map[*directory]bool{},
	}
	t.meter = newMeter(t.logf)
	t.meter.table = guardFunctions(functions.Table(functions.Options{BaseDir: o.Dir, Secret: Origin{Secret, "sensitive"}, Budget: t.meter.Budget}), t.meter)
	t.meter.functions = maps.Clone(t.meter.table)
	t.grant(root)
	t.loader = newLoader(host, root, o, t.logf)
	return t
}

// grant adds to the budget what a directory's calls take, once.
func (t *tree) grant(dir *directory) {
	if !t.granted[dir] {
		t.granted[dir] = true
		t.meter.GrantCalls(len(dir.calls))
	}
}

func (t *tree) logf(format string, args ...any) {
	if t.options.Logf != nil {
		t.options.Logf(format, args...)
	}
}

// admits reports whether a block may have so many instances: where they are too many
// their number counts as unknown.
func (r *repeated) admits(instances int) bool {
	t := r.module.tree
	if r.block.Type == "module" {
		if n := r.module.node.child(r.block.Labels[0]); n != nil && instances > (maxModules-t.modules)/n.size() {
			t.logf("%s at %s: too many modules", r.addr, r.block.DefRange)
			return false
		}
	}
	return t.meter.admits(instances, budget.Instance)
}

// reserve counts the modules of the instances that a block has.
func (r *repeated) reserve(instances int) {
	if r.block.Type != "module" {
		return
	}
	if n := r.module.node.child(r.block.Labels[0]); n != nil {
		r.module.tree.modules += instances * n.size()
	}
}

// node is a module by the path of the calls that lead to it, whatever the number
// of its instances.
type node struct {
	tree      *tree
	path      []string // names of the calls, from the root
	dir       *directory
	local     bool             // every call on the path names a local directory, or the last one a known module
	wellKnown bool             // it is a well-known module, loaded or not
	alone     bool             // the path doesn't begin at the module under inspection
	children  map[string]*node // by name of the call, nil until asked for; nil where not loaded
	types     map[string]bool  // see has
	opaque    *bool            // see hasOpaque
}

// child returns the module that a call leads to, nil if the host hasn't loaded it.
func (n *node) child(name string) *node {
	if n.children == nil {
		n.children = map[string]*node{}
		for _, call := range n.dir.calls {
			n.children[call.Labels[0]] = n.load(call)
		}
	}
	return n.children[name]
}

func (n *node) load(call *hclext.Block) *node {
	if len(n.path) >= maxModuleDepth || n.tree.nodes >= maxCalls {
		n.tree.logf("module.%s at %s: too many modules", call.Labels[0], call.DefRange)
		return nil
	}
	path := append(slices.Clone(n.path), call.Labels[0])
	dir, local := n.tree.loader.called(n.dir, path, call)
	if n.alone && !local {
		dir = nil // what is installed is so for the module under inspection
	}
	standIn := n.tree.loader.wellKnown(call, path, n.alone)
	wellKnown := standIn != nil
	if dir == nil {
		dir = standIn
	}
	if dir == nil {
		return nil
	}
	n.tree.nodes++
	n.tree.grant(dir)
	return &node{tree: n.tree, path: path, dir: dir, local: n.local && (local || wellKnown), wellKnown: wellKnown, alone: n.alone}
}

// size returns the number of modules from here on, each counted once.
func (n *node) size() int {
	size := 1
	for _, call := range n.dir.calls {
		if child := n.child(call.Labels[0]); child != nil {
			size += child.size()
		}
	}
	return size
}

// has reports whether the module, or one that it calls, has a resource of a type,
// "T" or "data.T".
func (n *node) has(typ string) bool {
	if n.types == nil {
		n.types = map[string]bool{}
		for typ := range n.dir.byType {
			n.types[typ] = true
		}
		for _, call := range n.dir.calls {
			if child := n.child(call.Labels[0]); child != nil {
				child.has("")
				for typ := range child.types {
					n.types[typ] = true
				}
			}
		}
	}
	return n.types[typ]
}

// hasOpaque reports whether the module, or one that it calls, calls one that
// isn't loaded.
func (n *node) hasOpaque() bool {
	if n.opaque == nil {
		found := false
		for _, call := range n.dir.calls {
			child := n.child(call.Labels[0])
			found = found || child == nil || child.hasOpaque()
		}
		n.opaque = &found
	}
	return *n.opaque
}

// Tree iterates over the resources of a type in the module and in those that it
// calls: first its own, in source order, then those of each call. Modules that
// have none aren't evaluated.
func (m *Module) Tree(typ string) func(func(*Resource) bool) {
	return func(yield func(*Resource) bool) {
		for module := range m.modules(func(n *node) bool { return n.has(typ) }) {
			for _, r := range module.Resources(typ) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// OpaqueCalls iterates over the calls of modules that the host hasn't loaded, in
// the module and in those that it calls.
func (m *Module) OpaqueCalls() func(func(*Call) bool) {
	return func(yield func(*Call) bool) {
		for module := range m.modules((*node).hasOpaque) {
			for _, c := range module.Calls() {
				if !c.Loaded() && !yield(c) {
					return
				}
			}
		}
	}
}

// DormantCalls iterates over the calls of loaded modules that have no instance
// now, and have, or may have, a resource of a type below them: the host doesn't
// load what such a module calls.
func (m *Module) DormantCalls(typ string) func(func(*Call) bool) {
	may := func(n *node) bool { return n.has(typ) || n.hasOpaque() }
	return func(yield func(*Call) bool) {
		for module := range m.modules(may) {
			for _, c := range module.Calls() {
				if n := c.node(); n != nil && may(n) && len(c.Instances()) == 0 && !yield(c) {
					return
				}
			}
		}
	}
}

// modules iterates over the module and those below it that satisfy a condition,
// as do all that lead to them.
func (m *Module) modules(want func(*node) bool) func(func(*Module) bool) {
	var walk func(m *Module, yield func(*Module) bool) bool
	walk = func(m *Module, yield func(*Module) bool) bool {
		if !yield(m) {
			return false
		}
		for _, c := range m.Calls() {
			if n := c.node(); n == nil || !want(n) {
				continue
			}
			for _, inst := range c.Instances() {
				if !walk(inst.Module, yield) {
					return false
				}
			}
		}
		return true
	}
	return func(yield func(*Module) bool) { walk(m, yield) }
}

// symbolic reports whether it isn't known that the module exists.
func (m *Module) symbolic() bool {
	return m.caller != nil && (m.caller.Symbolic || m.Parent.symbolic())
}

// Alone returns the module of a directory as an inspection of that directory would
// see it: nothing is passed to it. It is the same one for all instances.
func (m *Module) Alone() *Module {
	alone := m.tree.alone[m.node.dir]
	if alone == nil {
		alone = newModule(&node{tree: m.tree, dir: m.node.dir, local: true, alone: true})
		alone.inputs = &calledInputs{module: alone}
		m.tree.alone[m.node.dir] = alone
	}
	return alone
}

// Local reports whether every call that leads to the module names a local
// directory, which an inspection of that directory sees, or the last one a
// well-known module, which an inspection of its caller's directory sees.
func (m *Module) Local() bool { return m.node.local }

// WellKnown reports whether the module is a well-known one, loaded or not.
func (m *Module) WellKnown() bool { return m.node.wellKnown }

// Path returns the names of the calls that lead to the module from one above it,
// whatever their keys.
func (m *Module) Path(above *Module) string {
	return strings.Join(m.node.path[len(above.node.path):], ".")
}

// Caller returns the instance of the call that the module is of, nil for a root.
func (m *Module) Caller() *CallInstance { return m.caller }
