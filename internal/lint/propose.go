package lint

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Wish is what the argument of a resource in a called module has to be, where an argument of the call may bring it.
type Wish struct {
	// Argument is the name of the resource's argument, "" for a switch.
	Argument string
	// Value is what it has to be, as it is written.
	Value string
	// Switch is set where an input of the module may bring it that is true or false, and no argument of the resource is meant: it is
	// what the names of such inputs are like.
	Switch *regexp.Regexp
	// Check fails where it mustn't be written at a place.
	Check func(terraform.Handing, *Doubts) error
	// Proven, which may be nil, looks at the tree with all that is to be written, and fails where it shows more than what is wanted.
	Proven func(*Snapshot) error
}

// maxRounds is how often the tree is evaluated once more to find out which arguments mend what is wrong.
const maxRounds = 8

// proposal is what an argument of a call in the root is to say, that something in the called module is as a rule asks.
type proposal struct {
	places []terraform.Handing // where it may be written: the first of them that is left
	value  string
	wishes []*Wish
	mends  []string // addresses
	doubts Doubts   // about the place
	asked  bool     // whether it may be written there
	err    error    // why it isn't written
}

// check fails where it mustn't be written at the first of its places, as far as that is known before the tree is evaluated.
func (p *proposal) check() error {
	if p.asked {
		return nil
	}
	p.asked, p.doubts = true, Doubts{}
	for _, w := range p.wishes {
		if err := w.Check(p.places[0], &p.doubts); err != nil {
			return err
		}
	}
	return nil // doubts are weighed where it is written
}

// written is what is written at the first of its places.
func (p *proposal) written() string { return cmp.Or(p.places[0].Value, p.value) }

// proposals are those of a rule for a snapshot.
type proposals struct {
	pass *Pass
	all  []*proposal
	of   map[*Answer]*proposal
}

// proposed returns the fix of an issue about what is in a called module, by an argument of the call: it is made where evaluating the
// tree with it proves that everything is mended that it is about, and nothing is worse anywhere.
func (p *Pass) proposed(i *issue) (Fix, error) {
	if p.proposals == nil {
		p.proposals = newProposals(p)
		p.proposals.prove()
	}
	var found *proposal
	for _, f := range i.findings {
		of := p.proposals.of[f.answer]
		switch {
		case of == nil:
			return Fix{}, notHere.Refuse("%s is in a called module", f.in().Address())
		case found != nil && of != found:
			return Fix{}, differ.Refuse("no one argument of the call says it for all of them")
		case of.err != nil:
			return Fix{}, of.err
		}
		found = of
	}
	h, value := found.places[0], found.written()
	return Fix{Wants: value, Doubts: found.doubts, Do: func(e *Edit) error { return e.hand(h, value) }}, nil
}

// newProposals returns what may be written for the findings of a pass.
func newProposals(p *Pass) *proposals {
	all := &proposals{pass: p, of: map[*Answer]*proposal{}}
	byPlace := map[string]*proposal{}
	for _, f := range p.shown {
		wish := f.Wish
		if wish == nil || f.in().Resource.Module.IsRoot() || f.argument() != nil {
			continue
		}
		var places []terraform.Handing
		if wish.Switch != nil {
			places = f.in().Switches(wish.Switch, slices.Concat([]terraform.Value{f.Anchor}, f.Misses, f.Rests)...)
		} else {
			places = f.in().Handings(wish.Argument, f.Anchor, f.Rests...)
		}
		places = slices.DeleteFunc(places, func(h terraform.Handing) bool { return strings.HasSuffix(h.Call.Block.DefRange.Filename, ".json") })
		if len(places) == 0 {
			continue
		}
		keys := []string{wish.Value}
		for _, h := range places {
			keys = append(keys, fmt.Sprintf("%s.%s@%s@%s.%s", h.Call.Name, h.Name, h.Literal.Range, h.Object, h.Member))
		}
		key := strings.Join(keys, " ")
		made := byPlace[key]
		if made == nil {
			made = &proposal{places: places, value: wish.Value}
			byPlace[key] = made
			all.all = append(all.all, made)
		}
		made.mends, made.wishes = append(made.mends, f.address.String()), append(made.wishes, wish)
		all.of[f.answer] = made
	}
	return all
}

