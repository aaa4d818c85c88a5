package terraform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Value is what an argument evaluates to, with the place where it is written. Which
// question to ask depends on what the answer is for:
//
//	                          report  join  fix
//	Null, Is, On                 x           x   what it surely is, whatever isn't known
//	Text, Bool, Int, Definite    x           x   the same as a value of Go
//	Outcomes, Each               x               what it may be, where it isn't known which
//	Entries, Elements            x           x   what is in it
//	Why                          x               why these can't tell
//	Name, else Identity                x     x   equal where two are the same thing, by stand-ins
//	Derived, Symbolic                  x         whether it is something else's, or perhaps nobody's
//	Form, Render, Pieces, Parts        x         what it is put together from
//	Quotes                             x         and whether that may hold quotation marks
//	References                         x         what it comes from
//	Off                                      x   and what other inputs may switch on of that
//	Passed, Inputs               x               by which argument of a caller
//	Written, Literal, LiteralList, Named     x   how it is written
//	Settled, Refers                          x   and that no other input may change it
//	Place, Object, Member, Portable          x   where it is written, and whether it can be elsewhere
//
// A report never goes by stand-ins.
type Value struct {
	// Cty is the value with its marks; null where the argument isn't written,
	// NilVal where even the block that would hold it isn't there.
	Cty cty.Value
	// Range is the range of the expression, empty where there is none.
	Range hcl.Range

	expr  hclsyntax.Expression
	scope *scope
}

// absent is an argument that isn't written.
var absent = Value{Cty: cty.NullVal(cty.DynamicPseudoType)}

// Definite reports whether the argument's value is known and is what it says:
// it rests on no stand-in and on no instance that may not exist. An argument
// that isn't written is definitely null.
func (v Value) Definite() bool { return definite(v.Cty) }

func definite(v cty.Value) bool {
	return v == cty.NilVal || v.IsWhollyKnown() && !madeUp(v)
}

// Null says whether the argument has no value: it is left out or null.
func (v Value) Null() tri.Answer {
	if v.Cty == cty.NilVal {
		return tri.Yes
	}
	switch plain, _ := v.Cty.Unmark(); {
	case plain.IsNull():
		return answerIf(definite(v.Cty), tri.Yes)
	case plain.IsKnown():
		return answerIf(!rests(v.Cty, Symbolic), tri.No)
	case plain.Range().DefinitelyNotNull():
		return tri.No
	}
	return tri.Unknown
}

func answerIf(sure bool, v tri.Answer) tri.Answer {
	if sure {
		return v
	}
	return tri.Unknown
}

// Text returns the argument as a string, false unless it is definite and not
// null.
func (v Value) Text() (string, bool) {
	var s string
	ok := v.decode(cty.String, &s)
	return s, ok
}

// Bool returns the argument as a bool, "true" and "false" included, false
// unless it is definite and not null.
func (v Value) Bool() (value, ok bool) {
	ok = v.decode(cty.Bool, &value)
	return value, ok
}

// Int returns the argument as a whole number, "30" included, false unless it is
// definite and not null.
func (v Value) Int() (int, bool) {
	var n int
	ok := v.decode(cty.Number, &n)
	return n, ok
}

func (v Value) decode(ty cty.Type, target any) bool {
	if v.Null() != tri.No || !v.Definite() {
		return false
	}
	plain, _ := v.Cty.UnmarkDeep()
	converted, err := convert.Convert(plain, ty)
	if err != nil || converted.IsNull() {
		return false
	}
	return gocty.FromCtyValue(converted, target) == nil
}

// Is says whether the argument, as a string, equals one of the texts; an
// argument without value equals none.
func (v Value) Is(texts ...string) tri.Answer {
	switch v.Null() {
	case tri.Yes:
		return tri.No
	case tri.Unknown, tri.No:
	}
	s, ok := v.Text()
	if !ok {
		return tri.Unknown
	}
	return tri.Of(slices.Contains(texts, s))
}

// Name returns the argument as a known string for identity, stand-ins included:
// two names that are equal name the same thing. ok is false where the value
// isn't known at all; then compare Identity.
func (v Value) Name() (name string, ok bool) {
	if v.Cty == cty.NilVal || !v.Cty.IsWhollyKnown() {
		return "", false
	}
	plain, _ := v.Cty.UnmarkDeep()
	s, err := convert.Convert(plain, cty.String)
	if err != nil || s.IsNull() {
		return "", false
	}
	return s.AsString(), true
}

// Derived reports whether the argument is a text made from a stand-in and more,
// such as "${aws_s3_bucket.a.id}-logs": the name of something else, whose real
// text isn't known.
func (v Value) Derived() bool {
	name, ok := v.Name()
	return ok && strings.Contains(name, TokenPrefix) && len(name) != tokenLength
}

// Identity returns the canonical form of the argument: its value where that is
// known, else the expression with everything put in that is known. Two
// arguments of the same identity have the same value; those of different
// identities aren't known to differ. It is "" where nothing is written.
func (v Value) Identity() string {
	if v.expr == nil {
		return ""
	}
	if name, ok := v.Name(); ok {
		return strconv.Quote(name)
	}
	return v.scope.canon(v.expr)
}
