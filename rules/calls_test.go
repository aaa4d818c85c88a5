package rules_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/benchgen"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// TestHostCalls holds what the rules together ask of the host, which is what a run costs most: an evaluation has the host
// parse a whole file. However large the module is, that is the same; only reporting and fixing grow, with the findings
// and the files that they are in.
func TestHostCalls(t *testing.T) {
	// Each rule's options, and what and where the module is.
	once := map[string]int{"GetModuleContent": 1, "GetModulePath": 1, "DecodeRuleConfig": 13}
	for _, c := range []struct {
		name  string
		files func(int) map[string]string
		sizes []int
		more  map[string]int
	}{
		// The variables of the root, each once.
		{"buckets", benchgen.Buckets, []int{1, 250}, map[string]int{"EvaluateExpr": 4}},
		{"mixed", benchgen.Mixed, []int{200, 1000}, map[string]int{"EvaluateExpr": 4}},
		// The three files of the module as well.
		{"calls", benchgen.Calls, []int{1, 250}, map[string]int{"EvaluateExpr": 4, "GetFile": 3}},
	} {
		for _, n := range c.sizes {
			t.Run(fmt.Sprint(c.name, n), func(t *testing.T) {
				want := map[string]int{}
				for _, calls := range []map[string]int{once, c.more} {
					for call, times := range calls {
						want[call] += times
					}
				}
				for _, fix := range []bool{false, true} {
					res := runFiles(t, c.files(n), fix)
					if len(res.Issues) > 0 {
						t.Fatalf("%d findings in a module that is right, first %s", len(res.Issues), res.Issues[0].Compact())
					}
					if diff := cmp.Diff(want, res.Calls); diff != "" {
						t.Errorf("fix %t (-want +got):\n%s", fix, diff)
					}
				}
			})
		}
	}
	for _, n := range []int{1, 250} {
		t.Run(fmt.Sprint("bare", n), func(t *testing.T) {
			res := runFiles(t, benchgen.Bare(n), false)
			// Who uses the buckets, and where a fix would go.
			want := map[string]int{"GetFiles": 1, "EmitIssueWithFix": 2 * n}
			maps.Copy(want, once)
			if diff := cmp.Diff(want, res.Calls); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}

			res = runFiles(t, benchgen.Bare(n), true)
			// Two passes, the first of which takes the module again after each of two rules that have changed it. Whether the first
			// finding of each is ignored is asked before who uses the buckets.
			want = map[string]int{
				"GetModuleContent": 4, "GetModulePath": 2, "DecodeRuleConfig": 26,
				"GetFile": 3, "GetFiles": 3, "EmitIssueWithFix": 3 * n,
			}
			if diff := cmp.Diff(want, res.Calls); diff != "" {
				t.Errorf("--fix (-want +got):\n%s", diff)
			}
		})
	}
}

// runFiles runs every rule over a module.
func runFiles(t *testing.T, files map[string]string, fix bool) *fakehost.Result {
	t.Helper()
	c := &fixture.Case{Rule: "all", Files: map[string][]byte{}}
	for name, text := range files {
		c.Files[name] = []byte(text)
	}
	t.Chdir(t.TempDir())
	if err := c.Write("."); err != nil {
		t.Fatal(err)
	}
	return run(t, c, fix)
}
