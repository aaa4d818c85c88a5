package usage

const (
	// maxName is the length above which a text isn't put into others, and maxDepth how
	// deep texts are put together.
	maxName  = 2_000
	maxDepth = 16
	// maxSteps bounds the work of following one expression.
	maxSteps = 500
	// maxSettings bounds how much of one block is looked at.
	maxSettings = 5_000
	// Below usualDepth no more than maxVisits values are looked at for the settings of a
	// block: lists of lists that modules hand down double with every level.
	usualDepth = 4
	maxVisits  = 200
	// maxTail is longer than schemes are, and maxHost the length of the longest host name.
	maxTail = 40
	maxHost = 253
)
