package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// keySet returns a canonical form of the keys over which a for_each iterates that aren't known: it is the same for
// collections that surely have the same ones. What is mapped has those of what it is made of, and what is filtered those
// that the filter leaves, whatever the values become.
func (s *scope) keySet(expr hclsyntax.Expression, depth int) string {
	made, in, path := s.follow(expr)
	if len(path) > 0 || depth > maxOutcomesDepth {
		return s.canon(expr)
	}
	s = in
	switch e := made.(type) {
	case *hclsyntax.ForExpr:
		if keepsKeys(e) && !s.isList(e.CollExpr) {
			keys := s.keySet(e.CollExpr, depth+1)
			if e.CondExpr != nil {
				keys = "in " + keys + " if " + s.bind(e.KeyVar, e.ValVar).canon(e.CondExpr)
			}
			return keys
		}
	case *hclsyntax.FunctionCallExpr:
		if e.ExpandFinal || len(e.Args) != 1 {
			break
		}
		switch funcs.Name(e.Name) {
		case "tomap", "keys":
			return s.keySet(e.Args[0], depth+1)
		case "toset":
			if s.eval(e.Args[0]).Type().IsSetType() || s.areKeys(e.Args[0]) {
				return s.keySet(e.Args[0], depth+1)
			}
		}
	}
	return s.canon(made)
}

// keepsKeys reports whether a for expression makes an object with keys of what it iterates over.
func keepsKeys(e *hclsyntax.ForExpr) bool {
	key, ok := e.KeyExpr.(*hclsyntax.ScopeTraversalExpr)
	return ok && !e.Group && e.KeyVar != "" && len(key.Traversal) == 1 && key.Traversal.RootName() == e.KeyVar
}

// isList reports whether an expression surely is a list: the keys of one are numbers.
func (s *scope) isList(expr hclsyntax.Expression) bool {
	ty := s.eval(expr).Type()
	return ty.IsListType() || ty.IsTupleType()
}

// areKeys reports whether an expression is a list of the keys of a map.
func (s *scope) areKeys(expr hclsyntax.Expression) bool {
	expr, _, path := s.follow(expr)
	call, ok := expr.(*hclsyntax.FunctionCallExpr)
	return ok && len(path) == 0 && funcs.Name(call.Name) == "keys"
}
