package terraform

// Bounds of the tree. Calls multiply: ten levels of a module that calls the next
// one twice are a thousand modules.
const (
	maxModuleDepth = 10      // as in tflint
	maxCalls       = 2_000   // by their path
	maxModules     = 2_000   // instances of modules
	maxCount       = 1 << 30 // a count that is more than any budget admits
)

// Bounds of a value that is kept: locals that hold another one twice double, without
// any work.
const (
	maxNodes = 1 << 16 // values in it
	maxBytes = 1 << 20 // and the length of their texts

	largeText = 1 << 14
)

// Bounds of a canonical form. Above maxCanonical bytes or maxDepth levels the
// form is given up for the place of the expression that it refers to, which is equal to itself
// only; so is one that holds a value of more than maxKnownNodes values. A known value longer than maxKnown is written by its hash.
const (
	maxCanonical  = 8 << 10
	maxDepth      = 200
	maxKnown      = 256
	maxKnownNodes = 1 << 10
)

// Bounds of how expressions are taken apart.
const (
	// maxNesting is the depth above which they aren't looked at: looking costs their size
	// at every level.
	maxNesting = 64
	// maxPieces is the number of pieces above which a text stays whole.
	maxPieces = 200
	// maxParts and maxPartsDepth are how much of a value Parts looks at.
	maxParts      = 250
	maxPartsDepth = 10
	// maxHandings is in how many objects it is tried to write what a called module is to be given.
	maxHandings = 4
	// maxOutcomes is the number of values above which it isn't told what one may be, and maxOutcomesDepth how many
	// choices may stand in each other.
	maxOutcomes      = 16
	maxOutcomesDepth = 16
)

// Bounds of files.
const (
	maxManifest = 16 << 20 // modules.json: a hundred thousand calls fit in
	maxLockFile = 4 << 20  // each provider takes some kilobytes
)
