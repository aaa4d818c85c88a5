package fakehost

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// host is the state of one run.
type host struct {
	dir    string
	fix    bool
	config *config

	root    *module
	called  map[string][]byte       // files of called modules
	ignores map[string][]annotation // by file, as of before any fix
	vars    *variables

	issues  []Issue // of the current pass
	changed bool    // a fix was applied in the current pass
	calls   map[string]int
}

// newHost reads configuration, files and variables.
func newHost(o Options, plugin string) (*host, error) {
	config, err := loadConfig(o, plugin)
	if err != nil {
		return nil, err
	}
	h := &host{dir: cmp.Or(o.Dir, "."), fix: o.Fix, config: config, calls: map[string]int{}}
	if h.root, err = loadModule(h.dir, "."); err != nil {
		return nil, err
	}
	if h.called, err = calledFiles(h.dir, h.root, config.callModuleType); err != nil {
		return nil, err
	}
	if h.ignores, err = annotations(h.root); err != nil {
		return nil, err
	}
	if h.vars, err = loadVariables(h.dir, h.root, config); err != nil {
		return nil, err
	}
	return h, nil
}

// configure hands the configuration to the rule set.
func (h *host) configure(rs tflint.RuleSet) error {
	for name := range h.config.rules {
		if !slices.Contains(rs.RuleNames(), name) {
			return fmt.Errorf("rule not found: %s", name)
		}
	}
	if err := rs.ApplyGlobalConfig(h.config.global(h.fix)); err != nil {
		return fmt.Errorf("apply global config: %w", err)
	}
	content := &hclext.BodyContent{}
	if h.config.plugin != nil {
		var err error
		if content, err = contentOf(h.config.plugin.Body, rs.ConfigSchema(), h.config.sources); err != nil {
			return fmt.Errorf("parse plugin config: %w", err)
		}
	}
	if err := rs.ApplyConfig(content); err != nil {
		return fmt.Errorf("apply config: %w", err)
	}
	return nil
}

// check runs every enabled rule once. What a rule changed is formatted and seen
// by the rules after it.
func (h *host) check(rs tflint.RuleSet) error {
	fixer := newFixer(maps.Clone(h.root.sources))
	runner, err := rs.NewRunner(&runner{host: h, fixer: fixer})
	if err != nil {
		return fmt.Errorf("new runner: %w", err)
	}
	for _, rule := range rs.BuiltinImpl().EnabledRules {
		if err := rule.Check(runner); err != nil {
			return fmt.Errorf("failed to check %q rule: %w", rule.Name(), err)
		}
		changes := fixer.take()
		if len(changes) == 0 {
			continue
		}
		if err := h.apply(changes); err != nil {
			return fmt.Errorf("failed to apply fixes by %q rule: %w", rule.Name(), err)
		}
	}
	return nil
}

// apply replaces files. Annotations and values of variables stay those of the
// start, as in tflint: an annotation keeps its old line.
func (h *host) apply(changes map[string][]byte) error {
	if err := h.root.apply(changes); err != nil {
		return err
	}
	h.changed = true
	return h.vars.declare(h.root)
}

// emit takes an issue and reports whether it did: not if an annotation covers
// it.
func (h *host) emit(rule tflint.Rule, issue Issue) bool {
	if h.config.ignorable(rule.Name()) {
		for _, a := range h.ignores[issue.Range.Filename] {
			if a.covers(rule.Name(), issue.Range.Start.Line) {
				return false
			}
		}
	}
	issue.Rule, issue.Severity, issue.Link = rule.Name(), rule.Severity(), rule.Link()
	issue.Fixed = issue.Fixable && h.fix
	h.issues = append(h.issues, issue)
	return true
}
