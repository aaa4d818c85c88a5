package policydoc

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// A policy is first read into a tree: maps, lists and plain values as in
// encoding/json, and as leaves what the configuration puts there.
type (
	// leaf is a value of the configuration.
	leaf struct {
		value terraform.Value
		// vars is set where aws_iam_policy_document turns &{...} into ${...}.
		vars bool
	}
	// nothing stands for what isn't known at all.
	nothing struct{}
)

// Reader reads policies. What several of them share it reads once.
type Reader struct {
	documents map[*terraform.Instance]any // of aws_iam_policy_document, nil while being read
	parsed    map[string]*policy.Document // by their text
	texts     map[string]any              // trees of JSON, never changed
	nodes     int
	depth     int
	listing   bool // what is read is the list of statements, or is put into it
}

// NewReader returns a reader that has read nothing yet.
func NewReader() *Reader {
	return &Reader{documents: map[*terraform.Instance]any{}, parsed: map[string]*policy.Document{}, texts: map[string]any{}}
}

// enter counts a node and reports whether it may be read; then leave follows.
func (r *Reader) enter() bool {
	r.nodes++
	r.depth++
	return r.nodes <= maxNodes && r.depth <= maxTreeDepth
}

func (r *Reader) leave() { r.depth-- }

// document reads a value that is the JSON text of a policy.
func (r *Reader) document(v terraform.Value) any {
	defer r.leave()
	if !r.enter() || v.Null() == tri.Yes {
		return nothing{}
	}
	if text, ok := v.Name(); ok && !v.Symbolic() {
		tree, done := r.texts[text]
		if !done {
			tree = parseJSON(text)
			r.texts[text] = tree
		}
		return tree
	}
	switch f := v.Form(); f.Kind {
	case terraform.CallForm:
		switch {
		case f.Name == "jsonencode" && len(f.Parts) == 1:
			return r.tree(f.Parts[0])
		case f.Name == "replace" && len(f.Parts) == 3:
			return r.replaced(f.Parts)
		case f.Name == "join" && len(f.Parts) == 2, f.Name == "one" && len(f.Parts) == 1:
			// The text of a resource that may be counted.
			if list := f.Parts[len(f.Parts)-1].Elements(); len(list) == 1 {
				return r.document(list[0])
			}
		}
	case terraform.TemplateForm:
		if len(f.Parts) == 1 {
			return r.document(f.Parts[0])
		}
		return r.text(f.Parts)
	case terraform.AttributeForm:
		if doc, ok := r.attribute(f.Instance, f.Name); ok {
			return doc
		}
	case terraform.OpaqueForm, terraform.ListForm, terraform.ObjectForm, terraform.EachForm:
	}
	if e, ok := functions.EncodedOf(v.Cty); ok {
		return fromCty(e.Value)
	}
	return nothing{}
}

// There says whether an argument has a policy at all: neither null nor empty text, whatever isn't known of it.
func There(v terraform.Value) tri.Answer {
	there := v.Null().Not().And(v.Is("").Not())
	if there != tri.Unknown {
		return there
	}
	switch f := v.Form(); f.Kind {
	case terraform.CallForm:
		return tri.Of(f.Name == "jsonencode").Or(tri.Unknown)
	case terraform.TemplateForm:
		for _, piece := range v.Pieces() {
			if piece.Known != "" {
				return tri.Yes
			}
		}
	case terraform.AttributeForm:
		if addr := f.Instance.Resource.Address; addr.Data && addr.Type == "aws_iam_policy_document" {
			return tri.Of(f.Name == "json" || f.Name == "minified_json").Or(tri.Unknown)
		}
	case terraform.OpaqueForm, terraform.ListForm, terraform.ObjectForm, terraform.EachForm:
	}
	return tri.Unknown
}

// source returns the tree of a document by what makes it, which knows of statements that
// may not be there even where the text is known, else the document as it was read.
func (r *Reader) source(v terraform.Value, document any) any {
	if inst, name, ok := v.Attribute(); ok {
		if doc, ok := r.attribute(inst, name); ok {
			return doc
		}
	}
	return document
}

// attribute reads the document that is an attribute of a data source.
func (r *Reader) attribute(inst *terraform.Instance, name string) (any, bool) {
	addr := inst.Resource.Address
	switch {
	case !addr.Data:
	case addr.Type == "aws_iam_policy_document" && (name == "json" || name == "minified_json"):
		return r.dataDocument(inst), true
	case addr.Type == "template_file" && name == "rendered":
		if f := inst.Argument("template").Render(inst.Argument("vars")); f.Kind == terraform.TemplateForm {
			return r.text(f.Parts), true
		}
	}
	return nil, false
}

