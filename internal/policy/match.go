package policy

import (
	"cmp"
	"strings"
)

// holds says whether the atom holds for a state of its key.
func (e *evaluation) holds(a *atom, c *candidate) truth {
	if a.unknown {
		return maybe
	}
	switch c.kind {
	case candAny, candFree:
		return a.onAnything()
	case candEither:
		result := e.holds(a, &c.either[0])
		for i := range c.either[1:] {
			result = result.agree(e.holds(a, &c.either[i+1]))
		}
		return result
	default: // one state, below
	}
	if a.family == familyNull {
		return a.onNull(c.kind == candAbsent)
	}
	if c.kind == candAbsent {
		result := a.onAbsent()
		if result == yes && e.lacks(a) {
			return maybe
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
			result = result.and(next)
		case forAny:
			result = result.or(next)
		default: // a key with several values wants a set qualifier
			result = result.agree(next)
		}
	}
	// AWS says that an empty string counts as no value here.
	if len(c.texts) == 1 && c.texts[0] == "" && a.set != single {
		result = result.agree(a.onAbsent())
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
func (a *atom) onAnything() truth {
	if a.family != familyNull {
		return maybe
	}
	return a.onNull(true).agree(a.onNull(false))
}

// onNull says whether a Null atom holds for a key that is absent or there.
func (a *atom) onNull(absent bool) truth {
	result := no
	for i := range a.values {
		if v := &a.values[i]; v.valid {
			result = result.or(truthOf(v.flag == absent))
		} else {
			result = result.or(maybe)
		}
	}
	return result
}

// one says whether the atom holds for one value in the request: it fits any of
// the atom's values, or none where the operator is negated.
func (e *evaluation) one(a *atom, c *candidate, text string) truth {
	result := no
	unresolved := false
	for i := range a.values {
		e.work++
		e.steps += stepsOfValue
		fits, open := e.fits(a, &a.values[i], c, text)
		unresolved = unresolved || open
		if result = result.or(fits); result == yes {
			break
		}
	}
	if !a.negated {
		return result
	}
	// A variable without a value makes a negated operator true by the IAM User
	// Guide, and false by a simulator.
	if unresolved && result == no {
		return maybe
	}
	return result.not()
}

// fits says whether one value of the request fits one of the atom's, and
// whether that one has a variable that may lack a value.
func (e *evaluation) fits(a *atom, v *operand, c *candidate, text string) (fits truth, unresolved bool) {
	switch c.kind {
	case candCopy:
		return truthOf(c.leaf == v).or(maybe), v.vars
	case candBits:
		return v.onBits(c.bits, a.family == familyARN), v.vars
	default: // the others are compared by their text
	}
	switch a.family {
	case familyString:
		return e.fitsString(a, v, c, text)
	case familyLike:
		if v.plain {
			return truthOf(v.text == text), false
		}
		return e.fitsPattern(&v.pattern, text, false)
	case familyARN:
		return e.fitsARN(v, text)
	default: // the others have types
	}
	if !v.valid {
		return maybe, v.vars
	}
	return a.fitsTyped(v, text), false
}

// onBits says whether text fits that no statement names, but which fits the
// patterns in bits. Under an ARN operator the text needn't be an ARN.
func (v *operand) onBits(bits uint8, arn bool) truth {
	switch {
	case v.bit >= 0 && bits>>v.bit&1 == 1:
		return yes
	case arn:
		return maybe
	case v.bit >= 0, v.plain:
		return no
	default:
		return maybe
	}
}

// fitsString compares under StringEquals and StringEqualsIgnoreCase.
func (e *evaluation) fitsString(a *atom, v *operand, c *candidate, text string) (truth, bool) {
	switch {
	case v.plain && a.foldCase:
		return truthOf(strings.EqualFold(v.text, text)), false
	case v.plain:
		return truthOf(v.text == text), false
	case c.fresh && !v.vars:
		return no, false
	default:
		return e.fitsPattern(&v.pattern, text, a.foldCase)
	}
}

// fitsPattern compares text with a pattern, with the policy variables that the
// request resolves. A variable without a value fits nothing; the second result
// says that there may be one.
func (e *evaluation) fitsPattern(p *pattern, text string, foldCase bool) (fits truth, unresolved bool) {
	segs, opaque := p.segs, p.opaque
	unresolved = p.doubtful
	if p.vars {
		segs = make([]seg, len(p.segs))
		for i, s := range p.segs {
			if s.kind == segVar {
				value, known := e.variable(s)
				switch known {
				case no:
					return no, true
				case maybe:
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
		return no, unresolved
	case opaque:
		return maybe, unresolved
	default:
		return yes, false
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
func (e *evaluation) variable(s seg) (string, truth) {
	c := e.state(s.key)
	switch {
	case c.kind == candText && len(c.texts) == 1:
		return c.texts[0], yes
	case c.kind == candAbsent && s.fallback:
		return s.text, yes
	case c.kind == candAbsent:
		return "", no
	default:
		return "", maybe
	}
}

// fitsARN compares six parts apart; wildcards don't reach over a colon but in
// the last part. Of what is no ARN on either side the sources disagree.
func (e *evaluation) fitsARN(v *operand, text string) (truth, bool) {
	subject, ok := splitARN(text)
	switch {
	case !v.arn || !ok || subject[0] != "arn":
		return maybe, v.vars
	case !v.split:
		fits, unresolved := e.fitsPattern(&v.pattern, text, false)
		return fits.and(maybe), unresolved || v.vars
	}
	return e.fitsParts(&v.parts, &subject)
}

func (e *evaluation) fitsParts(parts *[6]pattern, subject *[6]string) (truth, bool) {
	result := yes
	unresolved := false
	for i := range parts {
		fits, open := e.fitsPattern(&parts[i], subject[i], false)
		result = result.and(fits)
		unresolved = unresolved || open
	}
	return result, unresolved
}

// fitsTyped compares values that aren't strings. A value in the request that
// isn't of the operator's type can't be told.
func (a *atom) fitsTyped(v *operand, text string) truth {
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
		return maybe
	}
	return truthOf(result)
}
