package fix

import (
	"bytes"
	"encoding/json"
	"strings"
)

const jsonSpace = " \t\r\n"

// jsonReader reads on in JSON text with holes.
type jsonReader struct {
	text []byte
	i    int
}

// space reads blanks and line ends, and returns where it got to.
func (r *jsonReader) space() int {
	r.i = len(r.text) - len(bytes.TrimLeft(r.text[r.i:], jsonSpace))
	return r.i
}

// peek returns the next byte, and 0 at the end.
func (r *jsonReader) peek() byte {
	if r.space() == len(r.text) {
		return 0
	}
	return r.text[r.i]
}

// eat reads a byte if it is the next.
func (r *jsonReader) eat(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.i++
	return true
}

// key reads a string without holes.
func (r *jsonReader) key() (name string, ok bool) {
	start := r.i
	if r.peek() != '"' || !r.str() {
		return "", false
	}
	text := r.text[start:r.i]
	return name, bytes.IndexByte(text, hole) < 0 && json.Unmarshal(text, &name) == nil
}

// value reads a string, a list, an object, a hole or a word.
func (r *jsonReader) value() bool {
	switch r.peek() {
	case '"':
		return r.str()
	case '{', '[':
		return r.group()
	case hole:
		r.i++
		return true
	}
	start := r.i
	for r.i < len(r.text) && strings.IndexByte(jsonSpace+"\",:[]{}\xFF", r.text[r.i]) < 0 {
		r.i++
	}
	return r.i > start
}

// str reads a string up to its closing quote.
func (r *jsonReader) str() bool {
	for r.i++; r.i < len(r.text); r.i++ {
		switch r.text[r.i] {
		case '\\':
			r.i++
		case '"':
			r.i++
			return true
		}
	}
	return false
}

// group reads a list or an object up to its closing bracket.
func (r *jsonReader) group() bool {
	var closers []byte
	for r.i < len(r.text) {
		switch c := r.text[r.i]; c {
		case '"':
			if !r.str() {
				return false
			}
			continue
		case '{', '[':
			closers = append(closers, c+2) // as ASCII has it
		case '}', ']':
			last := len(closers) - 1
			if closers[last] != c {
				return false
			}
			if closers = closers[:last]; last == 0 {
				r.i++
				return true
			}
		}
		r.i++
	}
	return false
}
