package fix

import (
	"bytes"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
)

// gap is the rest of a line after a token, as far as it is blanks and
// comments. Blanks and comments are all that may follow an argument or a
// block, so that reading on from a token's end needs no lexer.
type gap struct {
	end  int // end of the last comment, the gap's start if there is none
	next int // the first byte after blanks and comments, a line end perhaps
}

func (f *File) gap(start int) gap {
	g := gap{end: start, next: start}
	for {
		rest := f.src[g.next:]
		switch {
		case bytes.HasPrefix(rest, []byte("/*")):
			g.next += commentLen(rest)
			g.end = g.next
		case bytes.HasPrefix(rest, []byte("#")), bytes.HasPrefix(rest, []byte("//")):
			g.next += lineLen(rest)
			g.end = g.next
			return g
		case len(rest) > 0 && isBlank(rest[0]):
			g.next++
		default:
			return g
		}
	}
}

// lastComment returns the end of the last comment between start and the next
// token, be it some lines below, and start if there is none.
func (f *File) lastComment(start int) int {
	end := start
	for {
		g := f.gap(start)
		if g.end > start {
			end = g.end
		}
		if !f.breaksAt(g.next) {
			return end
		}
		start = f.nextLine(g.next)
	}
}

// breaksAt reports whether a line ends at i. The end of the file is no line end.
func (f *File) breaksAt(i int) bool {
	return bytes.HasPrefix(f.src[i:], []byte("\n")) || bytes.HasPrefix(f.src[i:], []byte("\r\n"))
}

// nextLine returns the start of the line after the line end at i.
func (f *File) nextLine(i int) int {
	return i + bytes.IndexByte(f.src[i:], '\n') + 1
}

// standsApart reports whether what follows the line that ends at i needs no
// empty line before it: it is one, or the end of the body or the file.
func (f *File) standsApart(i int) bool {
	if !f.breaksAt(i) {
		return true
	}
	start := f.nextLine(i)
	g := f.gap(start)
	return g.end == start && (g.next == len(f.src) || f.src[g.next] == '}' || f.breaksAt(g.next))
}

// indent returns the blanks at the start of the line that byte i is on.
func (f *File) indent(i int) string {
	start := bytes.LastIndexByte(f.src[:i], '\n') + 1
	end := start
	for end < i && isBlank(f.src[end]) {
		end++
	}
	return string(f.src[start:end])
}

// span returns the range of the bytes from start to end, counted on from a
// known position before it. Columns are runes: only messages show them.
func (f *File) span(from hcl.Pos, start, end int) hcl.Range {
	r := hcl.Range{Filename: f.name}
	r.Start = f.advance(from, start)
	r.End = f.advance(r.Start, end)
	return r
}

func (f *File) advance(p hcl.Pos, to int) hcl.Pos {
	text := f.src[p.Byte:to]
	p.Byte = to
	if n := bytes.Count(text, []byte("\n")); n > 0 {
		p.Line += n
		p.Column = 1
		text = text[bytes.LastIndexByte(text, '\n')+1:]
	}
	p.Column += utf8.RuneCount(text)
	return p
}

// commentLen returns the length of the /* comment that text starts with.
func commentLen(text []byte) int {
	if i := bytes.Index(text[2:], []byte("*/")); i >= 0 {
		return i + 4
	}
	return len(text)
}

// lineLen returns the length of the first line of text, without its line end.
func lineLen(text []byte) int {
	i := bytes.IndexByte(text, '\n')
	if i < 0 {
		return len(text)
	}
	if i > 0 && text[i-1] == '\r' {
		return i - 1
	}
	return i
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
