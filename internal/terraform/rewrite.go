package terraform

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// Rewrite is another text for an argument of a call in the root module.
type Rewrite struct {
	Call *Call
	// Name is the argument's, which may be left out as it is.
	Name string
	// Text is an expression.
	Text string
}

// Rewritten returns the root module, to be evaluated again, as it is where arguments of its calls say something else. It
// fails if one of the texts isn't an expression. The files stay as they are: positions in what is rewritten mean nothing.
func (m *Module) Rewritten(rewrites []Rewrite) (*Module, error) {
	other := newModule(m.node)
	other.inputs = m.inputs
	other.rewritten = map[string]*hclext.Block{}
	for _, r := range rewrites {
		at := r.Call.Block.DefRange
		if old := r.Call.Block.Body.Attributes[r.Name]; old != nil {
			at = old.Expr.Range()
		}
		expr, diags := hclsyntax.ParseExpression([]byte(r.Text), at.Filename, at.Start)
		if diags.HasErrors() {
			return nil, fmt.Errorf("the argument %s: %w", r.Name, diags)
		}
		block := other.rewritten[r.Call.Name]
		if block == nil {
			body := *r.Call.Block.Body
			body.Attributes = maps.Clone(body.Attributes)
			copied := *r.Call.Block
			copied.Body = &body
			block = &copied
			other.rewritten[r.Call.Name] = block
		}
		block.Body.Attributes[r.Name] = &hclext.Attribute{Name: r.Name, Expr: expr, Range: at, NameRange: at}
	}
	m.tree.meter.GrantCalls(m.tree.nodes)
	return other, nil
}

// Admits reports whether the modules of a call admit what they are handed now and weren't before, in the same call of another
// reading: whether the conditions that they put on those variables surely hold.
func (c *Call) Admits(before *Call) bool {
	was := map[string]*Module{}
	for m := range before.loaded() {
		was[m.id] = m
	}
	for m := range c.loaded() {
		for name, d := range m.node.dir.variables {
			old := was[m.id]
			if old != nil && m.variable(name).RawEquals(old.variable(name)) {
				continue
			}
			for _, b := range d.block.Body.Blocks {
				if holds, ok := argument(m.root(), b.Body, "condition").Bool(); !ok || !holds {
					return false
				}
			}
		}
	}
	return true
}

// loaded iterates over the modules of a call and those below them.
func (c *Call) loaded() func(func(*Module) bool) {
	return func(yield func(*Module) bool) {
		for _, inst := range c.Instances() {
			if inst.Module == nil {
				continue
			}
			for m := range inst.Module.modules(func(*node) bool { return true }) {
				if !yield(m) {
					return
				}
			}
		}
	}
}

// Handing is a place in the arguments of a call of the root module by which a value of the called module is, or could be, given.
type Handing struct {
	Call *Call
	// Name is that of the argument.
	Name string
	// Literal is what is written there, not Written where nothing is.
	Literal Value
	// Object is where the object begins of which Member would be a member, if that is left out; empty where the argument itself is.
	Object hcl.Range
	Member string
	// Value is the other value of a switch, "" where it isn't one.
	Value string
	// Top is the member of the argument in which the place is, or is to be, "" where the argument isn't an object, or that isn't known.
	Top string
}

// topped returns the place with its Top.
func (h Handing) topped(root *scope) Handing {
	attr := h.Call.Block.Body.Attributes[h.Name]
	if attr == nil {
		return h
	}
	object, ok := root.module.tree.syntax(attr).(*hclsyntax.ObjectConsExpr)
	if !ok {
		return h
	}
	if h.Member != "" && h.Object == object.SrcRange {
		h.Top = h.Member
		return h
	}
	at := h.Object
	if h.Member == "" {
		at = h.Literal.Range
	}
	for _, item := range object.Items {
		if rng := item.ValueExpr.Range(); rng.Start.Byte <= at.Start.Byte && at.End.Byte <= rng.End.Byte {
			h.Top, _ = root.value(item.KeyExpr).Text()
		}
	}
	return h
}

// Handings returns where the value of an argument of a resource in a called module is, or could be, given in the arguments of
// the call in the root: where the syntax leads to; or else, as guesses, in the arguments on which the value rests, each literal that
// is the same, and each object that lacks a member of the resource's argument's name. rests are further values on which it rests.
func (i *Instance) Handings(name string, value Value, rests ...Value) []Handing {
	call := i.Resource.Module.entrance()
	if call == nil {
		return nil
	}
	root := call.module.root()
	if h, ok := call.handing(value); ok {
		return []Handing{h.topped(root)}
	}
	var same, lacking []Handing
	seen := map[string]bool{}
	for _, v := range append([]Value{value}, rests...) {
		for _, input := range v.Inputs() {
			attr := call.Block.Body.Attributes[input.Name]
			if attr == nil || seen[input.Name] || metaArgument[input.Name] {
				continue
			}
			seen[input.Name] = true
			_ = hclsyntax.VisitAll(call.module.tree.syntax(attr), func(n hclsyntax.Node) hcl.Diagnostics {
				switch e := n.(type) {
				case *hclsyntax.ObjectConsExpr:
					if len(e.Items) > 0 && root.lacks(e, name) {
						lacking = append(lacking, Handing{Call: call, Name: input.Name, Object: e.SrcRange, Member: name}.topped(root))
					}
				case *hclsyntax.LiteralValueExpr:
					if found := root.value(e); alike(found.Cty, value.Cty) {
						same = append(same, Handing{Call: call, Name: input.Name, Literal: found}.topped(root))
					}
				}
				return nil
			})
		}
	}
	all := slices.Concat(same, lacking)
	return all[:min(len(all), maxHandings)]
}

