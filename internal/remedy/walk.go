package remedy

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// modules are the root and the modules that it calls, as far as something of the root is
// handed to them. A directory is indexed once, however often it is called.
type modules struct {
	root    *module
	indexes map[string]*usage.Index       // by directory
	homes   map[*usage.Block]*usage.Index // of blocks of called modules
}

// module is a module at one path of calls.
type module struct {
	*users
	scope  *usage.Scope
	files  terraform.Sources
	called map[string]*module // by address of the call
	blocks map[*usage.Block]*protocols
}

func newModules(u *users, files terraform.Sources) *modules {
	return &modules{newModule(u, &usage.Scope{Index: u.index}, files), map[string]*usage.Index{}, map[*usage.Block]*usage.Index{}}
}

func newModule(u *users, scope *usage.Scope, files terraform.Sources) *module {
	return &module{users: u, scope: scope, files: files, called: map[string]*module{}, blocks: map[*usage.Block]*protocols{}}
}

// calledBy returns the module that a call leads to.
func (ms *modules) calledBy(m *module, call string, files terraform.Sources) *module {
	inner := m.called[call]
	if inner == nil {
		index := ms.indexes[files.Dir()]
		if index == nil {
			index = usage.New(files.Files())
			ms.indexes[files.Dir()] = index
		}
		inner = newModule(m.users, &usage.Scope{Index: index, Call: call, Caller: m.scope}, files)
		m.called[call] = inner
	}
	return inner
}

// walk follows things of the root to what uses them, in it and in the modules that it calls. Each
// input of a module at a path of calls is looked at once, whatever the number of things that are handed to it.
type walk struct {
	*modules
	inputs  map[inputUse]*reach
	through func(*usage.Block) bool // whether others have what the block refers to
	hands   func(usage.Use) bool    // whether an output hands on what it has hold of
}

// found is a place that uses something. That of type "module" is a call that leads to no files.
type found struct {
	in   *module
	use  usage.Use
	form usage.Form
}

// inputUse is an input that is handed something.
type inputUse struct {
	of   *module
	name string
	form usage.Form
}

// reach is what uses something in one module, and what it is handed on to.
type reach struct {
	in      *module
	found   []found
	inner   []*reach
	out     []handOut
	callers []caller
	seen    map[caller]bool
}

// handOut is an output that hands something on.
type handOut struct {
	name string
	form usage.Form
}

// caller is who gets what the outputs of a call hand on.
type caller struct {
	reach *reach
	call  string
}

func newReach(m *module) *reach {
	return &reach{in: m, seen: map[caller]bool{}}
}

func newWalk(ms *modules, through func(*usage.Block) bool, hands func(usage.Use) bool) *walk {
	return &walk{ms, map[inputUse]*reach{}, through, hands}
}

// of returns what uses what has an address in the root, or one of some names.
func (w *walk) of(address string, names []string) []found {
	r := newReach(w.root)
	w.root.scope.Index.Each(address, names, w.visitor(r))
	return r.all()
}

// within returns what uses what has an address in a module that the root calls, or one of some names: in it, in what it calls, and in
// the root by its outputs, which are no uses themselves.
func (w *walk) within(m *module, address string, names []string) []found {
	r, outer := newReach(m), newReach(w.root)
	r.callers = append(r.callers, caller{outer, m.scope.Call})
	m.scope.Index.Each(address, names, w.visitor(r))
	return slices.DeleteFunc(slices.Concat(r.all(), outer.all()), func(f found) bool { return f.use.By.Type == "output" && f.in == m })
}

// ofInput returns what uses an input of a module, or a member of it where one is given.
func (w *walk) ofInput(m *module, name, member string) []found {
	r := newReach(m)
	m.scope.Index.EachOf("var."+name, member, usage.Name, w.visitor(r))
	return r.all()
}

// all returns what uses it, wherever it is handed to.
func (r *reach) all() []found {
	var out []found
	seen := map[*reach]bool{}
	var add func(*reach)
	add = func(r *reach) {
		if seen[r] {
			return
		}
		seen[r] = true
		out = append(out, r.found...)
		for _, inner := range r.inner {
			add(inner)
		}
	}
	add(r)
	return out
}

// visitor returns a function that enters the uses of something in a module.
func (w *walk) visitor(r *reach) func(usage.Use, usage.Form) bool {
	return func(use usage.Use, form usage.Form) bool {
		switch use.By.Type {
		case "module":
			w.call(r, use, form)
			return false
		case "output":
			r.enter(use, form)
			if w.hands(use) && r.in != w.root {
				w.handOn(r, handOut{use.By.Label, form})
			}
			return false
		}
		if use.In == "for_each" {
			form = eachForm(use.By.Body, form)
		}
		r.enter(use, form)
		return use.By.Type == usage.Local || use.By.Type == "variable" || w.through(use.By)
	}
}

func (r *reach) enter(use usage.Use, form usage.Form) {
	r.found = append(r.found, found{r.in, use, form})
	if r.in.scope.Caller != nil {
		r.in.modules.homes[use.By] = r.in.scope.Index
	}
}

// eachForm returns what a block has hold of that iterates over something.
func eachForm(body *hclsyntax.Body, form usage.Form) usage.Form {
	if form != usage.Whole || body == nil {
		return form
	}
	out := usage.Name
	for _, attr := range body.Attributes {
		if got, uses := usage.EachForm(attr.Expr); uses && (got == usage.Host || got == usage.Whole) {
			out = got
		}
	}
	for _, b := range body.Blocks {
		if got := eachForm(b.Body, form); got != usage.Name {
			out = got
		}
	}
	return out
}

// call follows what a call hands to its module.
func (w *walk) call(r *reach, use usage.Use, form usage.Form) {
	switch use.In {
	case "source", "version", "providers", "depends_on", "count":
		return
	case "for_each":
		for _, name := range slices.Sorted(maps.Keys(use.By.Body.Attributes)) {
			if got, uses := usage.EachForm(use.By.Body.Attributes[name].Expr); uses && name != use.In {
				if form != usage.Whole {
					got = form
				}
				w.input(r, use, name, got)
			}
		}
		return
	}
	w.input(r, use, use.In, form)
}

// input follows what is handed to an input of a module, and what its outputs hand on of that.
func (w *walk) input(r *reach, use usage.Use, name string, form usage.Form) {
	files, loaded := r.in.files.Called(strings.TrimPrefix(use.By.Address, "module."))
	if !loaded || files.WellKnown() {
		use.In = name
		r.enter(use, form)
		return
	}
	in := inputUse{w.calledBy(r.in, use.By.Address, files), name, form}
	inner := w.inputs[in]
	if inner == nil {
		inner = newReach(in.of)
		w.inputs[in] = inner
		in.of.scope.Index.EachOf("var."+name, "", form, w.visitor(inner))
	}
	to := caller{r, use.By.Address}
	if inner.seen[to] {
		return
	}
	inner.seen[to] = true
	inner.callers = append(inner.callers, to)
	r.inner = append(r.inner, inner)
	for _, out := range inner.out {
		w.follow(to, out)
	}
}

// handOn enters an output of a module that hands something on, and follows it to whoever has
// called the module so far.
func (w *walk) handOn(r *reach, out handOut) {
	if slices.Contains(r.out, out) {
		return
	}
	r.out = append(r.out, out)
	for _, to := range r.callers {
		w.follow(to, out)
	}
}

// follow follows an output of a call.
func (w *walk) follow(to caller, out handOut) {
	to.reach.in.scope.Index.EachOf(to.call, out.name, out.form, w.visitor(to.reach))
}
