package terraform

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/customdecode"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// A stand-in, and the key of a symbolic instance, is a text that is right for
// identity and wrong for everything else. It may be moved about, and put
// together with other text: whatever still holds it whole is still the same for
// the same thing. What looks into it, by comparing, searching, splitting,
// hashing or looking it up, must not find anything, or a decision would rest on
// letters that we made up. Operators and functions are guarded so that such
// results are unknown; Value.Identity then goes by how they are written.

// The names of functions that can't be written. operand is put around the
// operands of comparisons, which HCL strips of marks before it compares. onTrue
// and onFalse are put around the results of a conditional, whose value has the
// marks of both in HCL.
const (
	operand = "<operand>"
	onTrue  = "<true>"
	onFalse = "<false>"
)

// comparisons are the operators that look into their operands.
var comparisons = []*hclsyntax.Operation{
	hclsyntax.OpEqual, hclsyntax.OpNotEqual,
	hclsyntax.OpGreaterThan, hclsyntax.OpGreaterThanOrEqual,
	hclsyntax.OpLessThan, hclsyntax.OpLessThanOrEqual,
}

// guardOperators changes the operators in an expression so that comparisons are
// unknown for what is made up, that a conditional doesn't rest on the result that
// it doesn't have, and that what is iterated over and put together is counted. The
// tree must not be changed twice.
func guardOperators(expr hclsyntax.Expression, m *meter) {
	guardFound(surveyOf(expr), expr, m)
}

func guardFound(found survey, expr hclsyntax.Expression, m *meter) {
	for _, node := range found.operators { // changed only now that all are found: results share their condition
		switch e := node.(type) {
		case *hclsyntax.BinaryOpExpr:
			if slices.Contains(comparisons, e.Op) {
				e.LHS, e.RHS = guard(operand, e.LHS), guard(operand, e.RHS)
			}
		case *hclsyntax.ConditionalExpr:
			if !conditional(e.Condition) {
				e.TrueResult, e.FalseResult = guard(onTrue, e.TrueResult, e.Condition), guard(onFalse, e.FalseResult, e.Condition)
			}
		}
	}
	if found.loops || found.parts > functions.FewParts || m.large {
		functions.Meter(expr, m.large)
	}
}

// conditional reports whether there is a conditional in an expression. Results
// that depend on such a condition aren't guarded: the condition is evaluated
// once more for each, and that multiplies with each level.
func conditional(expr hclsyntax.Expression) bool {
	found := false
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		_, is := node.(*hclsyntax.ConditionalExpr)
		found = found || is
		return nil
	})
	return found
}

func guard(name string, expr hclsyntax.Expression, more ...hclsyntax.Expression) hclsyntax.Expression {
	if literal(expr) {
		return expr
	}
	rng := expr.Range()
	return &hclsyntax.FunctionCallExpr{
		Name: name, Args: append([]hclsyntax.Expression{expr}, more...),
		NameRange: rng, OpenParenRange: rng, CloseParenRange: rng,
	}
}

// unguarded returns the expression that another one guards, nil if it is
// something else.
func unguarded(expr hclsyntax.Expression) hclsyntax.Expression {
	if call, ok := expr.(*hclsyntax.FunctionCallExpr); ok && strings.HasPrefix(call.Name, "<") {
		return call.Args[0]
	}
	return nil
}

// anything is a parameter for any value.
func anything(name string) function.Parameter {
	return function.Parameter{Name: name, Type: cty.DynamicPseudoType}
}

// resultFunc returns a result of a conditional without its marks, if the
// condition surely isn't the one under which it is the value.
func resultFunc(under bool, m *meter) function.Function {
	return wrap([]function.Parameter{anything("result"), anything("condition")}, nil, func(args []cty.Value) (cty.Value, error) {
		if err := m.look(args[0], budget.Value); err != nil {
			return cty.DynamicVal, err
		}
		if holds, ok := (Value{Cty: args[1]}).Bool(); ok && holds != under {
			plain, _ := args[0].UnmarkDeep()
			return plain, nil
		}
		return args[0], nil
	})
}

// operandFunc returns what a comparison may see of a value.
func operandFunc(m *meter) function.Function {
	return wrap([]function.Parameter{anything("value")}, nil, func(args []cty.Value) (cty.Value, error) {
		v := args[0]
		if err := m.look(v, budget.Value); err != nil {
			return cty.DynamicVal, err
		}
		if !madeUp(v) {
			return v, nil
		}
		plain, marks := v.UnmarkDeep()
		hidden := cty.UnknownVal(plain.Type())
		if !plain.IsNull() && rests(v, StandIn) {
			// The attribute of a resource that exists has a value, and an ARN begins
			// like one.
			hidden = hidden.RefineNotNull()
			if plain.Type() == cty.String && plain.IsKnown() && strings.HasPrefix(plain.AsString(), "arn:") {
				hidden = hidden.Refine().StringPrefixFull("arn:").NewValue()
			}
		}
		return hidden.WithMarks(marks), nil
	})
}

