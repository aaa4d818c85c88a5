package fix

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// SetAttribute writes `name = value` in the body of b, value being the source
// text of an expression. An argument that is there keeps its place and gets
// the new value: nothing happens if it is the value already, but for blanks.
// A new one goes after the first of the arguments that after names and the body
// has; else after the arguments that come before the first nested block, trailing
// tags and depends_on excepted; else after the last nested block. Empty lines
// are kept where people have them: before tags, after meta-arguments such as
// count, and after arguments of several lines. A one-line body is broken into
// lines.
//
// An old value with a comment inside is not replaced: the comment would go.
// Calls for two new arguments of one body are written in the order of the
// calls.
func (f *File) SetAttribute(fx Fixer, b *hclsyntax.Block, name, value string, after ...string) error {
	if _, err := f.find(b); err != nil {
		return err
	}
	value, err := checkValue(name, value)
	if err != nil {
		return err
	}
	if attr := b.Body.Attributes[name]; attr != nil {
		return f.replaceValue(fx, attr, value)
	}
	return f.insertLines(fx, b, f.slotForAttribute(b, value, after), name+" = "+value)
}

func (f *File) replaceValue(fx Fixer, attr *hclsyntax.Attribute, value string) error {
	start, end := f.valueBytes(attr)
	old := string(f.src[start:end])
	if sameTokens(old, value) {
		return nil
	}
	if hasComment(old) {
		return unsupported("the value of %s holds a comment", attr.Name)
	}
	if after := f.gap(end); endsInHeredoc(value) && (after.end != end || !f.breaksAt(after.next)) {
		return unsupported("a heredoc can't be followed by what comes after the value of %s", attr.Name)
	}
	text := indentLines(value, f.indent(attr.SrcRange.Start.Byte))
	return fx.ReplaceText(f.span(attr.EqualsRange.End, start, end), f.ownLineEnds(text))
}

// valueBytes returns where the value of an argument starts and ends. It
// doesn't ask the expression, whose range may leave out parentheses, and
// leaves comments before it alone.
func (f *File) valueBytes(attr *hclsyntax.Attribute) (start, end int) {
	return f.gap(attr.EqualsRange.End.Byte).next, attr.SrcRange.End.Byte
}
