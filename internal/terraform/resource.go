package terraform

import (
	"math/big"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// maxInstances is the number of instances above which a count or for_each is
// taken as unknown: instances may refer to each other, which costs the square
// of their number, and one symbolic instance tells nearly as much.
const maxInstances = 300

// Repetition says how a resource is multiplied.
type Repetition int8

// The repetitions.
const (
	// Single is a resource with neither count nor for_each.
	Single Repetition = iota
	// Count is a resource with count.
	Count
	// ForEach is a resource with for_each.
	ForEach
)

// Resource is a resource or data block.
type Resource struct {
	// Module holds the resource.
	Module *Module
	// Address has no instance key.
	Address Address
	// Block is the block as the host gave it, override files merged.
	Block *hclext.Block

	expanded  bool
	expanding bool
	symbolic  bool
	instances []*Instance
	byKey     map[string]*Instance // by keyText, instances and those made by reference
	wholes    map[string]cty.Value // values of all instances, by what is needed of them
}

// Repetition returns how the resource is multiplied.
func (r *Resource) Repetition() Repetition {
	switch {
	case r.Block.Body.Attributes["for_each"] != nil:
		return ForEach
	case r.Block.Body.Attributes["count"] != nil:
		return Count
	}
	return Single
}

// Instances returns the instances that the resource has. Where count or
// for_each isn't known it is one symbolic instance, whose literal arguments are
// still what they are; where count is 0 there is none.
func (r *Resource) Instances() []*Instance {
	r.expand()
	return r.instances
}

// Symbolic reports whether the number or the keys of the instances aren't known.
func (r *Resource) Symbolic() bool {
	r.expand()
	return r.symbolic
}

// Argument returns an argument of the block as it is written, outside any
// instance: a meta-argument, say. It is not written where Value.Written says so.
func (r *Resource) Argument(name string) Value {
	return argument(r.Module.root(), r.Block.Body, name)
}

func (r *Resource) expand() {
	if r.expanded || r.expanding {
		return
	}
	r.expanding = true
	switch r.Repetition() {
	case Single:
		r.instances = []*Instance{r.instance(cty.NilVal, cty.NilVal, false)}
	case Count:
		r.expandCount(r.Argument("count").Cty)
	case ForEach:
		r.expandForEach(r.Argument("for_each").Cty)
	}
	r.expanding = false
	r.expanded = true
}

func (r *Resource) expandCount(v cty.Value) {
	plain, _ := v.Unmark()
	n, err := convert.Convert(plain, cty.Number)
	if err != nil || !n.IsKnown() || n.IsNull() || rests(v, Symbolic, StandIn) ||
		n.AsBigFloat().Cmp(big.NewFloat(maxInstances)) > 0 {
		// Most unknown counts are 0 or 1, so the instance is the first one.
		r.symbolic = true
		r.instances = []*Instance{r.instance(cty.Zero, cty.NilVal, true)}
		return
	}
	count, _ := n.AsBigFloat().Int64()
	for i := range count {
		r.instances = append(r.instances, r.instance(cty.NumberIntVal(i), cty.NilVal, false))
	}
}

func (r *Resource) expandForEach(v cty.Value) {
	keys, values, known := entries(v)
	if !known {
		r.symbolic = true
		key := symbolicKey(r.Module.root().canon(r.forEach()))
		value := cty.DynamicVal
		if v.Type().IsSetType() {
			value = key
		}
		_, marks := v.UnmarkDeep()
		inst := r.instance(key, value.WithMarks(marks), true)
		inst.anyKey = true
		r.instances = []*Instance{inst}
		return
	}
	r.symbolic = hasKind(v.Marks(), Symbolic)
	for i, key := range keys {
		inst := r.instance(key, values[i], r.symbolic)
		inst.anyKey = madeUp(key) // its text isn't what the key will be
		r.instances = append(r.instances, inst)
	}
}

// forEach returns the expression of for_each.
func (r *Resource) forEach() hclsyntax.Expression {
	return r.Module.tree(r.Block.Body.Attributes["for_each"])
}

// instance makes the instance of a key and enters it in the index.
func (r *Resource) instance(key, value cty.Value, symbolic bool) *Instance {
	inst := &Instance{Resource: r, Symbolic: symbolic}
	if key != cty.NilVal {
		inst.key, _ = key.Unmark()
	}
	if r.Repetition() == Single {
		inst.scope = r.Module.root()
		return inst
	}
	inst.scope = &scope{module: r.Module}
	switch r.Repetition() {
	case Count:
		if symbolic {
			key = key.Mark(Origin{Symbolic, r.Address.Local()})
		}
		inst.scope.count = key
	case ForEach:
		if symbolic {
			key = key.Mark(Origin{Symbolic, r.Address.Local()})
		}
		inst.scope.iterators = map[string]iterator{"each": {key: key, value: value, forEach: r.forEach(), outer: r.Module.root()}}
	case Single:
	}
	if r.byKey == nil {
		r.byKey = map[string]*Instance{}
	}
	r.byKey[keyText(inst.key)] = inst
	return inst
}

// byReference returns the instance that a reference with a known key means.
// Where the keys aren't known that is an instance of its own, which exists if
// the reference is valid; nil where there is no such instance.
func (r *Resource) byReference(key cty.Value) *Instance {
	r.expand()
	key, _ = key.Unmark()
	if inst := r.byKey[keyText(key)]; inst != nil {
		return inst
	}
	if !r.symbolic {
		return nil
	}
	value := cty.DynamicVal
	if r.Repetition() == ForEach {
		if v := r.Argument("for_each").Cty; v.Type().IsSetType() {
			value = key
		}
	}
	return r.instance(key, value, true)
}

// entries returns the keys and values that a for_each iterates over in
// Terraform's order, false where they aren't known.
func entries(v cty.Value) (keys, values []cty.Value, known bool) {
	if v == cty.NilVal {
		return nil, nil, false
	}
	plain, marks := v.Unmark()
	ty := plain.Type()
	iterable := ty.IsObjectType() || ty.IsMapType() || ty.IsSetType()
	if !iterable || !plain.IsKnown() || plain.IsNull() || plain.LengthInt() > maxInstances {
		return nil, nil, false
	}
	for it := plain.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if ty.IsSetType() {
			key = value
		}
		if bare, _ := key.Unmark(); bare.Type() != cty.String || !bare.IsKnown() || bare.IsNull() {
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
