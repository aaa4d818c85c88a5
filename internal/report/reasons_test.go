package report

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// one is a report of one bucket, in a format.
func one(t *testing.T, format string, b *posture.Bucket, others ...*posture.Other) string {
	t.Helper()
	all := notes(0)
	all[0].Directory.Rules = append(all[0].Directory.Rules, posture.RuleInfo{Name: "r_second", Topic: posture.Transport, State: "on"},
		posture.RuleInfo{Name: "r_off", Title: "T", Topic: posture.Transport, State: "off"})
	b.Directory, b.Address, b.Place = ".", "aws_s3_bucket.one", posture.Place{File: "main.tf", Line: 1}
	all = append(all, &posture.Note{Format: posture.Format, Bucket: b})
	for _, o := range others {
		o.Directory, o.Address, o.Place = ".", "aws_s3_object.other", posture.Place{File: "main.tf", Line: 1}
		all = append(all, &posture.Note{Format: posture.Format, Other: o})
	}
	all[0].Directory.Notes = len(all) - 1
	status, out, problems := run(t, printed(t, all), "--format="+format)
	if status != exitFine || problems != "" {
		t.Fatalf("status %d, %s", status, problems)
	}
	return regexp.MustCompile(`\s+`).ReplaceAllString(strings.ReplaceAll(html.UnescapeString(out), `\_`, "_"), " ")
}

// readable are the formats that people read.
var readable = []string{"text", "markdown", "html"}

func open(why string) posture.Answer {
	return posture.Answer{Rule: "r_http", Is: posture.Unknown, Why: why}
}

// found is a finding of a rule, or what it would find if it were on.
func found(rule string, off bool) posture.Answer {
	return posture.Answer{Rule: rule, Is: posture.No, Off: off, Finding: &posture.Finding{
		Severity: "warning", Message: "the message of " + rule, Place: posture.Place{File: "main.tf", Line: 77}}}
}

// TestEveryReason holds that whatever isn't known has its reasons: several of a topic, one beside a finding or beside what is
// accepted, and of what belongs to no bucket.
func TestEveryReason(t *testing.T) {
	accepted := found("r_second", false)
	accepted.Finding.Accepted = &posture.Accepted{Comment: "# fine", Place: posture.Place{File: "main.tf", Line: 76}}
	second := open("the third reason")
	second.Rule = "r_second"
	for name, answers := range map[string][]posture.Answer{
		"several":          {open("the first reason"), open("the second reason"), second},
		"beside a finding": {found("r_second", false), open("the first reason"), open("the second reason"), second},
		"beside accepted":  {accepted, open("the first reason"), open("the second reason"), second},
	} {
		for _, format := range readable {
			out := one(t, format, &posture.Bucket{Answers: answers})
			for _, want := range []string{"the first reason", "the second reason", "the third reason"} {
				if strings.Count(out, want) != 1 {
					t.Errorf("%s, %s: %q is there %d times: %s", format, name, want, strings.Count(out, want), out)
				}
			}
			if name != "several" && !strings.Contains(strings.NewReplacer("<code>", "", "</code>", "").Replace(out), "r_second, warning, main.tf:77") {
				t.Errorf("%s, %s: the finding is gone", format, name)
			}
			other := one(t, format, &posture.Bucket{}, &posture.Other{Answers: answers})
			for _, want := range []string{"the first reason", "the second reason", "the third reason"} {
				if strings.Count(other, want) != 1 {
					t.Errorf("%s, %s, of what belongs to no bucket: %q is there %d times: %s", format, name, want, strings.Count(other, want), other)
				}
			}
		}
	}
}

// TestFewReasons holds that each reason is given once, and not more than five of a topic.
func TestFewReasons(t *testing.T) {
	var answers []posture.Answer
	for i := range 7 {
		answers = append(answers, open(fmt.Sprintf("reason %d.", i)), open(fmt.Sprintf("reason %d.", i)))
	}
	answers[0].More = 10
	for _, format := range readable {
		for _, out := range []string{one(t, format, &posture.Bucket{Answers: answers}), one(t, format, &posture.Bucket{}, &posture.Other{Answers: answers})} {
			if strings.Count(out, "reason 0.") != 1 || !strings.Contains(out, "reason 4.") || strings.Contains(out, "reason 5.") || !strings.Contains(out, "and 12 more") {
				t.Errorf("%s: %s", format, out)
			}
		}
	}
}

