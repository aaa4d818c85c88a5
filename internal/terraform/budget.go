package terraform

import (
	"maps"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
)

// meter counts what evaluation takes off the budget, and knows what was given up.
type meter struct {
	*budget.Budget
	at   hcl.Range                     // the expression at hand
	over map[hclsyntax.Expression]bool // that are over the budget, and aren't evaluated again

	nested int // evaluations that the one at hand stands in

	large     bool                         // a text is kept of which a few copies are much
	running   bool                         // HCL evaluates the expression at hand
	functions map[string]function.Function // for it: none once something of it was refused
	table     map[string]function.Function // all of them
}

func newMeter(logf func(format string, args ...any)) *meter {
	m := &meter{over: map[hclsyntax.Expression]bool{}}
	m.Budget = budget.New(func(first bool) {
		if m.running {
			// Nothing else interrupts HCL, and cty looks at all of an argument before
			// a function can refuse it.
			clear(m.functions)
		}
		if !first {
			return
		}
		logf("%s:%d: evaluation is over the budget of this inspection; this value is unknown, and so is what else takes too much",
			m.at.Filename, m.at.Start.Line)
	})
	return m
}

// enter counts an evaluation in the course of others and reports whether there may be
// one more; then leave follows.
func (m *meter) enter() bool {
	m.nested++
	return m.nested <= budget.Nested || m.Refuse() == nil
}

func (m *meter) leave() { m.nested-- }

// begun is an expression in whose course another one is evaluated.
type begun struct {
	at    hcl.Range
	share int
}

// begin begins an expression, perhaps in the course of another one. What it returns is
// for end; it reports false, and nothing is to end, where the expression isn't evaluated.
func (m *meter) begin(expr hclsyntax.Expression) (outer begun, ok bool) {
	outer.at = m.at
	m.at = expr.Range()
	if m.over[expr] || m.TakePlain(budget.Syntax(m.at.End.Byte-m.at.Start.Byte)) != nil {
		m.at = outer.at
		return outer, false
	}
	outer.share = m.Begin()
	return outer, true
}

func (m *meter) end(outer begun) {
	m.at = outer.at
	m.End(outer.share)
}

// run evaluates an expression with HCL, and reports whether something of it was refused.
func (m *meter) run(expr hclsyntax.Expression, ctx *hcl.EvalContext) (v cty.Value, diags hcl.Diagnostics, refused bool) {
	before := m.Refused()
	m.running = true
	defer func() {
		m.running = false
		if len(m.functions) < len(m.table) {
			maps.Copy(m.functions, m.table)
		}
	}()
	v, diags = expr.Value(ctx)
	return v, diags, m.Refused() > before
}

// tooMuch returns what stands for the value of an expression that is over the budget.
func (m *meter) tooMuch(expr hclsyntax.Expression) cty.Value {
	m.over[expr] = true
	return unknown(OverBudget, expr.Range().String(), cty.DynamicPseudoType)
}

// admits reports whether a block may have so many instances, each of which costs steps.
func (m *meter) admits(n, each int) bool {
	share := m.Begin()
	defer m.End(share)
	return m.Take(budget.Product(n, each)) == nil
}

// blocks reports whether a dynamic block may stand for so many.
func (m *meter) blocks(n int) bool { return m.admits(n, budget.Block) }

// Spend takes steps off the budget of the inspection, for work on what stands at a place,
// and reports whether there were as many.
func (m *Module) Spend(place hcl.Range, steps int) bool {
	meter := m.tree.meter
	at, share := meter.at, meter.Begin()
	meter.at = place
	defer func() { meter.at = at; meter.End(share) }()
	return meter.Take(steps) == nil
}

// kept returns a value that is to be kept, unknown where it is too big.
func (m *meter) kept(v cty.Value, addr string) cty.Value {
	share := m.Begin()
	defer m.End(share)
	if m.look(v, budget.Kept) != nil {
		return unknown(OverBudget, addr, cty.DynamicPseudoType)
	}
	return v
}

// asked returns a value that is asked about many things, unknown where it is too big.
func (m *meter) asked(v cty.Value, expr hclsyntax.Expression) cty.Value {
	if v.Type().IsPrimitiveType() {
		return v
	}
	share := m.Begin()
	defer m.End(share)
	if m.over[expr] || m.look(v, budget.Value) != nil {
		return m.tooMuch(expr)
	}
	return v
}

// look takes what looking at a value costs, so much for each value in it, and fails where
// the value is too big.
func (m *meter) look(v cty.Value, each int) error {
	if v.Type().IsPrimitiveType() && v.IsKnown() && v.Type() != cty.String {
		return m.Take(1)
	}
	most := min(maxNodes, m.Left()/each)
	nodes, bytes := most, maxBytes
	if !weigh(v, &nodes, &bytes) {
		return m.Burn(budget.Value * (most - nodes))
	}
	m.large = m.large || maxBytes-bytes > largeText
	return m.Take(each*(most-nodes) + budget.Text(maxBytes-bytes))
}

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
