package policydoc

import (
	"encoding/json"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
)

// JSON is the JSON text of an aws_iam_policy_document.
func JSON(inst *terraform.Instance) (cty.Value, bool) {
	v := toCty(NewReader().dataDocument(inst))
	if !v.IsWhollyKnown() {
		return functions.Encode(v), true
	}
	plain, _ := v.UnmarkDeep()
	text, err := stdlib.JSONEncode(plain)
	if err != nil {
		return cty.NilVal, false
	}
	return text.WithMarks(functions.Origins(v)), true
}

// toCty returns a tree as a value.
func toCty(node any) cty.Value {
	switch node := node.(type) {
	case nil:
		return cty.NullVal(cty.DynamicPseudoType)
	case map[string]any:
		out := make(map[string]cty.Value, len(node))
		for name, value := range node {
			out[name] = toCty(value)
		}
		return cty.ObjectVal(out)
	case []any:
		out := make([]cty.Value, len(node))
		for i := range node {
			out[i] = toCty(node[i])
		}
		return cty.TupleVal(out)
	case string:
		return cty.StringVal(node)
	case json.Number:
		return cty.StringVal(node.String())
	case bool:
		return cty.BoolVal(node)
	case leaf:
		return leafCty(node)
	case perhapsAllow:
		return cty.StringVal("Allow")
	}
	return cty.DynamicVal
}

func leafCty(l leaf) cty.Value {
	v := l.value.Cty
	if v == cty.NilVal {
		return cty.DynamicVal
	}
	plain, marks := v.Unmark()
	if !l.vars || plain.Type() != cty.String || plain.IsNull() {
		return v
	}
	if !plain.IsKnown() {
		if strings.Contains(plain.Range().StringPrefix(), "&{") {
			return unknownText.WithMarks(marks)
		}
		return v
	}
	return cty.StringVal(strings.ReplaceAll(plain.AsString(), "&{", "${")).WithMarks(marks)
}
