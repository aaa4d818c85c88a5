package fix

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// InsertBlockAfter writes one or more top-level blocks, given as text, after
// the top-level block b and the comment on its last line, with one empty line
// before and after. Calls for the same b are written in the order of the calls.
func (f *File) InsertBlockAfter(fx Fixer, b *hclsyntax.Block, text string) error {
	p, err := f.find(b)
	if err != nil {
		return err
	}
	if p.nested {
		return unsupported("block %s is not at top level", b.Type)
	}
	text, err = checkBlocks(text)
	if err != nil {
		return err
	}
	after := f.gap(b.CloseBraceRange.End.Byte)
	if err := fx.InsertTextAfter(f.span(b.CloseBraceRange.End, after.end, after.end), f.ownLineEnds("\n\n"+text)); err != nil {
		return err
	}
	if f.standsApart(after.next) {
		return nil
	}
	return f.setApart(fx, b.CloseBraceRange.End, after.next)
}

// Last returns the last of the top-level blocks that stand right behind b and begin at one
// of some places, b if there is none.
func (f *File) Last(b *hclsyntax.Block, starts []hcl.Pos) *hclsyntax.Block {
	last := b
	for _, next := range f.body.Blocks[slices.Index(f.body.Blocks, b)+1:] {
		if !slices.ContainsFunc(starts, func(at hcl.Pos) bool { return at.Byte == next.TypeRange.Start.Byte }) {
			break
		}
		last = next
	}
	return last
}

// AppendBlock writes one or more nested blocks, given as text, at the end of
// the body of b, before a trailing lifecycle block or depends_on argument.
// What is before them is set off by an empty line. A one-line body is broken
// into lines. Calls for the same b are written in the order of the calls.
func (f *File) AppendBlock(fx Fixer, b *hclsyntax.Block, text string) error {
	if _, err := f.find(b); err != nil {
		return err
	}
	text, err := checkBlocks(text)
	if err != nil {
		return err
	}
	s := f.slotForBlock(b)
	if s.at > b.OpenBraceRange.End.Byte {
		s.before = "\n"
	}
	s.apart = !f.standsApart(f.gap(s.at).next)
	return f.insertLines(fx, b, s, text)
}

// insertLines writes text on lines of its own. In a body of one line it also
// breaks the line after `{` and before `}`, as edits apart from the new text,
// so that a second call for the same body, or a new value for the argument
// that is there, doesn't overlap with the first.
func (f *File) insertLines(fx Fixer, b *hclsyntax.Block, s slot, text string) error {
	open, end := b.OpenBraceRange.End, b.CloseBraceRange.Start.Byte
	if s.inline && s.at > open.Byte {
		blanks := open.Byte
		for isBlank(f.src[blanks]) {
			blanks++
		}
		if err := fx.ReplaceText(f.span(open, open.Byte, blanks), f.ownLineEnds("\n"+s.indent)); err != nil {
			return err
		}
	}
	text = "\n" + s.before + s.indent + indentLines(text, s.indent)
	if err := fx.InsertTextAfter(f.span(open, s.at, s.at), f.ownLineEnds(text)); err != nil {
		return err
	}
	if next := f.gap(s.at).next; f.breaksAt(next) {
		if !s.apart {
			return nil
		}
		return f.setApart(fx, open, next)
	}
	return fx.ReplaceText(f.span(open, s.at, end), f.ownLineEnds("\n"+f.indent(b.TypeRange.Start.Byte)))
}

// setApart writes an empty line after the line that ends at a byte. It is a replacement of
// the line end, so that it is one line however often it is written.
func (f *File) setApart(fx Fixer, from hcl.Pos, at int) error {
	return fx.ReplaceText(f.span(from, at, f.nextLine(at)), f.eol+f.eol)
}

// ownLineEnds returns a text with the line ends of the file.
func (f *File) ownLineEnds(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", f.eol)
}
