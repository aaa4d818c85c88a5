package posture

import (
	"fmt"
	"slices"
	"testing"
)

// root is the note of an inspection with rules of two practices.
func root(path string, calls ...string) *Note {
	info := func(name, practice string, controls ...string) RuleInfo {
		out := RuleInfo{Name: name, Topic: Encryption, Practice: practice, PracticeTitle: "title of " + practice}
		for _, id := range controls {
			out.Controls = append(out.Controls, Control{"S", id})
		}
		return out
	}
	return &Note{Directory: &Directory{Path: path, Version: "1.2.3", Calls: calls, Rules: []RuleInfo{
		info("r", "P2", "c1", "c2"), info("second", "P1", "c1"), info("third", "P2"), info("silent", "P3", "c3"),
	}}}
}

func bucket(dir, address string, answers ...Answer) *Note {
	return &Note{Bucket: &Bucket{Directory: dir, Address: address, Answers: answers}}
}

func addresses(r *Report) []string {
	var out []string
	for _, b := range r.Buckets {
		out = append(out, b.Directory+"/"+b.Address)
	}
	for _, k := range r.Keys {
		out = append(out, "key "+k.Directory+"/"+k.Address)
	}
	for _, o := range r.Others {
		out = append(out, "other "+o.Directory+"/"+o.Address)
	}
	return out
}

func (c Count) String() string {
	return fmt.Sprintf("%s %s %s: %d yes, %d no, %d accepted, %d unknown of %v", c.Standard, c.ID, c.Title, c.Yes, c.No, c.Accepted, c.Unknown, c.Rules)
}

func texts[T fmt.Stringer](list []T) []string {
	var out []string
	for _, item := range list {
		out = append(out, item.String())
	}
	return out
}

// TestCounts holds how answers are counted by practice and by control: those of rules that are on, with those that aren't listed.
func TestCounts(t *testing.T) {
	more := no
	more.More = 4
	r := NewReport([]*Note{
		root("."),
		bucket(".", "a", yes, of("second", unknown), of("third", accepted), off(of("third", no))),
		bucket(".", "b", more, off(of("second", no))),
		{Key: &Key{Directory: ".", Address: "k", Answers: []Answer{of("second", yes)}}},
		{Other: &Other{Directory: ".", Address: "o", Answers: []Answer{of("second", no), of("nobody's", no)}}},
	})
	if got, want := texts(r.Practices), []string{
		" P1 title of P1: 1 yes, 1 no, 0 accepted, 1 unknown of [second]",
		" P2 title of P2: 1 yes, 5 no, 1 accepted, 0 unknown of [r third]",
	}; !slices.Equal(got, want) {
		t.Errorf("practices %q, want %q", got, want)
	}
	if got, want := texts(r.Controls), []string{
		"S c1 : 2 yes, 6 no, 0 accepted, 1 unknown of [r second]",
		"S c2 : 1 yes, 5 no, 0 accepted, 0 unknown of [r]",
	}; !slices.Equal(got, want) {
		t.Errorf("controls %q, want %q", got, want)
	}
	if r.Format != Format || r.Version != "1.2.3" {
		t.Errorf("format %d, version %s", r.Format, r.Version)
	}
}

