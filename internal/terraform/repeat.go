package terraform

import (
	"math/big"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Repetition says how a block is multiplied.
type Repetition int8

// The repetitions.
const (
	// Single is a block with neither count nor for_each.
	Single Repetition = iota
	// Count is a block with count.
	Count
	// ForEach is a block with for_each.
	ForEach
)

// repeated is a resource, data or module block with its instances.
type repeated struct {
	module *Module
	block  *hclext.Block
	addr   string // of the block, below its module

	expanded  bool
	expanding bool
	symbolic  bool
	overSet   bool // for_each is over a set
	steps     []*step
	byKey     map[string]*step     // by keyText, those of steps and those made by reference
	wholes    map[string]cty.Value // values of all instances, by what is needed of them
}

// step is one instance of a repeated block: its key, and the scope in which its
// arguments stand.
type step struct {
	key      cty.Value // NilVal for the only instance of a Single block
	anyKey   bool      // the key's text isn't what it will be
	symbolic bool      // it isn't known that the instance exists
	scope    *scope
	is       objective
}

// objective is what there is one of for each step, and can be seen as an object.
type objective interface {
	// object returns it as a value with the given attributes, and with
	// all that it has where whole is set.
	object(attrs map[string]bool, whole bool) cty.Value
}

// Repetition returns how the block is multiplied.
func (r *repeated) Repetition() Repetition {
	switch {
	case r.block.Body.Attributes["for_each"] != nil:
		return ForEach
	case r.block.Body.Attributes["count"] != nil:
		return Count
	}
	return Single
}

// Symbolic reports whether the number or the keys of the instances aren't known.
func (r *repeated) Symbolic() bool {
	r.expand()
	return r.symbolic
}

// Argument returns an argument of the block as it is written, outside any
// instance: a meta-argument, say. It is not written where Value.Written says so.
func (r *repeated) Argument(name string) Value {
	return argument(r.module.root(), r.block.Body, name)
}

func (r *repeated) expand() {
	if r.expanded || r.expanding {
		return
	}
	r.expanding = true
	switch r.Repetition() {
	case Single:
		r.steps = []*step{{scope: r.module.root()}}
	case Count:
		r.expandCount(r.Argument("count").Cty)
	case ForEach:
		r.expandForEach(r.Argument("for_each").Cty)
	}
	r.reserve(len(r.steps) - 1) // the tree has one of each anyhow
	r.expanding = false
	r.expanded = true
}

func (r *repeated) expandCount(v cty.Value) {
	plain, _ := v.Unmark()
	n, err := convert.Convert(plain, cty.Number)
	if err != nil || !n.IsKnown() || n.IsNull() || rests(v, Symbolic, StandIn) ||
		n.AsBigFloat().Cmp(big.NewFloat(maxCount)) > 0 || !r.admits(floor(n)) {
		// Most unknown counts are 0 or 1, so the instance is the first one.
		r.symbolic = true
		r.steps = []*step{r.step(cty.Zero, cty.NilVal, true)}
		return
	}
	for i := range floor(n) {
		r.steps = append(r.steps, r.step(cty.NumberIntVal(int64(i)), cty.NilVal, false))
	}
}

func floor(n cty.Value) int {
	i, _ := n.AsBigFloat().Int64()
	return int(i)
}

func (r *repeated) expandForEach(v cty.Value) {
	keys, values, known := entries(v, r.admits)
	r.overSet = v.Type().IsSetType()
	if !known {
		r.symbolic = true
		key := symbolicKey(r.module.root().keySet(r.forEach(), 0))
		value := cty.DynamicVal
		if r.overSet {
			value = key
		}
		_, marks := v.UnmarkDeep()
		st := r.step(key, value.WithMarks(marks), true)
		st.anyKey = true
		r.steps = []*step{st}
		return
	}
	r.symbolic = hasKind(v.Marks(), Symbolic)
	for i, key := range keys {
		st := r.step(key, values[i], r.symbolic)
		st.anyKey = madeUp(key)
		r.steps = append(r.steps, st)
	}
}

// forEach returns the expression of for_each.
func (r *repeated) forEach() hclsyntax.Expression {
	return r.module.tree.syntax(r.block.Body.Attributes["for_each"])
}

// step makes the step of a key and enters it in the index.
func (r *repeated) step(key, value cty.Value, symbolic bool) *step {
	st := &step{symbolic: symbolic, scope: &scope{module: r.module}}
	st.key, _ = key.Unmark()
	if symbolic {
		key = key.Mark(Origin{Symbolic, r.addr})
	}
	if r.Repetition() == Count {
		st.scope.count = key
	} else {
		st.scope.iterators = map[string]iterator{"each": {key: key, value: value, forEach: r.forEach(), outer: r.module.root()}}
	}
	if r.byKey == nil {
		r.byKey = map[string]*step{}
	}
	r.byKey[keyText(st.key)] = st
	return st
}

// at returns the step that a reference with a known key means. Where the keys
// aren't known that is a step of its own, which exists if the reference is valid;
// nil where there is no such instance.
func (r *repeated) at(key cty.Value) *step {
	r.expand()
	key, _ = key.Unmark()
	if st := r.byKey[keyText(key)]; st != nil {
		return st
	}
	if !r.symbolic {
		return nil
	}
	value := cty.DynamicVal
	if r.overSet {
		value = key
	}
	return r.step(key, value, true)
}

// find returns the step that a path into the value of the block begins with, and
// the rest of the path, nil if it can't be told.
func (r *repeated) find(path []cty.Value) (*step, []cty.Value) {
	if r.expanding {
		return nil, nil
	}
	r.expand()
	if r.Repetition() == Single {
		return r.steps[0], path
	}
	if len(path) == 0 {
		return nil, nil
	}
	return r.at(path[0]), path[1:]
}

// entries returns the keys and values that a for_each iterates over in
// Terraform's order, false where they aren't known, or there are more than are admitted.
func entries(v cty.Value, admits func(int) bool) (keys, values []cty.Value, known bool) {
	if v == cty.NilVal {
		return nil, nil, false
	}
	plain, marks := v.Unmark()
	ty := plain.Type()
	iterable := ty.IsObjectType() || ty.IsMapType() || ty.IsSetType()
	if !iterable || !plain.IsKnown() || plain.IsNull() || !admits(plain.LengthInt()) {
		return nil, nil, false
	}
	for it := plain.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if ty.IsSetType() {
			key = value
		}
		if plain, _ := key.Unmark(); plain.Type() != cty.String || !plain.IsKnown() || plain.IsNull() {
			return nil, nil, false
		}
		keys = append(keys, key.WithMarks(marks))
		values = append(values, value.WithMarks(marks))
	}
	return keys, values, true
}

// keyText is the index key of an instance key. Terraform lets a number index a
// map and a string of digits a list, so both kinds share one form.
func keyText(key cty.Value) string {
	if key == cty.NilVal {
		return ""
	}
	key, _ = key.Unmark()
	s, err := convert.Convert(key, cty.String)
	if err != nil || !s.IsKnown() || s.IsNull() {
		return ""
	}
	return "[" + s.AsString()
}
