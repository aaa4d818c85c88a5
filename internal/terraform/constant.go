package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// What an expression stands for that mentions no count.index and no iterator is the same
// in all instances of its block: it is evaluated once, or a policy over all instances
// would take the square of their number.

// constant is an expression of a module as all instances of its block see it.
type constant struct {
	varies bool      // it mentions what differs between them
	value  cty.Value // NilVal until evaluated
}

// constantOf returns what is kept of an expression that stands in an instance, nil where
// it differs between the instances.
func (s *scope) constantOf(expr hclsyntax.Expression) *constant {
	if s.count == cty.NilVal && len(s.iterators) == 0 || len(s.bound) > 0 || len(s.elements) > 0 {
		return nil
	}
	c := s.module.constants[expr]
	if c == nil {
		c = &constant{varies: s.varies(expr)}
		s.module.constants[expr] = c
	}
	if c.varies {
		return nil
	}
	return c
}

// varies reports whether an expression mentions the instance in which it stands.
func (s *scope) varies(expr hclsyntax.Expression) bool {
	for _, t := range expr.Variables() {
		root := t.RootName()
		if _, iterates := s.iterators[root]; iterates || root == "count" || root == "each" || root == "self" {
			return true
		}
	}
	return false
}

// Uniform reports whether all instances of the resource are alike: nothing in the block
// mentions which one it is.
func (r *Resource) Uniform() bool {
	r.expand()
	if len(r.steps) == 0 || r.symbolic {
		return false
	}
	return r.uniformity.get(func() bool { return r.steps[0].scope.uniform(r.Block.Body) })
}

// alike returns the first instance of a data source whose instances are alike, which has
// what this one has, nil for it and for others.
func (i *Instance) alike() *Instance {
	r := i.Resource
	if !r.Address.Data || r.Repetition() == Single || r.expanding || !r.Uniform() {
		return nil
	}
	if first := r.Instances()[0]; first != i {
		return first
	}
	return nil
}

func (s *scope) uniform(body *hclext.BodyContent) bool {
	for name, attr := range body.Attributes {
		if name != "for_each" && name != "count" && s.varies(s.module.tree.syntax(attr)) {
			return false
		}
	}
	for _, b := range body.Blocks {
		if b.Type == "dynamic" {
			// Its iterator is its own, whatever that is called.
			if attr := b.Body.Attributes["for_each"]; attr == nil || s.varies(s.module.tree.syntax(attr)) {
				return false
			}
		}
		if !s.uniform(b.Body) {
			return false
		}
	}
	return true
}

// once is an answer that is worked out once.
type once struct{ done, answer bool }

func (o *once) get(f func() bool) bool {
	if !o.done {
		o.done, o.answer = true, f()
	}
	return o.answer
}
