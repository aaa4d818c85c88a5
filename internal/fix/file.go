// Package fix edits native HCL source text through a tflint.Fixer: it sets an
// argument, appends a nested block, inserts a top-level block, appends to a
// list in an object or in a template's JSON. An edit touches no comment and no
// other token, keeps the file's line ends, and is refused as a whole when it
// can't be done.
//
// It knows nothing of AWS, of what an argument means, or of evaluation. It
// doesn't know which edits were made before: every File stands for the source
// before the fix, as tflint's Fixer wants it. Edits of one fix may be combined
// freely, but the same edit made twice is written twice, and a new block can't
// be edited before the next pass.
package fix

import (
	"bytes"
	"fmt"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// Fixer is the part of tflint.Fixer that edits need. All ranges are those of
// the source before any edit.
type Fixer interface {
	ReplaceText(hcl.Range, ...any) error
	InsertTextAfter(hcl.Range, string) error
}

// File is one native source file: its bytes and its blocks. It doesn't change
// after NewFile.
type File struct {
	name   string
	src    []byte
	eol    string
	body   *hclsyntax.Body
	blocks map[int]place // by the byte where the block's type starts
}

// place is a block and whether another block holds it.
type place struct {
	block  *hclsyntax.Block
	nested bool
}

// NewFile returns the file that f was parsed from, without errors: a tree alone
// doesn't tell. The error wraps tflint.ErrFixNotSupported for JSON.
func NewFile(name string, f *hcl.File) (*File, error) {
	if f == nil {
		return nil, unsupported("%s is not loaded", name)
	}
	body, native := f.Body.(*hclsyntax.Body)
	if !native {
		return nil, unsupported("%s is not in native syntax", name)
	}
	file := &File{name: name, src: f.Bytes, eol: lineEnd(f.Bytes), body: body, blocks: map[int]place{}}
	file.index(body, false)
	return file, nil
}

func (f *File) index(body *hclsyntax.Body, nested bool) {
	for _, b := range body.Blocks {
		f.blocks[b.TypeRange.Start.Byte] = place{b, nested}
		f.index(b.Body, true)
	}
}

// Block returns the block, nested ones included, whose type starts at the
// byte of start. The error wraps tflint.ErrFixNotSupported: what a dynamic
// block generates has no block of its own in the source.
func (f *File) Block(start hcl.Pos) (*hclsyntax.Block, error) {
	p, ok := f.blocks[start.Byte]
	if !ok {
		return nil, unsupported("no block of its own starts at %s:%d,%d", f.name, start.Line, start.Column)
	}
	return p.block, nil
}

// Enclosing returns the blocks that hold a place, the top-level one first.
func (f *File) Enclosing(at hcl.Pos) []*hclsyntax.Block {
	i := sort.Search(len(f.body.Blocks), func(i int) bool { return f.body.Blocks[i].CloseBraceRange.End.Byte > at.Byte })
	var out []*hclsyntax.Block
	for blocks := f.body.Blocks[i:]; len(blocks) > 0; {
		b := blocks[0]
		switch {
		case b.TypeRange.Start.Byte > at.Byte:
			return out
		case b.CloseBraceRange.End.Byte <= at.Byte:
			blocks = blocks[1:]
		default:
			out = append(out, b)
			blocks = b.Body.Blocks
		}
	}
	return out
}

// Text returns the source text of a range of this file, and "" for a range
// that isn't in it.
func (f *File) Text(r hcl.Range) string {
	if r.Filename != f.name || !r.CanSliceBytes(f.src) {
		return ""
	}
	return string(r.SliceBytes(f.src))
}

// find returns what is known of a block that Block returned.
func (f *File) find(b *hclsyntax.Block) (place, error) {
	if p := f.blocks[b.TypeRange.Start.Byte]; p.block == b {
		return p, nil
	}
	return place{}, unsupported("block %s is not of this reading of %s", b.Type, f.name)
}

// constructor returns the list, object or template, in a block, that starts at a place,
// nil if none does. Only the top-level block where it would be is searched: files have
// thousands.
func (f *File) constructor(start hcl.Pos) hclsyntax.Expression {
	i := sort.Search(len(f.body.Blocks), func(i int) bool { return f.body.Blocks[i].CloseBraceRange.End.Byte > start.Byte })
	if i == len(f.body.Blocks) {
		return nil
	}
	var found hclsyntax.Expression
	_ = hclsyntax.VisitAll(f.body.Blocks[i].Body, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n := n.(type) {
		case *hclsyntax.TupleConsExpr, *hclsyntax.ObjectConsExpr, *hclsyntax.TemplateExpr:
			if n.Range().Start.Byte == start.Byte && found == nil {
				found, _ = n.(hclsyntax.Expression)
			}
		}
		return nil
	})
	return found
}

// lineEnd returns the first line end of a text: files that mix them have no
// right answer.
func lineEnd(src []byte) string {
	if i := bytes.IndexByte(src, '\n'); i > 0 && src[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

func unsupported(format string, args ...any) error {
	return fmt.Errorf("%w: %s", tflint.ErrFixNotSupported, fmt.Sprintf(format, args...))
}