// tree reads a value of HCL, by its syntax where it isn't known as a whole.
func (r *Reader) tree(v terraform.Value) any {
	defer r.leave()
	if !r.enter() {
		return nothing{}
	}
	if v.Cty != cty.NilVal && v.Cty.IsWhollyKnown() && !v.Symbolic() {
		return fromCty(v.Cty)
	}
	switch f := v.Form(); f.Kind {
	case terraform.ObjectForm:
		return r.object(f)
	case terraform.ListForm:
		return r.list(f.Parts)
	case terraform.CallForm:
		if list, ok := r.listCall(f); ok {
			return list
		}
	case terraform.EachForm:
		if r.listing {
			return perhaps([]any{r.tree(f.Parts[0])})
		}
	case terraform.OpaqueForm:
		if outcomes := v.Outcomes(); r.listing && len(outcomes) > 1 {
			return r.oneOf(outcomes)
		}
	case terraform.TemplateForm, terraform.AttributeForm:
	}
	if v.Cty == cty.NilVal {
		return nothing{}
	}
	if plain, _ := v.Cty.Unmark(); plain.IsKnown() && !plain.IsNull() && plain.CanIterateElements() {
		return fromCty(v.Cty)
	}
	return leaf{value: v}
}

// object reads an object; nothing is known of one whose keys aren't.
func (r *Reader) object(f terraform.Form) any {
	defer func(was bool) { r.listing = was }(r.listing)
	out := map[string]any{}
	for i, key := range f.Keys {
		name, ok := key.Text()
		if !ok {
			return nothing{}
		}
		r.listing = name == "Statement"
		out[name] = r.tree(f.Parts[i])
	}
	return out
}

// oneOf reads lists of statements of which one is there.
func (r *Reader) oneOf(lists []terraform.Value) any {
	var out []any
	for _, v := range lists {
		list, ok := r.tree(v).([]any)
		if !ok {
			return nothing{}
		}
		out = append(out, list...)
	}
	return perhaps(out)
}

// perhaps returns statements that may not be there, or be there several times.
func perhaps(node any) any {
	switch node := node.(type) {
	case map[string]any:
		return doubtful(node)
	case []any:
		out := make([]any, len(node))
		for i := range node {
			out[i] = perhaps(node[i])
		}
		return out
	}
	return nothing{}
}

func (r *Reader) list(values []terraform.Value) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = r.tree(v)
	}
	return out
}

// listCall reads the lists that functions put together. A list that isn't known
// becomes one unknown element.
func (r *Reader) listCall(f terraform.Form) (any, bool) {
	is := funcs.Of(f.Name)
	if !is.Lists() {
		return nil, false
	}
	flat := is.Result == funcs.Flat
	out := []any{}
	var add func(node any, nested bool)
	add = func(node any, nested bool) {
		list, ok := node.([]any)
		switch {
		case !ok && nested && flat:
			if l, is := node.(leaf); is && !isText(l.value.Cty) {
				node = nothing{} // may be a list itself
			}
			out = append(out, node)
		case !ok:
			out = append(out, nothing{})
		default:
			for _, e := range list {
				if flat {
					add(e, true)
				} else {
					out = append(out, e)
				}
			}
		}
	}
	for _, part := range f.Parts {
		add(r.tree(part), false)
	}
	if is.Compacts {
		return compacted(out), true
	}
	return out, true
}

// compacted returns a list without what is empty; nothing is known of one in which all may be.
func compacted(list []any) any {
	sure := false
	list = slices.DeleteFunc(list, func(node any) bool {
		empty := isEmpty(node)
		sure = sure || empty == tri.No
		return empty == tri.Yes
	})
	if len(list) > 0 && !sure {
		return nothing{}
	}
	return list
}

func isEmpty(node any) tri.Answer {
	l, ok := node.(leaf)
	text, known := l.value.Name()
	switch {
	case node == nil, ok && l.value.Null() == tri.Yes:
		return tri.Yes
	case known && !l.value.Symbolic():
		return tri.Of(text == "")
	}
	return tri.Unknown
}

func isText(v cty.Value) bool { return v != cty.NilVal && v.Type() == cty.String }

// fromCty reads a value that has no syntax of its own.
func fromCty(v cty.Value) any {
	plain, marks := v.Unmark()
	switch {
	case !plain.IsKnown():
		return leaf{value: terraform.Value{Cty: v}}
	case plain.IsNull():
		return nil
	case !plain.CanIterateElements():
		return leaf{value: terraform.Value{Cty: v}}
	}
	if marks = terraform.OriginMarks(marks); symbolic(marks) && plain.LengthInt() == 0 {
		return nothing{} // of something that may not exist
	}
	if ty := plain.Type(); ty.IsObjectType() || ty.IsMapType() {
		out := map[string]any{}
		for it := plain.ElementIterator(); it.Next(); {
			key, value := it.Element()
			if key.IsMarked() {
				return nothing{}
			}
			out[key.AsString()] = fromCty(value.WithMarks(marks))
		}
		if symbolic(marks) {
			return nothing{}
		}
		return out
	}
	out := []any{}
	for it := plain.ElementIterator(); it.Next(); {
		_, value := it.Element()
		out = append(out, fromCty(value.WithMarks(marks)))
	}
	return out
}

func symbolic(marks cty.ValueMarks) bool {
	for m := range marks {
		if o, ok := m.(terraform.Origin); ok && o.Kind == terraform.Symbolic {
			return true
		}
	}
	return false
}

// parseJSON reads JSON text.
func parseJSON(text string) any {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var tree any
	if dec.Decode(&tree) != nil || dec.More() {
		return nothing{}
	}
	return tree
}
