package lint

import (
	"errors"
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// Reason is why something isn't fixed, or isn't known.
type Reason struct {
	// Name is a short name of its own that stays, for those who look it up.
	Name string
	// Advice says what to do about it, where that helps.
	Advice string
}

// refusedError is an error that says that something isn't fixed, and why.
type refusedError struct {
	Reason *Reason
	text   string
}

// Refuse returns an error that refuses a fix for a reason, with what there is to say of the place.
func (r *Reason) Refuse(format string, args ...any) error {
	return &refusedError{r, fmt.Errorf(format, args...).Error()}
}

// Error says it in words.
func (r *refusedError) Error() string { return r.text }

// Unwrap makes a refusal what the host takes for one.
func (*refusedError) Unwrap() error { return tflint.ErrFixNotSupported }

// Is lets a refusal be found that waits for the next pass.
func (r *refusedError) Is(target error) bool { return target == errNextPass && r.Reason == nextPass }

// errNextPass says that a fix has to wait for the next pass.
var errNextPass = errors.New("the next pass of --fix sees to it")

// reasonOf returns the reason of an error. What the editor of files refuses, it refuses for what
// is written there.
func reasonOf(err error) *Reason {
	var refusal *refusedError
	if errors.As(err, &refusal) {
		return refusal.Reason
	}
	return notNative
}

// The reasons of the frame.
var (
	notLiteral = &Reason{Name: "the value isn't a literal", Advice: "change it where it comes from"}
	notNative  = &Reason{Name: "the place can't be edited", Advice: "write it in native syntax"}
	described  = &Reason{Name: "a comment names the value", Advice: "change the value together with the comment"}
	suppressed = &Reason{Name: "another linter is told to ignore it", Advice: "remove that comment if it is no longer meant"}
	secret     = &Reason{Name: "the fix would copy a secret"}
	notHere    = &Reason{Name: "the block is in a called module", Advice: "change the module, or lint its directory"}
	otherFile  = &Reason{Name: "another file may not be written", Advice: "run --fix without --filter, or again"}
	nextPass   = &Reason{Name: "another fix comes first", Advice: "run --fix again"}
	repeated   = &Reason{Name: "the block is declared twice", Advice: "remove one of them"}
	differ     = &Reason{Name: "not all instances want it", Advice: "give the instances that differ a block of their own"}
)
