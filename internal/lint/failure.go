package lint

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/logger"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// A panic is a defect, and costs the rule that it is in, not the others. But a run that
// looks clean because a rule couldn't run would be worse than one that ends: so one issue
// of the run names the rules that are missing. It is emitted when the last rule has had
// its turn, since only then it is known which. Once a fix has been applied the run ends
// with an error instead, and tflint writes nothing: what a plugin that is broken has
// written should not stay.

// errFailed is the error of a run in which a rule couldn't run.
var errFailed = errors.New("internal error of the plugin")

// recovered enters what a panic has kept from running, and drops what may be half made.
// It is called by defer, with the rule at hand.
func (r *Runner) recovered(a *adapter) {
	p := recover()
	if p == nil {
		return
	}
	r.logPanic(a.rule.Name, p)
	r.failed = append(r.failed, a)
	r.current = nil
}

// fixRecovered is recovered for a fix: its issue stays, without a fix.
func (r *Runner) fixRecovered(a *adapter, s *Snapshot, edit **Edit, err *error) {
	p := recover()
	if p == nil {
		return
	}
	r.logPanic("a fix of "+a.rule.Name, p)
	r.failed = append(r.failed, a)
	s.stale = true
	*edit, *err = nil, fmt.Errorf("%w: %w", tflint.ErrFixNotSupported, errFailed)
}

// logPanic writes the stack to the log. A panic that isn't the runtime's may quote values
// of the configuration: the place has to do.
func (r *Runner) logPanic(what string, p any) {
	cause := fmt.Sprintf("%T", p)
	if err, ok := p.(runtime.Error); ok {
		cause = err.Error()
	}
	text := fmt.Sprintf("%s: internal error: %s\n%s", what, cause, debug.Stack())
	if r.set.Log != nil {
		r.set.Log(text)
	} else {
		logger.Error(text)
	}
}

// tellFailure reports the rules that couldn't run, once for the run: when the last rule
// has run, or by an error as soon as it is known that something has been fixed as well.
func (r *Runner) tellFailure(a *adapter) error {
	switch {
	case len(r.failed) == 0:
		return nil
	case r.set.global.Fix && r.set.made.any():
		return fmt.Errorf("%w: %s couldn't run, so no fix is written", errFailed, r.missing())
	case a != r.order[len(r.order)-1]:
		return nil
	}
	first := r.failed[0]
	rng, err := r.visible(first.rule.Name)
	if err != nil {
		return err
	}
	message := fmt.Sprintf("%s: %s couldn't run to the end, so findings and fixes of {this rule|these rules} are missing", errFailed, r.missing())
	if err := r.EmitIssue(graded{first, tflint.ERROR}, inNumber(message, len(r.missingRules())), rng); err != nil {
		return fmt.Errorf("emit an issue: %w", err)
	}
	return nil
}

// missingRules returns the names of the rules that couldn't run, in their order.
func (r *Runner) missingRules() []string {
	var names []string
	for _, a := range r.order {
		if slices.Contains(r.failed, a) {
			names = append(names, a.rule.Name)
		}
	}
	return names
}

// missing lists the rules that couldn't run.
func (r *Runner) missing() string {
	names := r.missingRules()
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// visible returns the first line of the first file of the module in which an issue of a
// rule is shown: no annotation covers it, and no --filter leaves the file out, as far as
// that can be known. It fails where there is none.
func (r *Runner) visible(rule string) (hcl.Range, error) {
	files, err := r.GetFiles()
	if err != nil {
		return hcl.Range{}, fmt.Errorf("%w: %s couldn't run; get the files: %w", errFailed, r.missing(), err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		rng := firstLine(name, files[name].Bytes)
		if shown(name) && !covered(ignores(name, files[name]), rule, rng) {
			return rng, nil
		}
	}
	return hcl.Range{}, fmt.Errorf("%w: %s couldn't run, and every file is ignored or filtered out", errFailed, r.missing())
}

// firstLine returns the range of the first line of a file.
func firstLine(name string, text []byte) hcl.Range {
	line, _, _ := strings.Cut(string(text), "\n")
	line = strings.TrimSuffix(line, "\r")
	return hcl.Range{
		Filename: name,
		Start:    hcl.InitialPos,
		End:      hcl.Pos{Line: 1, Column: 1 + utf8.RuneCountInString(line), Byte: len(line)},
	}
}
