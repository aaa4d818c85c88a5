package lint

import (
	"errors"
	"testing"
)

// TestWeigh holds what decides when errors and doubts speak against a fix.
func TestWeigh(t *testing.T) {
	doubt, surely, later := &Doubt{Name: "somebody may object"}, &Reason{Name: "it breaks"}, nextPass
	for name, c := range map[string]struct {
		unsafe, raised bool
		err            error
		want           string // name of the reason, "" for a fix
	}{
		"nothing":                  {},
		"a doubt":                  {raised: true, want: doubt.Name},
		"a doubt, unsafe":          {raised: true, unsafe: true},
		"an error":                 {err: surely.Refuse("x"), want: surely.Name},
		"an error, unsafe":         {err: surely.Refuse("x"), unsafe: true, want: surely.Name},
		"both":                     {raised: true, err: surely.Refuse("x"), want: surely.Name},
		"both, unsafe":             {raised: true, unsafe: true, err: surely.Refuse("x"), want: surely.Name},
		"another pass":             {err: later.Refuse("x"), want: later.Name},
		"a doubt, no pass matters": {raised: true, err: later.Refuse("x"), want: doubt.Name},
		"another pass, unsafe":     {raised: true, unsafe: true, err: later.Refuse("x"), want: later.Name},
	} {
		var doubts Doubts
		if c.raised {
			doubt.Raise(&doubts, "x")
		}
		err, got := doubts.weigh(c.unsafe, c.err), ""
		if err != nil {
			got = reasonOf(err).Name
		}
		if got != c.want {
			t.Errorf("%s: %q decides, want %q", name, got, c.want)
		}
		if isDoubt(err) != (got == doubt.Name) {
			t.Errorf("%s: whether unsafe_fixes is enough: %t", name, isDoubt(err))
		}
		if isNextPass(err) != (got == later.Name) || errors.Is(err, errNextPass) != isNextPass(err) {
			t.Errorf("%s: whether it waits for the next pass: %t", name, isNextPass(err))
		}
	}
}