// alike reports whether two values are known and the same number or bool, null included.
func alike(a, b cty.Value) bool {
	a, _ = a.UnmarkDeep()
	b, _ = b.UnmarkDeep()
	switch {
	case a == cty.NilVal || b == cty.NilVal || !a.IsKnown() || !b.IsKnown():
		return false
	case a.IsNull() || b.IsNull():
		return a.IsNull() && b.IsNull()
	}
	return a.Type() == b.Type() && (a.Type() == cty.Number || a.Type() == cty.Bool) && a.RawEquals(b)
}

// Switches returns the inputs of the call in the root, literals or left out, that are true or false and on which values in a called
// module rest: those whose names are like something first.
func (i *Instance) Switches(like *regexp.Regexp, values ...Value) []Handing {
	m := i.Resource.Module
	call := m.entrance()
	if call == nil || !m.Parent.IsRoot() {
		return nil
	}
	var out []Handing
	seen := map[string]bool{}
	for _, v := range values {
		for _, input := range v.Inputs() {
			is, known := (Value{Cty: m.variable(input.Name)}).Bool()
			written := call.Argument(input.Name)
			if seen[input.Name] || !known || written.Written() && !written.Literal() {
				continue
			}
			seen[input.Name] = true
			out = append(out, Handing{Call: call, Name: input.Name, Literal: written, Value: strconv.FormatBool(!is)})
		}
	}
	slices.SortStableFunc(out, func(a, b Handing) int {
		switch al, bl := like.MatchString(a.Name), like.MatchString(b.Name); {
		case al == bl:
			return 0
		case al:
			return -1
		}
		return 1
	})
	return out[:min(len(out), maxHandings)]
}

// entrance returns the call of the root below which the module is, nil for the root.
func (m *Module) entrance() *Call {
	for ; m.Parent != nil; m = m.Parent {
		if m.Parent.IsRoot() {
			return m.caller.Call
		}
	}
	return nil
}

// handing follows a value to where it is given.
func (c *Call) handing(v Value) (Handing, bool) {
	if v.expr == nil {
		return Handing{}, false
	}
	w := &trail{}
	expr, s, path := w.follow(v.scope, v.expr, nil, 0)
	if !s.module.IsRoot() { // on to what the variable is handed, in which it finds nothing by that path
		ref, ok := expr.(*hclsyntax.ScopeTraversalExpr)
		if !ok || ref.Traversal.RootName() != "var" || s.module.entrance() != c || !s.module.Parent.IsRoot() {
			return Handing{}, false
		}
		name := stepName(ref.Traversal, 1)
		steps, ok := pathOf(ref.Traversal[min(2, len(ref.Traversal)):])
		d := s.module.node.dir.variables[name]
		if !ok || d == nil || d.decode() != nil || d.secret || metaArgument[name] {
			return Handing{}, false
		}
		path = append(steps, path...)
		passed := s.module.passed(name)
		if !passed.Written() {
			return Handing{Call: c, Name: name}, len(path) == 0
		}
		expr, s, path = (&trail{stay: true}).follow(passed.scope, passed.expr, path, 0)
	}
	name := c.holding(expr.Range())
	if name == "" {
		return Handing{}, false
	}
	h := Handing{Call: c, Name: name}
	if len(path) == 0 {
		h.Literal = s.value(expr)
		return h, literal(expr)
	}
	object, ok := expr.(*hclsyntax.ObjectConsExpr)
	member, known := (Value{Cty: path[0]}).Text()
	if !ok || !known || len(path) > 1 || len(object.Items) == 0 || !s.lacks(object, member) {
		return Handing{}, false
	}
	h.Object, h.Member = object.SrcRange, member
	return h, true
}

// lacks reports whether an object constructor surely has no member of a name.
func (s *scope) lacks(object *hclsyntax.ObjectConsExpr, name string) bool {
	items := s.items(object)
	key, _ := knownText(cty.StringVal(name))
	return items != nil && items[key] == nil && hclsyntax.ValidIdentifier(name)
}

// holding returns the name of the argument in whose expression a range is, "" if it is in none.
func (c *Call) holding(rng hcl.Range) string {
	for name, attr := range c.Block.Body.Attributes {
		whole := attr.Expr.Range()
		if rng.Filename == whole.Filename && whole.Start.Byte <= rng.Start.Byte && rng.End.Byte <= whole.End.Byte && !metaArgument[name] {
			return name
		}
	}
	return ""
}
