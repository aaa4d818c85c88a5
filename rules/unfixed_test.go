// The race detector would make this four times slower, and finds nothing in one goroutine.

//go:build !race

package rules_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// TestNothingUnfixed holds that what a run with --fix shows as not fixed is still so when
// it has ended: a rule that asks before another one's fix has answered shows what the
// second pass mends. All rules run, over every fixture.
func TestNothingUnfixed(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	fixed := 0
	for _, c := range cases {
		configs := map[string][]byte{"own": c.Config}
		if c.Config == nil {
			configs = map[string][]byte{"recommended": nil, "strict": []byte("plugin \"s3-encryption\" {\n  enabled = true\n  preset  = \"strict\"\n}\n")}
		}
		for setting, config := range configs {
			t.Run(c.Rule+"/"+c.Name+"/"+setting, func(t *testing.T) {
				all := &fixture.Case{Rule: "all", Files: c.Files, Config: config, Args: c.Args}
				dir := t.TempDir()
				t.Chdir(dir)
				if err := all.Write(dir); err != nil {
					t.Fatal(err)
				}
				res := run(t, all, true)
				if !slices.ContainsFunc(res.Issues, func(i fakehost.Issue) bool { return !i.Fixed }) {
					fixed += len(res.Issues)
					return
				}
				after := &fixture.Case{Rule: "all", Files: maps.Clone(all.Files), Config: config, Args: c.Args}
				maps.Copy(after.Files, changed(c.Files, res.Files))
				if err := after.Write(dir); err != nil {
					t.Fatal(err)
				}
				left := map[string]bool{}
				for _, i := range run(t, after, false).Issues {
					left[about(i)] = true
				}
				for _, i := range res.Issues {
					if i.Fixed {
						fixed++
					} else if !left[about(i)] {
						t.Errorf("shown as not fixed, and gone: %s", i.Compact())
					}
				}
			})
		}
	}
	if fixed == 0 {
		t.Error("nothing is fixed")
	}
}

var address = regexp.MustCompile(`^[^ ,]+`)

// about is what an issue is about: the rule and the address.
func about(i fakehost.Issue) string { return i.Rule + " " + address.FindString(i.Message) }
