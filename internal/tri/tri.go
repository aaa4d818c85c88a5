// Package tri is logic with three answers: yes, no, and that it can't be told. It knows
// nothing of what is asked.
package tri

// Verdict is the three-valued answer to a question about a configuration. The
// zero value, Unknown, is the harmless one: nothing may be reported on it.
type Verdict int8

// The answers.
const (
	// Unknown means that the text can't tell.
	Unknown Verdict = iota
	// No means surely not.
	No
	// Yes means surely.
	Yes
)

// String returns "unknown", "no" or "yes".
func (v Verdict) String() string {
	switch v {
	case Yes:
		return "yes"
	case No:
		return "no"
	case Unknown:
	}
	return "unknown"
}

// Of returns Yes or No.
func Of(b bool) Verdict {
	if b {
		return Yes
	}
	return No
}

// Not returns the opposite answer; the opposite of Unknown is Unknown.
func (v Verdict) Not() Verdict {
	switch v {
	case Yes:
		return No
	case No:
		return Yes
	case Unknown:
	}
	return Unknown
}

// And returns Yes if both are Yes, No if one is No, else Unknown.
func (v Verdict) And(w Verdict) Verdict {
	switch {
	case v == No || w == No:
		return No
	case v == Yes && w == Yes:
		return Yes
	}
	return Unknown
}

// Or returns Yes if one is Yes, No if both are No, else Unknown.
func (v Verdict) Or(w Verdict) Verdict {
	return v.Not().And(w.Not()).Not()
}
