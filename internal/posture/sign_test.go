package posture

import (
	"slices"
	"testing"
)

// The answers that the tests are made of.
var (
	yes      = Answer{Rule: "r", Is: Yes}
	no       = Answer{Rule: "r", Is: No, Finding: &Finding{Severity: "warning"}}
	unknown  = Answer{Rule: "r", Is: Unknown, Why: "var.x has no value"}
	accepted = Answer{Rule: "r", Is: No, Finding: &Finding{Accepted: &Accepted{Comment: "# fine"}}}
)

// off is what a rule would say that is off, and of says it of another rule.
func off(a Answer) Answer             { a.Off = true; return a }
func of(rule string, a Answer) Answer { a.Rule = rule; return a }

// TestSignOf holds what sign each answer has, and TestWorst below how they are ordered.
func TestSignOf(t *testing.T) {
	for name, c := range map[string]struct {
		answer Answer
		want   Sign
		text   string
	}{
		"yes":             {yes, Good, "✓"},
		"no":              {no, Wrong, "✗"},
		"no, unexplained": {Answer{Is: No}, Wrong, "✗"},
		"unknown":         {unknown, Open, "?"},
		"accepted":        {accepted, Accept, "~"},
		"off and no":      {off(no), Muted, "-"},
		"off, accepted":   {off(accepted), Muted, "-"},
		"off and yes":     {off(yes), None, "·"},
		"off and unknown": {off(unknown), None, "·"},
		"nothing":         {Answer{}, None, "·"},
	} {
		if got := SignOf(c.answer); got != c.want || got.String() != c.text {
			t.Errorf("%s: %d, %s, want %d, %s", name, got, got, c.want, c.text)
		}
	}
}

// TestWorst holds that of several answers the worst one counts, and that what a rule says that is on counts more than what one
// would say that is off.
func TestWorst(t *testing.T) {
	ordered := []Answer{off(yes), off(no), yes, accepted, unknown, no}
	for i, a := range ordered {
		for j, b := range ordered {
			want := SignOf(ordered[max(i, j)])
			if got := Worst([]Answer{a, b}); got != want {
				t.Errorf("%s and %s: %s, want %s", SignOf(a), SignOf(b), got, want)
			}
		}
	}
	if got := Worst(nil); got != None {
		t.Errorf("no answers: %s", got)
	}
}

// TestCells holds what is shown of a topic.
func TestCells(t *testing.T) {
	class := Class{Why: "no tag classifies it"}
	waits := of("r", Answer{Is: Unknown, Why: class.Why})
	rules := map[string]Topic{"r": Encryption, "second": Encryption, "other": Transport}
	for name, c := range map[string]struct {
		class   Class
		fact    Fact
		answers []Answer
		sign    Sign
		says    string
		reasons []string
		waits   bool
	}{
		"nothing":            {sign: None},
		"fact alone":         {fact: Fact{Says: "SSE-S3"}, sign: None, says: "SSE-S3"},
		"good":               {answers: []Answer{yes}, sign: Good, says: "explicit"},
		"good, with a fact":  {fact: Fact{Says: "SSE-S3"}, answers: []Answer{yes}, sign: Good, says: "SSE-S3"},
		"wrong":              {answers: []Answer{yes, no}, sign: Wrong, says: "not in code"},
		"accepted":           {answers: []Answer{accepted}, sign: Accept, says: "not in code"},
		"off":                {answers: []Answer{off(no)}, sign: Muted, says: "not in code"},
		"off, but good":      {answers: []Answer{off(no), of("second", yes)}, sign: Good, says: "explicit"},
		"unknown":            {answers: []Answer{yes, unknown}, sign: Open, reasons: []string{unknown.Why}},
		"unknown, wrong":     {answers: []Answer{no, unknown}, sign: Wrong, says: "not in code", reasons: []string{unknown.Why}},
		"unexplained":        {answers: []Answer{{Rule: "r", Is: Unknown}}, sign: Open, reasons: []string{"no reason is given"}},
		"another topic":      {answers: []Answer{of("other", no)}, sign: None},
		"fact unknown":       {fact: Fact{Why: "var.y"}, sign: Open, reasons: []string{"var.y"}},
		"fact half known":    {fact: Fact{Says: "some", Why: "var.y"}, answers: []Answer{yes}, sign: Open, says: "some", reasons: []string{"var.y"}},
		"fact, and wrong":    {fact: Fact{Why: "var.y"}, answers: []Answer{no}, sign: Wrong, says: "not in code", reasons: []string{"var.y"}},
		"fact said already":  {fact: Fact{Why: "var.x"}, answers: []Answer{unknown}, sign: Open, reasons: []string{unknown.Why}},
		"waits":              {class: class, answers: []Answer{waits}, sign: None, waits: true},
		"waits, and unknown": {class: class, answers: []Answer{waits, unknown}, sign: Open, reasons: []string{unknown.Why}, waits: true},
		"waits, and wrong":   {class: class, answers: []Answer{waits, no}, sign: Wrong, says: "not in code", waits: true},
		"classified":         {class: Class{}, answers: []Answer{{Rule: "r", Is: Unknown}}, sign: Open, reasons: []string{"no reason is given"}},
	} {
		facts := map[Topic]Fact{Encryption: c.fact}
		cells := Cells([]Topic{Transport, Encryption}, rules, c.class, facts, c.answers)
		if len(cells) != 2 || cells[0].Topic != Transport || cells[1].Topic != Encryption {
			t.Fatalf("%s: %+v", name, cells)
		}
		var reasons []string
		for _, r := range cells[1].Reasons {
			reasons = append(reasons, r.Why)
		}
		if got := cells[1]; got.Sign != c.sign || got.Says != c.says || !slices.Equal(reasons, c.reasons) || got.Waits != c.waits {
			t.Errorf("%s: %s, %q, %q, waits %v; want %s, %q, %q, %v", name, got.Sign, got.Says, reasons, got.Waits, c.sign, c.says, c.reasons, c.waits)
		}
	}
}

