package lint

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// report emits the issues of a rule: for each it decides on the fix, or on the reason why
// there is none, then emits it, and then makes the changes.
func (r *Runner) report(a *adapter, findings []*finding, pass *Pass) error {
	s, fixing := pass.Snapshot, r.set.global.Fix
	pass.shown = findings
	for _, i := range issues(findings) {
		if fixing && s.ignored(a.rule.Name, i.rng) {
			continue
		}
		message := i.message(a.rule.Practice)
		rule := graded{a, i.severity(a.rule.Severity)}
		edit, err := r.decide(a, i, pass)
		switch {
		case err == nil:
		case !errors.Is(err, tflint.ErrFixNotSupported) && r.set.Strict:
			return err
		case fixing && s.stale && errors.Is(err, errNextPass):
			// The next pass shows it: of an issue that is shown tflint can't be told later that it
			// has been fixed.
			continue
		}
		if edit == nil {
			if err != nil {
				r.tellReason(a, i.rng, err)
				if fixing {
					message += "; not fixed: " + reasonOf(err).Name + hint(err)
				}
			}
			r.noteIssue(a, i, pass, message, rule.severity, false, err)
			if err := r.EmitIssue(rule, message, i.rng); err != nil {
				return fmt.Errorf("emit an issue: %w", err)
			}
			continue
		}
		for _, doubt := range edit.Doubts.raised {
			r.debug("the fix of %s at %s is unsafe (%s): %s", a.rule.Name, i.rng, doubt.Reason.Name, doubt)
		}
		done := false
		var undone error
		if err := r.EmitIssueWithFix(rule, message, i.rng, func(f tflint.Fixer) error {
			undone = r.replay(a, i.rng, edit, f, &done)
			return undone
		}); err != nil {
			return fmt.Errorf("emit an issue: %w", err)
		}
		r.noteIssue(a, i, pass, message, rule.severity, undone == nil, undone)
		if done && fixing {
			s.stale = true
			r.set.made.fixed()
			edit.keep()
		}
	}
	return nil
}

// decide returns the edit of an issue, or the reason why there is none. Neither is returned for a rule
// that fixes nothing.
func (r *Runner) decide(a *adapter, i *issue, pass *Pass) (edit *Edit, err error) {
	if a.rule.Fixes == "" {
		return nil, nil
	}
	if !r.set.Strict {
		defer r.fixRecovered(a, pass.Snapshot, &edit, &err)
	}
	if slices.Contains(r.failed, a) { // what it goes by may be half made
		return nil, fmt.Errorf("%w: %w", tflint.ErrFixNotSupported, errFailed)
	}
	e := &Edit{Snapshot: pass.Snapshot}
	err = e.carryOut(a.rule, i, pass)
	if pass.err != nil { // then the rest is guesswork
		err = pass.err
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

// carryOut records the fix of an issue.
func (e *Edit) carryOut(rule *Rule, i *issue, pass *Pass) error {
	fix, err := pass.fixOf(i)
	if err != nil {
		return err
	}
	if err := e.decided(rule, i); err != nil {
		return err
	}
	e.Doubts.Add(fix.Doubts)
	return e.Doubts.weigh(pass.UnsafeFixes(), fix.Do(e))
}

// hint says where unsafe_fixes is all that a fix lacks.
func hint(err error) string {
	if isDoubt(err) {
		return " (unsafe_fixes would fix it)"
	}
	return ""
}

// replay makes the changes of an edit. The host calls it without --fix as well, to learn
// whether the issue is fixable, and then drops them; with --fix any error but
// ErrFixNotSupported would fail the whole run.
func (r *Runner) replay(a *adapter, at hcl.Range, e *Edit, f tflint.Fixer, done *bool) error {
	if err := e.replay(f); err != nil {
		r.tellReason(a, at, err)
		if !errors.Is(err, tflint.ErrFixNotSupported) && !r.set.Strict {
			err = fmt.Errorf("%w: %w", tflint.ErrFixNotSupported, err)
		}
		return err
	}
	*done, e.fixer = true, f
	e.edited += e.bytes
	return nil
}

// tellReason writes to the log why a finding has no fix.
func (r *Runner) tellReason(a *adapter, at hcl.Range, err error) {
	r.debug("%s at %s isn't fixed (%s): %s%s", a.rule.Name, at, reasonOf(err).Name, err, hint(err))
}
