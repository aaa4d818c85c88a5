package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Off is what the configuration has ready and the inputs switch off.
type Off struct {
	// Values are the branches that conditionals don't take.
	Values []Value
	// Blocks are the contents of dynamic blocks over nothing, and data sources without
	// an instance, as if there were one.
	Blocks []*Block
}

// Off returns what is switched off of what the argument comes from: in its own
// expression, in the locals, inputs and outputs that it refers to, and in the data
// sources.
func (v Value) Off() Off {
	w := &offWalk{seen: map[any]bool{}}
	if v.Written() {
		w.expr(v.scope, v.expr)
	}
	return w.off
}

type offWalk struct {
	seen map[any]bool
	off  Off
}

func (w *offWalk) expr(s *scope, expr hclsyntax.Expression) {
	if w.seen[expr] {
		return
	}
	w.seen[expr] = true
	_ = hclsyntax.Walk(expr, &conditionals{walk: w, scopes: []*scope{s}})
	for _, t := range expr.Variables() {
		w.reference(s, t)
	}
}

// conditionals enters the branches that the conditionals of an expression don't take.
type conditionals struct {
	walk   *offWalk
	scopes []*scope // the last one is that of the node
}

func (c *conditionals) Enter(node hclsyntax.Node) hcl.Diagnostics {
	s := c.scopes[len(c.scopes)-1]
	switch e := node.(type) {
	case *hclsyntax.ForExpr:
		c.scopes = append(c.scopes, s.bind(e.KeyVar, e.ValVar))
	case *hclsyntax.ConditionalExpr:
		if !s.free(e.Condition) {
			break
		}
		if taken, ok := (Value{Cty: s.eval(e.Condition)}).Bool(); ok {
			other := e.TrueResult
			if taken {
				other = e.FalseResult
			}
			c.walk.off.Values = append(c.walk.off.Values, s.value(other))
		}
	}
	return nil
}

func (c *conditionals) Exit(node hclsyntax.Node) hcl.Diagnostics {
	if _, ok := node.(*hclsyntax.ForExpr); ok {
		c.scopes = c.scopes[:len(c.scopes)-1]
	}
	return nil
}

func (w *offWalk) reference(s *scope, t hcl.Traversal) {
	m, root, name := s.module, t.RootName(), stepName(t, 1)
	if it, ok := s.iterators[root]; ok {
		w.expr(it.outer, it.forEach)
		return
	}
	switch root {
	case "local":
		if l := m.localNamed(name); l != nil {
			w.expr(m.root(), m.tree.syntax(l.attr))
		}
	case "var":
		if passed := m.passed(name); passed.Written() {
			w.expr(passed.scope, passed.expr)
		}
	case "module":
		if output, callee, _ := m.outputAt(t, nil); output != nil {
			w.expr(callee.root(), m.tree.syntax(output.attr))
		}
	case "data":
		addr, _ := resourceAddress(t)
		w.data(m.resource(addr.Local()))
	}
}

// data looks into the arguments of a data source and its dynamic blocks.
func (w *offWalk) data(r *Resource) {
	if r == nil || w.seen[r] {
		return
	}
	w.seen[r] = true
	instances := r.Instances()
	if len(instances) == 0 {
		w.off.Blocks = append(w.off.Blocks, &Block{Block: r.Block, Exists: tri.Yes, scope: r.Module.root()})
	}
	for _, inst := range instances {
		attrs := r.Block.Body.Attributes
		for _, name := range slices.Sorted(maps.Keys(attrs)) {
			w.expr(inst.scope, r.Module.tree.syntax(attrs[name]))
		}
		for _, b := range r.Block.Body.Blocks {
			if b.Type == "dynamic" {
				w.dynamic(inst.scope, b)
			}
		}
	}
}

// dynamic enters the content of a dynamic block that has no element.
func (w *offWalk) dynamic(s *scope, b *hclext.Block) {
	content, forEach := dynamicContent(b), b.Body.Attributes["for_each"]
	if content == nil || forEach == nil {
		return
	}
	syntax := s.module.tree.syntax(forEach)
	if keys, _, known := dynamicEntries(s.eval(syntax), s.module.tree.meter.blocks); known && len(keys) == 0 {
		w.off.Blocks = append(w.off.Blocks, &Block{Block: content, Exists: tri.Yes, scope: s.within(b, symbolicElement(s, syntax))})
	}
}
