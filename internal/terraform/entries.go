package terraform

import (
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
