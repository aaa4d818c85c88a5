package policydoc

// What is beyond is unknown.
const (
	// maxNodes bounds the nodes of one policy that are read by their syntax, and
	// maxTreeDepth how deep they may be nested.
	maxNodes     = 20_000
	maxTreeDepth = 50
	// maxStatements bounds what is merged into one document.
	maxStatements = 1_000
	// maxPolicy is the length of a policy above which it isn't read. S3 refuses what has more
	// than 20 KB without its blanks.
	maxPolicy = 1 << 18
)

// stepsOfPolicy is how many steps of a policy's evaluation are one of the budget.
const stepsOfPolicy = 16
