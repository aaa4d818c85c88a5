// The race detector would make this four times slower, and finds nothing in one goroutine.

//go:build !race

package rules_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// unfixed is how the log says why a finding has no fix.
var unfixed = regexp.MustCompile(`^(\w+) at (\S+) isn't fixed \(([^()]+)\): .`)

// TestReasons holds that each finding of a rule that fixes has a fix or a reason, over all
// fixtures, and that the page of reasons has each.
func TestReasons(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	fixes := map[string]bool{}
	for _, r := range rules.All {
		fixes[r.Name] = r.Fixes != ""
	}
	reasons := map[string]int{}
	for _, c := range cases {
		config := c.Config
		if config == nil {
			config = []byte("plugin \"s3-encryption\" {\n  enabled = true\n  preset  = \"strict\"\n}\n")
		}
		t.Run(c.Rule+"/"+c.Name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			if err := c.Write(dir); err != nil {
				t.Fatal(err)
			}
			told := map[string]int{}
			rs := rules.New()
			rs.Strict = true
			rs.Log = func(line string) {
				if m := unfixed.FindStringSubmatch(line); m != nil {
					told[m[1]]++
					t.Log(line)
					reasons[m[3]]++
				}
			}
			res, err := fakehost.Run(rs, fakehost.Options{Config: config, Args: c.Args})
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range res.Issues {
				if !i.Fixable && fixes[i.Rule] {
					told[i.Rule]--
				}
			}
			for rule, n := range told {
				if n < 0 {
					t.Errorf("%s: %d findings have neither a fix nor a reason", rule, -n)
				}
			}
		})
	}
	listed := map[string]bool{}
	all := slices.Concat(lint.Reasons, remedy.Reasons)
	for _, d := range remedy.Doubts {
		all = append(all, &lint.Reason{Name: d.Name, Text: d.Text})
	}
	for _, r := range all {
		if listed[r.Name] || !strings.HasSuffix(r.Text, ".") {
			t.Errorf("the reason %q is there twice, or says nothing", r.Name)
		}
		listed[r.Name] = true
	}
	for name := range reasons {
		if !listed[name] {
			t.Errorf("the reason %q isn't listed, so docs/fixes.md lacks it", name)
		}
	}
	if len(reasons) < 20 {
		t.Errorf("only %d reasons are ever given: %v", len(reasons), reasons)
	}
}
