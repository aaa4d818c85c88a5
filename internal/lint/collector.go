package lint

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// Collector tells what all rules have answered, also those that are off, in issues without a
// place. It runs last, is no rule that anybody configures, and changes nothing of what the rules
// report. A rule set without one remembers nothing.
type Collector struct {
	// Name is the name that its issues carry.
	Name string
	// Tell returns their messages.
	Tell func(*Collection) ([]string, error)
}

// Collection is what a collector goes by.
type Collection struct {
	*Snapshot

	// Preset is the name of the preset.
	Preset string
	// Fixing is set where --fix is given: what the rules have said is then about what it has changed since.
	Fixing bool
	// Said is what each rule has said, in the order of the rules.
	Said []*Said
}

// Said is what one rule has said.
type Said struct {
	Rule *Rule
	// On is set where the rule ran, and Failed where it couldn't run to the end.
	On, Failed bool
	Answers    []*Answer

	outcomes map[*Finding]*Outcome
}

// Outcome is what became of a finding.
type Outcome struct {
	// Shown is where the issue is shown, and At where what is wrong is written. Elsewhere is set
	// where it isn't: an inspection of the called module's own directory shows it.
	Shown, At hcl.Range
	Elsewhere bool
	Severity  tflint.Severity
	Message   string
	// Fixable is set where there is a fix, else Reason and Detail say why not, and Unsafe that
	// unsafe_fixes would make it. There is neither for rules that fix nothing or are off.
	Fixable, Unsafe bool
	Reason          *Reason
	Detail          string
	// Annotation tells tflint to ignore the issue; Text is "" where none does.
	Annotation Annotation
}

// Annotation is a comment that tells tflint to ignore something.
type Annotation struct {
	Text  string
	Range hcl.Range
}

// Outcome returns what became of an answer's finding, nil where it has none.
func (s *Said) Outcome(a *Answer) *Outcome {
	if a.Finding == nil {
		return nil
	}
	return s.outcomes[a.Finding]
}

// Collect has a collector run after the rules.
func (rs *RuleSet) Collect(c *Collector) {
	rs.collector = &collecting{collector: c}
	rs.Rules = append(rs.Rules, rs.collector)
}

// collecting makes a Collector a rule of tflint.
type collecting struct {
	tflint.DefaultRule
	collector *Collector
}

var _ tflint.Rule = (*collecting)(nil)

func (c *collecting) Name() string            { return c.collector.Name }
func (*collecting) Enabled() bool             { return true }
func (*collecting) Severity() tflint.Severity { return tflint.NOTICE }
func (*collecting) Link() string              { return project.FileLink("docs/report.md") }

// Check tells what the rules have said.
func (c *collecting) Check(r tflint.Runner) error {
	runner, ok := r.(*Runner)
	if !ok {
		return fmt.Errorf("%s: the runner is a %T, not one of this ruleset", c.Name(), r)
	}
	isRoot, err := runner.isRoot()
	if err != nil || !isRoot {
		return err
	}
	s, err := runner.snapshot()
	if err != nil {
		return err
	}
	collection := &Collection{Snapshot: s, Preset: runner.set.config.preset.String(), Fixing: runner.set.global.Fix}
	for _, rule := range runner.set.Rules {
		if a, ok := rule.(*adapter); ok {
			collection.Said = append(collection.Said, runner.said(a, s))
		}
	}
	messages, err := c.collector.Tell(collection)
	if err != nil {
		return fmt.Errorf("collect what the rules say: %w", err)
	}
	for _, m := range messages {
		if err := runner.EmitIssue(c, m, hcl.Range{}); err != nil {
			return fmt.Errorf("emit a note: %w", err)
		}
	}
	return nil
}

// said returns what a rule has said, or would say where it is off.
func (r *Runner) said(a *adapter, s *Snapshot) *Said {
	if said := r.told[a]; said != nil || r.enabled[a.rule.Name] {
		if said == nil {
			said = &Said{Rule: a.rule, On: true}
		}
		said.Failed = slices.Contains(r.failed, a)
		return said
	}
	return r.unheard(a, s)
}

// unheard asks a rule that is off. Its options may be wrong, which nobody has been told.
func (r *Runner) unheard(a *adapter, s *Snapshot) (said *Said) {
	said = &Said{Rule: a.rule}
	if !r.set.Strict {
		defer func() {
			if p := recover(); p != nil {
				r.logPanic(a.rule.Name, p)
				said = &Said{Rule: a.rule, Failed: true}
			}
		}()
	}
	options, err := r.options(a.rule)
	if err != nil && a.rule.Options != nil {
		options = a.rule.Options()
	}
	pass := &Pass{Snapshot: s, Preset: r.set.config.preset, Options: options, enabled: r.enabled}
	a.rule.Ask(pass)
	said.hear(pass)
	for _, i := range issues(r.place(a, pass)) {
		said.note(i, i.message(a.rule.Practice), i.severity(a.rule.Severity))
	}
	return said
}

// listen remembers a pass where somebody collects.
func (r *Runner) listen(a *adapter, pass *Pass) {
	if r.set.collector == nil {
		return
	}
	if r.told == nil {
		r.told = map[*adapter]*Said{}
	}
	said := &Said{Rule: a.rule, On: true}
	said.hear(pass)
	r.told[a] = said
}

// hear takes the answers of a pass. What nothing else is noted of, another inspection shows.
func (s *Said) hear(pass *Pass) {
	s.Answers, s.outcomes = pass.answers, map[*Finding]*Outcome{}
	for _, a := range pass.answers {
		if a.faulty() {
			f := a.finding()
			i := &issue{text: f.Text, note: f.Note}
			i.findings = []*finding{f}
			i.add(f)
			s.outcomes[a.Finding] = &Outcome{
				Shown: f.rng, At: f.origin, Elsewhere: true,
				Severity: i.severity(s.Rule.Severity), Message: i.message(s.Rule.Practice),
			}
		}
	}
}

// note enters an issue.
func (s *Said) note(i *issue, message string, severity tflint.Severity) {
	for _, f := range i.findings {
		s.outcomes[f.Finding] = &Outcome{Shown: i.rng, At: f.origin, Severity: severity, Message: message}
	}
}

// noteIssue enters an issue where somebody collects: what is done about it, and whether it is ignored.
func (r *Runner) noteIssue(a *adapter, i *issue, pass *Pass, message string, severity tflint.Severity, fixable bool, err error) {
	said := r.told[a]
	if said == nil {
		return
	}
	said.note(i, message, severity)
	annotation := pass.annotation(a.rule.Name, i.rng)
	for _, f := range i.findings {
		o := said.outcomes[f.Finding]
		o.Annotation = annotation
		switch {
		case fixable:
			o.Fixable = true
		case err != nil:
			o.Reason, o.Detail, o.Unsafe = reasonOf(err), err.Error(), isDoubt(err)
			if o.Reason == broken && !errors.Is(err, tflint.ErrFixNotSupported) {
				o.Detail = ""
			}
		}
	}
}
