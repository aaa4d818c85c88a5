package fix

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Member returns the value of a key in an object that is written out, nil if the
// expression isn't one, or writes the key in another way than as a name or plain
// text.
func Member(expr hclsyntax.Expression, key string) hclsyntax.Expression {
	object, ok := expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return nil
	}
	for _, item := range object.Items {
		name := hcl.ExprAsKeyword(item.KeyExpr)
		if name == "" {
			if v, diags := item.KeyExpr.Value(nil); !diags.HasErrors() && v.Type().FriendlyName() == "string" {
				name = v.AsString()
			}
		}
		if name == key {
			return item.ValueExpr
		}
	}
	return nil
}