// TestReasons holds that each reason is given once, with all rules and things that wait for it.
func TestReasons(t *testing.T) {
	about := func(address string, more int, a Answer) Answer {
		a.About, a.More = address, more
		return a
	}
	got := Reasons([]Answer{
		yes, no, off(of("off", unknown)), about("a", 0, unknown), about("b", 2, of("second", unknown)), about("a", 1, unknown),
		of("second", Answer{Is: Unknown, Why: "another"}),
	}, Class{Why: "the class"})
	if len(got) != 2 || got[1].Why != "another" || got[1].More != 0 || got[1].About != nil || !slices.Equal(got[1].Rules, []string{"second"}) {
		t.Fatalf("%+v", got)
	}
	if first := got[0]; first.Why != unknown.Why || !slices.Equal(first.Rules, []string{"r", "second"}) || !slices.Equal(first.About, []string{"a", "b"}) || first.More != 3 {
		t.Errorf("%+v", first)
	}
}

// TestStanding holds how a thing stands as a whole.
func TestStanding(t *testing.T) {
	unsure := map[Topic]Fact{WhoseKey: {Says: "chosen elsewhere", Why: "var.key"}}
	sure := map[Topic]Fact{WhoseKey: {Says: "S3's own"}}
	for name, c := range map[string]struct {
		class   Class
		facts   map[Topic]Fact
		answers []Answer
		bucket  Sign
		key     Sign
	}{
		"fine":         {facts: sure, answers: []Answer{yes}, bucket: Good, key: Good},
		"fact unknown": {facts: unsure, answers: []Answer{yes}, bucket: Open, key: Open},
		"wrong":        {facts: unsure, answers: []Answer{no}, bucket: Wrong, key: Wrong},
		"class":        {class: Class{Why: "no tag"}, facts: sure, answers: []Answer{yes}, bucket: Open, key: Good},
		"accepted":     {answers: []Answer{accepted}, bucket: Accept, key: Accept},
	} {
		b := &Bucket{Class: c.class, Facts: c.facts, Answers: c.answers}
		k := &Key{Class: c.class, Facts: c.facts, Answers: c.answers}
		if b.Standing() != c.bucket || k.Standing() != c.key {
			t.Errorf("%s: bucket %s, key %s; want %s, %s", name, b.Standing(), k.Standing(), c.bucket, c.key)
		}
		o := &Other{Answers: c.answers}
		if o.Standing() != Worst(c.answers) {
			t.Errorf("%s: other %s", name, o.Standing())
		}
		r := &Report{Buckets: []*Bucket{b}}
		if r.Worst() != c.bucket {
			t.Errorf("%s: the report %s, want %s", name, r.Worst(), c.bucket)
		}
		if r := (&Report{Keys: []*Key{k}}); r.Worst() != c.key {
			t.Errorf("%s: the report of the key %s, want %s", name, r.Worst(), c.key)
		}
		if r := (&Report{Others: []*Other{o}}); r.Worst() != Worst(c.answers) {
			t.Errorf("%s: the report of the other %s", name, r.Worst())
		}
	}
}

// TestPlace holds how a place is written.
func TestPlace(t *testing.T) {
	if got := (Place{File: "a/main.tf", Line: 3}).String(); got != "a/main.tf:3" {
		t.Error(got)
	}
	if got := (Place{File: "a/main.tf", Line: 3, Column: 4}).String(); got != "a/main.tf:3:4" {
		t.Error(got)
	}
}