// guardFunctions returns a table in which every function is guarded.
func guardFunctions(table map[string]function.Function, m *meter) map[string]function.Function {
	out := make(map[string]function.Function, len(table))
	for name, f := range table {
		switch is := funcs.Of(name); {
		case is.Catches:
			out[name] = guardTry(f)
		case is.Result == funcs.Lookup:
			out[name] = guardFunction(name, f, func(args []cty.Value) bool {
				return len(args) > 1 && !hasKind(args[0].Marks(), StandIn, Symbolic) && !madeUp(args[1])
			})
		case funcs.Name(name) == "length":
			out[name] = guardFunction(name, f, func(args []cty.Value) bool { return args[0].Type() != cty.String })
		case funcs.Name(name) == "jsonencode":
			out[name] = encodeFunc(guardFunction(name, f, func([]cty.Value) bool { return is.Moves }), m.Budget)
		default:
			out[name] = guardFunction(name, f, func([]cty.Value) bool { return is.Moves })
		}
	}
	out[operand], out[onTrue], out[onFalse] = operandFunc(m), resultFunc(true, m), resultFunc(false, m)
	maps.Copy(out, functions.Meters(m.Budget))
	return out
}

// wrap returns a function with the parameters of f, to which HCL converts the
// arguments, that sees marks, unknown values and nulls.
func wrap(params []function.Parameter, rest *function.Parameter, impl func([]cty.Value) (cty.Value, error)) function.Function {
	spec := &function.Spec{
		Type: function.StaticReturnType(cty.DynamicPseudoType),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return impl(args) },
	}
	for _, p := range params {
		spec.Params = append(spec.Params, seesAll(p))
	}
	if rest != nil {
		p := seesAll(*rest)
		spec.VarParam = &p
	}
	return function.New(spec)
}

func seesAll(p function.Parameter) function.Parameter {
	p.AllowNull, p.AllowUnknown, p.AllowDynamicType, p.AllowMarked = true, true, true, true
	return p
}

// guardFunction makes the result of a function unknown where the function may
// have looked into something made up.
func guardFunction(name string, f function.Function, moves func(args []cty.Value) bool) function.Function {
	return wrap(f.Params(), f.VarParam(), func(args []cty.Value) (cty.Value, error) {
		result, err := f.Call(args)
		if err != nil || !slices.ContainsFunc(args, madeUp) {
			return result, err
		}
		if moves(args) {
			return result, nil
		}
		for _, a := range args {
			if a.Type().IsObjectType() && hasKind(a.Marks(), StandIn) {
				// The object has only some of a resource's attributes.
				return hide(result, args), nil
			}
		}
		if derived, of := ofWorkspace(name, result, args); of {
			return derived, nil
		}
		return guardResult(result, args), nil
	})
}

// encodeFunc is jsonencode, quick where what it is given is wholly known. That needs no guard:
// all texts are in the result. Only an object that stands for a resource isn't whole.
func encodeFunc(guarded function.Function, b *budget.Budget) function.Function {
	return wrap(guarded.Params(), nil, func(args []cty.Value) (cty.Value, error) {
		if !hasKind(args[0].Marks(), StandIn) {
			if text, done, err := functions.EncodeJSON(args[0], b); done {
				return text, err
			}
		}
		return guarded.Call(args)
	})
}

// hide returns an unknown value in place of a result.
func hide(result cty.Value, args []cty.Value) cty.Value {
	marks := make(cty.ValueMarks)
	for _, v := range append(slices.Clone(args), result) {
		_, m := v.UnmarkDeep()
		maps.Copy(marks, m)
	}
	return cty.DynamicVal.WithMarks(marks)
}

// guardResult returns a result whose texts hold one of the made-up texts in
// the arguments, if there are any, and hides any other.
func guardResult(result cty.Value, args []cty.Value) cty.Value {
	tokens := map[string]bool{}
	for _, a := range args {
		collectTokens(a, tokens)
	}
	suspect := false
	_ = cty.Walk(result, func(_ cty.Path, v cty.Value) (bool, error) {
		v, _ = v.Unmark()
		switch {
		case !v.IsKnown() || v.IsNull():
		case v.Type().IsCollectionType() && v.LengthInt() == 0: // nothing was found by it
			suspect = suspect || len(tokens) > 0
		case v.Type() == cty.String:
			suspect = suspect || len(tokens) > 0 && !holdsAny(v.AsString(), tokens)
		case v.Type().IsPrimitiveType():
			suspect = suspect || len(tokens) > 0 || slices.ContainsFunc(args, func(a cty.Value) bool { return rests(a, StandIn) })
		}
		return !suspect, nil
	})
	if suspect {
		return hide(result, args)
	}
	return result
}

// collectTokens enters the made-up texts in a value.
func collectTokens(v cty.Value, tokens map[string]bool) {
	plain, _ := v.UnmarkDeep()
	_ = cty.Walk(plain, func(_ cty.Path, v cty.Value) (bool, error) {
		if v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
			text := v.AsString()
			for i := strings.Index(text, TokenPrefix); i >= 0; {
				text = text[i:]
				tokens[text[:min(len(text), tokenLength)]] = true
				text = text[len(TokenPrefix):]
				i = strings.Index(text, TokenPrefix)
			}
		}
		return true, nil
	})
}

