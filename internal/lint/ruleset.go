package lint

import (
	"slices"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// RuleSet is the plugin as tflint sees it.
type RuleSet struct {
	tflint.BuiltinRuleSet

	// Strict makes defects errors that stop the run: a panic, an edit that fails
	// for another reason than that it isn't supported. Tests set it; users lose
	// one rule or one fix instead of the run, and are told.
	Strict bool
	// Log takes what else goes to the log of tflint; nil outside of tests.
	Log func(string)

	// Set before any check, read by all of them.
	global *tflint.Config
	config *config
	made   *made
	domain Domain

	collector *collecting // nil where nobody collects
}

// Domain is what the frame is told of what the rules are about.
type Domain struct {
	// Provider and WellKnown are those of terraform.Options.
	Provider  terraform.Provider
	WellKnown func(source, version string) (name, file string, ok bool)
	// TierOptions are options of the tier block.
	TierOptions []TierOption
}

var _ tflint.RuleSet = (*RuleSet)(nil)

// NewRuleSet returns the rule set of some rules about a domain, which run in the given order.
func NewRuleSet(domain Domain, rules []*Rule) *RuleSet {
	rs := &RuleSet{
		BuiltinRuleSet: tflint.BuiltinRuleSet{
			Name:       project.Name,
			Version:    project.Version,
			Constraint: ">= " + project.OldestTFLint,
		},
		global: &tflint.Config{},
		config: defaultConfig(),
		made:   &made{},
		domain: domain,
	}
	for _, r := range rules {
		rs.Rules = append(rs.Rules, &adapter{rule: r})
	}
	return rs
}

// ApplyGlobalConfig learns from the host's configuration which rules are on and
// whether issues are being fixed. The SDK offers no other way; tflint's own
// rulesets override the method as well.
func (rs *RuleSet) ApplyGlobalConfig(global *tflint.Config) error {
	rs.global = global
	rs.enable()
	return nil
}

// ConfigSchema returns the schema of the plugin block.
func (rs *RuleSet) ConfigSchema() *hclext.BodySchema { return configSchema(rs.domain.TierOptions) }

// ApplyConfig reads the plugin block. The host calls it after ApplyGlobalConfig.
func (rs *RuleSet) ApplyConfig(body *hclext.BodyContent) error {
	config, err := readConfig(body, rs.domain.TierOptions)
	if err != nil {
		return err
	}
	rs.config = config
	rs.enable()
	return nil
}

// enable selects the rules that run. In this order it is decided by --only, a
// rule block or flag, disabled_by_default, and the preset.
func (rs *RuleSet) enable() {
	rs.EnabledRules = nil
	for _, r := range rs.Rules {
		if r == tflint.Rule(rs.collector) && rs.collector != nil {
			rs.EnabledRules = append(rs.EnabledRules, r)
			continue
		}
		on := false
		if a, ok := r.(*adapter); ok {
			on = rs.config.preset.has(a.rule.Preset)
		}
		switch block := rs.global.Rules[r.Name()]; {
		case len(rs.global.Only) > 0:
			on = slices.Contains(rs.global.Only, r.Name())
		case block != nil:
			on = block.Enabled
		case rs.global.DisabledByDefault:
			on = false
		}
		if on {
			rs.EnabledRules = append(rs.EnabledRules, r)
		}
	}
}

// NewRunner wraps the runner of one inspection. It asks nothing of the host.
func (rs *RuleSet) NewRunner(r tflint.Runner) (tflint.Runner, error) {
	enabled, order := map[string]bool{}, []*adapter{}
	for _, rule := range rs.EnabledRules {
		enabled[rule.Name()] = true
		if a, ok := rule.(*adapter); ok {
			order = append(order, a)
		}
	}
	return &Runner{Runner: r, set: rs, enabled: enabled, order: order}, nil
}
