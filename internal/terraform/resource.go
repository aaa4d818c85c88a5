package terraform

import (
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// Resource is a resource or data block in one instance of a module.
type Resource struct {
	// Module holds the resource.
	Module *Module
	// Address has no instance key.
	Address Address
	// Block is the block as the host gave it, override files merged. The
	// instances of a module share it.
	Block *hclext.Block

	repeated
	instances  []*Instance
	uniformity once // see Uniform
}

// Instances returns the instances that the resource has. Where count or
// for_each isn't known it is one symbolic instance, whose literal arguments are
// still what they are; where count is 0 there is none.
func (r *Resource) Instances() []*Instance {
	r.expand()
	if r.instances == nil {
		for _, st := range r.steps {
			r.instances = append(r.instances, r.instance(st))
		}
	}
	return r.instances
}

// instance returns the instance of a step.
func (r *Resource) instance(st *step) *Instance {
	inst, made := st.is.(*Instance)
	if !made {
		inst = &Instance{Resource: r, Symbolic: st.symbolic || r.Module.symbolic(), own: st.symbolic, anyKey: st.anyKey, key: st.key, scope: st.scope}
		st.is = inst
	}
	return inst
}

// value returns the resource as a value that has the parts that are needed.
func (r *Resource) value(n *need) cty.Value {
	return r.repeated.value(n, func(st *step) objective { return r.instance(st) })
}
