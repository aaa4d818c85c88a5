package lint

import (
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// RuleSet is the plugin as tflint sees it.
type RuleSet struct {
	tflint.BuiltinRuleSet

	// Strict makes defects errors that stop the run: a panic, an edit that fails
	// for another reason than that it isn't supported. Tests set it; users lose
	// one rule or one fix instead of the run.
	Strict bool

	fix bool // set before any check, read by all of them
}

var _ tflint.RuleSet = (*RuleSet)(nil)

// NewRuleSet returns the rule set of some rules, which run in the given order.
func NewRuleSet(rules []*Rule) *RuleSet {
	rs := &RuleSet{BuiltinRuleSet: tflint.BuiltinRuleSet{Name: project.Name, Version: project.Version}}
	for _, r := range rules {
		rs.Rules = append(rs.Rules, &adapter{rule: r})
	}
	return rs
}

// ApplyGlobalConfig learns from the host's configuration whether issues are
// being fixed. The SDK offers no other way; tflint's own rulesets override the
// method as well.
func (rs *RuleSet) ApplyGlobalConfig(config *tflint.Config) error {
	rs.fix = config.Fix
	return rs.BuiltinRuleSet.ApplyGlobalConfig(config)
}

// NewRunner wraps the runner of one inspection. It asks nothing of the host.
func (rs *RuleSet) NewRunner(r tflint.Runner) (tflint.Runner, error) {
	return &Runner{Runner: r, fixing: rs.fix, strict: rs.Strict}, nil
}
