package remedy

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// readers finds who reads buckets over plain HTTP, in the root and in the modules that
// it calls. Each module is looked at once for each of its inputs, and each block once,
// whatever the number of buckets.
type readers struct {
	root    *module
	indexes map[string]*usage.Index // by directory
	inputs  map[inputUse]*handed
}

// module is a module at one path of calls.
type module struct {
	*users
	scope  *usage.Scope
	files  terraform.Sources
	called map[string]*module // by address of the call
	blocks map[*usage.Block]*protocols
}

// inputUse is an input that is handed something of a bucket.
type inputUse struct {
	of   *module
	name string
	form usage.Form
}

// handed is what a module does with an input.
type handed struct {
	reader string                // who reads over plain HTTP, "" for nobody
	module string                // which module may that isn't loaded, "" for none
	output string                // of the root, by which its callers may
	out    map[string]usage.Form // outputs that hand it on
	seen   map[outputUse]bool
}

// outputUse is what an output of a called module has hold of.
type outputUse struct {
	of   *module
	name string
	form usage.Form
}

func newHanded() *handed {
	return &handed{out: map[string]usage.Form{}, seen: map[outputUse]bool{}}
}

// readers returns the readers of the module's buckets.
func readersIn(s *lint.Snapshot, u *users) *readers {
	if u.readers == nil {
		u.readers = &readers{indexes: map[string]*usage.Index{}, inputs: map[inputUse]*handed{}}
		u.readers.root = newModule(u, &usage.Scope{Index: u.index}, Inventory.Of(s).Module.Sources())
	}
	return u.readers
}

func newModule(u *users, scope *usage.Scope, files terraform.Sources) *module {
	return &module{users: u, scope: scope, files: files, called: map[string]*module{}, blocks: map[*usage.Block]*protocols{}}
}

// of says who may read what has an address, or one of some names, over plain HTTP.
func (r *readers) of(address string, names []string) *handed {
	h := newHanded()
	r.root.scope.Index.Each(address, names, r.visitor(r.root, h))
	for name, form := range h.out {
		if (form == usage.Host || form == usage.Whole) && !r.root.root && (h.output == "" || name < h.output) {
			h.output = name
		}
	}
	return h
}

// passes are the block types of which others have what they refer to.
var passes = regexp.MustCompile(`^(aws_s3_bucket_\w+|aws_s3_access_point|aws_s3_object|data\.aws_s3_bucket|data\.template_file|terraform_data|null_resource)$`)

// website are the attributes of a bucket's website, which has no TLS.
var website = regexp.MustCompile(`(^|\.)website_(endpoint|domain)$`)

// visitor returns a function that looks at the uses of something in a module.
func (r *readers) visitor(m *module, h *handed) func(usage.Use, usage.Form) bool {
	return func(use usage.Use, form usage.Form) bool {
		if h.reader != "" {
			return false
		}
		if use.Scheme == usage.Plain && form == usage.Host || website.MatchString(use.Attr) {
			h.reader = fmt.Sprintf("%s at %s asks for the bucket over plain HTTP", use.By.Type, use.By.Range)
			return false
		}
		switch use.By.Type {
		case usage.Local, "variable":
			return true
		case "output":
			if use.Scheme == usage.Other {
				return false
			}
			h.out[use.By.Label] = max(form, h.out[use.By.Label])
			return false
		case "module":
			r.call(m, use, form, h)
			return false
		case usage.JSON:
			h.reader = m.readsJSON(use, form)
			return false
		}
		if use.In == "for_each" {
			form = eachForm(use.By.Body, form)
		}
		h.reader = m.reads(use, form)
		return passes.MatchString(use.By.Type)
	}
}

// eachForm returns what a block has hold of that iterates over something.
func eachForm(body *hclsyntax.Body, form usage.Form) usage.Form {
	if form != usage.Whole {
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

// call looks at what a module does with what a call hands it.
func (r *readers) call(m *module, use usage.Use, form usage.Form, h *handed) {
	switch use.In {
	case "source", "version", "providers", "depends_on", "count":
		return
	case "for_each":
		for name, attr := range use.By.Body.Attributes {
			if got, uses := usage.EachForm(attr.Expr); uses && name != use.In {
				if form != usage.Whole {
					got = form
				}
				r.input(m, use, name, got, h)
			}
		}
		return
	}
	r.input(m, use, use.In, form, h)
}

// input looks at what a module does with an input, and with the outputs that hand it
// on.
func (r *readers) input(m *module, use usage.Use, name string, form usage.Form, h *handed) {
	files, loaded := m.files.Called(strings.TrimPrefix(use.By.Address, "module."))
	switch {
	case h.reader != "":
		return
	case !loaded:
		use.In = name
		why, surely := m.readsUnloaded(use, form)
		if surely {
			h.reader = why
		} else {
			h.module = cmp.Or(h.module, why)
		}
		return
	case files.WellKnown():
		return // it configures buckets and keys
	}
	inner := r.calledBy(m, use.By.Address, files)
	in := inputUse{inner, name, form}
	does := r.inputs[in]
	if does == nil {
		does = newHanded()
		r.inputs[in] = does
		inner.scope.Index.EachOf("var."+name, "", form, r.visitor(inner, does))
	}
	h.reader, h.module = does.reader, cmp.Or(h.module, does.module)
	for name, form := range does.out {
		out := outputUse{inner, name, form}
		if !h.seen[out] {
			h.seen[out] = true
			m.scope.Index.EachOf(use.By.Address, name, form, r.visitor(m, h))
		}
	}
}

// calledBy returns the module that a call leads to.
func (r *readers) calledBy(m *module, call string, files terraform.Sources) *module {
	inner := m.called[call]
	if inner == nil {
		index := r.indexes[files.Dir()]
		if index == nil {
			index = usage.New(files.Files())
			r.indexes[files.Dir()] = index
		}
		inner = newModule(m.users, &usage.Scope{Index: index, Call: call, Caller: m.scope}, files)
		m.called[call] = inner
	}
	return inner
}
