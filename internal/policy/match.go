package policy

import (
	"cmp"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// holds says whether the atom holds for a state of its key.
func (e *evaluation) holds(a *atom, c *candidate) tri.Answer {
	if a.unknown {
		return tri.Unknown
	}
	switch c.kind {
	case candAny, candFree:
		return a.onAnything()
	case candEither:
		result := e.holds(a, &c.either[0])
		for i := range c.either[1:] {
			result = result.Agree(e.holds(a, &c.either[i+1]))
		}
		return result
	default: // one state, below
	}
	if a.family == familyNull {
		return a.onNull(c.kind == candAbsent)
	}
	if c.kind == candAbsent {
		result := a.onAbsent()
		if result == tri.Yes && e.lacks(a) {
			return tri.Unknown
		}
		return result
	}
	if c.kind != candText {
		return e.one(a, c, "")
	}
	result := e.one(a, c, c.texts[0])
	for _, text := range c.texts[1:] {
		next := e.one(a, c, text)
		switch a.set {
		case forAll:
			result = result.And(next)
		case forAny:
			result = result.Or(next)
		default: // a key with several values wants a set qualifier
			result = result.Agree(next)
		}
	}
	// AWS says that an empty string counts as no value here.
	if len(c.texts) == 1 && c.texts[0] == "" && a.set != single {
		result = result.Agree(a.onAbsent())
	}
	return result
}

// lacks reports whether a policy variable in the atom's values may lack a value.
func (e *evaluation) lacks(a *atom) bool {
	for i := range a.values {
		if v := &a.values[i]; v.vars {
			if _, unresolved := e.fitsPattern(&v.pattern, fresh, false); unresolved {
				return true
			}
		}
	}
	return false
}

// onAnything says whether the atom holds whatever the key is.
func (a *atom) onAnything() tri.Answer {
	if a.family != familyNull {
		return tri.Unknown
	}
	return a.onNull(true).Agree(a.onNull(false))
}

// onNull says whether a Null atom holds for a key that is absent or there.
func (a *atom) onNull(absent bool) tri.Answer {
	result := tri.No
	for i := range a.values {
		if v := &a.values[i]; v.valid {
			result = result.Or(tri.Of(v.flag == absent))
		} else {
			result = result.Or(tri.Unknown)
		}
	}
	return result
}

// one says whether the atom holds for one value in the request: it fits any of
// the atom's values, or none where the operator is negated.
func (e *evaluation) one(a *atom, c *candidate, text string) tri.Answer {
	result := tri.No
	unresolved := false
	for i := range a.values {
		e.work++
		e.steps += stepsOfValue
		fits, open := e.fits(a, &a.values[i], c, text)
		unresolved = unresolved || open
		if result = result.Or(fits); result == tri.Yes {
			break
		}
	}
	if !a.negated {
		return result
	}
	// A variable without a value makes a negated operator true by the IAM User
	// Guide, and false by a simulator.
	if unresolved && result == tri.No {
		return tri.Unknown
	}
	return result.Not()
}

// fits says whether one value of the request fits one of the atom's, and
// whether that one has a variable that may lack a value.
func (e *evaluation) fits(a *atom, v *operand, c *candidate, text string) (fits tri.Answer, unresolved bool) {
	switch c.kind {
	case candCopy:
		return tri.Of(c.leaf == v).Or(tri.Unknown), v.vars
	case candBits:
		return v.onBits(c.bits, a.family == familyARN), v.vars
	default: // the others are compared by their text
	}
	switch a.family {
	case familyString:
		return e.fitsString(a, v, c, text)
	case familyLike:
		if v.plain {
			return tri.Of(v.text == text), false
		}
		return e.fitsPattern(&v.pattern, text, false)
	case familyARN:
		return e.fitsARN(v, text)
	default: // the others have types
	}
	if !v.valid {
		return tri.Unknown, v.vars
	}
	return a.fitsTyped(v, text), false
}

// onBits says whether text fits that no statement names, but which fits the
// patterns in bits. Under an ARN operator the text needn't be an ARN.
func (v *operand) onBits(bits uint8, arn bool) tri.Answer {
	switch {
	case v.bit >= 0 && bits>>v.bit&1 == 1:
		return tri.Yes
	case arn:
		return tri.Unknown
	case v.bit >= 0, v.plain:
		return tri.No
	default:
		return tri.Unknown
	}
}

// fitsString compares under StringEquals and StringEqualsIgnoreCase.
func (e *evaluation) fitsString(a *atom, v *operand, c *candidate, text string) (tri.Answer, bool) {
	switch {
	case v.plain && a.foldCase:
		return tri.Of(strings.EqualFold(v.text, text)), false
	case v.plain:
		return tri.Of(v.text == text), false
	case c.fresh && !v.vars:
		return tri.No, false
	default:
		return e.fitsPattern(&v.pattern, text, a.foldCase)
	}
}

// fitsPattern compares text with a pattern, with the policy variables that the
// request resolves. A variable without a value fits nothing; the second result
// says that there may be one.
func (e *evaluation) fitsPattern(p *pattern, text string, foldCase bool) (fits tri.Answer, unresolved bool) {
	segs, opaque := p.segs, p.opaque
	unresolved = p.doubtful
	if p.vars {
		segs = make([]seg, len(p.segs))
		for i, s := range p.segs {
			if s.kind == segVar {
				value, known := e.variable(s)
				switch known {
				case tri.No:
					return tri.No, true
				case tri.Unknown:
					s, opaque, unresolved = seg{kind: segUnknown}, true, true
				default:
					s = seg{kind: segText, text: value}
				}
			}
			segs[i] = s
		}
	}
	if foldCase {
		segs, text = lower(segs), strings.ToLower(text)
	}
	possible, steps := globSteps(segs, text)
	e.steps += steps
	switch {
	case !possible:
		return tri.No, unresolved
	case opaque:
		return tri.Unknown, unresolved
	default:
		return tri.Yes, false
	}
}

// lower returns the segments with their text in lower case.
func lower(segs []seg) []seg {
	out := make([]seg, len(segs))
	for i, s := range segs {
		s.text = strings.ToLower(s.text)
		out[i] = s
	}
	return out
}

// variable returns the value of a policy variable, and whether it has one. Keys
// with several values can't be used as variables.
func (e *evaluation) variable(s seg) (string, tri.Answer) {
	c := e.state(s.key)
	switch {
	case c.kind == candText && len(c.texts) == 1:
		return c.texts[0], tri.Yes
	case c.kind == candAbsent && s.fallback:
		return s.text, tri.Yes
	case c.kind == candAbsent:
		return "", tri.No
	default:
		return "", tri.Unknown
	}
}

// fitsARN compares six parts apart; wildcards don't reach over a colon but in
// the last part. Of what is no ARN on either side the sources disagree.
func (e *evaluation) fitsARN(v *operand, text string) (tri.Answer, bool) {
	subject, ok := splitARN(text)
	switch {
	case !v.arn || !ok || subject[0] != "arn":
		return tri.Unknown, v.vars
	case !v.split:
		fits, unresolved := e.fitsPattern(&v.pattern, text, false)
		return fits.And(tri.Unknown), unresolved || v.vars
	}
	return e.fitsParts(&v.parts, &subject)
}

func (e *evaluation) fitsParts(parts *[6]pattern, subject *[6]string) (tri.Answer, bool) {
	result := tri.Yes
	unresolved := false
	for i := range parts {
		fits, open := e.fitsPattern(&parts[i], subject[i], false)
		result = result.And(fits)
		unresolved = unresolved || open
	}
	return result, unresolved
}

// fitsTyped compares values that aren't strings. A value in the request that
// isn't of the operator's type can't be told.
func (a *atom) fitsTyped(v *operand, text string) tri.Answer {
	var result, ok bool
	switch a.family {
	case familyNumeric, familyDate:
		parse := parseNumber
		if a.family == familyDate {
			parse = parseDate
		}
		var n float64
		n, ok = parse(text)
		result = a.compare.holds(cmp.Compare(n, v.number))
	case familyBool:
		result, ok = parseBool(text)
		result = result == v.flag
	case familyBinary:
		var b string
		b, ok = parseBinary(text)
		result = b == v.bytes
	case familyIP:
		p, valid := parsePrefix(text)
		result, ok = v.prefix.Contains(p.Addr()), valid
	default:
	}
	if !ok {
		return tri.Unknown
	}
	return tri.Of(result)
}
