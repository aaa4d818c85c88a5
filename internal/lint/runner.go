package lint

import (
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/logger"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Runner is one inspection of one module: the state of a run, which rules
// don't have. It belongs to one goroutine.
type Runner struct {
	tflint.Runner

	set     *RuleSet
	enabled map[string]bool    // rules by name
	order   []*adapter         // the same in the order in which they run
	failed  []*adapter         // those that have panicked
	told    map[*adapter]*Said // what rules have said, where somebody collects it
	root    tri.Answer         // whether the module is the root, Unknown until asked
	current *Snapshot          // nil until needed
}

// check runs a rule.
func (r *Runner) check(a *adapter) error {
	if err := r.run(a); err != nil {
		return err
	}
	return r.tellFailure(a)
}

// run runs a rule. One that panics is entered as failed.
func (r *Runner) run(a *adapter) error {
	if !r.set.Strict {
		defer r.recovered(a)
	}
	isRoot, err := r.isRoot()
	if err != nil || !isRoot {
		return err
	}
	s, err := r.snapshot()
	if err != nil {
		return err
	}
	options, err := r.options(a.rule)
	if err != nil {
		return err
	}
	pass := &Pass{Snapshot: s, Preset: r.set.config.preset, Options: options, enabled: r.enabled, rule: a.rule}
	a.rule.Ask(pass)
	r.listen(a, pass)
	return r.report(a, r.place(a, pass), pass)
}

// debug writes to the log of tflint, with TFLINT_LOG=debug.
func (r *Runner) debug(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); r.set.Log != nil {
		r.set.Log(text)
	} else {
		logger.Debug(text)
	}
}

// isRoot asks the host once whether the module is the root module.
func (r *Runner) isRoot() (bool, error) {
	if r.root == tri.Unknown {
		path, err := r.GetModulePath()
		if err != nil {
			return false, fmt.Errorf("ask for the module path: %w", err)
		}
		r.root = tri.No
		if path.IsRoot() {
			r.root = tri.Yes
		}
	}
	return r.root == tri.Yes, nil
}
