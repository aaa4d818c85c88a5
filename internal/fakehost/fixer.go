package fakehost

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
)

// fixer implements tflint.Fixer with the observable behaviour of the SDK's: all
// ranges are those before the rule's first edit, and are moved by the edits that
// came before. What the SDK doesn't notice isn't noticed here either: insertions
// at one point, edits inside a replacement of the same length.
type fixer struct {
	sources map[string][]byte // before the current rule's edits
	changes map[string][]byte
	edits   []edit // those that moved what follows
}

var _ tflint.Fixer = (*fixer)(nil)

// edit is a replacement that changed the length of a file.
type edit struct {
	rng   hcl.Range // replaced, moved by the edits before it
	moved int       // offset from which on bytes are moved
	by    int
}

func newFixer(sources map[string][]byte) *fixer {
	return &fixer{sources: sources, changes: map[string][]byte{}}
}

// snapshot returns a function that brings back the current state.
func (f *fixer) snapshot() (undo func()) {
	changes, edits := maps.Clone(f.changes), slices.Clone(f.edits)
	return func() { f.changes, f.edits = changes, edits }
}

// Changes returns the files that have been changed, as the SDK's fixer does.
func (f *fixer) Changes() map[string][]byte { return f.changes }

// take returns the changed files, formatted, and makes them the base of what
// comes next.
func (f *fixer) take() map[string][]byte {
	changes := f.changes
	for name, src := range changes {
		if !strings.HasSuffix(name, ".tf.json") {
			changes[name] = hclwrite.Format(src)
		}
	}
	maps.Copy(f.sources, changes)
	f.changes, f.edits = map[string][]byte{}, nil
	return changes
}

// ReplaceText replaces the range by strings and text nodes. Nodes inside the
// range, in order, stay as they are: only what is between them is replaced.
func (f *fixer) ReplaceText(rng hcl.Range, texts ...any) error {
	if len(texts) == 0 {
		return errors.New("no text to replace")
	}
	var pending strings.Builder
	for _, text := range texts {
		switch text := text.(type) {
		case string:
			pending.WriteString(text)
		case tflint.TextNode:
			if text.Range.Filename != rng.Filename || text.Range.Start.Byte < rng.Start.Byte {
				pending.Write(text.Bytes)
				continue
			}
			before := hcl.Range{Filename: rng.Filename, Start: rng.Start, End: text.Range.Start}
			if err := f.replace(before, pending.String()); err != nil {
				return err
			}
			rng.Start = text.Range.End
			pending.Reset()
		default:
			return fmt.Errorf("ReplaceText only accepts string or TextNode, but got %T", text)
		}
	}
	return f.replace(rng, pending.String())
}

// replace replaces one range.
func (f *fixer) replace(rng hcl.Range, text string) error {
	src, err := f.current(rng.Filename)
	if err != nil {
		return err
	}
	if rng, err = f.move(rng); err != nil {
		return err
	}
	changed := slices.Concat(src[:rng.Start.Byte], []byte(text), src[rng.End.Byte:])
	if bytes.Equal(src, changed) {
		return nil
	}
	if by := len(changed) - len(src); by != 0 {
		f.edits = append(f.edits, edit{rng: rng, moved: rng.End.Byte + min(by, 0), by: by})
	}
	f.changes[rng.Filename] = changed
	return nil
}

// current returns the file with the edits so far.
func (f *fixer) current(name string) ([]byte, error) {
	if src, ok := f.changes[name]; ok {
		return src, nil
	}
	if src, ok := f.sources[name]; ok {
		return src, nil
	}
	return nil, fmt.Errorf("file not found: %s", name)
}

// move returns where the range is after the edits so far. The range of an
// earlier edit itself may be replaced again.
func (f *fixer) move(rng hcl.Range) (hcl.Range, error) {
	for _, e := range f.edits {
		if e.rng.Filename != rng.Filename {
			continue
		}
		switch {
		case e.rng.Overlap(rng).Empty():
			if e.moved <= rng.Start.Byte {
				rng.Start.Byte += e.by
				rng.End.Byte += e.by
			}
		case e.rng.Start.Byte == rng.Start.Byte && e.rng.End.Byte == rng.End.Byte:
			rng.End.Byte += e.by
		default:
			return rng, fmt.Errorf("range overlaps with a previous rewrite range: %s", e.rng)
		}
	}
	return rng, nil
}

// InsertTextBefore inserts at the start of the range.
func (f *fixer) InsertTextBefore(rng hcl.Range, text string) error {
	return f.replace(hcl.Range{Filename: rng.Filename, Start: rng.Start, End: rng.Start}, text)
}

// InsertTextAfter inserts at the end of the range.
func (f *fixer) InsertTextAfter(rng hcl.Range, text string) error {
	return f.replace(hcl.Range{Filename: rng.Filename, Start: rng.End, End: rng.End}, text)
}

// Remove removes the range.
func (f *fixer) Remove(rng hcl.Range) error { return f.replace(rng, "") }

// RemoveAttribute is not supported.
func (f *fixer) RemoveAttribute(*hcl.Attribute) error {
	return fmt.Errorf("RemoveAttribute: %w", errNotSupported)
}

// RemoveBlock is not supported.
func (f *fixer) RemoveBlock(*hcl.Block) error {
	return fmt.Errorf("RemoveBlock: %w", errNotSupported)
}

// RemoveExtBlock is not supported.
func (f *fixer) RemoveExtBlock(*hclext.Block) error {
	return fmt.Errorf("RemoveExtBlock: %w", errNotSupported)
}

// TextAt returns the text of the range before the current rule's edits.
func (f *fixer) TextAt(rng hcl.Range) tflint.TextNode {
	node := tflint.TextNode{Range: rng}
	if src := f.sources[rng.Filename]; rng.CanSliceBytes(src) {
		node.Bytes = rng.SliceBytes(src)
	}
	return node
}

// ValueText returns the value as an expression on one line.
func (f *fixer) ValueText(value cty.Value) string {
	typ := value.Type()
	var items []string
	switch {
	case value.IsNull():
		return "null"
	case typ.IsPrimitiveType():
		return string(hclwrite.TokensForValue(value).Bytes())
	case typ.IsMapType(), typ.IsObjectType():
		if value.LengthInt() == 0 {
			return "{}"
		}
		for key, element := range value.Elements() {
			name := key.AsString()
			if !hclsyntax.ValidIdentifier(name) {
				name = f.ValueText(key)
			}
			items = append(items, name+" = "+f.ValueText(element))
		}
		return "{ " + strings.Join(items, ", ") + " }"
	default:
		for _, element := range value.Elements() {
			items = append(items, f.ValueText(element))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
}

// RangeTo returns the range that the text has when it starts there. A newline at
// the end of the text doesn't count.
func (f *fixer) RangeTo(text, filename string, start hcl.Pos) hcl.Range {
	end := hcl.InitialPos
	for lines := hcl.NewRangeScanner([]byte(text), filename, bufio.ScanLines); lines.Scan(); {
		end = lines.Range().End
	}
	if end.Line == 1 {
		end.Column += start.Column - 1
	}
	end.Line += start.Line - 1
	end.Byte += start.Byte
	return hcl.Range{Filename: filename, Start: start, End: end}
}
