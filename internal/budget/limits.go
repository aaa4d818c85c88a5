package budget

// What an inspection may do. A step is some hundred nanoseconds of work, so all of it
// takes about a second. The work of reading what is written, which can't be more than
// its length asks for, is granted on top.
const (
	// Steps are for everything together.
	Steps = 4 << 20
	// part is what an expression may take of what is left: one that asks for too much
	// leaves something for the others.
	part = 4
	// small is what each expression may take in any case, and reserve what such
	// expressions may take together, and plain ones, which call nothing and go over nothing.
	small   = 2_000
	reserve = 2 << 20
	// perByte are the steps that a byte of the configuration's text grants.
	perByte = 4
	// perCall are those that the block of a module call grants.
	perCall = 4_000

	// Nested is how deep evaluations may stand in one another, by way of locals, inputs
	// and outputs: an exhausted stack can't be recovered from.
	Nested = 1_000
)

// What things cost, in steps.
const (
	// Value is for a value that is looked at or made.
	Value = 4
	// Kept is for a value that is kept.
	Kept = 12
	// Element is for an element that is iterated over.
	Element = 32
	// Call is for calling a function.
	Call = 16
	// Instance is for an instance of a resource or module, with all that is asked of it.
	Instance = 128
	// Block is for an instance of a dynamic block.
	Block = 64

	// BytesPerStep is how many bytes of text are copied in a step.
	BytesPerStep = 64

	syntaxPerStep = 16 // bytes of an expression that is evaluated
)

// Text returns what text of a length costs.
func Text(length int) int { return length / BytesPerStep }

// Syntax returns what evaluating an expression costs whose text has a length.
func Syntax(length int) int { return 16 + length/syntaxPerStep }
