//go:build !race

package trust

// raceEnabled says that the race detector is on, under which all takes longer.
const raceEnabled = false
