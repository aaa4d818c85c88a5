package terraform

import (
	"maps"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// OriginKind says why a value isn't known, or why a known one isn't definite.
type OriginKind int8

// The kinds of origin.
const (
	// Invalid is an expression that can't be evaluated: a broken reference, a
	// cycle, a wrong type.
	Invalid OriginKind = iota
	// Variable is an input variable without a value, or a sensitive one.
	Variable
	// ModuleOutput is an output of a called module that isn't loaded, or is secret.
	ModuleOutput
	// DataSource is an attribute of a data source.
	DataSource
	// Computed is an attribute of a managed resource that the provider decides.
	Computed
	// Environment is something that the run decides: the workspace, the path of
	// the working directory.
	Environment
	// StandIn marks a known value that only stands for one: good for identity.
	StandIn
	// OverBudget is an expression that takes more than an inspection may.
	OverBudget
	// Symbolic marks what belongs to an instance that may or may not exist,
	// because its count or for_each isn't known.
	Symbolic
	// Secret is what sensitive or ephemeralasnull hides.
	Secret
)

// Origin is the cty mark that says where an unknown value comes from. Addr is
// the reference as the configuration writes it, below its module:
// "var.name", "module.kms.key_arn", "data.aws_kms_key.this.arn".
type Origin struct {
	Kind OriginKind
	Addr string
}

// unknown returns an unknown value of a type that carries its origin.
func unknown(kind OriginKind, addr string, ty cty.Type) cty.Value {
	return cty.UnknownVal(ty).Mark(Origin{kind, addr})
}

// Origins returns the origins that a value carries, at any depth, in no
// particular order.
func Origins(v cty.Value) []Origin {
	if v == cty.NilVal || !v.ContainsMarked() {
		return nil
	}
	_, marks := v.UnmarkDeep()
	var out []Origin
	for m := range marks {
		if o, ok := m.(Origin); ok {
			out = append(out, o)
		}
	}
	return out
}

// OriginMarks returns the origins among the marks of a collection, which its elements
// inherit.
func OriginMarks(marks cty.ValueMarks) cty.ValueMarks {
	out := maps.Clone(marks)
	maps.DeleteFunc(out, func(mark any, _ struct{}) bool {
		_, origin := mark.(Origin)
		return !origin
	})
	return out
}

// rests reports whether a value rests on an origin of one of the kinds.
func rests(v cty.Value, kinds ...OriginKind) bool {
	if v == cty.NilVal || !v.ContainsMarked() {
		return false
	}
	_, marks := v.UnmarkDeep()
	return hasKind(marks, kinds...)
}

// Symbolic reports whether the argument rests on an instance that may not exist.
func (v Value) Symbolic() bool { return rests(v.Cty, Symbolic) }

// MadeUp reports whether a text holds a stand-in that was made up for a name.
func MadeUp(text string) bool { return strings.Contains(text, TokenPrefix) }
