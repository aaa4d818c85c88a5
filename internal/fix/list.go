package fix

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// AppendToList appends elements, the source texts of expressions, to the list
// under key in an object constructor, such as `Statement = [ … ]` in the
// argument of jsonencode. A list whose bracket closes on a line of its own
// gets a line for each element, before the comments that end the list, and
// keeps its trailing comma or the lack of one; so does an empty list. In other
// lists the elements follow the last one. A single object becomes the first
// element of a new list, where it stands.
//
// A list that isn't written out is not appended to, nor is one whose last
// element is a bare heredoc; and no list of an object that has a computed key,
// which could be this one. A fix appends to a list once, with all elements.
func (f *File) AppendToList(fx Fixer, object *hclsyntax.ObjectConsExpr, key string, elements ...string) error {
	if !f.holds(object) {
		return unsupported("an object is not of this reading of %s", f.name)
	}
	value, err := valueOf(object, key)
	if err != nil {
		return err
	}
	elements, err = checkElements(elements)
	if err != nil || len(elements) == 0 {
		return err
	}
	switch value := bareExpr(value).(type) {
	case *hclsyntax.ObjectConsExpr:
		return f.wrapInList(fx, value, elements)
	case *hclsyntax.TupleConsExpr:
		if len(value.Exprs) == 0 {
			return f.fillList(fx, value, elements)
		}
		return f.extendList(fx, value, elements)
	}
	return unsupported("the value of %s is not a list written out", key)
}

// wrapInList gives an object and the elements lines of their own. The lines
// inside the object are indented when tflint formats the file.
func (f *File) wrapInList(fx Fixer, object *hclsyntax.ObjectConsExpr, elements []string) error {
	start, end := object.SrcRange.Start, object.SrcRange.End
	outer := f.indent(start.Byte)
	inner := deeper(outer)
	text := ",\n" + inner + joinElements(elements, ",\n"+inner, inner) + "\n" + outer + "]"
	if err := fx.InsertTextAfter(f.span(start, start.Byte, start.Byte), f.ownLineEnds("[\n"+inner)); err != nil {
		return err
	}
	return fx.InsertTextAfter(f.span(end, end.Byte, end.Byte), f.ownLineEnds(text))
}

// fillList writes the elements of an empty list after its comments.
func (f *File) fillList(fx Fixer, list *hclsyntax.TupleConsExpr, elements []string) error {
	open := list.OpenRange.End
	outer := f.indent(open.Byte)
	inner := deeper(outer)
	text := "\n" + inner + joinElements(elements, ",\n"+inner, inner)
	at := f.lastComment(open.Byte)
	next := f.gap(at).next
	if f.breaksAt(next) {
		next = at
	} else {
		text += "\n" + outer
	}
	return fx.ReplaceText(f.span(open, at, next), f.ownLineEnds(text))
}

// extendList writes a comma where there is none right after the last element,
// before the comments on its line, and the new elements after them.
func (f *File) extendList(fx Fixer, list *hclsyntax.TupleConsExpr, elements []string) error {
	last, end, err := f.lastElement(list)
	if err != nil {
		return err
	}
	open := list.OpenRange.End
	indent := f.indent(list.Exprs[len(list.Exprs)-1].Range().Start.Byte)
	after := f.gap(end)
	sep := " "
	if f.breaksAt(after.next) {
		sep = "\n" + indent
	}
	text := sep + joinElements(elements, ","+sep, indent)
	if end > last {
		text += ","
	} else if err := fx.InsertTextAfter(f.span(open, last, last), ","); err != nil {
		return err
	}
	return fx.InsertTextAfter(f.span(open, after.end, after.end), f.ownLineEnds(text))
}

// lastElement returns where the last element of a list ends, and where the
// comma after it does; the same if there is none.
func (f *File) lastElement(list *hclsyntax.TupleConsExpr) (last, end int, err error) {
	start := list.SrcRange.Start.Byte
	tokens := slices.DeleteFunc(lex(string(f.src[start:list.SrcRange.End.Byte])), func(t hclsyntax.Token) bool {
		return t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenComment
	})
	i := len(tokens) - 3 // the bracket and the end of file come after it
	end = start + tokens[i].Range.End.Byte
	if tokens[i].Type == hclsyntax.TokenComma {
		return start + tokens[i-1].Range.End.Byte, end, nil
	}
	if tokens[i].Type == hclsyntax.TokenCHeredoc {
		return 0, 0, unsupported("no comma can follow the heredoc that ends a list")
	}
	return end, end, nil
}

// valueOf returns the value under a key that an object has once.
func valueOf(object *hclsyntax.ObjectConsExpr, key string) (hclsyntax.Expression, error) {
	var found []hclsyntax.Expression
	for _, item := range object.Items {
		name, ok := literalKey(item.KeyExpr)
		if !ok {
			return nil, unsupported("an object has a computed key")
		}
		if name == key {
			found = append(found, item.ValueExpr)
		}
	}
	if len(found) != 1 {
		return nil, unsupported("an object has %d values for %s, not one", len(found), key)
	}
	return found[0], nil
}

// literalKey returns a key of an object constructor that is a name or a
// literal. One in parentheses is taken for computed.
func literalKey(e hclsyntax.Expression) (string, bool) {
	if e, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok && e.ForceNonLiteral {
		return "", false
	}
	v, diags := e.Value(nil)
	if diags.HasErrors() {
		return "", false
	}
	v, err := convert.Convert(v, cty.String)
	if err != nil || v.IsNull() || !v.IsKnown() {
		return "", false
	}
	return v.AsString(), true
}

func bareExpr(e hclsyntax.Expression) hclsyntax.Expression {
	for {
		parens, ok := e.(*hclsyntax.ParenthesesExpr)
		if !ok {
			return e
		}
		e = parens.Expression
	}
}

// checkElements returns the texts of expressions, trimmed, if each can be
// any element of a list.
func checkElements(elements []string) ([]string, error) {
	var checked []string
	for _, e := range elements {
		e, err := checkValue("element", e)
		if err != nil {
			return nil, err
		}
		if _, err := checkValue("element", "["+e+"]"); err != nil { // a heredoc, or the name `for`
			return nil, err
		}
		checked = append(checked, e)
	}
	return checked, nil
}

func joinElements(elements []string, sep, indent string) string {
	var texts []string
	for _, e := range elements {
		texts = append(texts, indentLines(e, indent))
	}
	return strings.Join(texts, sep)
}
