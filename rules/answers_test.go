package rules_test

import (
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// TestAnswers holds, over all fixtures, that an answer which isn't known says why, and that one
// which is no has a finding.
func TestAnswers(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	count := map[tri.Answer]int{}
	for _, c := range cases {
		t.Run(c.Rule+"/"+c.Name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			if err := c.Write(dir); err != nil {
				t.Fatal(err)
			}
			probe := &lint.Rule{Name: "probe", Severity: tflint.NOTICE, Ask: func(pass *lint.Pass) {
				for _, r := range rules.All {
					for _, a := range pass.Of(r) {
						if !a.Beside {
							count[a.Is]++
							complete(t, r, a)
						}
					}
				}
			}}
			rs := lint.NewRuleSet(remedy.Domain, []*lint.Rule{probe})
			rs.Strict = true
			if _, err := fakehost.Run(rs, fakehost.Options{Args: c.Args, Only: []string{probe.Name}}); err != nil {
				t.Fatal(err)
			}
		})
	}
	for _, a := range []tri.Answer{tri.Yes, tri.No, tri.Unknown} {
		if count[a] < 100 {
			t.Errorf("only %d answers are %s", count[a], a)
		}
	}
}

func complete(t *testing.T, r *lint.Rule, a *lint.Answer) {
	t.Helper()
	about, _, _ := a.Subject.About()
	switch {
	case a.Is == tri.Unknown && (a.Why == nil || a.Why() == ""):
		t.Errorf("%s says of %s that it isn't known, and not why", r.Name, about.Address())
	case a.Is == tri.No && a.Finding == nil:
		t.Errorf("%s says no of %s, and has no finding", r.Name, about.Address())
	case a.Is != tri.No && a.Finding != nil:
		t.Errorf("%s has a finding about %s, and says %s", r.Name, about.Address(), a.Is)
	}
}
