package policy

// The case split over free keys. Where it isn't enough the verdict is Unknown.
const (
	workLimit = 50_000 // compared values, beyond workLooks looks at every statement
	workLooks = 4

	maxChoices  = 64   // of one key, before it counts as inexact
	maxCallers  = 64   // principals that a document names and that are tried
	maxWitness  = 2048 // bytes of a value made up to fit a pattern
	maxPatterns = 3    // patterns of a key whose combinations are tried
)

const (
	// stepsOfValue is what comparing a value takes at least, in steps of a pattern.
	stepsOfValue = 8
	// tellAfter is after how many steps the meter is told.
	tellAfter = 1_000
	// manyResources is the number of resources of a statement from which they are indexed: a
	// policy of many buckets names each, and is asked about each.
	manyResources = 16
)
