package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// globs says whether a pattern matches a text: Yes where it does whatever stands in the holes
// of the text, No where nothing that could stand there makes it match. In a pattern "*" is any
// text and "?" any character; nothing else is special, as brackets are part of addresses.
func globs(pattern string, text terraform.Pieces) tri.Answer {
	p := glob([]rune(pattern))
	// In a hole may be any text, and so surely only a "*" takes it up.
	surely, perhaps := p.start(), p.start()
	for _, piece := range text {
		if piece.Hole != nil {
			surely, perhaps = p.star(surely), p.anything(perhaps)
		}
		for _, r := range piece.Known {
			surely, perhaps = p.rune(surely, r), p.rune(perhaps, r)
		}
	}
	switch {
	case surely[len(p)]:
		return tri.Yes
	case perhaps[len(p)]:
		return tri.Unknown
	}
	return tri.No
}

// glob is a pattern. While a text is read, a set of places in it says how much of it the text so
// far may stand for.
type glob []rune

// start is where a text begins.
func (p glob) start() []bool {
	at := make([]bool, len(p)+1)
	at[0] = true
	return p.skip(at)
}

// skip adds the places behind a star that takes up nothing.
func (p glob) skip(at []bool) []bool {
	for i, r := range p {
		if at[i] && r == '*' {
			at[i+1] = true
		}
	}
	return at
}

// rune reads a character.
func (p glob) rune(at []bool, read rune) []bool {
	next := make([]bool, len(p)+1)
	for i, r := range p {
		switch {
		case !at[i]:
		case r == '*':
			next[i] = true
		case r == '?' || r == read:
			next[i+1] = true
		}
	}
	return p.skip(next)
}

// star reads what only a star takes up.
func (p glob) star(at []bool) []bool {
	next := make([]bool, len(p)+1)
	for i, r := range p {
		next[i] = at[i] && r == '*'
	}
	return p.skip(next)
}

// anything reads any text.
func (p glob) anything(at []bool) []bool {
	next, reached := make([]bool, len(p)+1), false
	for i := range next {
		reached = reached || at[i]
		next[i] = reached
	}
	return next
}
