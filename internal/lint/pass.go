package lint

import (
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Pass is one run of one rule over one snapshot.
type Pass struct {
	*Snapshot

	// Options are the rule's options, of the type that Rule.Options returns.
	Options any
	// Preset is the preset of the plugin's configuration.
	Preset Preset

	enabled map[string]bool
	answers []*Answer
	sites   map[site][]*Answer
	agreed  map[site]agreement

	rule      *Rule      // that is asked, for a run that reports
	shown     []*finding // what it reports
	proposals *proposals // nil until asked for
}

// Enabled reports whether a rule runs as well.
func (p *Pass) Enabled(rule string) bool { return p.enabled[rule] }

// Answer enters an answer.
func (p *Pass) Answer(a Answer) { p.answers = append(p.answers, &a) }

// Of returns what another rule answers of the same snapshot, with its options as they are by
// default.
func (p *Pass) Of(rule *Rule) []*Answer {
	other := &Pass{Snapshot: p.Snapshot, Preset: p.Preset, enabled: p.enabled}
	if rule.Options != nil {
		other.Options = rule.Options()
	}
	rule.Ask(other)
	return other.answers
}

// Subject is one of the things that rules judge: a bucket, a key, an object.
type Subject interface {
	// About returns the instance, whose address begins a message, the tag that says which
	// data it is about, and the class of that. A sensitive tier raises the severity.
	About() (*terraform.Instance, terraform.Value, classify.Class)
}

// Answer is what a rule says of one thing.
type Answer struct {
	Subject Subject
	// Is says whether it is as the rule asks.
	Is tri.Answer
	// Beside is set where the rule doesn't judge it: no finding comes of it.
	Beside bool
	// aside is set where the rule may not judge it.
	aside bool
	// Why says why it isn't known; it is called where somebody wants to know.
	Why func() string
	// Finding says what is wrong, where it isn't as the rule asks.
	Finding *Finding
	// Site is an instance of the block that a fix would change. A fix is for all instances of its
	// block, and so there is one only if the answers about all of them want the same.
	Site *terraform.Instance
	// Block is the nested block of it that a fix would change, nil for the block itself.
	// Instances without it, as of a dynamic block, don't count.
	Block *hclext.Block
	// Fix returns what the fix is, as far as this instance goes, or why there is none. It is asked
	// for of answers of all kinds, and only where another instance of the block is at fault. Nil says that nothing is to be
	// changed for this one.
	Fix func() (Fix, error)
}

// Among leaves the answer as it is where the rule surely judges the thing. Where it surely
// doesn't, the answer is beside; where that isn't known, it isn't either, and why says why.
func (a *Answer) Among(judged tri.Answer, why func() string) {
	switch judged {
	case tri.Yes:
	case tri.No:
		a.Beside = true
	case tri.Unknown:
		a.Is, a.Why, a.Finding, a.aside = tri.Unknown, why, nil, true
	}
}

// Finding is what a rule found wrong in one instance.
type Finding struct {
	// In is the instance that has what is wrong, nil for the subject itself. Where that is in a
	// called module, the issue is shown in the root module instead, if at all.
	In *terraform.Instance
	// Anchor is the value that is wrong: its expression is where the issue is shown.
	Anchor terraform.Value
	// Block is the block whose header is where it is shown if Anchor isn't written; nil for
	// that of In.
	Block *hclext.Block
	// Rests are other values on which the finding rests, such as the count of what
	// is missing: the root's argument behind the first of them is where a finding
	// in a called module is shown whose Anchor rests on none.
	Rests []terraform.Value
	// Misses are the values that decide whether what is missing is there, and how, where that is what is wrong, those first that decide
	// whether: with other inputs of a module there may be nothing wrong.
	Misses []terraform.Value
	// Text is what follows the address in the message, with {one|many} where a
	// verb depends on how many instances it is about, and {value} for Value.
	Text string
	// Value is what may differ by instance where the text is the same; the
	// message lists the different ones.
	Value string
	// Graded is set where the class is what the finding is about: the message names it, whatever its
	// tier, and it doesn't raise the severity.
	Graded bool
	// Note makes the issue a notice, whatever the rule's severity.
	Note bool
	// Argument is the argument of a call in the root that decides, where the finding is in the
	// called module: the issue is shown there. It is nil where no argument does.
	Argument *Argument
	// Wish is what would mend it, where the finding is in a called module and no Argument is known to decide: it is found out
	// whether one of the call can bring it. Nil says that none is to be written.
	Wish *Wish
}

// Fix is what is done about a finding.
type Fix struct {
	// Wants is what is written, in a form in which the instances of a block are compared.
	Wants any
	// Do does it, for all of them.
	Do func(*Edit) error
	// Doubts are what may speak against it, beside those that Do raises.
	Doubts Doubts
}

// Argument is an argument of a call.
type Argument struct {
	Call *terraform.Call
	Name string
	// Fix is that of Answer, for the instances of the call. Nil says that no fix writes the argument.
	Fix func() (Fix, error)
}

// site is a block that a fix would change: a resource, or a nested block of it.
type site struct {
	resource *terraform.Resource
	nested   *hclext.Block
}

func (a *Answer) site() site { return site{a.Site.Resource, a.Block} }

// agreement is what the instances of a block agree on.
type agreement struct {
	fix Fix
	err error
}

// fixOf returns the fix of an issue, if all that it is about have the same.
func (p *Pass) fixOf(i *issue) (Fix, error) {
	first := i.findings[0]
	for _, f := range i.findings {
		switch {
		case f.in().Resource.Repeated():
			return Fix{}, repeated.Refuse("the block is there twice")
		case f.argument() != first.argument():
			return Fix{}, differ.Refuse("some of the instances are elsewhere")
		}
	}
	if call := first.argument(); call != nil {
		return p.agreeOnArgument(first.Argument)
	}
	switch {
	case !first.in().Resource.Module.IsRoot():
		return p.proposed(i)
	case first.answer.Site == nil:
		return Fix{}, differ.Refuse("no block is this one's alone")
	}
	return p.agree(first.answer.site())
}

// agree returns the fix that all instances of a block want, or why they don't.
func (p *Pass) agree(on site) (Fix, error) {
	if p.sites == nil {
		p.sites, p.agreed = map[site][]*Answer{}, map[site]agreement{}
		for _, a := range p.answers {
			if a.Site != nil {
				p.sites[a.site()] = append(p.sites[a.site()], a)
			}
		}
	}
	known, asked := p.agreed[on]
	if !asked {
		known.fix, known.err = agree(p.sites[on], on)
		p.agreed[on] = known
	}
	return known.fix, known.err
}

func agree(answers []*Answer, on site) (Fix, error) {
	var fixes []Fix
	answered := map[*terraform.Instance]bool{}
	// Those at fault come first: theirs is the fix that is made.
	for _, a := range slices.SortedStableFunc(slices.Values(answers), faultsFirst) {
		subject, _, _ := a.Subject.About()
		if a.Fix == nil {
			return Fix{}, differ.Refuse("%s doesn't want it", subject.Address())
		}
		fix, err := a.Fix()
		if err != nil {
			return Fix{}, err
		}
		fixes = append(fixes, fix)
		answered[a.Site] = true
	}
	for _, one := range on.resource.Instances() {
		if on.nested == nil && !answered[one] {
			return Fix{}, differ.Refuse("%s isn't known to want it", one.Address())
		}
	}
	return same(fixes)
}

func faultsFirst(a, b *Answer) int {
	switch {
	case a.faulty() == b.faulty():
		return 0
	case a.faulty():
		return -1
	}
	return 1
}

// agreeOnArgument returns the fix that all instances of a call want.
func (p *Pass) agreeOnArgument(arg *Argument) (Fix, error) {
	var fixes []Fix
	answered := map[*terraform.Module]bool{}
	for _, a := range p.answers {
		if a.Finding == nil || a.Finding.Argument == nil || a.Finding.Argument.Call != arg.Call || a.Finding.Argument.Name != arg.Name {
			continue
		}
		if a.Finding.Argument.Fix == nil {
			return Fix{}, notHere.Refuse("%s doesn't decide it alone", arg.Name)
		}
		fix, err := a.Finding.Argument.Fix()
		if err != nil {
			return Fix{}, err
		}
		fixes = append(fixes, fix)
		answered[a.instance().Resource.Module] = true
	}
	if len(answered) < len(arg.Call.Instances()) {
		return Fix{}, differ.Refuse("not every instance of %s wants it", arg.Call.Name)
	}
	return same(fixes)
}

// same returns the first of some fixes, if all want the same, with the doubts about all.
func same(fixes []Fix) (Fix, error) {
	if slices.ContainsFunc(fixes, func(f Fix) bool { return !reflect.DeepEqual(f.Wants, fixes[0].Wants) }) {
		return Fix{}, differ.Refuse("the instances want different things")
	}
	first := fixes[0]
	for _, f := range fixes[1:] {
		first.Doubts.Add(f.Doubts)
	}
	return first, nil
}

// faulty reports whether a finding comes of the answer.
func (a *Answer) faulty() bool { return a.Is == tri.No && !a.Beside && a.Finding != nil }

// instance returns the instance that has what is wrong.
func (a *Answer) instance() *terraform.Instance {
	if a.Finding.In != nil {
		return a.Finding.In
	}
	own, _, _ := a.Subject.About()
	return own
}

// finding is a finding with its place.
type finding struct {
	*Finding

	answer  *Answer
	address terraform.Address
	tags    terraform.Value
	class   classify.Class
	tier    classify.Tier // that raises the severity, else the zero Tier
	rng     hcl.Range     // where the issue is shown
	origin  hcl.Range     // the same, before it was moved to the root
	about   *hclext.Block // of the subject, where that is of the root
	moved   bool          // to the argument
}

func (a *Answer) finding() *finding {
	f := &finding{Finding: a.Finding, answer: a}
	subject, tags, class := a.Subject.About()
	f.address, f.class = subject.Address(), class
	if class.Tier.Sensitive && !f.Graded {
		f.tags, f.tier = tags, class.Tier
	}
	block := f.Block
	if block == nil {
		block = a.instance().Resource.Block
	}
	f.rng = block.DefRange
	if f.Anchor.Written() {
		f.rng = f.Anchor.Range
	}
	f.origin = f.rng
	return f
}

func (f *finding) in() *terraform.Instance { return f.answer.instance() }

// argument returns the call whose argument a fix would write, nil where it would change the
// block itself.
func (f *finding) argument() *terraform.Call {
	if f.moved {
		return f.Argument.Call
	}
	return nil
}
