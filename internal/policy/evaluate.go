package policy

import (
	"sync"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// evaluation is the state of answering one request.
type evaluation struct {
	doc    *Document
	req    *Request
	who    *caller
	open   bool         // who is the requester's choice, not made yet
	shifts bool         // who is the requester's choice
	states []*candidate // of each key; nil where the key follows from who
	live   []liveStatement

	work      int
	steps     int  // done since the document's meter was told
	spent     bool // the meter has refused
	limit     int
	guesses   int  // choices made of which it isn't known that they can be
	undecided bool // some choice gave Unknown, so the verdict isn't Denied
	denier    *Statement
	doubt     *Statement
}

// liveStatement is a statement that may apply, with what doesn't depend on
// choices.
type liveStatement struct {
	*Statement
	fixed tri.Answer
}

var evaluations = sync.Pool{New: func() any { return new(evaluation) }}

var (
	absentState = candidate{kind: candAbsent}
	anyState    = candidate{}
	freeState   = candidate{kind: candFree}
)

// Denies says whether the document's statements explicitly deny the request,
// and which statement decides: the one that denies it, or one on which an
// Unknown verdict hangs. Where several statements only together deny every
// choice of the requester, it is one of them.
func Denies(doc *Document, req *Request) (Verdict, *Statement) {
	e := evaluations.Get().(*evaluation)
	e.begin(doc, req)
	verdict := e.worlds(0)
	var decider *Statement
	switch verdict {
	case Denied:
		decider = e.denier
	case Unknown:
		decider = e.doubt
	case NotDenied:
	}
	e.end()
	return verdict, decider
}

// worlds answers for every state that the disputed keys from the given place on may
// be in. A key has one state in a request, so statements are judged together in
// each; a verdict counts if it is that of all of them.
func (e *evaluation) worlds(from int) Verdict {
	e.undecided = false
	verdict := e.search()
	if verdict != Unknown {
		return verdict
	}
	key := from
	for key < len(e.states) && !e.disputed(key) {
		key++
	}
	if key == len(e.states) {
		return Unknown
	}
	before := e.states[key]
	states := before.either
	if before.kind == candAny {
		states = e.doc.keys[key].choices
	}
	for i := range states {
		if e.work > e.limit {
			return Unknown
		}
		e.states[key] = &states[i]
		v := e.worlds(key + 1)
		if i > 0 && v != verdict {
			v = Unknown
		}
		if verdict = v; v == Unknown {
			break
		}
	}
	e.states[key] = before
	return verdict
}

// disputed reports whether the request says that sources disagree about a key.
func (e *evaluation) disputed(key int) bool {
	c := e.req.keys[e.doc.keys[key].name]
	return c != nil && (c.kind == candEither || c.kind == candAny)
}

// begin sets up the evaluation.
func (e *evaluation) begin(doc *Document, req *Request) {
	e.doc, e.req, e.who = doc, req, &req.who
	e.open = len(req.anybody) > 0
	e.shifts = e.open
	for _, k := range doc.keys {
		e.states = append(e.states, req.state(k))
	}
	for i := range doc.Statements {
		s := &doc.Statements[i]
		if s.effect == tri.No {
			continue
		}
		fixed := s.effect.And(s.actions.matchesAction(req))
		if fixed != tri.No && !s.resources.vars() {
			fixed = fixed.And(e.matchesResource(&s.resources))
		}
		if fixed != tri.No && !e.shifts {
			fixed = fixed.And(s.who.matches(e.who))
		}
		if s.malformed {
			fixed = fixed.And(tri.Unknown)
		}
		if fixed != tri.No {
			e.live = append(e.live, liveStatement{s, fixed})
		}
	}
	e.work = 0
	e.spend(doc.steps)
}

// end gives the evaluation back, without holding on to anything.
func (e *evaluation) end() {
	clear(e.states)
	clear(e.live)
	*e = evaluation{states: e.states[:0], live: e.live[:0]}
	evaluations.Put(e)
}

// state returns the present state of a key.
func (e *evaluation) state(key int) *candidate {
	if c := e.states[key]; c != nil {
		return c
	}
	return &e.who.implied[e.doc.keys[key].implied]
}

// search answers for the choices made so far. It splits on one free key at a
// time: Denied when every choice is denied, NotDenied as soon as one choice
// surely gets through every statement.
func (e *evaluation) search() Verdict {
	verdict, key := e.look()
	if e.limit == 0 {
		e.limit = workLimit + workLooks*e.work
	}
	if verdict == NotDenied && e.guesses > 0 {
		verdict, key = Unknown, noKey
	}
	if verdict != Unknown {
		return verdict
	}
	if key == noKey || e.work > e.limit {
		e.undecided = true
		return Unknown
	}
	verdict = Denied
	for i := range e.count(key) {
		possible, guess := e.choose(key, i)
		if !possible || guess && e.undecided { // a guess can only help to prove Denied
			continue
		}
		if guess {
			e.guesses++
		}
		v := e.search()
		if guess {
			e.guesses--
		}
		if v == NotDenied {
			return NotDenied
		}
		if v == Unknown {
			verdict = Unknown
		}
		if e.work > e.limit {
			e.undecided, verdict = true, Unknown
			break
		}
	}
	e.undo(key)
	return verdict
}

// Variables of the case split that aren't condition keys.
const (
	whoKey = -1
	noKey  = -2
)

// count returns how many choices there are for a free key, or for who makes
// the request: somebody not named, those the document names, and anybody.
func (e *evaluation) count(key int) int {
	if key == whoKey {
		return len(e.req.anybody) + len(e.doc.callers) + 1
	}
	return len(e.doc.keys[key].choices)
}

// choose makes a choice. It reports whether the choice is one that the request
// leaves, and whether it is a guess: one that the requester may not have.
func (e *evaluation) choose(key, i int) (possible, guess bool) {
	if key != whoKey {
		c := &e.doc.keys[key].choices[i]
		e.states[key] = c
		return true, c.unsure
	}
	e.open = false
	named := i - len(e.req.anybody)
	switch {
	case named < 0:
		e.who = &e.req.anybody[i]
		return true, false
	case named < len(e.doc.callers):
		who, accepted := e.req.accepts(&e.doc.callers[named])
		e.who = who
		return accepted, e.who.arn == "" || e.req.who.homeless()
	case e.req.who.outside && e.doc.namesAccounts:
		e.who = &e.req.stranger
	default:
		e.who = &e.req.who
	}
	return true, true
}

// undo takes a choice back.
func (e *evaluation) undo(key int) {
	if key == whoKey {
		e.open, e.who = true, &e.req.who
		return
	}
	e.states[key] = e.req.state(e.doc.keys[key])
}
