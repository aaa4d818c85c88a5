package policy

import "strings"

type candKind uint8

const (
	candAny    candKind = iota // anything, also absent: nothing can be told
	candFree                   // the requester's choice, not made yet
	candAbsent                 // not in the request
	candText                   // these values
	candEither                 // absent or one of several: nobody knows which
	candCopy                   // the text of an unknown leaf, whatever it is
	candBits                   // text that no statement names, by the patterns it fits
)

// candidate is a state of a condition key in a request. Its zero value claims
// nothing.
type candidate struct {
	kind   candKind
	texts  []string
	fresh  bool // the text is a stand-in for text different from any other
	either []candidate
	leaf   *operand
	bits   uint8
	unsure bool // whether a requester can choose it isn't known
}

func textCandidate(text string) candidate {
	return candidate{kind: candText, texts: []string{text}, fresh: strings.Contains(text, fresh)}
}

// eitherCandidate is absent or one of the values.
func eitherCandidate(values ...string) candidate {
	c := candidate{kind: candEither, either: []candidate{{kind: candAbsent}}}
	for _, v := range values {
		c.either = append(c.either, textCandidate(v))
	}
	return c
}
