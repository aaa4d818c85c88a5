package lint

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Bounds of how it is found out which inputs bring what is missing.
const (
	// maxSwitches is the number of inputs above which that isn't tried.
	maxSwitches = 64
	// maxTried is how many are tried by themselves: each costs an evaluation of the module.
	maxTried = 24
	// maxOthers bounds how often a module is evaluated, for all that it lacks.
	maxOthers = 32
)

// switches returns the inputs of a module that nobody calls, or as nobody calls it, by which what a finding misses there may
// come to be: with other values of them the fault isn't sure any more. There are none in a root module: what its variables
// say is what there is.
func (p *placer) switches(s *Snapshot, f *finding) []string {
	if len(f.Misses) == 0 || s.saysRoot() {
		return nil
	}
	var names, always []string
	for _, v := range f.Misses {
		for _, name := range v.Switches() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, arg := range []string{"count", "for_each"} { // whether the thing itself is there
		always = append(always, f.in().Resource.Argument(arg).Switches()...)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(always, name) })
	at := f.address.String()
	if len(names) == 0 || len(names) > maxSwitches {
		return nil
	}
	var enough, perhaps, others []string
	for i, name := range names {
		stands, judged := tri.Unknown, true
		if i < maxTried {
			stands, judged = p.standsIn(s.switched(name), at)
		}
		switch {
		case !judged: // it decides what the rule is about
		case stands == tri.Yes:
			enough = append(enough, name)
		case stands == tri.Unknown && i < maxTried:
			perhaps = append(perhaps, name)
		default:
			others = append(others, name)
		}
	}
	switch {
	case len(enough) > 0:
		return enough
	case len(perhaps) > 0:
		return perhaps
	case len(others) > 1: // only together, perhaps
		if stands, judged := p.standsIn(s.switched(others...), at); judged && stands != tri.No {
			return others
		}
	}
	return nil
}

// standsIn says how what has an address stands in another snapshot; it is false where the rule doesn't judge it there, or that
// isn't found out.
func (p *placer) standsIn(other *Snapshot, address string) (stands tri.Answer, judged bool) {
	if other == nil {
		return tri.No, false
	}
	stands, judged = p.ask(other).stands[address]
	return stands, judged
}

// switched returns the snapshot of the module where some inputs are switched, nil where there are too many.
func (s *Snapshot) switched(names ...string) *Snapshot {
	key := strings.Join(names, " ")
	other := s.others[key]
	if other == nil && len(s.others) < maxOthers {
		other = &Snapshot{Module: s.Module.Switched(names), runner: s.runner, facts: map[any]any{}, alone: map[*terraform.Module]*Snapshot{}}
		if s.others == nil {
			s.others = map[string]*Snapshot{}
		}
		s.others[key] = other
	}
	return other
}

// saysRoot reports whether the module says that it is a root, or the configuration does.
func (s *Snapshot) saysRoot() bool {
	if s.root == nil {
		files := s.Files
		if s != s.runner.current {
			files = func() map[string]*hcl.File { return s.Module.Sources().Files() }
		}
		is := terraform.SaysRoot(files()) || s.Module.HasValues() || s == s.runner.current && s.NamedRoot()
		s.root = &is
	}
	return *s.root
}

// undecided makes a finding an unknown answer: which it is the callers of the module decide.
func (f *finding) undecided(by []string) {
	f.answer.Is, f.answer.Finding = tri.Unknown, nil
	f.answer.Why = func() string {
		return "other values of " + either(prefixed(by, "var.")) + " may bring what is missing, and this looks like a module that is called"
	}
}

// brought is what follows the text of a finding that is shown at a call: which inputs of the module may mend it.
func brought(by []string) string {
	return ", unless the module's " + either(by) + " is set otherwise"
}

func prefixed(names []string, prefix string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = prefix + name
	}
	return out
}
