package posture

import (
	"cmp"
	"slices"
	"strings"
)

// Report is what the notes of some inspections come to.
type Report struct {
	// Format is that of the package.
	Format int `json:"format"`
	// Version is that of the plugin.
	Version     string       `json:"version"`
	Directories []*Directory `json:"directories"`
	// Buckets are in the order in which they are shown: sensitive ones first, then by what is wrong
	// and what isn't known.
	Buckets []*Bucket `json:"buckets"`
	Keys    []*Key    `json:"keys"`
	Others  []*Other  `json:"others"`
	// Practices and Controls count the answers of the rules that are on.
	Practices []Count `json:"practices"`
	Controls  []Count `json:"controls"`
	// More is what would make more known.
	More More `json:"more"`
	// Errors are what tflint couldn't inspect, in its words, and what doesn't count of what it has printed.
	Errors []string `json:"errors,omitempty"`
	// Changes are those since another report, nil where there is none to compare with.
	Changes *Changes `json:"changes,omitempty"`
}

// Count counts answers.
type Count struct {
	ID       string   `json:"id"`
	Title    string   `json:"title,omitempty"`
	Standard string   `json:"standard,omitempty"`
	Rules    []string `json:"rules"`
	Yes      int      `json:"yes"`
	No       int      `json:"no"`
	Accepted int      `json:"accepted"`
	Unknown  int      `json:"unknown"`
}

// More is what would make more of it known, each with the number of answers that wait for it.
type More struct {
	Variables []Wanted `json:"variables"`
	// Classes is the number of buckets of which it isn't known how their data is classified.
	Classes int      `json:"classes"`
	Modules []Wanted `json:"modules"`
}

// Wanted is one thing.
type Wanted struct {
	Directory string `json:"directory"`
	Name      string `json:"name"`
	Answers   int    `json:"answers"`
}

// NewReport makes the report of notes. What a directory shows that another one calls is left to
// the callers.
func NewReport(notes []*Note) *Report {
	r := &Report{
		Format: Format, Directories: []*Directory{}, Buckets: []*Bucket{}, Keys: []*Key{}, Others: []*Other{},
		Practices: []Count{}, Controls: []Count{}, More: More{Variables: []Wanted{}, Modules: []Wanted{}},
	}
	called := map[string]bool{}
	for _, n := range notes {
		if n.Directory != nil {
			r.Directories = append(r.Directories, n.Directory)
			r.Version = n.Directory.Version
			for _, path := range n.Directory.Calls {
				called[path] = called[path] || path != n.Directory.Path
			}
		}
	}
	slices.SortStableFunc(r.Directories, func(a, b *Directory) int { return strings.Compare(a.Path, b.Path) })
	own := shown{}
	for _, n := range notes {
		switch {
		case n.Bucket != nil && called[n.Bucket.Directory]:
			own.add(n.Bucket.Answers)
		case n.Bucket != nil:
			r.Buckets = append(r.Buckets, n.Bucket)
		case n.Key != nil && called[n.Key.Directory]:
			own.add(n.Key.Answers)
		case n.Key != nil:
			r.Keys = append(r.Keys, n.Key)
		case n.Other != nil && called[n.Other.Directory]:
			own.add(n.Other.Answers)
		case n.Other != nil:
			r.Others = append(r.Others, n.Other)
		}
	}
	for _, answers := range r.answers() {
		own.complete(answers)
	}
	r.sort()
	r.count()
	r.want()
	return r
}

// answers are those of everything that the report is about.
func (r *Report) answers() [][]Answer {
	var out [][]Answer
	for _, b := range r.Buckets {
		out = append(out, b.Answers)
	}
	for _, k := range r.Keys {
		out = append(out, k.Answers)
	}
	for _, o := range r.Others {
		out = append(out, o.Answers)
	}
	return out
}

// shown are the findings that the inspections of called directories show, by rule and place.
type shown map[string]*Finding

func spot(rule string, at Place) string { return rule + "\x00" + at.String() }

