package main

import (
	"fmt"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
)

// page returns the page of a rule.
func (r documented) page(s *shown) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- Written by %s from rules/%s.go, rules/%s.md and rules/testdata/%s/%s. -->\n\n",
		command, r.Name, r.Name, r.Name, example)
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", r.Name, r.Summary)
	fmt.Fprintf(&b, "| | |\n|---|---|\n")
	fmt.Fprintf(&b, "| Severity | %s |\n", strings.ToLower(r.Severity.String()))
	fmt.Fprintf(&b, "| Enabled by default | %s |\n", yesNo(r.host.Enabled()))
	fmt.Fprintf(&b, "| Presets | %s |\n", presets(r.Preset))
	fmt.Fprintf(&b, "| Autofix | %s |\n", r.autofix())
	fmt.Fprintf(&b, "| AWS Well-Architected | %s, %s |\n\n", r.Practice, r.Practice.Title())

	opening, sections := r.parts()
	if opening != "" {
		b.WriteString(opening + "\n\n")
	}
	b.WriteString("## Example\n\n")
	if s.comment != "" {
		b.WriteString(s.comment + "\n\n")
	}
	b.WriteString(s.files + s.output + "\n")
	if s.changes != "" {
		b.WriteString("What `--fix` changes:\n\n" + s.changes + "\n")
	}
	b.WriteString(sections + "\n\n## Configuration\n\n")
	if len(r.options) > 0 {
		b.WriteString(optionTable(r.options) + "\n" + optionBlock(r.Name, r.options))
	} else {
		b.WriteString("The rule has no options.\n")
	}
	return []byte(b.String())
}

// parts returns the hand-written part of the page: what it opens with, if anything, and
// its sections.
func (r documented) parts() (opening, sections string) {
	at := strings.Index(r.Doc, "## ")
	return strings.TrimSpace(r.Doc[:at]), strings.TrimSpace(r.Doc[at:])
}

// autofix says what --fix does about the rule's findings.
func (r documented) autofix() string {
	if r.Fixes == "" {
		return "no"
	}
	return "yes: " + r.Fixes
}

// table lists rules in Markdown, with links to pages in a folder.
func table(all []documented, folder string) string {
	var b strings.Builder
	b.WriteString("| Rule | Asks | Severity | Default | Autofix | AWS |\n|---|---|---|---|---|---|\n")
	for _, r := range all {
		fmt.Fprintf(&b, "| [%s](%s%s.md) | %s | %s | %s | %s | %s |\n", r.Name, folder, r.Name, r.Summary,
			strings.ToLower(r.Severity.String()), onOff(r.host.Enabled()), yesNo(r.Fixes != ""), r.Practice)
	}
	return b.String()
}

// rulesReadme returns the list of the rules.
func rulesReadme(all []documented) []byte {
	return []byte("<!-- Written by " + command + " from the registry of the rules. -->\n\n# Rules\n\n" +
		table(all, "") + "\nThe last column is the best practice of the AWS Well-Architected Framework, Security Pillar, that a rule rests on.\n" +
		"How to turn rules on and off: [configuration](../configuration.md).\n")
}

// presets lists the presets that have a rule.
func presets(smallest lint.Preset) string {
	switch smallest {
	case lint.Minimum:
		return "minimum, recommended, strict"
	case lint.Recommended:
		return "recommended, strict"
	case lint.Strict:
	}
	return "strict"
}

// tierTable lists the default tiers.
func tierTable() string {
	var b strings.Builder
	b.WriteString("| Tier | Sensitive | Values |\n|---|---|---|\n")
	for _, t := range classify.DefaultTiers() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", t.Name, yesNo(t.Sensitive), strings.Join(t.Values, ", "))
	}
	return b.String()
}

// controlTable maps the rules to the controls of standards.
func controlTable(all []documented) string {
	var b strings.Builder
	b.WriteString("| Rule | Well-Architected | Security Hub | AWS Config | CIS AWS Foundations Benchmark | PCI DSS v4.0.1 | NIST SP 800-53 Rev. 5 |\n")
	b.WriteString("|---|---|---|---|---|---|---|\n")
	for _, r := range all {
		fmt.Fprintf(&b, "| [%s](rules/%s.md) | %s", r.Name, r.Name, r.Practice)
		c := r.Controls
		for _, cell := range []string{c.SecurityHub, c.Config, c.CIS, c.PCI, c.NIST} {
			if cell == "" {
				cell = "–"
			}
			b.WriteString(" | " + cell)
		}
		b.WriteString(" |\n")
	}
	return b.String()
}

// optionTables lists the options of all rules that have some.
func optionTables(all []documented) string {
	var parts []string
	for _, r := range all {
		if len(r.options) > 0 {
			parts = append(parts, fmt.Sprintf("[%s](rules/%s.md):\n\n%s", r.Name, r.Name, optionTable(r.options)))
		}
	}
	return strings.Join(parts, "\n")
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}
