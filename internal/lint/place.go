package lint

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// place moves findings in called modules to the root module, where their caller
// can act, and drops those that an inspection of the module's own directory
// shows. What is in the root stays where it is.
func (r *Runner) place(a *adapter, pass *Pass) ([]Finding, error) {
	p := &placer{runner: r, rule: a.rule, pass: pass, alone: map[*terraform.Module]map[spot]classify.Tier{}}
	var out []Finding
	for _, f := range pass.findings {
		f.origin = f.Range
		if own := p.inRoot(f.Address); own != nil {
			f.about = own.Block
		}
		if f.In == nil {
			panic(a.rule.Name + " reports a finding without the instance that it is in")
		}
		if !f.In.Resource.Module.IsRoot() {
			shown, err := p.move(&f)
			if err != nil {
				return nil, err
			}
			if !shown {
				continue
			}
		}
		out = append(out, f)
	}
	whole(out)
	return out, nil
}

// placer places the findings of one rule.
type placer struct {
	runner *Runner
	rule   *Rule
	pass   *Pass
	alone  map[*terraform.Module]map[spot]classify.Tier // what an inspection of a directory shows, with the tiers that raise it
}

// spot is where a finding is below a module, whatever the keys of the calls that
// lead there. In a well-known module it is the resource: its text is the stand-in's
// in one inspection, and the module's own in another that has loaded it.
type spot struct {
	path, resource string
	rng            hcl.Range
}

func spotOf(below *terraform.Module, f *Finding, rng hcl.Range) spot {
	r := f.In.Resource
	s := spot{path: r.Module.Path(below), rng: rng}
	if r.Module.Known() {
		s.resource, s.rng = r.Address.Local(), hcl.Range{}
	}
	return s
}

// move gives a finding in a called module its place in the root, and reports
// whether it is shown there at all.
func (p *placer) move(f *Finding) (bool, error) {
	f.Fix = nil // the code belongs to the module, its arguments don't
	call, arg, decided := decides(f.In.Resource.Module, f.Argument)
	if decided && f.Argument.Safe {
		f.Fix = setArgument(call, arg, f.Argument)
	}
	if passed, ok := f.Anchor.Passed(); ok {
		f.Range = passed.Range
		return true, nil
	}
	if own := p.inRoot(f.Address); own != nil {
		f.Fix = nil
		f.Range = own.Block.DefRange // it is about what is here
		return true, nil
	}
	covered, err := p.covered(f)
	if err != nil || covered {
		return false, err
	}
	if decided {
		f.Range = call.Block.DefRange
		if written := call.Argument(arg.Name); written.Written() {
			f.Range = written.Range
		}
		return true, nil
	}
	holder := f.In.Resource
	f.Range = holder.Module.Entrance().DefRange
	grounds := append([]terraform.Value{f.Anchor}, f.Rests...)
	if f.Tier.Sensitive {
		grounds = append(grounds, f.Tags)
	}
	grounds = append(grounds, holder.Argument("count"), holder.Argument("for_each"))
	for _, v := range grounds {
		if inputs := v.Inputs(); len(inputs) > 0 {
			if inputs[0].Argument.Written() {
				f.Range = inputs[0].Argument.Range
			}
			break
		}
	}
	return true, nil
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
// less severe where only the caller says that the data is sensitive: by tags that it
// passes, to whichever resource, or by default tags.
func (p *placer) covered(f *Finding) (bool, error) {
	m := f.In.Resource.Module
	if !m.Local() {
		return false, nil
	}
	if m.Known() {
		m = m.Parent // nobody inspects the module itself
	}
	for ; !m.IsRoot(); m = m.Parent {
		shown, err := p.shownAlone(m.Alone())
		if err != nil {
			return false, err
		}
		if tier, ok := shown[spotOf(m, f, f.origin)]; ok && (tier.Sensitive || !f.Tier.Sensitive) {
			return true, nil
		}
	}
	return false, nil
}

// shownAlone returns the places of what the rule finds in a module that nothing
// is passed to.
func (p *placer) shownAlone(m *terraform.Module) (map[spot]classify.Tier, error) {
	if shown, done := p.alone[m]; done {
		return shown, nil
	}
	inventory := p.runner.aloneInventory(m)
	pass := &Pass{Module: m, Inventory: inventory, Options: p.pass.Options, Preset: p.pass.Preset, enabled: p.pass.enabled}
	if err := p.rule.Check(pass); err != nil {
		return nil, err
	}
	shown := map[spot]classify.Tier{}
	for _, f := range pass.findings {
		if at := spotOf(m, &f, f.Range); !shown[at].Sensitive {
			shown[at] = f.Tier
		}
	}
	p.alone[m] = shown
	return shown, nil
}

// aloneInventory takes the inventory of a module that nothing is passed to, once
// for all rules until one fixes something.
func (r *Runner) aloneInventory(m *terraform.Module) *s3.Inventory {
	inventory := r.alone[m]
	if inventory == nil {
		inventory = s3.New(m, r.config.scheme)
		if r.alone == nil {
			r.alone = map[*terraform.Module]*s3.Inventory{}
		}
		r.alone[m] = inventory
	}
	return inventory
}
