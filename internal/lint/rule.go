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
	// Summary says what the rule asks, in one line, for tables.
	Summary string
	// Practice is the Well-Architected best practice that it rests on.
	Practice Practice
	// Fixes says what --fix does, in one line; "" if nothing.
	Fixes string
	// Doc is the hand-written part of the rule's page, in Markdown.
	Doc string
	// Options returns a new struct of the rule's options with their defaults,
	// tagged for hclext; nil if there are none. If it has a method
	// Validate() error, that is called after decoding.
	Options func() any
	// Check reports what it finds through the pass. An error stops the run; what
	// a configuration says is never one.
	Check func(*Pass) error
}

// Practice is a best practice of the AWS Well-Architected Framework.
type Practice string

// The practices that rules cite. Titles as of the Security pillar of 2024.
const (
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
	case SecureKeyManagement:
		return "Implement secure key management"
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
func (a *adapter) Enabled() bool             { return true }
func (a *adapter) Severity() tflint.Severity { return a.rule.Severity }
func (a *adapter) Link() string              { return project.ReferenceLink(a.rule.Name) }

// Check runs the rule over the module that the runner inspects.
func (a *adapter) Check(r tflint.Runner) error {
	runner, ok := r.(*Runner)
	if !ok {
		return fmt.Errorf("%s: the runner is a %T, not one of this ruleset", a.rule.Name, r)
	}
	return runner.check(a)
}