func (s shown) add(answers []Answer) {
	for _, a := range answers {
		if a.Finding != nil && !a.Finding.Elsewhere {
			s[spot(a.Rule, a.Finding.Place)] = a.Finding
		}
	}
}

// complete gives what is shown elsewhere the fix that there is there.
func (s shown) complete(answers []Answer) {
	for i, a := range answers {
		if a.Finding == nil || !a.Finding.Elsewhere {
			continue
		}
		if there := s[spot(a.Rule, a.Finding.Place)]; there != nil {
			answers[i].Finding.Fix, answers[i].Finding.Accepted = there.Fix, there.Accepted
		}
	}
}

// sort puts sensitive buckets first, then what is wrong, then what isn't known.
func (r *Report) sort() {
	slices.SortStableFunc(r.Buckets, func(a, b *Bucket) int {
		return cmp.Or(compareClass(a.Class, b.Class), b.Standing().compare(a.Standing()),
			strings.Compare(a.Directory, b.Directory), strings.Compare(a.Address, b.Address))
	})
	slices.SortStableFunc(r.Keys, func(a, b *Key) int {
		return cmp.Or(compareClass(a.Class, b.Class), b.Standing().compare(a.Standing()),
			strings.Compare(a.Directory, b.Directory), strings.Compare(a.Address, b.Address))
	})
	slices.SortStableFunc(r.Others, func(a, b *Other) int {
		return cmp.Or(strings.Compare(a.Directory, b.Directory), strings.Compare(a.Address, b.Address))
	})
}

func compareClass(a, b Class) int {
	switch {
	case a.Sensitive != b.Sensitive && a.Sensitive:
		return -1
	case a.Sensitive != b.Sensitive:
		return 1
	case a.Sensitive:
		return a.Rank - b.Rank
	}
	return 0
}

// Rules returns what rules there are, each once, in their order.
func (r *Report) Rules() []RuleInfo {
	var out []RuleInfo
	for _, d := range r.Directories {
		for _, info := range d.Rules {
			if !slices.ContainsFunc(out, func(o RuleInfo) bool { return o.Name == info.Name }) {
				out = append(out, info)
			}
		}
	}
	return out
}

// count counts by practice and by control.
func (r *Report) count() {
	byRule := map[string]*Count{}
	for _, answers := range r.answers() {
		for _, a := range answers {
			if a.Off {
				continue
			}
			c := byRule[a.Rule]
			if c == nil {
				c = &Count{}
				byRule[a.Rule] = c
			}
			c.add(a)
		}
	}
	practice, control := map[string]int{}, map[Control]int{}
	for _, rule := range r.Rules() {
		c := byRule[rule.Name]
		if c == nil {
			continue
		}
		at, known := practice[rule.Practice]
		if !known {
			at = len(r.Practices)
			practice[rule.Practice] = at
			r.Practices = append(r.Practices, Count{ID: rule.Practice, Title: rule.PracticeTitle})
		}
		r.Practices[at].join(rule.Name, c)
		for _, id := range rule.Controls {
			at, known := control[id]
			if !known {
				at = len(r.Controls)
				control[id] = at
				r.Controls = append(r.Controls, Count{ID: id.ID, Standard: id.Standard})
			}
			r.Controls[at].join(rule.Name, c)
		}
	}
	slices.SortStableFunc(r.Practices, func(a, b Count) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(r.Controls, func(a, b Count) int {
		return cmp.Or(strings.Compare(a.Standard, b.Standard), strings.Compare(a.ID, b.ID))
	})
}

func (c *Count) add(a Answer) {
	switch n := a.More + 1; SignOf(a) {
	case Good:
		c.Yes += n
	case Accept:
		c.Accepted += n
	case Wrong:
		c.No += n
	case Open, None, Muted:
		c.Unknown += n
	}
}

func (c *Count) join(rule string, other *Count) {
	c.Rules = append(c.Rules, rule)
	c.Yes, c.No, c.Accepted, c.Unknown = c.Yes+other.Yes, c.No+other.No, c.Accepted+other.Accepted, c.Unknown+other.Unknown
}