// TestOrder holds that sensitive buckets come first, the most sensitive before others, then what is wrong, then what isn't known.
func TestOrder(t *testing.T) {
	of := func(address string, class Class, answers ...Answer) *Note {
		n := bucket(".", address, answers...)
		n.Bucket.Class = class
		return n
	}
	r := NewReport([]*Note{
		root("."), of("fine", Class{}, yes), of("accepted", Class{}, accepted), of("unknown", Class{}, unknown), of("wrong", Class{Tier: "public", Rank: 9}, no),
		of("confidential", Class{Sensitive: true, Rank: 1}, no), of("restricted", Class{Sensitive: true}, yes), of("b", Class{}, yes),
		of("class", Class{Why: "no tag"}, yes), bucket("a", "fine", yes),
	})
	want := []string{"./restricted", "./confidential", "./wrong", "./class", "./unknown", "./accepted", "./b", "./fine", "a/fine"}
	if got := addresses(r); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestCallers holds that what belongs to a called directory is left to the callers, with the fix that there is there.
func TestCallers(t *testing.T) {
	shown := no
	shown.Finding = &Finding{Message: "m", Place: Place{File: "child/main.tf", Line: 1}, Fix: &Fix{Is: "safe"}}
	elsewhere := no
	elsewhere.Finding = &Finding{Message: "m", Place: Place{File: "child/main.tf", Line: 1}, Elsewhere: true}
	other := no
	other.Finding = &Finding{Message: "m", Place: Place{File: "child/main.tf", Line: 2}, Elsewhere: true}
	r := NewReport([]*Note{
		root("child", "child"), root(".", "child", "mid"), root("mid", "child"),
		bucket("child", "b", shown), {Key: &Key{Directory: "child", Address: "k"}}, {Other: &Other{Directory: "child", Address: "o"}},
		bucket("mid", "module.child.b", elsewhere), // which shows no fix either
		bucket(".", "module.child.b", elsewhere), bucket(".", "module.child.c", other),
	})
	if got, want := addresses(r), []string{"./module.child.b", "./module.child.c"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if fix := r.Buckets[0].Answers[0].Finding.Fix; fix == nil || fix.Is != "safe" {
		t.Errorf("the fix in the called directory: %+v", fix)
	}
	if fix := r.Buckets[1].Answers[0].Finding.Fix; fix != nil {
		t.Errorf("the fix of another place: %+v", fix)
	}
	if got := []string{r.Directories[0].Path, r.Directories[1].Path, r.Directories[2].Path}; !slices.Equal(got, []string{".", "child", "mid"}) {
		t.Errorf("directories %q", got)
	}
	if alone := NewReport([]*Note{root("child", "child"), bucket("child", "b", shown)}); len(alone.Buckets) != 1 {
		t.Error("a directory that calls itself shows nothing")
	}
}

// TestOnlySensitive holds that nothing but what is sensitive is left, in the counts as well.
func TestOnlySensitive(t *testing.T) {
	why := of("second", Answer{Is: Unknown, Why: "var.plain has no value"})
	r := NewReport([]*Note{
		root("."), bucket(".", "plain", no, why), bucket(".", "phi", yes, unknown),
		{Key: &Key{Directory: ".", Address: "k", Answers: []Answer{no}}}, {Key: &Key{Directory: ".", Address: "own", Class: Class{Sensitive: true}, Answers: []Answer{of("second", yes)}}},
		{Other: &Other{Directory: ".", Address: "o", Answers: []Answer{no}}},
	})
	r.Buckets[slices.IndexFunc(r.Buckets, func(b *Bucket) bool { return b.Address == "phi" })].Class.Sensitive = true
	r.OnlySensitive()
	if got, want := addresses(r), []string{"./phi", "key ./own"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := texts(r.Practices), []string{" P1 title of P1: 1 yes, 0 no, 0 accepted, 0 unknown of [second]", " P2 title of P2: 1 yes, 0 no, 0 accepted, 1 unknown of [r]"}; !slices.Equal(got, want) {
		t.Errorf("practices %q, want %q", got, want)
	}
	if len(r.Controls) != 2 || r.Controls[0].No != 0 {
		t.Errorf("controls %v", r.Controls)
	}
	if len(r.More.Variables) != 1 || r.More.Variables[0].Name != "x" || r.Others == nil {
		t.Errorf("%+v, %v", r.More, r.Others)
	}
}

// TestWant holds what would make more known, and how many answers wait for it.
func TestWant(t *testing.T) {
	why := func(text string) Answer { return Answer{Rule: "r", Is: Unknown, Why: text} }
	key := &Note{Key: &Key{Directory: ".", Address: "k", Answers: []Answer{why("a part of the policy isn't known: var.k has no value that is known")}}}
	classes := bucket(".", "c", why("var.tag has no value"))
	classes.Bucket.Class.Why = "var.tag has no value"
	facts := bucket(".", "f", why("var.x has no value"))
	facts.Bucket.Facts = map[Topic]Fact{WhoseKey: {Why: "var.x has no value"}, Encryption: {Why: "var.fact has no value"}, BucketKey: {Why: "var.fact has no value"}}
	r := NewReport([]*Note{
		root("."), key, classes, facts,
		bucket(".", "a", why("var.x has no value; var.y has no value"), why("var.x has no value")),
		bucket("other", "b", why("var.x has no value"), off(why("var.off has no value")), why("module.m.tags is decided in a module that isn't loaded")),
		bucket(".", "d", why("module.a.module.b[\"k\"] isn't loaded and is handed the bucket"), why("aws_var.z has no value"), yes, no),
		{Other: &Other{Directory: ".", Address: "o", Answers: []Answer{why("var.upload has no value")}}},
	})
	for _, c := range []struct {
		what      string
		got, want []Wanted
	}{
		{"variables", r.More.Variables, []Wanted{{".", "x", 3}, {".", "tag", 2}, {".", "fact", 1}, {".", "k", 1}, {".", "upload", 1}, {".", "y", 1}, {"other", "x", 1}}},
		{"modules", r.More.Modules, []Wanted{{".", "module.a.module.b[\"k\"]", 1}, {"other", "module.m", 1}}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	if r.More.Classes != 1 {
		t.Errorf("%d classes", r.More.Classes)
	}
}

// TestCompare holds what is better, worse, known and unknown.
func TestCompare(t *testing.T) {
	type state struct{ was, is []Answer }
	gone := []Answer(nil)
	one := func(a Answer) []Answer { return []Answer{a} }
	for name, c := range map[string]struct {
		state
		want string
	}{
		"the same, wrong":       {state{one(no), one(no)}, ""},
		"mended":                {state{one(no), one(yes)}, "better no yes"},
		"accepted":              {state{one(no), one(accepted)}, "better no yes"},
		"broken":                {state{one(yes), one(no)}, "worse yes no"},
		"no longer accepted":    {state{one(accepted), one(no)}, "worse yes no"},
		"new and wrong":         {state{gone, one(no)}, "worse  no"},
		"unknown, now wrong":    {state{one(unknown), one(no)}, "worse unknown no"},
		"unknown, now fine":     {state{one(unknown), one(yes)}, "known unknown yes"},
		"fine, now unknown":     {state{one(yes), one(unknown)}, "unknown yes unknown"},
		"wrong, now unknown":    {state{one(no), one(unknown)}, "unknown no unknown"},
		"new and unknown":       {state{gone, one(unknown)}, "unknown  unknown"},
		"new and fine":          {state{gone, one(yes)}, ""},
		"gone":                  {state{one(no), gone}, ""},
		"switched off":          {state{one(no), one(off(no))}, ""},
		"off, both":             {state{one(off(yes)), one(off(no))}, ""},
		"one of two is mended":  {state{[]Answer{no, no}, []Answer{yes, no}}, ""},
		"the worst comes first": {state{[]Answer{no, unknown}, one(yes)}, "better no yes"},
		"the worst of an order": {state{[]Answer{unknown, no, yes}, []Answer{yes, unknown, yes}}, "unknown no unknown"},
	} {
		// All kinds of things, of which each is on its own.
		for kind, note := range map[string]func([]Answer) *Note{
			"bucket": func(a []Answer) *Note { return bucket("d", "x", a...) },
			"key":    func(a []Answer) *Note { return &Note{Key: &Key{Directory: "d", Address: "x", Answers: a}} },
			"other":  func(a []Answer) *Note { return &Note{Other: &Other{Directory: "d", Address: "x", Answers: a}} },
		} {
			before, now := NewReport([]*Note{root("d"), note(c.was)}), NewReport([]*Note{root("d"), note(c.is)})
			now.Compare(before)
			got := ""
			for group, list := range map[string][]Change{"better": now.Changes.Better, "worse": now.Changes.Worse, "known": now.Changes.Known, "unknown": now.Changes.Unknown} {
				for _, one := range list {
					if one.Directory != "d" || one.Address != "x" || one.Rule != "r" || got != "" {
						t.Errorf("%s, %s: %+v", name, kind, one)
					}
					got = fmt.Sprintf("%s %s %s", group, one.Before, one.Now)
				}
			}
			if got != c.want {
				t.Errorf("%s, %s: %q, want %q", name, kind, got, c.want)
			}
		}
	}
}

// TestCompareOrder holds that changes are told in order, by directory, address and rule.
func TestCompareOrder(t *testing.T) {
	now := NewReport([]*Note{root("a"), root("b"), bucket("b", "x", no), bucket("a", "y", of("second", no), no), bucket("a", "x", no)})
	now.Compare(NewReport(nil))
	want := []Change{{"a", "x", "r", "", No}, {"a", "y", "r", "", No}, {"a", "y", "second", "", No}, {"b", "x", "r", "", No}}
	if !slices.Equal(now.Changes.Worse, want) {
		t.Errorf("%v, want %v", now.Changes.Worse, want)
	}
}
