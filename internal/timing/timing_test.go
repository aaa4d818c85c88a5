package timing

import (
	"slices"
	"testing"
	"time"
)

// TestPairs holds that a slow spell of the machine, which the second runs fall
// into, doesn't make one program look slower than the other.
func TestPairs(t *testing.T) {
	these := []time.Duration{20, 200, 22}
	those := []time.Duration{10, 100, 10}
	ratios := Ratios(these, those)
	if !slices.Equal(ratios, []float64{2, 2, 2.2}) {
		t.Errorf("got %v", ratios)
	}
	if got := Median(ratios); got != 2 {
		t.Errorf("got median %v", got)
	}
	if got := Median(these); got != 22 || these[1] != 200 {
		t.Errorf("got median %v, and %v", got, these)
	}
}
