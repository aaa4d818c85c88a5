package functions

import (
	"maps"

	"github.com/zclconf/go-cty/cty"
)

// Encoded is the mark (as *Encoded) on the unknown string that jsonencode or
// yamlencode returns when its argument isn't wholly known.
//
// It exists because most policies contain something that isn't known before
// apply, and a plain unknown string would hide all the rest of them. Its readers
// are jsondecode and yamldecode, which give Value back, and whoever wants to read
// a policy: ask [EncodedOf], never the marks themselves. Operators, templates and
// conditionals copy marks to results that are other strings than the encoded one.
type Encoded struct {
	// Value is the encoded value, with its marks.
	Value cty.Value

	// prefix is how the string is known to begin. cty keeps it as a refinement
	// of this very string; hcl's templates and conditionals don't copy it.
	prefix string
}

// Partial is the mark (as *Partial) on the unknown map that merge returns when
// one of its arguments is unknown and some keys are surely set all the same.
//
// It exists because tags are written as merge(var.tags, { Name = "x" }). Its
// readers are merge and lookup, and whoever reads a map attribute: ask
// [PartialOf], never the marks themselves, for the reason given at [Encoded].
type Partial struct {
	// Known has the keys that are surely in the result, with their values and
	// the marks of these.
	Known map[string]cty.Value
}

// EncodedOf returns the structure that the unknown string v carries. It reports
// false when v has none, or only inherited the mark from another string.
func EncodedOf(v cty.Value) (*Encoded, bool) {
	e, ok := onlyMark[*Encoded](v)
	if !ok {
		return nil, false
	}
	v, _ = v.Unmark()
	if v.IsKnown() || v.Type() != cty.String || v.Range().StringPrefix() != e.prefix {
		return nil, false
	}
	return e, true
}

// PartialOf returns what is known of the unknown map v. It reports false when
// nothing is, or when v only inherited the mark from another value, such as the
// map that v is an element of.
func PartialOf(v cty.Value) (*Partial, bool) {
	p, ok := onlyMark[*Partial](v)
	if !ok {
		return nil, false
	}
	v, _ = v.Unmark()
	if v.IsKnown() || !v.Type().IsMapType() {
		return nil, false
	}
	// merge refines its result to have at least the known keys; an element of
	// the result, or a choice between it and something else, isn't so refined.
	if r := v.Range(); !r.DefinitelyNotNull() || r.LengthLowerBound() < len(p.Known) {
		return nil, false
	}
	return p, true
}

// Encode returns the unknown string that stands for the JSON text of v, a value
// that isn't wholly known. It is what jsonencode returns, for those who compute
// a document in another way.
func Encode(v cty.Value) cty.Value {
	return encodedString(v, jsonPrefix(v))
}

func encodedString(v cty.Value, prefix string) cty.Value {
	s := cty.UnknownVal(cty.String).RefineNotNull()
	if prefix != "" {
		s = s.Refine().StringPrefixFull(prefix).NewValue()
	}
	return s.Mark(&Encoded{Value: v, prefix: prefix}).WithMarks(Origins(v))
}

// Origins returns the marks of the values and of all that is nested in them,
// without the structural ones (*Encoded and *Partial), whose values are looked
// into instead. These are the marks of a value that was computed from vals.
func Origins(vals ...cty.Value) cty.ValueMarks {
	ret := make(cty.ValueMarks)
	seen := make(cty.ValueMarks)
	for _, v := range vals {
		addOrigins(ret, seen, v)
	}
	return ret
}

func addOrigins(to, seen cty.ValueMarks, v cty.Value) {
	if v == cty.NilVal {
		return
	}
	for _, nested := range cty.DeepValues(v) {
		for m := range nested.Marks() {
			switch m := m.(type) {
			case *Encoded:
				if !seen.Has(m) {
					seen[m] = struct{}{}
					addOrigins(to, seen, m.Value)
				}
			case *Partial:
				if !seen.Has(m) {
					seen[m] = struct{}{}
					for _, e := range m.Known {
						addOrigins(to, seen, e)
					}
				}
			default:
				to[m] = struct{}{}
			}
		}
	}
}

// topOrigins is like Origins for the marks on v itself, none of those nested in it.
func topOrigins(v cty.Value) cty.ValueMarks {
	return Origins(cty.DynamicVal.WithMarks(v.Marks()))
}

// withMissing adds the marks that are nowhere in v to v itself.
func withMissing(v cty.Value, marks cty.ValueMarks) cty.Value {
	missing := maps.Clone(marks)
	for m := range Origins(v) {
		delete(missing, m)
	}
	return v.WithMarks(missing)
}

// onlyMark returns the one mark of type T on v, if there is exactly one.
func onlyMark[T any](v cty.Value) (mark T, ok bool) {
	for m := range cty.ValueMarksOfType[T](v) {
		if ok {
			return mark, false
		}
		mark, ok = m, true
	}
	return mark, ok
}
