// Package fakehost runs a rule set in process the way tflint 0.64.0 runs a
// plugin, for tests: over the files of a directory, with overrides, variables,
// annotations, called modules, configuration and the loop of fixes. What rules
// get is what arrives at a plugin: expressions are parsed again from the bytes
// of their range, and the order of blocks over files is shuffled.
//
// It is a check on rules, not on itself: the same fixtures run through the real
// tflint. Known differences:
//
//   - only the root module is checked, and nothing is written to disk
//   - blocks are never expanded: asking for ExpandModeExpand (the SDK's
//     default) is an error
//   - EvaluateExpr knows variables and literals; every other reference and any
//     function call makes the whole expression unknown, also where tflint would
//     complain
//   - module sources that need evaluation are not followed, count and for_each
//     of module calls are not looked at
//   - values of variables come from files and flags only, not from TF_VAR_*
//   - a rule's error keeps its chain, so that errors.Is sees it
//   - Fixer.RemoveAttribute, RemoveBlock and RemoveExtBlock, WalkExpressions and
//     EnsureNoError are not supported
package fakehost

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// Options say what to run.
type Options struct {
	// Dir is the module's directory, "." by default. The host behaves as if
	// tflint had been started there: file names are relative to it.
	Dir    string
	Only   []string // the rules to run; empty = those enabled
	Fix    bool     // as --fix
	Config []byte   // content of .tflint.hcl; nothing is read from disk
	Args   []string // further flags of tflint, one an element
}

// Issue is what a rule reported.
type Issue struct {
	Rule     string
	Severity tflint.Severity
	Message  string
	Range    hcl.Range
	Link     string
	Fixable  bool // there is a fix
	Fixed    bool // and it was applied
}

// Compact returns the issue as tflint --format compact prints it.
func (i Issue) Compact() string {
	return fmt.Sprintf("%s:%d:%d: %s - %s (%s)",
		i.Range.Filename, i.Range.Start.Line, i.Range.Start.Column, i.Severity, i.Message, i.Rule)
}

// Result is the outcome of a run.
type Result struct {
	// Issues are sorted by file, line, column and rule. With Fix their lines
	// are those of the pass that found them, as in tflint.
	Issues []Issue
	// Files are the root module's files after the run, changed or not.
	Files map[string][]byte
	// Passes is how many passes changed something.
	Passes int
	// Calls counts what rules and their runner asked of the host, by the name
	// of the tflint.Runner method they called.
	Calls map[string]int
}

// ErrNotConverging says that fixes were still making changes in the tenth pass.
const ErrNotConverging = hostError("Reached the limit of autofix attempts, " +
	"and the changes made by the autofix will not be applied")

// maxPasses is how often tflint repeats checks while fixes change something.
const maxPasses = 10

// hostError is an error in the words of tflint.
type hostError string

func (e hostError) Error() string { return string(e) }

// Run runs the rule set. An error is one that would end tflint with an error:
// then nothing is fixed and no issue shown.
func Run(rs tflint.RuleSet, o Options) (*Result, error) {
	h, err := newHost(o, rs.RuleSetName())
	if err != nil {
		return nil, err
	}
	if err := h.configure(rs); err != nil {
		return nil, err
	}
	var issues []Issue
	passes := 0
	for pass := 1; h.config.pluginEnabled(); pass++ {
		if pass > maxPasses {
			return nil, ErrNotConverging
		}
		h.issues, h.changed = nil, false
		if err := h.check(rs); err != nil {
			return nil, err
		}
		for _, issue := range h.issues {
			// tflint shows the rest of later passes on the next run only.
			if pass == 1 || issue.Fixable {
				issues = append(issues, issue)
			}
		}
		if !h.changed {
			break
		}
		passes = pass
	}
	slices.SortStableFunc(issues, compareIssues)
	return &Result{Issues: issues, Files: maps.Clone(h.root.sources), Passes: passes, Calls: h.calls}, nil
}

func compareIssues(a, b Issue) int {
	return cmp.Or(
		cmp.Compare(a.Range.Filename, b.Range.Filename),
		cmp.Compare(a.Range.Start.Line, b.Range.Start.Line),
		cmp.Compare(a.Range.Start.Column, b.Range.Start.Column),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
	)
}
