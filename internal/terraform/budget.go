package terraform

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
)

// Bounds of what is evaluated. Nested for expressions multiply, and locals that
// hold another one twice double: a short text can stand for more than fits into
// any memory.
const (
	maxSteps = 1 << 20 // elements visited in one expression
	maxNodes = 1 << 16 // values in a local
	maxBytes = 1 << 20 // and the length of their texts
)

var errTooLong = errors.New("too many elements to evaluate")

// budget counts the elements that the evaluation of an expression visits.
type budget struct{ taken int }

// start begins an expression, perhaps in the course of another one, and returns
// what ends it.
func (b *budget) start() (end func()) {
	outer := b.taken
	b.taken = 0
	return func() { b.taken = outer }
}

// take fails once an expression visits too many elements.
func (b *budget) take(n int) error {
	b.taken += n
	if b.taken > maxSteps {
		return errTooLong
	}
	return nil
}

// bounded returns a value, unknown where it is too big.
func bounded(v cty.Value, addr string) cty.Value {
	if !within(v, maxNodes, maxBytes) {
		return unknown(Invalid, addr, cty.DynamicPseudoType)
	}
	return v
}

// within reports whether a value is within bounds.
func within(v cty.Value, nodes, bytes int) bool { return weigh(v, &nodes, &bytes) }

// weigh takes the size of a value off what is left and reports whether that was
// enough.
func weigh(v cty.Value, nodes, bytes *int) bool {
	v, _ = v.Unmark()
	*nodes--
	switch {
	case !v.IsKnown() || v.IsNull():
	case v.Type() == cty.String:
		*bytes -= len(v.AsString())
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			if _, element := it.Element(); !weigh(element, nodes, bytes) {
				return false
			}
		}
	}
	return *nodes >= 0 && *bytes >= 0
}
