// Package budget bounds the work of one inspection.
//
// A short text can stand for more than fits into any memory, or takes longer than anybody
// waits: loops in loops, locals that hold another one twice, aliases of aliases, regular
// expressions. Whatever does such work asks first, and says how much it is about to do.
// The answer depends on counts only, never on a clock, so that an inspection comes to the
// same results on every machine.
//
// It knows nothing of what is counted.
package budget

import (
	"errors"
	"math"
	"math/bits"
)

// ErrSpent is wrapped by the errors of what isn't computed because that is more than is
// left. What it would have been isn't known; it isn't wrong.
var ErrSpent = errors.New("over the budget of this inspection")

// Budget is what an inspection may still do. It belongs to one goroutine. A nil one has
// no end.
type Budget struct {
	left    int
	share   int // of left, what the expression at hand may still take
	refused int
	warn    func(first bool)
}

// New returns the budget of an inspection. warn is called whenever the budget isn't enough,
// and told whether that is for the first time; it may be nil.
func New(warn func(first bool)) *Budget {
	return &Budget{left: Steps, share: Steps / part, warn: warn}
}

// Grant adds what reading text of a length may take.
func (b *Budget) Grant(length int) {
	if b != nil {
		b.left += perByte * length
	}
}

// GrantCalls adds what evaluating modules may take for calls that are written.
func (b *Budget) GrantCalls(calls int) {
	if b != nil {
		b.left += perCall * calls
	}
}

// Begin begins an expression, perhaps in the course of another one. What it returns is
// for End.
func (b *Budget) Begin() (outer int) {
	if b == nil {
		return 0
	}
	outer = b.share
	b.share = max(b.left/part, small)
	return outer
}

// End ends an expression.
func (b *Budget) End(outer int) {
	if b != nil {
		b.share = outer
	}
}

// Take takes steps, or fails and takes nothing if they are more than the expression at
// hand has left.
func (b *Budget) Take(steps int) error {
	if b == nil || steps <= 0 {
		return nil
	}
	if steps > b.Left() {
		return b.Refuse()
	}
	b.share -= steps
	b.left -= steps
	return nil
}

// TakePlain is Take for work that grows with the configuration's text alone, and is done
// where others have taken all.
func (b *Budget) TakePlain(steps int) error {
	if b == nil {
		return nil
	}
	if b.left-steps < -reserve {
		return b.Refuse()
	}
	b.left -= steps
	return nil
}

// Left returns how many steps the expression at hand has left.
func (b *Budget) Left() int {
	if b == nil {
		return math.MaxInt
	}
	return max(min(b.share, b.left+reserve), 0)
}

// Burn takes steps for work that was done and came to nothing, as many as there are, and
// fails.
func (b *Budget) Burn(steps int) error {
	if b != nil {
		steps = min(steps, b.Left())
		b.share -= steps
		b.left -= steps
	}
	return b.Refuse()
}

// Refused returns how often something wasn't done.
func (b *Budget) Refused() int {
	if b == nil {
		return 0
	}
	return b.refused
}

// Refuse fails as Take does where there isn't enough.
func (b *Budget) Refuse() error {
	if b == nil {
		return ErrSpent
	}
	if b.refused++; b.warn != nil {
		b.warn(b.refused == 1)
	}
	return ErrSpent
}

// Product returns the product of counts, or the largest number where that is more.
func Product(counts ...int) int {
	product := uint64(1)
	for _, n := range counts {
		high, low := bits.Mul64(product, uint64(max(n, 0)))
		if high > 0 || low > math.MaxInt/2 {
			return math.MaxInt / 2
		}
		product = low
	}
	return int(product)
}
