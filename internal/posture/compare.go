package posture

import (
	"cmp"
	"slices"
	"strings"
)

// Changes are what differs from an earlier report, by bucket or key and rule.
type Changes struct {
	// Better was wrong and isn't any more, Worse is wrong and wasn't, Known wasn't known and is,
	// Unknown was known and isn't. What is gone as a whole is in none: it may be
	// out of sight only, as where a rule was switched off.
	Better  []Change `json:"better"`
	Worse   []Change `json:"worse"`
	Known   []Change `json:"known"`
	Unknown []Change `json:"unknown"`
}

// Change is what has become of one answer; "" is that there is none.
type Change struct {
	Directory string `json:"directory"`
	Address   string `json:"address"`
	Rule      string `json:"rule"`
	Before    Is     `json:"before,omitempty"`
	Now       Is     `json:"now,omitempty"`
}

type subject struct{ directory, address, rule string }

// Compare enters what differs from an earlier report.
func (r *Report) Compare(before *Report) {
	was, is := before.summed(), r.summed()
	r.Changes = &Changes{Better: []Change{}, Worse: []Change{}, Known: []Change{}, Unknown: []Change{}}
	for s := range both(was, is) {
		c := Change{s.directory, s.address, s.rule, was[s], is[s]}
		switch {
		case c.Before == c.Now:
		case c.Now == No:
			r.Changes.Worse = append(r.Changes.Worse, c)
		case c.Before == No && c.Now == Yes:
			r.Changes.Better = append(r.Changes.Better, c)
		case c.Now == Unknown:
			r.Changes.Unknown = append(r.Changes.Unknown, c)
		case c.Before == Unknown && c.Now == Yes:
			r.Changes.Known = append(r.Changes.Known, c)
		}
	}
	for _, list := range [][]Change{r.Changes.Better, r.Changes.Worse, r.Changes.Known, r.Changes.Unknown} {
		slices.SortFunc(list, func(a, b Change) int {
			return cmp.Or(strings.Compare(a.Directory, b.Directory), strings.Compare(a.Address, b.Address), strings.Compare(a.Rule, b.Rule))
		})
	}
}

func both(a, b map[subject]Is) map[subject]bool {
	out := map[subject]bool{}
	for s := range a {
		out[s] = true
	}
	for s := range b {
		out[s] = true
	}
	return out
}

// summed returns the worst answer of each rule that is on, by what it is about. What an annotation accepts counts as fine.
func (r *Report) summed() map[subject]Is {
	out := map[subject]Is{}
	enter := func(directory, address string, answers []Answer) {
		for _, a := range answers {
			s := subject{directory, address, a.Rule}
			switch SignOf(a) {
			case Wrong:
				out[s] = No
			case Open:
				if out[s] != No {
					out[s] = Unknown
				}
			case Good, Accept:
				if out[s] == "" {
					out[s] = Yes
				}
			case None, Muted:
			}
		}
	}
	for _, b := range r.Buckets {
		enter(b.Directory, b.Address, b.Answers)
	}
	for _, k := range r.Keys {
		enter(k.Directory, k.Address, k.Answers)
	}
	for _, o := range r.Others {
		enter(o.Directory, o.Address, o.Answers)
	}
	return out
}

// OnlySensitive leaves out what isn't sensitive.
func (r *Report) OnlySensitive() {
	r.Buckets = slices.DeleteFunc(r.Buckets, func(b *Bucket) bool { return !b.Class.Sensitive })
	r.Keys = slices.DeleteFunc(r.Keys, func(k *Key) bool { return !k.Class.Sensitive })
	r.Others = []*Other{}
	r.Practices, r.Controls = []Count{}, []Count{}
	r.count()
	r.want()
}

// Worst returns the worst sign of all.
func (r *Report) Worst() Sign {
	worst := None
	for _, b := range r.Buckets {
		worst = max(worst, b.Standing())
	}
	for _, k := range r.Keys {
		worst = max(worst, k.Standing())
	}
	for _, o := range r.Others {
		worst = max(worst, o.Standing())
	}
	return worst
}
