package rules_test

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

var update = flag.Bool("update", false, "rewrite what the fixtures want with what the rules do; read the diff")

// TestFixtures runs every fixture in process. The folder names the rule that
// runs alone; in the folder "all" every rule runs.
func TestFixtures(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Rule+"/"+c.Name, func(t *testing.T) {
			dir := t.TempDir()
			if err := c.Write(dir); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir) // the evaluator reads file() below the working directory
			plain := run(t, c, false)
			if again := run(t, c, false); !cmp.Equal(lines(plain), lines(again)) {
				t.Errorf("two runs differ:\n%s", cmp.Diff(lines(plain), lines(again)))
			}
			fixed := changed(c.Files, run(t, c, true).Files)

			after := *c
			after.Files = maps.Clone(c.Files)
			maps.Copy(after.Files, fixed)
			if err := after.Write(dir); err != nil {
				t.Fatal(err)
			}
			left := run(t, &after, false)
			if *update {
				t.Chdir(origin)
				if err := c.Update(lines(plain), fixed, lines(left)); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(c.WantIssues, lines(plain)); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(text(c.WantFixed), text(fixed)); diff != "" {
				t.Errorf("files changed by --fix (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.WantLeft, lines(left)); diff != "" {
				t.Errorf("issues after --fix (-want +got):\n%s", diff)
			}
			for _, i := range left.Issues {
				if i.Fixable {
					t.Errorf("still fixable after --fix: %s", i.Compact())
				}
			}
			if again := changed(after.Files, run(t, &after, true).Files); len(again) > 0 {
				t.Errorf("a second --fix changes %v", slices.Collect(maps.Keys(again)))
			}
		})
	}
}

func run(t *testing.T, c *fixture.Case, fix bool) *fakehost.Result {
	t.Helper()
	o := fakehost.Options{Config: c.Config, Args: c.Args, Fix: fix}
	if c.Rule != "all" {
		o.Only = []string{c.Rule}
	}
	rs := rules.New()
	rs.Strict = true
	res, err := fakehost.Run(rs, o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func lines(r *fakehost.Result) []string {
	var out []string
	for _, i := range r.Issues {
		out = append(out, i.Compact())
	}
	return out
}

func changed(before, after map[string][]byte) map[string][]byte {
	out := map[string][]byte{}
	for name, content := range after {
		if string(before[name]) != string(content) {
			out[name] = content
		}
	}
	return out
}

func text(files map[string][]byte) map[string]string {
	out := map[string]string{}
	for name, content := range files {
		out[name] = string(content)
	}
	return out
}

// TestRegistry holds what every rule owes its users.
func TestRegistry(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	folders := map[string][]*fixture.Case{}
	for _, c := range cases {
		folders[c.Rule] = append(folders[c.Rule], c)
	}
	seen := map[string]bool{}
	for _, r := range rules.All {
		t.Run(r.Name, func(t *testing.T) {
			if seen[r.Name] {
				t.Error("the name is taken")
			}
			seen[r.Name] = true
			if strings.HasPrefix(r.Name, "aws_") {
				t.Error("tflint-ruleset-aws owns that prefix; tflint stops on two rules of one name")
			}
			if r.Summary == "" || strings.HasSuffix(r.Summary, ".") || r.Practice.Title() == "" || r.Ask == nil {
				t.Error("summary, practice or check is missing")
			}
			if !strings.Contains(r.Doc, "## Why") || !strings.Contains(r.Doc, "## What is not reported") {
				t.Error("the page lacks a section")
			}
			var failing, passing, fixed, unknown, json bool
			for _, c := range folders[r.Name] {
				failing = failing || len(c.WantIssues) > 0
				passing = passing || c.Name == "pass"
				unknown = unknown || strings.HasPrefix(c.Name, "unknown") && len(c.WantIssues) == 0
				fixed = fixed || len(c.WantFixed) > 0
				for name := range c.Files {
					json = json || strings.HasSuffix(name, ".tf.json")
				}
			}
			if !failing || !passing || !unknown || !json {
				t.Errorf("fixtures: failing %t, passing %t, unknown %t, JSON %t; each rule needs all", failing, passing, unknown, json)
			}
			if fixed != (r.Fixes != "") {
				t.Errorf("fixtures with a fix: %t, but the rule says it fixes %q", fixed, r.Fixes)
			}
			if r.Options == nil {
				return
			}
			if v, ok := r.Options().(interface{ Validate() error }); ok && v.Validate() != nil {
				t.Errorf("the defaults are invalid: %s", v.Validate())
			}
		})
	}
	delete(folders, "all")
	for name := range folders {
		if !seen[name] {
			t.Errorf("testdata/%s is of no rule", name)
		}
	}
}
