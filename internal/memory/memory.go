// Package memory keeps the memory that the process takes in proportion to what it uses.
package memory

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// gcPercent makes the collector wait for the heap to grow fivefold. The process
// lives for one run of tflint, or idles beside an editor with a small heap.
const gcPercent = 400

// least is where the collector works harder instead: some two thousand buckets in one module.
const least = 500 << 20

// Tune sets how the collector works from here on. GOMEMLIMIT in the environment decides where
// it is set.
func Tune() {
	debug.SetGCPercent(gcPercent)
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(least)
		follow(least)
	}
}

// follow has the limit follow what is in use: below that the collector would never rest. It is
// told of the end of each collection by something that is collected.
func follow(least int64) {
	type sentinel struct{ _ [4]uintptr }
	runtime.AddCleanup(&sentinel{}, func(least int64) {
		if limit := limitFor(inUse(), least); limit != debug.SetMemoryLimit(-1) {
			debug.SetMemoryLimit(limit)
		}
		follow(least)
	}, least)
}

// limitFor returns the limit for what is in use: enough above it for the collector to take no
// time that shows.
func limitFor(inUse, least int64) int64 { return max(least, inUse*9/4) }

// inUse returns the size of what the last collection has left.
func inUse() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}
