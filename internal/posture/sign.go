package posture

import (
	"cmp"
	"fmt"
)

// Sign is what a place of the report shows.
type Sign int8

// The signs, from what is least to what is worst.
const (
	// None says that nothing is asked.
	None Sign = iota
	// Muted says that it isn't as it should be, and that the rule which asks is off.
	Muted
	// Good says that it is.
	Good
	// Accept says that it isn't, and that an annotation accepts it.
	Accept
	// Open says that it isn't known.
	Open
	// Wrong says that it isn't as it should be.
	Wrong
)

// String returns the sign as one character.
func (s Sign) String() string {
	switch s {
	case Good:
		return "✓"
	case Muted:
		return "-"
	case Accept:
		return "~"
	case Open:
		return "?"
	case Wrong:
		return "✗"
	case None:
	}
	return "·"
}

// compare orders signs by how much they concern the reader.
func (s Sign) compare(other Sign) int { return cmp.Compare(s, other) }

// SignOf returns the sign of one answer.
func SignOf(a Answer) Sign {
	switch {
	case a.Is == Yes && !a.Off:
		return Good
	case a.Is == Unknown && !a.Off:
		return Open
	case a.Is != No:
		return None
	case a.Off:
		return Muted
	case a.Finding != nil && a.Finding.Accepted != nil:
		return Accept
	}
	return Wrong
}

// Worst returns the worst sign of some answers.
func Worst(answers []Answer) Sign {
	worst := None
	for _, a := range answers {
		worst = max(worst, SignOf(a))
	}
	return worst
}

// Topics returns the topic of each rule.
func (r *Report) Topics() map[string]Topic {
	out := map[string]Topic{}
	for _, rule := range r.Rules() {
		out[rule.Name] = rule.Topic
	}
	return out
}

// String returns the place as file, line and column.
func (p Place) String() string {
	if p.Column == 0 {
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}
