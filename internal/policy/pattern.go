package policy

import (
	"strings"
	"unicode/utf8"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

type segKind uint8

const (
	segText    segKind = iota
	segStar            // any text, also none
	segOne             // any one character
	segUnknown         // text that the configuration doesn't tell
	segVar             // a policy variable
)

// seg is one element of a pattern.
type seg struct {
	kind     segKind
	text     string // of segText, or the default of segVar
	key      int    // of segVar: index into Document.keys
	fallback bool   // of segVar: there is a default
}

// pattern is a compiled string with wildcards, variables and unknown parts.
type pattern struct {
	segs     []seg
	vars     bool // has policy variables
	doubtful bool // may have one more, which is not among segs
	opaque   bool // has unknown parts
	wild     bool // has wildcards
}

// compiler turns the strings of one document into patterns.
type compiler struct {
	doc    *Document
	index  map[string]int   // lower-case key name to its place in doc.keys
	allows []map[string]any // the statements that allow everybody something
}

// pattern compiles a string. Wildcards count where wild is set. Policy
// variables count as vars says (IAM User Guide, "IAM policy elements: variables
// and tags"; version 2008-10-17 has none).
func (c *compiler) pattern(pieces Template, wild bool, vars tri.Answer) pattern {
	var p pattern
	for i, piece := range pieces {
		if piece.Hole != nil {
			p.add(seg{kind: segUnknown})
			continue
		}
		text := piece.Known
		if i > 0 && vars != tri.No {
			// The unknown text before may open a variable that this text closes; if it
			// doesn't, one that begins here stands for itself.
			closed := strings.IndexByte(text, '}') + 1
			p.doubtful = p.doubtful || strings.Contains(text[:closed], "${")
			p.vars = p.vars || p.doubtful
			text = text[closed:]
		}
		c.scan(&p, text, wild, vars, i+1 < len(pieces))
	}
	p.join()
	return p
}

// scan appends one stretch of known text to p; before says whether unknown
// text follows.
func (c *compiler) scan(p *pattern, text string, wild bool, vars tri.Answer, before bool) {
	stops := "$"
	if wild {
		stops = "$*?"
	}
	for text != "" {
		end := strings.IndexAny(text, stops)
		if end < 0 {
			end = len(text)
		}
		if end > 0 {
			p.add(seg{kind: segText, text: text[:end]})
			text = text[end:]
			continue
		}
		switch {
		case text[0] == '*':
			p.add(seg{kind: segStar})
		case text[0] == '?':
			p.add(seg{kind: segOne})
		case vars != tri.No && before && strings.IndexByte(text, '}') < 0 && (text == "$" || text[1] == '{'):
			p.add(seg{kind: segUnknown}) // the unknown text may complete a variable
			p.vars, p.doubtful = true, true
			return
		case vars != tri.No && strings.HasPrefix(text, "${"):
			end = strings.IndexByte(text, '}')
			if end >= 0 {
				s := c.variable(text[2:end], vars)
				p.add(s)
				if s.kind == segUnknown { // it may be a variable
					p.vars, p.doubtful = true, true
				}
				text = text[end+1:]
				continue
			}
			vars = tri.No // nothing closes it, nor any later one
			fallthrough
		default:
			p.add(seg{kind: segText, text: "$"})
		}
		text = text[1:]
	}
}

// variable compiles the inside of ${...}: an escape for a wildcard or dollar
// sign, or a key with an optional default, a comma, a space and single quotes
// apart. What AWS makes of other spellings isn't documented.
func (c *compiler) variable(body string, vars tri.Answer) seg {
	name, fallback, hasDefault := strings.Cut(body, ", '")
	fallback, closed := strings.CutSuffix(fallback, "'")
	misspelt := name != strings.TrimSpace(name) || strings.ContainsAny(name, ",'") || hasDefault && !closed || strings.Contains(fallback, "'")
	switch {
	case vars == tri.Unknown || name == "" || misspelt:
		return seg{kind: segUnknown}
	case body == "*" || body == "?" || body == "$":
		return seg{kind: segText, text: body}
	}
	s := seg{kind: segVar, key: c.key(name), text: fallback, fallback: hasDefault}
	c.doc.keys[s.key].inVariable = true
	return s
}

// add appends a segment.
func (p *pattern) add(s seg) {
	switch s.kind {
	case segVar:
		p.vars = true
	case segUnknown:
		p.opaque = true
	case segStar, segOne:
		p.wild = true
	case segText:
	}
	p.segs = append(p.segs, s)
}

// join merges neighbouring text, in linear time.
func (p *pattern) join() {
	out := p.segs[:0]
	for i := 0; i < len(p.segs); {
		end := i + 1
		for p.segs[i].kind == segText && end < len(p.segs) && p.segs[end].kind == segText {
			end++
		}
		s := p.segs[i]
		if end > i+1 {
			var text strings.Builder
			for _, t := range p.segs[i:end] {
				text.WriteString(t.text)
			}
			s.text = text.String()
		}
		out = append(out, s)
		i = end
	}
	p.segs = out
}

// plain returns the text of a pattern that is nothing else.
func (p *pattern) plain() (string, bool) {
	if p.vars || p.opaque || p.wild {
		return "", false
	}
	if len(p.segs) == 0 {
		return "", true
	}
	return p.segs[0].text, true
}

// everything reports whether the pattern is stars only.
func (p *pattern) everything() bool {
	for _, s := range p.segs {
		if s.kind != segStar {
			return false
		}
	}
	return len(p.segs) > 0
}

// arnParts splits a pattern at its first five colons. It reports false where
// that can't be done: too few colons, or a variable or unknown before the
// fifth one.
func (p *pattern) arnParts() ([6]pattern, bool) {
	var parts [6]pattern
	n := 0
	for _, s := range p.segs {
		for n < 5 && s.kind == segText {
			head, tail, found := strings.Cut(s.text, ":")
			if !found {
				break
			}
			if head != "" {
				parts[n].add(seg{kind: segText, text: head})
			}
			n++
			s.text = tail
		}
		if n < 5 && (s.kind == segVar || s.kind == segUnknown) {
			return parts, false
		}
		if s.kind != segText || s.text != "" {
			parts[n].add(s)
		}
	}
	return parts, n == 5
}

// isARN reports whether the pattern is of an ARN, whatever its unknown parts and
// variables are: it begins as one and has five colons or more.
func (p *pattern) isARN() bool {
	if len(p.segs) == 0 || p.segs[0].kind != segText || !strings.HasPrefix(p.segs[0].text, "arn:") {
		return false
	}
	colons := 0
	for _, s := range p.segs {
		if s.kind == segText {
			colons += strings.Count(s.text, ":")
		}
	}
	return colons >= 5
}

// glob reports whether text fits the segments. Unknown parts and variables
// count as stars: a false answer is sure, whatever they are. Both wildcards
// also match a slash.
func glob(segs []seg, text string) bool {
	fits, _ := globSteps(segs, text)
	return fits
}

// globSteps is glob, and says how many steps that took: each star may try every place of
// the text.
func globSteps(segs []seg, text string) (fits bool, steps int) {
	i, pos := 0, 0
	star, from := -1, 0
	for ; ; steps++ {
		switch {
		case i == len(segs):
			if pos == len(text) {
				return true, steps
			}
		case segs[i].kind == segText:
			if strings.HasPrefix(text[pos:], segs[i].text) {
				pos += len(segs[i].text)
				i++
				continue
			}
		case segs[i].kind == segOne:
			if pos < len(text) {
				_, size := utf8.DecodeRuneInString(text[pos:])
				pos += size
				i++
				continue
			}
		default:
			i++
			star, from = i, pos
			continue
		}
		if star < 0 || from >= len(text) {
			return false, steps
		}
		from++
		i, pos = star, from
	}
}
