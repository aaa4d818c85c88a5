package policy

// Meter has the document's evaluations count their steps: each is a few nanoseconds, such
// as a character of a pattern. Once the meter refuses, nothing can be told.
func (d *Document) Meter(take func(steps int) bool) { d.meter = take }

// spend tells the document's meter what was done and what is about to be, and reports
// whether there is enough for it.
func (e *evaluation) spend(more int) bool {
	e.steps += more
	if e.doc.meter == nil || e.spent {
		return !e.spent
	}
	if e.steps >= tellAfter {
		e.spent = !e.doc.meter(e.steps)
		e.steps = 0
	}
	return !e.spent
}
