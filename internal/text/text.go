// Package text has texts of which a part may not be known. It knows nothing of what
// stands in the holes.
package text

import "strings"

// Text is a text with holes: what is known of it, and what stands for the rest.
type Text[Hole any] []Piece[Hole]

// Piece is a part of a text: known, or a hole.
type Piece[Hole any] struct {
	Known string
	Hole  *Hole // nil where the piece is Known
}

// Add appends pieces. Known ones that follow each other become one.
func (t Text[Hole]) Add(pieces ...Piece[Hole]) Text[Hole] {
	for _, p := range pieces {
		if n := len(t); n > 0 && p.Hole == nil && t[n-1].Hole == nil {
			t[n-1].Known += p.Known
			continue
		}
		t = append(t, p)
	}
	return t
}

// Joined returns the same text, of which no two known pieces follow each other.
func (t Text[Hole]) Joined() Text[Hole] { return Text[Hole](nil).Add(t...) }

// Whole returns the text where it has no holes.
func (t Text[Hole]) Whole() (string, bool) {
	var out strings.Builder
	for _, p := range t {
		if p.Hole != nil {
			return "", false
		}
		out.WriteString(p.Known)
	}
	return out.String(), true
}
