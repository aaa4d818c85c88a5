package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/text"
)

// FormKind says how a value is put together.
type FormKind int8

// The kinds of form.
const (
	// OpaqueForm is a value whose syntax tells nothing of its parts.
	OpaqueForm FormKind = iota
	// TemplateForm is a text that is put together from parts.
	TemplateForm
	// CallForm is what a function returns.
	CallForm
	// ListForm is a list that is written out.
	ListForm
	// ObjectForm is an object that is written out.
	ObjectForm
	// AttributeForm is an attribute of one resource instance.
	AttributeForm
	// EachForm is a list with something for each element of a collection.
	EachForm
)

// Form is how the syntax puts a value together, after following locals,
// conditionals and iterators to where it is written. It shows the parts of a
// value that isn't known as a whole, each with its own identity.
type Form struct {
	Kind FormKind
	// Name is that of a CallForm's function or an AttributeForm's attribute.
	Name string
	// Parts are a template's parts, a function's arguments, a list's elements,
	// an object's values, or the one value of an EachForm for an element of which nothing is known.
	Parts []Value
	// Keys are an object's keys, as many as it has Parts.
	Keys []Value
	// Instance is the one that has the attribute.
	Instance *Instance
}

// Form returns how the argument is put together. templatefile is the template
// that it renders.
func (v Value) Form() Form {
	if v.expr == nil {
		return Form{}
	}
	expr, s, path := v.scope.follow(v.expr)
	if ref, ok := expr.(*hclsyntax.ScopeTraversalExpr); ok {
		return s.attributeForm(ref.Traversal, path)
	}
	if len(path) > 0 {
		return Form{}
	}
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		return Form{Kind: TemplateForm, Parts: s.values(functions.Unmetered(e))}
	case *hclsyntax.TupleConsExpr:
		return Form{Kind: ListForm, Parts: s.values(e.Exprs)}
	case *hclsyntax.ObjectConsExpr:
		f := Form{Kind: ObjectForm}
		for _, item := range e.Items {
			f.Keys = append(f.Keys, s.value(item.KeyExpr))
			f.Parts = append(f.Parts, s.value(item.ValueExpr))
		}
		return f
	case *hclsyntax.ForExpr:
		if e.KeyExpr == nil {
			return Form{Kind: EachForm, Parts: []Value{s.element(e).value(e.ValExpr)}}
		}
	case *hclsyntax.FunctionCallExpr:
		if e.ExpandFinal {
			break
		}
		name := funcs.Name(e.Name)
		if name == "templatefile" && len(e.Args) == 2 {
			return s.templateFileForm(s.value(e.Args[0]), s.value(e.Args[1]))
		}
		return Form{Kind: CallForm, Name: name, Parts: s.values(e.Args)}
	}
	return Form{}
}

// Attribute returns the instance and the name of its attribute that the argument is, as Form does
// without looking at the parts of what is none.
func (v Value) Attribute() (inst *Instance, name string, ok bool) {
	if v.expr == nil {
		return nil, "", false
	}
	expr, s, path := v.scope.follow(v.expr)
	ref, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return nil, "", false
	}
	f := s.attributeForm(ref.Traversal, path)
	return f.Instance, f.Name, f.Kind == AttributeForm
}

func (s *scope) value(expr hclsyntax.Expression) Value {
	return Value{Cty: s.eval(expr), Range: expr.Range(), expr: expr, scope: s}
}

func (s *scope) values(exprs []hclsyntax.Expression) []Value {
	out := make([]Value, len(exprs))
	for i, e := range exprs {
		out[i] = s.value(e)
	}
	return out
}

// attributeForm returns the form of a reference and a path into its value.
func (s *scope) attributeForm(t hcl.Traversal, path []cty.Value) Form {
	root := t.RootName()
	if _, iterates := s.iterators[root]; iterates || s.bound[root] != "" || s.elements[root] != cty.NilVal {
		return Form{}
	}
	inst, rest := s.module.instanceAt(t, path)
	if inst == nil || len(rest) != 1 {
		return Form{}
	}
	name, ok := (Value{Cty: rest[0]}).Text()
	if !ok {
		return Form{}
	}
	return Form{Kind: AttributeForm, Name: name, Instance: inst}
}

