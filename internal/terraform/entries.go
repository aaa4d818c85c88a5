package terraform

import (
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Entries returns the elements of a map or object by their keys, as far as they
// are known, those whose value isn't known included. complete is set if there are
// no others; an argument without value has none.
func (v Value) Entries() (entries map[string]Value, complete bool) {
	if v.Null() == tri.Yes {
		return nil, true
	}
	entries = map[string]Value{}
	if p, ok := functions.PartialOf(v.Cty); ok {
		for key, element := range p.Known {
			entries[key] = Value{Cty: element}
		}
		return entries, false
	}
	plain, marks := v.Cty.Unmark()
	if ty := plain.Type(); !plain.IsKnown() || plain.IsNull() || !ty.IsObjectType() && !ty.IsMapType() {
		return nil, false
	}
	for it := plain.ElementIterator(); it.Next(); {
		key, element := it.Element()
		if !key.IsKnown() {
			return nil, false
		}
		name, _ := key.Unmark()
		entries[name.AsString()] = Value{Cty: element.WithMarks(marks)}
	}
	return entries, !hasKind(marks, Symbolic)
}

// Elements returns the elements of a known list, nil if the argument is something
// else. They have no syntax.
func (v Value) Elements() []Value {
	if v.Cty == cty.NilVal {
		return nil
	}
	plain, marks := v.Cty.Unmark()
	ty := plain.Type()
	if !plain.IsKnown() || plain.IsNull() || !ty.IsTupleType() && !ty.IsListType() && !ty.IsSetType() || hasKind(marks, Symbolic) {
		return nil
	}
	marks = OriginMarks(marks)
	out := make([]Value, 0, plain.LengthInt()) // which isn't nil of an empty list
	for _, element := range plain.AsValueSlice() {
		out = append(out, Value{Cty: element.WithMarks(marks)})
	}
	return out
}
