package memory

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// TestFollow holds that the limit grows with what is in use, and falls with it.
func TestFollow(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(math.MaxInt64))
	const least = 48 << 20
	debug.SetMemoryLimit(least)
	follow(least)
	reaches := func(what string, ok func(limit int64) bool) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			runtime.GC()
			limit := debug.SetMemoryLimit(-1)
			if ok(limit) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("%s, the limit is %d MiB", what, limit>>20)
			}
		}
	}
	used := make([][]byte, 64)
	for i := range used {
		used[i] = make([]byte, 1<<20)
	}
	reaches("with 64 MiB in use", func(limit int64) bool { return limit > 130<<20 })
	runtime.KeepAlive(used)
	reaches("with nothing in use", func(limit int64) bool { return limit == least })
}

// TestLimit holds that the limit never is below what is in use.
func TestLimit(t *testing.T) {
	for inUse, want := range map[int64]int64{0: least, 100 << 20: least, 800 << 20: 1800 << 20} {
		if got := limitFor(inUse, least); got != want {
			t.Errorf("%d in use: %d, want %d", inUse, got, want)
		}
	}
}
