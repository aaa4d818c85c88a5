package functions

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"

// Above these a call fails.
const (
	// maxBytes bounds files and strings.
	maxBytes = 16 << 20
	// maxElements bounds the length of lists, maps and sets that are made here.
	maxElements = 1 << 16
	// maxNodes bounds the values that a call looks at, counting nested ones.
	maxNodes = 1 << 20
	// maxSteps bounds work that grows with the square of the input.
	maxSteps = 1 << 24
	// maxExponent bounds numbers, in powers of two: 1e999999999 is short to
	// write and long to print.
	maxExponent = 1 << 12
	// maxDepth bounds the nesting of documents and templates: parsers recurse, and
	// an exhausted stack can't be recovered from.
	maxDepth = 1000
	// maxDocument bounds documents and templates.
	maxDocument = 1 << 20
	// maxAliased bounds the product of a document's aliases and lines.
	maxAliased = 1 << 18
	// maxLoops bounds how deeply loops may be nested in a template: rendering can't
	// be interrupted, and every level may multiply the work by a thousand.
	maxLoops = 3
	// maxVisits bounds how many directory entries a fileset looks at.
	maxVisits = 100_000
	// maxWidth bounds the widths and precisions of a format.
	maxWidth = 100_000
	// manyMatches is what finding all matches in a text may take.
	manyMatches = budget.Steps / 16
)

// What calls cost.
const (
	// readings is how many times as much as a copy of its text reading a file and what is
	// done with it take, and formatting a text with verbs.
	readings   = 16
	formatting = 32
	// slowJSON is the same for writing JSON, and bytesOfValue is what a value takes in print
	// beside its text.
	slowJSON     = 16
	bytesOfValue = 8
	// hashing is what an element of a set costs: it is hashed, and sorted whenever it is
	// looked at.
	hashing = 64
	// perStep is how many instructions of a regular expression's program run in a step.
	perStep = 4
	// compilations is how often a regular expression is compiled for a call, and
	// compiling is what an instruction costs.
	compilations, compiling = 3, 2
	// shortText is the length of text in which all matches cost little more than a few
	// searches.
	shortText = 256
	// FewParts is the number of a template's parts that needn't be counted where nothing
	// repeats them: their text is at most so many times as long as what they refer to.
	FewParts = 8

	// endless is the reach of a regular expression that may look at all that follows.
	endless = 1 << 40
)