// prove finds out which of the proposals hold: all at once, without those that mustn't be written or mend nothing where they are,
// those that bring more than is wanted, and those whose call makes something worse, until nothing is left to leave out.
func (ps *proposals) prove() {
	for range maxRounds {
		for _, p := range ps.left() {
			p.err = p.check()
		}
		left := ps.left()
		if len(left) == 0 {
			return
		}
		after, err := ps.with(left)
		if err != nil {
			ps.refuse(left, err.Error())
			return
		}
		if ps.mended(after, left) && ps.noMore(after, left) && ps.nothingWorse(after, left) {
			return
		}
	}
	ps.refuse(ps.left(), "too much would have to be tried")
}

// mended reports whether all proposals mend what they are about in a snapshot with them. Others go on to their next place.
func (ps *proposals) mended(after *Snapshot, left []*proposal) bool {
	stands, all := after.stands(ps.pass, ps.pass.rule), true
	for _, p := range left {
		if !slices.ContainsFunc(p.mends, func(address string) bool { return stands[address] != tri.Yes }) {
			continue
		}
		p.asked = false
		if all, p.places = false, p.places[1:]; len(p.places) == 0 {
			p.err = notHere.Refuse("no argument of the call is known to mend it")
		}
	}
	return all
}

// noMore reports whether no proposal brings more than is wanted in a snapshot with them. Those that do are left out.
func (*proposals) noMore(after *Snapshot, left []*proposal) bool {
	ok := true
	for _, p := range left {
		for _, w := range p.wishes {
			if w.Proven != nil && p.err == nil {
				p.err = w.Proven(after)
			}
		}
		ok = ok && p.err == nil
	}
	return ok
}

// nothingWorse reports whether nothing is worse in a snapshot with some proposals than in that of the pass: what any of the rules
// says of anything, what there is, and what the called modules admit. The proposals for a call that makes something worse are left
// out, all if that is something else.
func (ps *proposals) nothingWorse(after *Snapshot, left []*proposal) bool {
	ok := true
	for _, p := range left {
		if call := p.places[0].Call; !after.Module.Call(call.Name).Admits(call) {
			ps.refuse([]*proposal{p}, "a condition of the module on its variables isn't known to hold")
			ok = false
		}
	}
	for _, a := range after.runner.set.Rules {
		a, is := a.(*adapter)
		if !is {
			continue // it tells what the rules say
		}
		rule := a.rule
		for _, address := range worse(ps.pass.stands(ps.pass, rule), after.stands(ps.pass, rule)) {
			by := slices.DeleteFunc(slices.Clone(left), func(p *proposal) bool {
				rest, below := strings.CutPrefix(address, "module."+p.places[0].Call.Name)
				return !below || !strings.HasPrefix(rest, ".") && !strings.HasPrefix(rest, "[")
			})
			if len(by) == 0 {
				by = left
			}
			ps.refuse(by, fmt.Sprintf("what %s says of %s would be worse", rule.Name, address))
			ok = false
		}
	}
	return ok
}

// worse returns the addresses, in order, of which something worse is said, or about which it wasn't asked before.
func worse(was, is map[string]tri.Answer) []string {
	var out []string
	for address, answer := range was {
		if now, there := is[address]; !there || now != answer && (now == tri.No || answer == tri.Yes) {
			out = append(out, address)
		}
	}
	for address := range is {
		if _, there := was[address]; !there {
			out = append(out, address)
		}
	}
	slices.Sort(out)
	return out
}

// left returns the proposals that nothing speaks against so far.
func (ps *proposals) left() []*proposal {
	return slices.DeleteFunc(slices.Clone(ps.all), func(p *proposal) bool { return p.err != nil })
}

// refuse leaves proposals out.
func (*proposals) refuse(which []*proposal, text string) {
	for _, p := range which {
		p.err = notHere.Refuse("the argument of the call isn't changed: %s", text)
	}
}

