package lint

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Suppressions are ids of checks: of Checkov by its policy index, of Trivy and tfsec by
// their ids in trivy-checks (AVD-AWS-0065 is AWS-0065 by now, and AWS019 was tfsec's until
// 0.5x; Trivy has grown out of tfsec, and reads its suppressions), of KICS by the ids of its
// queries.
type Suppressions struct{ Checkov, Trivy, KICS []string }

// Forms of suppressions: "checkov:skip=ID:reason", "tfsec:ignore:ID:exp:2027-01-01",
// "trivy:ignore:ID[key=value]", "kics-scan ignore-block", "kics-scan disable=ID,ID".
var (
	checkovSkip = regexp.MustCompile(`(?i)(?:checkov|bridgecrew|cortex):\s*skip\s*=\s*([\w*]+)`)
	aquaIgnore  = regexp.MustCompile(`(?i)(?:tfsec|trivy):ignore:([\w*-]+)`)
	kicsCommand = regexp.MustCompile(`(?i)kics-scan\s+(ignore-line|ignore-block|ignore|disable)(?:\s*=\s*([\w,\s-]+))?`)
)

// place is where a suppression stands, seen from what is at fault.
type place int8

const (
	inBlock  place = iota // in the block, or above it
	besideIt              // on the line, or above it or the block
	inFront               // in front of everything in the file
)

// suppresses reports whether a comment suppresses one of the checks of a rule in other linters,
// seen from where it stands. A suppression of everything is one of each, where it is for
// this line or block.
func suppresses(text string, checks *Suppressions, at place) bool {
	has := func(checks []string, id string, all bool) bool {
		if all || strings.Contains(id, "*") || id == "" {
			return at == besideIt && len(checks) > 0
		}
		return at != inFront && slices.ContainsFunc(checks, func(known string) bool { return checkID(known) == checkID(id) })
	}
	for _, m := range checkovSkip.FindAllStringSubmatch(text, -1) {
		if has(checks.Checkov, m[1], false) {
			return true
		}
	}
	for _, m := range aquaIgnore.FindAllStringSubmatch(text, -1) {
		if has(checks.Trivy, m[1], strings.EqualFold(m[1], "all")) {
			return true
		}
	}
	for _, m := range kicsCommand.FindAllStringSubmatch(text, -1) {
		switch command := strings.ToLower(m[1]); {
		case command == "disable":
			for id := range strings.SplitSeq(m[2], ",") {
				if slices.Contains(checks.KICS, strings.ToLower(strings.TrimSpace(id))) {
					return true
				}
			}
		case len(checks.KICS) > 0 && (command == "ignore") == (at == inFront) && at != inBlock:
			return true
		}
	}
	return false
}

// checkID returns an id in the one form in which ids of a check are compared: without case,
// and without what later versions left out or put in front.
func checkID(id string) string {
	id = strings.TrimPrefix(strings.ToLower(id), "avd-")
	if short, ok := strings.CutPrefix(id, "aws-"); ok {
		id = short
	}
	return strings.TrimPrefix(strings.TrimPrefix(id, "s3-"), "kms-")
}

// decided fails if a comment tells another linter to ignore, of what an issue is about,
// what the rule asks.
func (e *Edit) decided(rule *Rule, i *issue) error {
	checks := &rule.Suppressions
	s := e.source(i.rng.Filename)
	if s.err != nil {
		return s.err
	}
	all := s.comments(i.rng.Filename)
	if err := anySuppressed(all.beside(i.rng.Start.Line, i.rng.Start.Line), checks, besideIt, i.rng.Filename); err != nil {
		return err
	}
	if err := anySuppressed(all.leading(), checks, inFront, i.rng.Filename); err != nil {
		return err
	}
	if s.file != nil {
		if err := e.decidedOn(s.file.Enclosing(i.rng.Start), checks, i.rng.Filename); err != nil {
			return err
		}
	}
	for _, block := range i.blocks {
		if err := e.decidedFor(block, checks); err != nil {
			return err
		}
	}
	return nil
}

// Undecided fails if a comment at a resource tells another linter to ignore what a rule asks.
func (e *Edit) Undecided(rule string, r *terraform.Resource) error {
	for _, a := range e.runner.set.Rules {
		if a, ok := a.(*adapter); ok && a.rule.Name == rule {
			return e.decidedFor(r.Block, &a.rule.Suppressions)
		}
	}
	return nil
}

// decidedFor is decided for a top-level block.
func (e *Edit) decidedFor(block *hclext.Block, checks *Suppressions) error {
	name := block.DefRange.Filename
	if !e.Module.Holds(name) {
		return nil
	}
	s := e.source(name)
	if s.err != nil {
		return s.err
	}
	native, err := s.file.Block(block.TypeRange.Start)
	if err != nil {
		return err
	}
	return e.decidedOn([]*hclsyntax.Block{native}, checks, name)
}

// decidedOn is decided for a block, and the blocks in it that hold what is at fault.
func (e *Edit) decidedOn(blocks []*hclsyntax.Block, checks *Suppressions, name string) error {
	all := e.source(name).comments(name)
	for _, b := range blocks {
		first, last := b.TypeRange.Start.Line, b.CloseBraceRange.End.Line
		if err := anySuppressed(all.beside(first, first), checks, besideIt, name); err != nil {
			return err
		}
		if err := anySuppressed(all.within(first, last), checks, inBlock, name); err != nil {
			return err
		}
	}
	return nil
}

func anySuppressed(some comments, checks *Suppressions, at place, name string) error {
	for _, c := range some {
		if suppresses(c.text, checks, at) {
			return suppressed.Refuse("a comment at %s:%d tells another linter to ignore it", name, c.first)
		}
	}
	return nil
}
