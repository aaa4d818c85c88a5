package functions

import (
	"encoding/json"

	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
)

// EncodeJSON is the function jsonencode of a table in one pass over what it is given, where
// that is wholly known, as most policies are. The function goes over it a dozen times, for
// what it takes, its marks and its text by turns. It reports false, and takes nothing off the
// budget, for everything else: then the function is to be called.
func EncodeJSON(v cty.Value, b *budget.Budget) (text cty.Value, done bool, err error) {
	e := jsonEncoder{left: min(b.Left()/budget.Value, maxNodes)}
	nodes := e.left
	if !e.value(v) {
		return cty.NilVal, false, nil
	}
	nodes -= e.left
	if text = cty.StringVal(string(e.text)); len(text.AsString()) > maxBytes {
		return cty.NilVal, false, nil
	}
	for _, steps := range []int{callSteps(nodes, e.bytes, slowJSON), made(text)} {
		if err := b.Take(steps); err != nil {
			return cty.DynamicVal, true, err
		}
	}
	return text.WithMarks(e.marks), true, nil
}

// jsonEncoder writes values as cty's package json does: attributes and keys in the order of
// their bytes, and <, > and & escaped.
type jsonEncoder struct {
	text  []byte
	marks cty.ValueMarks
	left  int // values that may follow
	bytes int // see weigh
}

// value writes a value, and reports false where this is no way to do it.
func (e *jsonEncoder) value(v cty.Value) bool {
	if v.IsMarked() {
		var marks cty.ValueMarks
		v, marks = v.Unmark()
		if !e.mark(marks) {
			return false
		}
	}
	e.left--
	e.bytes += bytesOfValue
	if e.left < 0 || e.bytes > 2*maxBytes || !v.IsKnown() {
		return false
	}
	if v.IsNull() {
		e.text = append(e.text, "null"...)
		return true
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		s := v.AsString()
		e.bytes += len(s)
		return e.string(s)
	case ty == cty.Number:
		return e.number(v)
	case ty == cty.Bool && v.True():
		e.text = append(e.text, "true"...)
	case ty == cty.Bool:
		e.text = append(e.text, "false"...)
	case ty.IsObjectType() || ty.IsMapType():
		return e.elements(v, '{', '}', true)
	case isSequence(ty):
		return e.elements(v, '[', ']', false)
	default:
		return false
	}
	return true
}

func (e *jsonEncoder) elements(v cty.Value, begin, end byte, named bool) bool {
	e.text = append(e.text, begin)
	for i, it := 0, v.ElementIterator(); it.Next(); i++ {
		if i > 0 {
			e.text = append(e.text, ',')
		}
		key, element := it.Element()
		if named {
			if !e.string(key.AsString()) {
				return false
			}
			e.text = append(e.text, ':')
		}
		if !e.value(element) {
			return false
		}
	}
	e.text = append(e.text, end)
	return true
}

// mark enters marks. Those of what isn't known say more than where it comes from.
func (e *jsonEncoder) mark(marks cty.ValueMarks) bool {
	if e.marks == nil {
		e.marks = cty.ValueMarks{}
	}
	for m := range marks {
		switch m.(type) {
		case *Encoded, *Partial:
			return false
		}
		e.marks[m] = struct{}{}
	}
	return true
}

func (e *jsonEncoder) number(v cty.Value) bool {
	n := v.AsBigFloat()
	if n.IsInf() || beyondExponent(n) {
		return false
	}
	e.text = n.Append(e.text, 'f', -1)
	return true
}

func (e *jsonEncoder) string(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			text, err := json.Marshal(s)
			e.text = append(e.text, text...)
			return err == nil
		}
	}
	e.text = append(append(append(e.text, '"'), s...), '"')
	return true
}
