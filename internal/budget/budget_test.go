package budget

import (
	"errors"
	"math"
	"testing"
)

// TestShares holds that an expression that asks for too much takes nothing, that one
// leaves something for the next, and that small ones still get their due when others
// have taken all.
func TestShares(t *testing.T) {
	first, refusals := 0, 0
	b := New(func(is bool) {
		refusals++
		if is {
			first++
		}
	})
	if err := b.Take(Steps); !errors.Is(err, ErrSpent) {
		t.Error("an expression may take all")
	}
	for range 100 {
		outer := b.Begin()
		taken := b.Left()
		if err := b.Take(taken); err != nil {
			t.Fatal(err)
		}
		if b.Take(1) == nil {
			t.Error("an expression may take more than its share")
		}
		b.End(outer)
	}
	outer := b.Begin()
	if b.Left() != small || b.Take(small) != nil {
		t.Errorf("a small expression may take %d", b.Left())
	}
	b.End(outer)
	if first != 1 || refusals != 101 {
		t.Errorf("told %d and %d times", first, refusals)
	}
	for range 2 * reserve / small {
		outer := b.Begin()
		_ = b.Burn(small)
		b.End(outer)
	}
	if b.TakePlain(1) == nil {
		t.Error("there is no end")
	}
	b.Grant(10)
	if b.TakePlain(10) != nil {
		t.Error("reading isn't granted")
	}
}

// TestEndless is about no budget.
func TestEndless(t *testing.T) {
	var b *Budget
	b.Grant(1)
	b.End(b.Begin())
	if b.Take(math.MaxInt) != nil || b.TakePlain(math.MaxInt) != nil || b.Left() != math.MaxInt || b.Refused() != 0 {
		t.Error("it ends")
	}
}

func TestProduct(t *testing.T) {
	for _, c := range []struct {
		counts []int
		want   int
	}{
		{nil, 1}, {[]int{3, 4}, 12}, {[]int{-1, 4}, 0}, {[]int{math.MaxInt, math.MaxInt, 2}, math.MaxInt / 2}, {[]int{1 << 32, 1 << 32}, math.MaxInt / 2},
	} {
		if got := Product(c.counts...); got != c.want {
			t.Errorf("%v: %d", c.counts, got)
		}
	}
}
