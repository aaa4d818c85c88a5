package usage

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Form is how much of a resource a use has hold of.
type Form uint8

// The forms. What isn't known to be another one is a name.
const (
	Name  Form = iota // its name or id
	ARN               // its ARN
	Host              // the name of its host
	Whole             // all of its attributes
)

// formOf returns the form of an attribute, false where its name doesn't say it.
func formOf(attr string) (Form, bool) {
	last := strings.ToLower(attr[strings.LastIndexByte(attr, '.')+1:])
	switch {
	case strings.Contains(last, "domain"), strings.Contains(last, "endpoint"), strings.Contains(last, "host"), strings.Contains(last, "url"):
		return Host, true
	case strings.HasSuffix(last, "arn"):
		return ARN, true
	case last == "id", last == "name", last == "bucket", strings.HasSuffix(last, "_id"), strings.HasSuffix(last, "_name"):
		return Name, true
	}
	return Name, false
}

// EachForm returns what an expression has hold of that iterates over a resource, as
// far as it asks for each.value or each of its members; false if it doesn't.
func EachForm(expr hclsyntax.Expression) (Form, bool) {
	out, uses := ARN, false
	for _, t := range expr.Variables() {
		if t.RootName() != "each" || len(t) < 2 {
			continue
		}
		attr := attrOf(t[2:])
		if name := attrOf(t[1:2]); name != "value" {
			attr = "name"
		}
		form, _ := formOf(attr)
		switch {
		case attr == "":
			form = Whole
		case uses && form == ARN:
			form = out
		}
		if !uses || out != Host && out != Whole {
			out = form
		}
		uses = true
	}
	return out, uses
}

// Of returns the places that use a resource: that refer to it or hold one of its
// names, or use a local, a variable or a block that does, where through says so of the
// block. The resource itself doesn't count.
func (x *Index) Of(address string, names []string, through func(*Block) bool) []Use {
	var out []Use
	seen := map[Use]bool{}
	x.Each(address, names, func(use Use, _ Form) bool {
		use = Use{By: use.By, In: use.In}
		if use.By.Type == Local || use.By.Type == "variable" {
			return true
		}
		if !seen[use] {
			seen[use] = true
			out = append(out, use)
		}
		return through(use.By)
	})
	return out
}

// Each calls a function for each place that uses a resource, locals and variables
// that have its name or a reference to it among them, with what the place has hold
// of. The function says whether to go on to what refers to the block in turn.
func (x *Index) Each(address string, names []string, visit func(Use, Form) bool) {
	f := &follower{self: address, visit: visit, seen: map[target]bool{}}
	f.enter(target{text: address, form: Whole})
	for _, name := range names {
		f.enter(target{text: name, name: true})
	}
	f.run(x)
}

// EachOf is Each for an attribute of an address that has hold of a form, such as an
// output of a module or a variable.
func (x *Index) EachOf(address, attr string, form Form, visit func(Use, Form) bool) {
	f := &follower{self: address, visit: visit, seen: map[target]bool{}}
	f.enter(target{text: address, attr: attr, form: form})
	f.run(x)
}

// target is what is looked for: an address, an attribute of it, or a name.
type target struct {
	text string
	name bool
	attr string
	form Form
}

type follower struct {
	self  string
	visit func(Use, Form) bool
	seen  map[target]bool
	queue []target
}

func (f *follower) enter(t target) {
	if t.text != "" && !f.seen[t] {
		f.seen[t] = true
		f.queue = append(f.queue, t)
	}
}

func (f *follower) run(x *Index) {
	for len(f.queue) > 0 {
		next := f.queue[0]
		f.queue = f.queue[1:]
		uses := x.refs[next.text]
		if next.name {
			uses = x.names[next.text]
		}
		for _, use := range uses {
			f.follow(next, use)
		}
	}
}

// formIn returns what a use has hold of that goes by a target.
func (t target) formIn(use Use) Form {
	form, said := formOf(use.Attr)
	switch root, _, _ := strings.Cut(t.text, "."); {
	case use.Host:
		return Host
	case t.name:
		return Name
	case use.Attr == "", use.Attr == t.attr, !said && (root == "local" || root == "var" || root == "module"):
		return t.form // the name is somebody's choice
	}
	return form
}

func (f *follower) follow(t target, use Use) {
	by := use.By
	if by.Address == f.self && by.Address != "" || t.attr != "" && use.Attr != "" && first(use.Attr) != t.attr {
		return
	}
	form := t.formIn(use)
	on := f.visit(use, form)
	switch {
	case !on:
	case by.Type == Local && t.name && by.whole != "":
		// Whoever refers to the local has the name, or another that is made of it.
	case by.Type == "variable" && t.name && by.whole == t.text:
		f.enter(target{text: opaque(by.Address), name: true})
	case by.Type == Local, by.Type == "variable":
		f.enter(target{text: by.Address, form: form})
	default:
		f.enter(target{text: by.Address, form: Whole})
	}
}

// first returns the first of the steps that a use takes.
func first(attr string) string {
	name, _, _ := strings.Cut(attr, ".")
	return name
}
