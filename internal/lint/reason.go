package lint

import (
	"errors"
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// Reason is why something isn't fixed.
type Reason struct {
	// Name is a short name of its own that stays, for those who look it up.
	Name string
	// Text says what it means, and what to do about it where that helps, in Markdown.
	Text string
}

// refusedError is an error that says that something isn't fixed, and why.
type refusedError struct {
	Reason *Reason
	text   string
	doubt  bool // unsafe_fixes is enough
}

// Refuse returns an error that refuses a fix for a reason, with what there is to say of the place.
func (r *Reason) Refuse(format string, args ...any) error {
	return &refusedError{Reason: r, text: fmt.Errorf(format, args...).Error()}
}

// Error says it in words.
func (r *refusedError) Error() string { return r.text }

// Unwrap makes a refusal what the host takes for one.
func (*refusedError) Unwrap() error { return tflint.ErrFixNotSupported }

// Is lets a refusal be found that waits for the next pass.
func (r *refusedError) Is(target error) bool { return target == errNextPass && r.Reason == nextPass }

// errNextPass says that a fix has to wait for the next pass.
var errNextPass = errors.New("the next pass of --fix sees to it")

func isNextPass(err error) bool { return errors.Is(err, errNextPass) }

// isDoubt reports whether unsafe_fixes is all that a fix lacks.
func isDoubt(err error) bool {
	var refusal *refusedError
	return errors.As(err, &refusal) && refusal.doubt
}

// reasonOf returns the reason of an error. What the editor of files refuses, it refuses for what
// is written there.
func reasonOf(err error) *Reason {
	var refusal *refusedError
	switch {
	case errors.As(err, &refusal):
		return refusal.Reason
	case errors.Is(err, errFailed), !errors.Is(err, tflint.ErrFixNotSupported):
		return broken
	}
	return notNative
}

// Reasons are those of the frame.
var Reasons = []*Reason{notLiteral, notNative, described, suppressed, secret, notHere, otherFile, nextPass, repeated, differ, broken}

var (
	notLiteral = &Reason{
		"the value isn't a literal",
		"A variable, a local or a function says it, so somebody computes it, and other code may rest on it. Change it where it comes from.",
	}
	notNative = &Reason{
		"the place can't be edited",
		"Files in JSON and code that the editor doesn't take apart are checked, not fixed. The log (`TFLINT_LOG=debug`) says what it is. Write the block in native syntax, or change it by hand.",
	}
	described = &Reason{
		"a comment names the value",
		"A comment on the line or right above says the value that is there (`# 7-day window`): somebody has decided, and the comment would be wrong of another value. Change both.",
	}
	suppressed = &Reason{
		"another linter is told to ignore it",
		"A comment at the block tells Checkov, tfsec, Trivy or KICS to ignore the same control. If that is no longer meant, remove the comment; if it is, write a `tflint-ignore` annotation as well.",
	}
	secret = &Reason{
		"the fix would copy a secret",
		"The fix repeats source text that calls `sensitive` or `ephemeralasnull`. Write the block by hand.",
	}
	notHere = &Reason{
		"the block is in a called module",
		"Change the module, or the argument of the call that decides: it isn't changed here where it isn't a literal, where it isn't proven that the change mends all that is wrong, or where something else would be worse. Where the module's directory is yours, run tflint there (`--recursive`).",
	}
	otherFile = &Reason{
		"another file may not be written",
		"With `--filter`, tflint writes the files that it names only, and the fix needs a block of another one. Run `--fix` without `--filter`, or once more.",
	}
	nextPass = &Reason{
		"another fix comes first",
		"The next run of `--fix` sees to it.",
	}
	repeated = &Reason{
		"the block is declared twice",
		"Two blocks of one module have the same address, which Terraform refuses. Remove one.",
	}
	differ = &Reason{
		"not all instances want it",
		"A fix is for all instances of its block (`count`, `for_each`, all calls of the module), and one of them doesn't want it, wants another, or isn't known. Give those that differ a block of their own, or an argument that says it for each.",
	}
	broken = &Reason{
		"the plugin failed",
		"An internal error, or tflint couldn't tell of the files. The log has it. Please report it.",
	}
)
