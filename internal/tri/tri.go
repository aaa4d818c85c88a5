// Package tri is logic with three answers: yes, no, and that it can't be told. It knows
// nothing of what is asked.
package tri

// Answer is the answer to a question about a configuration. The
// zero value, Unknown, is the harmless one: nothing may be reported on it.
type Answer int8

// The answers.
const (
	// Unknown means that the text can't tell.
	Unknown Answer = iota
	// No means surely not.
	No
	// Yes means surely.
	Yes
)

// String returns "unknown", "no" or "yes".
func (a Answer) String() string {
	switch a {
	case Yes:
		return "yes"
	case No:
		return "no"
	case Unknown:
	}
	return "unknown"
}

// Of returns Yes or No.
func Of(b bool) Answer {
	if b {
		return Yes
	}
	return No
}

// Not returns the opposite answer; the opposite of Unknown is Unknown.
func (a Answer) Not() Answer {
	switch a {
	case Yes:
		return No
	case No:
		return Yes
	case Unknown:
	}
	return Unknown
}

// And returns Yes if both are Yes, No if one is No, else Unknown.
func (a Answer) And(b Answer) Answer {
	switch {
	case a == No || b == No:
		return No
	case a == Yes && b == Yes:
		return Yes
	}
	return Unknown
}

// Or returns Yes if one is Yes, No if both are No, else Unknown.
func (a Answer) Or(b Answer) Answer {
	return a.Not().And(b.Not()).Not()
}

// Agree returns the common answer of two possible worlds, else Unknown.
func (a Answer) Agree(b Answer) Answer {
	if a == b {
		return a
	}
	return Unknown
}
