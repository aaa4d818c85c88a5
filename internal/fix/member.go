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

// InsertMemberAt is InsertMember for the object that starts at a place.
func (f *File) InsertMemberAt(fx Fixer, start hcl.Pos, name, value string) error {
	object, ok := f.constructor(start).(*hclsyntax.ObjectConsExpr)
	if !ok || len(object.Items) == 0 {
		return unsupported("no object with members starts at %s:%d,%d", f.name, start.Line, start.Column)
	}
	return f.InsertMember(fx, object, name, value)
}

// InsertMember writes a member before the others of an object, which has some: on a line of
// its own where the first of them is on one.
func (f *File) InsertMember(fx Fixer, object *hclsyntax.ObjectConsExpr, name, value string) error {
	value, err := checkValue(name, value)
	if err != nil {
		return err
	}
	first := object.Items[0].KeyExpr.Range()
	after := ", "
	if first.Start.Line > object.OpenRange.Start.Line {
		after = "\n" + f.indent(first.Start.Byte)
	}
	return fx.InsertTextAfter(f.span(first.Start, first.Start.Byte, first.Start.Byte), f.ownLineEnds(name+" = "+value+after))
}