// with returns the snapshot of the tree in which some proposals are made.
func (ps *proposals) with(some []*proposal) (*Snapshot, error) {
	s := ps.pass.Snapshot
	type argument struct{ call, name string }
	edits := map[argument][]edit{}
	calls := map[argument]*terraform.Call{}
	var order []argument
	for _, p := range some {
		h := p.places[0]
		at := argument{h.Call.Name, h.Name}
		if calls[at] == nil {
			order = append(order, at)
		}
		calls[at] = h.Call
		edits[at] = append(edits[at], editOf(h, p.written()))
	}
	var rewrites []terraform.Rewrite
	for _, at := range order {
		text, err := s.rewritten(calls[at].Argument(at.name), edits[at])
		if err != nil {
			return nil, err
		}
		rewrites = append(rewrites, terraform.Rewrite{Call: calls[at], Name: at.name, Text: text})
	}
	module, err := s.Module.Rewritten(rewrites)
	if err != nil {
		return nil, fmt.Errorf("write the arguments: %w", err)
	}
	return &Snapshot{Module: module, runner: s.runner, facts: map[any]any{}, alone: map[*terraform.Module]*Snapshot{}}, nil
}

// edit is a change to the text of an argument.
type edit struct {
	start, end int // bytes of the file; 0 and 0 for all of it
	text       string
}

func editOf(h terraform.Handing, value string) edit {
	switch {
	case h.Member != "":
		start := h.Object.Start.Byte + 1
		return edit{start, start, "\n" + h.Member + " = " + value + "\n"}
	case h.Literal.Written():
		return edit{h.Literal.Range.Start.Byte, h.Literal.Range.End.Byte, value}
	}
	return edit{0, 0, value}
}

// rewritten returns the text of an argument with some changes, which fails where two want the same place.
func (s *Snapshot) rewritten(old terraform.Value, edits []edit) (string, error) {
	if !old.Written() {
		for _, e := range edits[1:] {
			if e != edits[0] {
				return "", differ.Refuse("two values are wanted of an argument")
			}
		}
		return edits[0].text, nil
	}
	text, err := s.Text(old.Range)
	if err != nil {
		return "", err
	}
	from := old.Range.Start.Byte
	slices.SortStableFunc(edits, func(a, b edit) int { return b.start - a.start })
	for i, e := range edits {
		if i > 0 && e == edits[i-1] && e.end > e.start {
			continue
		}
		if i > 0 && e.end > edits[i-1].start || e.start < from || e.end-from > len(text) {
			return "", differ.Refuse("two values are wanted of an argument")
		}
		text = text[:e.start-from] + e.text + text[e.end-from:]
	}
	return text, nil
}

// said is a rule, with its own options or with those that it has by default.
type said struct {
	rule *Rule
	own  bool
}

// stands returns what a rule says of everything that has an address, a rule other than that of the pass with its options as they are by default.
func (s *Snapshot) stands(p *Pass, rule *Rule) map[string]tri.Answer {
	key := said{rule, rule == p.rule}
	if known, ok := s.said[key]; ok {
		return known
	}
	out := map[string]tri.Answer{}
	pass := &Pass{Snapshot: s, Options: p.Options, Preset: p.Preset, enabled: p.enabled}
	if rule != p.rule {
		if pass.Options = nil; rule.Options != nil {
			pass.Options = rule.Options()
		}
	}
	rule.Ask(pass)
	for _, a := range pass.answers {
		if a.Beside || a.aside {
			continue
		}
		own, _, _ := a.Subject.About()
		address := own.Address().String()
		if stands, more := out[address]; more {
			out[address] = stands.And(a.Is)
		} else {
			out[address] = a.Is
		}
	}
	if s.said == nil {
		s.said = map[said]map[string]tri.Answer{}
	}
	s.said[key] = out
	return out
}

// hand writes what a call hands to its module: once in a pass, for all that it mends.
func (e *Edit) hand(h terraform.Handing, value string) error {
	e.hands = fmt.Sprintf("%s.%s@%s%s", h.Call.Name, h.Name, h.Object, h.Literal.Range)
	if e.handed[e.hands] {
		return Wait("%s is written for another finding", h.Name)
	}
	old := h.Call.Argument(h.Name)
	if h.Member == "" && h.Literal.Range == old.Range {
		return e.Set(h.Call.Block, h.Name, old, value, HandedAfter...)
	}
	file, err := e.File(h.Call.Block.DefRange.Filename)
	if err != nil {
		return err
	}
	if h.Member == "" {
		if err := e.Undescribed(h.Name, h.Literal.Range); err != nil {
			return err
		}
		return e.ReplaceText(h.Literal.Range, value)
	}
	return file.InsertMemberAt(e, h.Object.Start, h.Member, value)
}

// HandedAfter are the arguments of a call after the first of which that is there new ones are written.
var HandedAfter = []string{"policy", "bucket_prefix", "bucket", "bucket_name", "name", "description", "version", "source"}
