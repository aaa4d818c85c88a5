package policy

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"

// look evaluates every statement under the choices made so far. When that
// leaves the verdict open it names a key to split on, or noKey.
func (e *evaluation) look() (Verdict, int) {
	verdict, key := NotDenied, noKey
	stuck := false
	for i := range e.live {
		s := &e.live[i]
		e.work++
		if !e.spend(s.steps) {
			return Unknown, noKey
		}
		switch e.applies(s) {
		case tri.Yes:
			if e.denier == nil {
				e.denier = s.Statement
			}
			return Denied, noKey
		case tri.Unknown:
			verdict = Unknown
			if e.doubt == nil {
				e.doubt = s.Statement
			}
			k := noKey
			if key == noKey || e.undecided {
				k = e.branch(s)
				stuck = stuck || k == noKey
			}
			if key == noKey {
				key = k
			}
		case tri.No:
		}
	}
	if stuck && e.undecided {
		return Unknown, noKey // neither verdict can come of it
	}
	return verdict, key
}

// applies says whether a statement matches the request.
func (e *evaluation) applies(s *liveStatement) tri.Answer {
	result := s.fixed
	if e.shifts {
		result = result.And(s.who.matches(e.who))
	}
	if result != tri.No && s.resources.vars() {
		result = result.And(e.matchesResource(&s.resources))
	}
	for i := range s.atoms {
		if result == tri.No {
			return tri.No
		}
		result = result.And(e.atom(&s.atoms[i]))
	}
	return result
}

// atom says whether one condition holds.
func (e *evaluation) atom(a *atom) tri.Answer {
	if a.key < 0 {
		return tri.Unknown
	}
	return e.holds(a, e.state(a.key))
}

// branch returns a key, not chosen yet, on which it rests whether the
// statement matches.
func (e *evaluation) branch(s *liveStatement) int {
	for i := range s.atoms {
		a := &s.atoms[i]
		if a.unknown || e.atom(a) != tri.Unknown {
			continue
		}
		if k := e.pending(a.key); k != noKey {
			return k
		}
		for j := range a.values {
			if k := e.pendingIn(&a.values[j].pattern); k != noKey {
				return k
			}
		}
	}
	if e.open && s.who.matches(e.who) == tri.Unknown {
		return whoKey
	}
	for i := range s.resources.list {
		if k := e.pendingIn(&s.resources.list[i].pattern); k != noKey {
			return k
		}
	}
	return noKey
}

// pending returns the choice that a key waits for.
func (e *evaluation) pending(key int) int {
	switch {
	case e.states[key] == nil && e.open:
		return whoKey
	case e.state(key).kind == candFree:
		return key
	default:
		return noKey
	}
}

// pendingIn returns the choice that a policy variable waits for.
func (e *evaluation) pendingIn(p *pattern) int {
	if p.vars {
		for _, s := range p.segs {
			if s.kind == segVar {
				if k := e.pending(s.key); k != noKey {
					return k
				}
			}
		}
	}
	return noKey
}

// vars reports whether a policy variable occurs in the element.
func (l *elements) vars() bool {
	for i := range l.list {
		if l.list[i].vars {
			return true
		}
	}
	return false
}

// any combines the answers for the members of an element: one of them has to
// match, or none where it is negated. Without the element nothing matches.
func (l *elements) any(req *Request, match func(*element) tri.Answer) tri.Answer {
	if !l.present {
		return tri.No
	}
	result := tri.No
	if l.unknown {
		result = tri.Unknown
	}
	l.candidates(req, func(el *element) bool {
		result = result.Or(match(el))
		return result != tri.Yes
	})
	if l.negated {
		return result.Not()
	}
	return result
}

// matchesAction says whether the element covers the request's action.
func (l *elements) matchesAction(r *Request) tri.Answer {
	return l.any(r, func(el *element) tri.Answer {
		switch {
		case el.everything():
			return tri.Yes
		case !glob(el.segs, r.action):
			return tri.No
		case el.opaque || !el.colon: // AWS refuses an action without its service
			return tri.Unknown
		default:
			return tri.Yes
		}
	})
}

// matchesResource says whether the element covers the request's resource. A
// policy variable without a value matches nothing.
func (e *evaluation) matchesResource(l *elements) tri.Answer {
	return l.any(e.req, func(el *element) tri.Answer {
		if el.everything() {
			return tri.Yes
		}
		if !el.split || !e.req.arn {
			return tri.Of(glob(el.segs, e.req.resource)).And(tri.Unknown)
		}
		fits, unresolved := e.fitsParts(&el.parts, &e.req.parts)
		if (unresolved || el.doubtful) && l.negated {
			return fits.Or(tri.Unknown)
		}
		return fits
	})
}