func holdsAny(text string, tokens map[string]bool) bool {
	for t := range tokens {
		if strings.Contains(text, t) {
			return true
		}
	}
	return false
}

// guardTry keeps try and can from taking a failure for real that may come from
// what is made up: a key that isn't known is in no map, and an object that
// stands for a resource lacks most of its attributes.
func guardTry(f function.Function) function.Function {
	return wrap(f.Params(), f.VarParam(), func(args []cty.Value) (cty.Value, error) {
		args = slices.Clone(args)
		for i, a := range args {
			if a.IsNull() || !a.IsKnown() {
				continue
			}
			closure := customdecode.ExpressionClosureFromVal(a)
			marks := closureMarks(closure)
			if hasKind(marks, StandIn, Symbolic) && works(closure.Expression, closure.EvalContext) == tri.Unknown {
				args[i] = customdecode.ExpressionClosureVal(&customdecode.ExpressionClosure{
					Expression:  doubtful{closure.Expression, marks},
					EvalContext: closure.EvalContext,
				})
			}
		}
		return f.Call(args)
	})
}

// works says whether an expression works, where nothing made up has to do with
// that: it reaches for parts that a value has, or hasn't. What is made up elsewhere
// in the value doesn't matter, such as a key's ARN in an object without the attribute
// that is asked for.
func works(expr hcl.Expression, ctx *hcl.EvalContext) tri.Answer {
	var parts []hclsyntax.Expression
	all := tri.Yes
	switch e := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		parts = e.Exprs
	case *hclsyntax.FunctionCallExpr:
		is := funcs.Of(e.Name)
		if is.Catches {
			return tri.Unknown
		}
		parts = e.Args
		all = answerIf(is.Shapes, tri.Yes)
	default:
		v, there := reach(expr, ctx)
		return answerIf(there != tri.Yes || !hasKind(v.Marks(), Symbolic), there)
	}
	for _, part := range parts {
		all = all.And(works(part, ctx))
	}
	return all
}

// reach returns the value that a path leads to, and whether there is one. Unknown
// is the answer for what isn't a path, and where something on the way is made up.
func reach(expr hcl.Expression, ctx *hcl.EvalContext) (cty.Value, tri.Answer) {
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return reach(e.Expression, ctx)
	case *hclsyntax.LiteralValueExpr:
		return e.Val, tri.Yes
	case *hclsyntax.ScopeTraversalExpr:
		v, diags := e.Traversal[:1].TraverseAbs(ctx)
		return descend(v, answerIf(!diags.HasErrors(), tri.Yes), e.Traversal[1:])
	case *hclsyntax.RelativeTraversalExpr:
		v, there := reach(e.Source, ctx)
		return descend(v, there, e.Traversal)
	case *hclsyntax.IndexExpr:
		v, there := reach(e.Collection, ctx)
		key, known := reach(e.Key, ctx)
		if known != tri.Yes || madeUp(key) {
			return cty.NilVal, tri.Unknown
		}
		return descend(v, there, hcl.Traversal{hcl.TraverseIndex{Key: key}})
	}
	return cty.NilVal, tri.Unknown
}

func descend(v cty.Value, there tri.Answer, t hcl.Traversal) (cty.Value, tri.Answer) {
	for _, step := range t {
		if there != tri.Yes || hasKind(v.Marks(), StandIn, Symbolic) {
			return v, answerIf(there == tri.No, tri.No)
		}
		next, diags := step.TraversalStep(v)
		if diags.HasErrors() {
			return v, tri.No
		}
		v = next
	}
	return v, there
}

// closureMarks returns the marks of what an expression refers to.
func closureMarks(c *customdecode.ExpressionClosure) cty.ValueMarks {
	all := make(cty.ValueMarks)
	for _, t := range c.Expression.Variables() {
		for n := min(2, len(t)); n > 0; n-- {
			if v, diags := t[:n].TraverseAbs(c.EvalContext); !diags.HasErrors() {
				_, marks := v.UnmarkDeep()
				maps.Copy(all, marks)
				break
			}
		}
	}
	return all
}

// doubtful is an expression whose failure means nothing.
type doubtful struct {
	hcl.Expression
	marks cty.ValueMarks
}

// Value returns the value of the expression, unknown where it fails.
func (d doubtful) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	v, diags := d.Expression.Value(ctx)
	if diags.HasErrors() {
		return cty.DynamicVal.WithMarks(d.marks), nil
	}
	return v, nil
}

// madeUp reports whether something in a value was made up.
func madeUp(v cty.Value) bool { return rests(v, StandIn, Symbolic) }

// hasKind reports whether marks hold an origin of one of the kinds.
func hasKind(marks cty.ValueMarks, kinds ...OriginKind) bool {
	for m := range marks {
		if o, ok := m.(Origin); ok && slices.Contains(kinds, o.Kind) {
			return true
		}
	}
	return false
}
