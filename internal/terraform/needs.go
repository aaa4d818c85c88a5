package terraform

import (
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// needs are the parts of resources or module calls that one expression refers
// to, by address. Evaluating no more than those keeps a bucket's ARN apart from
// its tags, which may depend on it, and a reference to one of a thousand
// instances cheap.
type needs map[string]*need

type need struct {
	addr  Address              // of the resource
	call  string               // name of the module call, "" for a resource
	attrs map[string]bool      // attributes named in references
	keys  map[string]cty.Value // instances named in references, by keyText
	whole bool                 // a reference names no attribute
	every bool                 // a reference names no instance
}

// addResource enters a reference to a resource, data.T.N or T.N, resource.T.N.
func (ns needs) addResource(ref hcl.Traversal) {
	addr, at := resourceAddress(ref)
	if addr.Type == "" || addr.Name == "" {
		return
	}
	ns.add(addr.Local(), ref, at).addr = addr
}

// resourceAddress returns the address of the resource that a reference names,
// and how many steps of the reference that takes.
func resourceAddress(ref hcl.Traversal) (Address, int) {
	switch root := ref.RootName(); root {
	case "data", "resource":
		return Address{Data: root == "data", Type: stepName(ref, 1), Name: stepName(ref, 2)}, 3
	default:
		return Address{Type: root, Name: stepName(ref, 1)}, 2
	}
}

// add enters a reference whose steps from i on are an optional index and an
// optional attribute.
func (ns needs) add(addr string, ref hcl.Traversal, i int) *need {
	n := ns[addr]
	if n == nil {
		n = &need{attrs: map[string]bool{}, keys: map[string]cty.Value{}}
		ns[addr] = n
	}
	if key := stepKey(ref, i); key != cty.NilVal {
		n.keys[keyText(key)] = key
		i++
	} else {
		n.every = true
	}
	if name := stepName(ref, i); name != "" {
		n.attrs[name] = true
	} else {
		n.whole = true
	}
	return n
}

// refine looks at what an expression does with resources and module calls that it
// refers to as a whole: T.N[key] with a key that can be evaluated names an
// instance, and any attribute name in the expression may be one of theirs.
func (s *scope) refine(expr hclsyntax.Expression, blocks needs) {
	attrs := map[string]bool{}
	indexed, all := map[*need]int{}, map[*need]int{}
	find := func(t hcl.Traversal) *need {
		if t.RootName() == "module" {
			return blocks["module."+stepName(t, 1)]
		}
		addr, _ := resourceAddress(t)
		return blocks[addr.Local()]
	}
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch e := node.(type) {
		case *hclsyntax.ScopeTraversalExpr:
			for i := range e.Traversal {
				if name := stepName(e.Traversal, i); name != "" {
					attrs[name] = true
				}
			}
			if n := find(e.Traversal); n != nil && len(e.Traversal) <= 3 {
				all[n]++
			}
		case *hclsyntax.RelativeTraversalExpr:
			for i := range e.Traversal {
				if name := stepName(e.Traversal, i); name != "" {
					attrs[name] = true
				}
			}
		case *hclsyntax.IndexExpr:
			source, ok := e.Collection.(*hclsyntax.ScopeTraversalExpr)
			if !ok {
				break
			}
			n := find(source.Traversal)
			if n == nil {
				break
			}
			if key, _ := s.eval(e.Key).Unmark(); key.IsKnown() && !key.IsNull() && keyText(key) != "" {
				n.keys[keyText(key)] = key
				indexed[n]++
			}
		}
		return nil
	})
	for _, n := range blocks {
		if !n.whole {
			continue
		}
		for name := range attrs {
			n.attrs[name] = true
		}
		if n.every && indexed[n] > 0 && indexed[n] == all[n] {
			n.every = false // every reference to it is indexed
		}
	}
}

// value returns the block as a value that has the parts that are needed.
func (r *repeated) value(n *need, of func(*step) objective) cty.Value {
	if r.expanding {
		r.module.logf("%s depends on its own count or for_each", r.addr)
		return unknown(Invalid, r.addr, cty.DynamicPseudoType)
	}
	r.expand()
	switch {
	case r.Repetition() == Single:
		return of(r.steps[0]).object(n.attrs, n.whole)
	case !n.every:
		values := map[string]cty.Value{}
		for _, key := range n.keys {
			if st := r.at(key); st != nil {
				values[keyText(st.key)[1:]] = of(st).object(n.attrs, n.whole)
			}
		}
		return cty.ObjectVal(values)
	}
	memo := n.memoKey()
	if v, ok := r.wholes[memo]; ok {
		return v
	}
	v := r.collection(n, of)
	if r.wholes == nil {
		r.wholes = map[string]cty.Value{}
	}
	r.wholes[memo] = v
	return v
}

// collection returns all instances: a tuple for count, an object for for_each.
func (r *repeated) collection(n *need, of func(*step) objective) cty.Value {
	var v cty.Value
	if r.Repetition() == Count {
		elems := make([]cty.Value, 0, len(r.steps))
		for _, st := range r.steps {
			elems = append(elems, of(st).object(n.attrs, n.whole))
		}
		v = cty.TupleVal(elems)
	} else {
		steps := slices.Clone(r.steps)
		for _, key := range n.keys {
			if st := r.at(key); st != nil && !slices.Contains(steps, st) {
				steps = append(steps, st)
			}
		}
		values := map[string]cty.Value{}
		for _, st := range steps {
			values[keyText(st.key)[1:]] = of(st).object(n.attrs, n.whole)
		}
		v = cty.ObjectVal(values)
	}
	if r.symbolic {
		v = v.Mark(Origin{Symbolic, r.addr})
	}
	return v
}

// memoKey is the same for needs that have the same collection.
func (n *need) memoKey() string {
	parts := make([]string, 0, len(n.attrs)+len(n.keys)+1)
	for a := range n.attrs {
		parts = append(parts, "."+a)
	}
	for k := range n.keys {
		parts = append(parts, k)
	}
	sort.Strings(parts)
	if n.whole {
		parts = append(parts, "whole")
	}
	return strings.Join(parts, "\x00")
}
