package lint

import "fmt"

// Doubt is why a fix may be wrong that is right by all that the code shows: something that isn't
// in the code may object. With unsafe_fixes it is made all the same.
//
// A doubt never ends a check, as an error does: it is raised, and the check goes on. So whatever
// would surely break is found as well, and no fix is made of what has been found out by half.
type Doubt struct {
	// Name and Text are those of Reason.
	Name, Text string
}

// Doubts are what has been raised against a fix.
type Doubts struct{ raised []*refusedError }

// Raise raises the doubt against a fix, with what there is to say of the place.
func (d *Doubt) Raise(against *Doubts, format string, args ...any) {
	reason := &Reason{d.Name, d.Text}
	against.raised = append(against.raised, &refusedError{Reason: reason, text: fmt.Errorf(format, args...).Error(), doubt: true})
}

// Add raises doubts that are known already.
func (d *Doubts) Add(other Doubts) { d.raised = append(d.raised, other.raised...) }

// Any reports whether a doubt is raised.
func (d *Doubts) Any() bool { return len(d.raised) > 0 }

// weigh decides with all that speaks against a fix. err is what surely does, nil for nothing, or
// for what another pass sees to: that doesn't matter where the fix won't be made. Where the doubts decide they are
// returned as an error.
func (d *Doubts) weigh(unsafe bool, err error) error {
	if unsafe || !d.Any() || err != nil && !isNextPass(err) {
		return err
	}
	return d.raised[0]
}
