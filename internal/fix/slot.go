package fix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// slot is a place for new lines in the body of a block.
type slot struct {
	at     int    // where the text of the line before ends, its comment included
	indent string // of the new lines
	before string // an empty line or nothing
	apart  bool   // an empty line has to follow, and there is none
	inline bool   // the body starts on the line of its opening brace
}

// item is an argument or a nested block of a body.
type item struct {
	name       string
	nested     bool
	lines      bool // it has several
	start, end int
}

// tags reports whether an item is one that people set off from the arguments before it.
func (i item) tags() bool { return !i.nested && (i.name == "tags" || i.name == "tags_all") }

// meta reports whether an item is one that people set off from the arguments behind it.
func (i item) meta(block string) bool {
	switch i.name {
	case "count", "for_each", "provider":
		return !i.nested
	case "source", "version":
		return !i.nested && block == "module"
	}
	return false
}

// last reports whether an item customarily ends a body.
func (i item) last() bool {
	if i.nested {
		return i.name == "lifecycle"
	}
	return i.name == "depends_on"
}

// slotForAttribute is after one of the named arguments, else after the
// arguments that come before the first nested block, and before the tags among
// them. A body that starts with a block has none: there it is after all items.
func (f *File) slotForAttribute(b *hclsyntax.Block, value string, after []string) slot {
	items := itemsOf(b.Body)
	if len(items) == 0 {
		return f.slotAtEnd(b)
	}
	at := placeIn(items, after)
	if one := f.slotAfter(b, items[max(at, 0)]); one.inline {
		return one
	}
	s := f.slotAfter(b, item{start: items[0].start, end: b.OpenBraceRange.End.Byte})
	if at >= 0 {
		s = f.slotAfter(b, items[at])
	}
	open := !f.standsApart(f.gap(s.at).next) // what follows is on the next line
	long := strings.Contains(value, "\n")
	if at >= 0 && !items[at].nested && (long || !open && (items[at].meta(b.Type) || items[at].lines)) {
		s.before = "\n"
	}
	s.apart = open && at+1 < len(items) && (long || items[at+1].tags())
	return s
}

// placeIn returns the index of the item that a new argument follows, -1 if it is to be the first.
func placeIn(items []item, after []string) int {
	for _, name := range after {
		if i := slices.IndexFunc(items, func(i item) bool { return i.name == name && !i.nested }); i >= 0 {
			return i
		}
	}
	if i := slices.IndexFunc(items, func(i item) bool { return i.nested }); i > 0 {
		items = items[:i]
	}
	at := slices.Index(items, beforeLast(items))
	for at >= 0 && items[at].tags() {
		at--
	}
	return at
}

// slotForBlock keeps comments at the end of the body before the new block.
func (f *File) slotForBlock(b *hclsyntax.Block) slot {
	items := itemsOf(b.Body)
	if len(items) == 0 {
		return f.slotAtEnd(b)
	}
	i := beforeLast(items)
	s := f.slotAfter(b, i)
	if i == items[len(items)-1] && !s.inline {
		s.at = f.lastComment(i.end)
	}
	return s
}

// slotAtEnd is for a body without items: it may have comments.
func (f *File) slotAtEnd(b *hclsyntax.Block) slot {
	s := f.slotAfter(b, item{start: b.OpenBraceRange.Start.Byte, end: b.OpenBraceRange.End.Byte})
	s.at = f.lastComment(s.at)
	return s
}

// slotAfter is on the line after an item of b.
func (f *File) slotAfter(b *hclsyntax.Block, i item) slot {
	open := b.OpenBraceRange.End.Byte
	s := slot{at: f.gap(i.end).end, inline: !f.breaksAt(f.gap(open).next)}
	if s.inline || i.end == open && i.start <= open {
		s.indent = deeper(f.indent(b.TypeRange.Start.Byte))
	} else {
		s.indent = f.indent(i.start)
	}
	return s
}

// itemsOf returns the items of a body in source order.
func itemsOf(body *hclsyntax.Body) []item {
	var items []item
	for _, a := range body.Attributes {
		items = append(items, item{a.Name, false, a.SrcRange.End.Line > a.SrcRange.Start.Line, a.SrcRange.Start.Byte, a.SrcRange.End.Byte})
	}
	for _, b := range body.Blocks {
		items = append(items, item{b.Type, true, b.CloseBraceRange.End.Line > b.TypeRange.Start.Line, b.TypeRange.Start.Byte, b.CloseBraceRange.End.Byte})
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Compare(a.start, b.start) })
	return items
}

// beforeLast returns the last of the items that doesn't customarily end a
// body, and the very last if all do.
func beforeLast(items []item) item {
	for _, i := range slices.Backward(items) {
		if !i.last() {
			return i
		}
	}
	return items[len(items)-1]
}

// deeper returns one more step of indentation: a tab where tabs are used.
func deeper(indent string) string {
	if indent != "" && indent[0] == '\t' {
		return indent + "\t"
	}
	return indent + "  "
}