// TestUnaskedFact holds that a bucket with something that isn't known, and that no rule asks about, isn't among the fine ones.
func TestUnaskedFact(t *testing.T) {
	b := func() *posture.Bucket {
		return &posture.Bucket{
			Answers: []posture.Answer{{Rule: "r_http", Is: posture.Yes}},
			Facts:   map[posture.Topic]posture.Fact{posture.WhoseKey: {Says: "chosen elsewhere", Why: "var.key has no value"}},
		}
	}
	for _, format := range readable {
		out := one(t, format, b())
		if strings.Contains(out, "1 bucket with nothing to say") || strings.Contains(out, "say: aws_s3_bucket.one") || !strings.Contains(out, "1 bucket: 0 with a fault, 1 not known, 0 fine") ||
			strings.Count(out, "var.key has no value") != 1 || !strings.Contains(out, "var.key: 1 answer") {
			t.Errorf("%s: %s", format, out)
		}
	}
	if out := one(t, "text", b()); !strings.Contains(out, "? aws_s3_bucket.one main.tf:1 ? key: chosen elsewhere (var.key has no value)") {
		t.Errorf("%s", out)
	}
}

// TestOff holds that what a rule that is off would say is told with its name, whatever the others of its topic say.
func TestOff(t *testing.T) {
	yes := posture.Answer{Rule: "r_http", Is: posture.Yes}
	tagged := posture.Class{Tier: "restricted", Sensitive: true, By: "x"} // so that it doesn't fold
	for name, c := range map[string]struct {
		answers []posture.Answer
		want    string
	}{
		"alone":            {[]posture.Answer{found("r_off", true)}, "- plain HTTP: admitted (r_off is off and would report it)"},
		"beside what is":   {[]posture.Answer{yes, found("r_off", true)}, "✓ plain HTTP: denied (r_off is off and would report it)"},
		"beside a finding": {[]posture.Answer{found("r_off", true), found("r_http", false)}, "r_off is off and would report it"},
		"beside unknown":   {[]posture.Answer{found("r_off", true), open("a reason")}, "? plain HTTP (a reason) r_off is off and would report it"},
	} {
		if out := one(t, "text", &posture.Bucket{Class: tagged, Answers: c.answers}); !strings.Contains(out, c.want) {
			t.Errorf("text, %s: no %q in %s", name, c.want, out)
		}
		if out := one(t, "markdown", &posture.Bucket{Class: tagged, Answers: c.answers}); !strings.Contains(out, "What rules would report that are off (1)") ||
			!strings.Contains(out, "r_off, warning, main.tf:77; the rule is off") {
			t.Errorf("markdown, %s: %s", name, out)
		}
		if out := one(t, "html", &posture.Bucket{Class: tagged, Answers: c.answers}); !strings.Contains(out, "<code>r_off</code> is off and would report it") {
			t.Errorf("html, %s: %s", name, out)
		}
	}
}

// TestClass holds that it is said once why the class isn't known, and what isn't known with it.
func TestClass(t *testing.T) {
	for tier, want := range map[string]string{
		"":         "class not known, and with it plain HTTP: no tag here classifies it",
		"internal": "the class isn't final, and with it plain HTTP: no tag here classifies it",
	} {
		b := &posture.Bucket{Class: posture.Class{Tier: tier, Why: "no tag here classifies it"}, Answers: []posture.Answer{open("no tag here classifies it"), open("a reason")}}
		for _, format := range readable {
			if out := one(t, format, b); !strings.Contains(out, want) || strings.Count(out, "no tag here classifies it") != 1 || strings.Count(out, "a reason") != 1 {
				t.Errorf("%s: %s", format, out)
			}
		}
	}
}
