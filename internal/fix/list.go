package fix

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// AppendToList appends elements, the source texts of expressions, to the list
// that starts at a place, such as `[ … ]` in the argument of jsonencode. A list
// whose bracket closes on a line of its own
// gets a line for each element, before the comments that end the list, and
// keeps its trailing comma or the lack of one; so does an empty list. In other
// lists the elements follow the last one. A single object becomes the first
// element of a new list, where it stands.
//
// A list that isn't written out is not appended to, nor is one whose last
// element is a bare heredoc. A fix appends to a list once, with all elements.
func (f *File) AppendToList(fx Fixer, start hcl.Pos, elements ...string) error {
	elements, err := checkElements(elements)
	if err != nil || len(elements) == 0 {
		return err
	}
	switch list := f.constructor(start).(type) {
	case *hclsyntax.ObjectConsExpr:
		return f.wrapInList(fx, list, elements)
	case *hclsyntax.TupleConsExpr:
		if len(list.Exprs) == 0 {
			return f.fillList(fx, list, elements)
		}
		return f.extendList(fx, list, elements)
	}
	return unsupported("no list is written out here")
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
