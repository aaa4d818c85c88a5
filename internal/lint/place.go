package lint

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// place makes findings of the answers that are no. It moves those in called modules to the
// root module, where their caller can act, and drops those that an inspection of the module's own
// directory shows. What is in the root stays where it is.
func (r *Runner) place(a *adapter, pass *Pass) []*finding {
	p := &placer{rule: a.rule, pass: pass, asked: map[*Snapshot]*asked{}}
	var out []*finding
	for _, answer := range pass.answers {
		if !answer.faulty() {
			continue
		}
		f := answer.finding()
		if own := p.inRoot(f.address); own != nil {
			f.about = own.Block
		}
		if !f.in().Resource.Module.IsRoot() {
			if p.move(f) {
				out = append(out, f)
			}
			continue
		}
		if by := p.switches(pass.Snapshot, f); by != nil {
			f.undecided(by)
			continue
		}
		out = append(out, f)
	}
	return out
}

// placer places the findings of one rule.
type placer struct {
	rule  *Rule
	pass  *Pass
	asked map[*Snapshot]*asked
}

// asked is what a rule says of the module of a directory, by itself.
type asked struct {
	shown  map[spot]*finding     // what an inspection shows, the most severe of a place
	stands map[string]tri.Answer // of what has an address and is judged: No if anything about it is at fault
}

// spot is where a finding is below a module, whatever the keys of the calls that
// lead there. In a well-known module it is the resource: its text is the stand-in's
// in one inspection, and the module's own in another that has loaded it.
type spot struct {
	path, resource string
	rng            hcl.Range
}

func spotOf(below *terraform.Module, f *finding, rng hcl.Range) spot {
	r := f.in().Resource
	s := spot{path: r.Module.Path(below), rng: rng}
	if r.Module.WellKnown() {
		s.resource, s.rng = r.Address.Local(), hcl.Range{}
	}
	return s
}

// move gives a finding in a called module its place in the root, and reports
// whether it is shown there at all.
func (p *placer) move(f *finding) bool {
	f.moved = f.Argument != nil
	if passed, ok := f.Anchor.Passed(); ok {
		f.rng = passed.Range
		return true
	}
	if own := p.inRoot(f.address); own != nil {
		f.moved = false
		f.rng = own.Block.DefRange // it is about what is here
		return true
	}
	covered, raised := p.covered(f)
	if covered {
		return false
	}
	if f.moved {
		f.rng = f.Argument.Call.Block.DefRange
		if written := f.Argument.Call.Argument(f.Argument.Name); written.Written() {
			f.rng = written.Range
		}
		return true
	}
	holder := f.in().Resource
	f.rng = holder.Module.Entrance().DefRange
	grounds := append([]terraform.Value{f.Anchor}, f.Rests...)
	if f.tier.Sensitive && !raised {
		grounds = append(grounds, f.tags)
	}
	grounds = append(grounds, holder.Argument("count"), holder.Argument("for_each"))
	for _, v := range grounds {
		if inputs := v.Inputs(); len(inputs) > 0 {
			if inputs[0].Argument.Written() {
				f.rng = inputs[0].Argument.Range
			}
			break
		}
	}
	return true
}

// inRoot returns the resource of the root that an address names, nil if it is of
// another module.
func (p *placer) inRoot(a terraform.Address) *terraform.Resource {
	if a.Module != "" {
		return nil
	}
	return p.pass.Module.Resource(a.Type, a.Name)
}

// covered reports whether the finding shows, and as severe, when a local directory
// on the way to the module is inspected by itself, as tflint --recursive does. It is
// less severe, and raised here, where only the caller says that the data is sensitive: by tags that it
// passes, to whichever resource, or by default tags.
func (p *placer) covered(f *finding) (covered, raised bool) {
	m := f.in().Resource.Module
	if !m.Local() {
		return false, false
	}
	if m.WellKnown() {
		m = m.Parent // nobody inspects the module itself
	}
	var by []string
	for ; !m.IsRoot(); m = m.Parent {
		alone := p.pass.Alone(m.Alone())
		shown := p.ask(alone).shown[spotOf(m, f, f.origin)]
		if shown == nil {
			continue
		}
		if brings := p.switches(alone, shown); brings != nil {
			by = brings // shown at a call, of this module or of one above it
			continue
		}
		if shown.tier.Sensitive || !f.tier.Sensitive {
			return true, false
		}
		raised = true
	}
	if by != nil {
		with := *f.Finding
		with.Text += brought(by)
		f.Finding, f.answer.Finding = &with, &with
	}
	return false, raised
}

// ask asks the rule about another snapshot, once.
func (p *placer) ask(s *Snapshot) *asked {
	if known := p.asked[s]; known != nil {
		return known
	}
	out := &asked{shown: map[spot]*finding{}, stands: map[string]tri.Answer{}}
	p.asked[s] = out
	pass := &Pass{Snapshot: s, Options: p.pass.Options, Preset: p.pass.Preset, enabled: p.pass.enabled}
	p.rule.Ask(pass)
	for _, a := range pass.answers {
		if !a.Beside && !a.aside {
			own, _, _ := a.Subject.About()
			address := own.Address().String()
			if stands, more := out.stands[address]; more {
				out.stands[address] = stands.And(a.Is)
			} else {
				out.stands[address] = a.Is
			}
		}
		if !a.faulty() {
			continue
		}
		f := a.finding()
		if at := spotOf(s.Module, f, f.rng); out.shown[at] == nil || !out.shown[at].tier.Sensitive {
			out.shown[at] = f
		}
	}
	return out
}