// templateFileForm returns the parts of a template in a file.
func (s *scope) templateFileForm(path, vars Value) Form {
	name, ok := path.Text()
	if !ok {
		return Form{}
	}
	expr, err := functions.ParseTemplateFile(s.module.tree.options.Dir, name)
	if err != nil {
		s.module.logf("%s: the template can't be read%s", path.Range, reason(err))
		return Form{}
	}
	return s.rendered(expr, vars)
}

// Render returns the parts of the template that the argument is, a definite
// text, rendered with variables.
func (v Value) Render(vars Value) Form {
	text, ok := v.Text()
	if !ok || v.scope == nil {
		return Form{}
	}
	expr, err := functions.ParseTemplate(text, v.Range.Filename)
	if err != nil {
		v.scope.module.logf("%s: the template can't be read%s", v.Range, reason(err))
		return Form{}
	}
	return v.scope.rendered(expr, vars)
}

// rendered returns the parts of a template. Those that are nothing but a
// variable keep the identity of what the variable is given.
func (s *scope) rendered(expr hclsyntax.Expression, vars Value) Form {
	plain, marks := vars.Cty.Unmark()
	if ty := plain.Type(); !plain.IsKnown() || plain.IsNull() || !ty.IsObjectType() && !ty.IsMapType() || hasKind(marks, Symbolic) {
		return Form{}
	}
	given := map[string]Value{}
	if f := vars.Form(); f.Kind == ObjectForm {
		for i, key := range f.Keys {
			if name, ok := key.Text(); ok {
				given[name] = f.Parts[i]
			}
		}
	}
	guardOperators(expr, s.module.tree.meter)
	inner := &scope{module: s.module}
	ctx := &hcl.EvalContext{Variables: plain.AsValueMap(), Functions: s.module.tree.meter.functions}
	f := Form{Kind: TemplateForm}
	for _, part := range templateParts(expr) {
		if ref, ok := part.(*hclsyntax.ScopeTraversalExpr); ok && len(ref.Traversal) == 1 {
			if v, ok := given[ref.Traversal.RootName()]; ok {
				f.Parts = append(f.Parts, v)
				continue
			}
		}
		f.Parts = append(f.Parts, Value{Cty: inner.evalIn(part, ctx), Range: part.Range()})
	}
	return f
}

func templateParts(expr hclsyntax.Expression) []hclsyntax.Expression {
	switch e := expr.(type) {
	case *hclsyntax.TemplateExpr:
		return functions.Unmetered(e)
	case *hclsyntax.TemplateWrapExpr:
		return []hclsyntax.Expression{e.Wrapped}
	}
	return []hclsyntax.Expression{expr}
}

// Quotes reports whether the text of a value that isn't known may well hold
// quotation marks: the expression that computes it writes some, or makes JSON.
func (v Value) Quotes() bool {
	if v.expr == nil {
		return true
	}
	expr, _, _ := v.scope.follow(v.expr)
	found := false
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch e := node.(type) {
		case *hclsyntax.LiteralValueExpr:
			text, ok := (Value{Cty: e.Val}).Text()
			found = found || ok && strings.Contains(text, `"`)
		case *hclsyntax.FunctionCallExpr:
			found = found || strings.HasSuffix(e.Name, "encode")
		}
		return nil
	})
	return found
}

// Pieces are the pieces of a text: known ones, and values that aren't known or rest on an
// instance that may not exist.
type Pieces = text.Text[Value]

// Piece is one of them.
type Piece = text.Piece[Value]

// Pieces returns the pieces that the argument's text is put together from,
// stand-ins included but for the workspace's. No two that follow each other are known.
func (v Value) Pieces() Pieces {
	left := maxPieces
	pieces := v.pieces(nil, &left, 0)
	if left < 0 {
		return Pieces{{Hole: &v}}
	}
	return pieces
}

func (v Value) pieces(out Pieces, left *int, depth int) Pieces {
	*left--
	if *left < 0 {
		return out
	}
	if known, ok := v.Name(); ok && !rests(v.Cty, Symbolic) && !v.OfWorkspace() {
		return out.Add(Piece{Known: known})
	}
	if f := v.Form(); f.Kind == TemplateForm && depth < maxPartsDepth {
		for _, part := range f.Parts {
			out = part.pieces(out, left, depth+1)
		}
		return out
	}
	return append(out, Piece{Hole: &v})
}
