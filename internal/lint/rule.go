package lint

import (
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// Rule is one rule. It holds no state: tflint checks modules in parallel on the
// same value.
type Rule struct {
	// Name is the rule's name in configurations and output.
	Name string
	// Severity is the base severity.
	Severity tflint.Severity
	// Preset is the smallest preset that has the rule.
	Preset Preset
	// Summary says what the rule asks, in one line, for tables.
	Summary string
	// Topic is what the rule is about, for whoever collects what rules answer.
	Topic string
	// Practice is the Well-Architected best practice that it rests on.
	Practice Practice
	// Controls are the controls of standards that ask for the same or nearly so.
	Controls Controls
	// Fixes says what --fix does, in one line; "" if nothing.
	Fixes string
	// Doc is the hand-written part of the rule's page, in Markdown.
	Doc string
	// Options returns a new struct of the rule's options with their defaults,
	// tagged for hclext; nil if there are none. If it has a method
	// Validate() error, that is called after decoding; WrongOption is such an error.
	Options func() any
	// Suppressions are the checks of other linters that ask the same: who suppresses one of
	// them has decided.
	Suppressions Suppressions
	// Ask answers, through the pass, for each thing that the rule judges.
	Ask func(*Pass)
}

// Controls are the ids of controls, "" where a standard has none. docs/standards.md
// says how current they are.
type Controls struct {
	SecurityHub, Config, CIS, PCI, NIST string
}

// Practice is a best practice of the AWS Well-Architected Framework.
type Practice string

// The practices that rules cite. Titles as of the Security pillar of 2024.
const (
	// ConfigureLogging is "Configure service and application logging".
	ConfigureLogging Practice = "SEC04-BP01"
	// IdentifyData is "Identify the data within your workload".
	IdentifyData Practice = "SEC07-BP01"
	// SecureKeyManagement is "Implement secure key management".
	SecureKeyManagement Practice = "SEC08-BP01"
	// EnforceEncryptionAtRest is "Enforce encryption at rest".
	EnforceEncryptionAtRest Practice = "SEC08-BP02"
	// EnforceEncryptionInTransit is "Enforce encryption in transit".
	EnforceEncryptionInTransit Practice = "SEC09-BP02"
)

// Title returns the title of the practice.
func (p Practice) Title() string {
	switch p {
	case ConfigureLogging:
		return "Configure service and application logging"
	case SecureKeyManagement:
		return "Implement secure key management"
	case IdentifyData:
		return "Identify the data within your workload"
	case EnforceEncryptionAtRest:
		return "Enforce encryption at rest"
	case EnforceEncryptionInTransit:
		return "Enforce encryption in transit"
	}
	return ""
}

// adapter makes a Rule a tflint rule.
type adapter struct {
	tflint.DefaultRule
	rule *Rule
}

var _ tflint.Rule = (*adapter)(nil)

func (a *adapter) Name() string              { return a.rule.Name }
func (a *adapter) Enabled() bool             { return Recommended.has(a.rule.Preset) }
func (a *adapter) Severity() tflint.Severity { return a.rule.Severity }
func (a *adapter) Link() string              { return project.ReferenceLink(a.rule.Name) }

// graded is a rule with the severity of one of its issues.
type graded struct {
	*adapter
	severity tflint.Severity
}

// Severity returns the severity of the issue.
func (g graded) Severity() tflint.Severity { return g.severity }

// severity returns the severity of an issue of the rule: one step above the
// rule's own where the issue is about sensitive data.
func (i *issue) severity(own tflint.Severity) tflint.Severity {
	switch {
	case i.note:
		return tflint.NOTICE
	case !i.raised:
		return own
	case own == tflint.NOTICE:
		return tflint.WARNING
	}
	return tflint.ERROR
}

// Check runs the rule over the module that the runner inspects.
func (a *adapter) Check(r tflint.Runner) error {
	runner, ok := r.(*Runner)
	if !ok {
		return fmt.Errorf("%s: the runner is a %T, not one of this ruleset", a.rule.Name, r)
	}
	return runner.check(a)
}
