package trust

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// TestSameDecisions writes every fixture in other ways that mean the same. All
// rules must report the same of the same resources, at whatever place.
func TestSameDecisions(t *testing.T) {
	cases := fixtures(t)
	before := map[*fixture.Case]*fakehost.Result{}
	for _, c := range cases {
		if res, err := inspectFiles(t, c, c.Files, "."); err == nil {
			before[c] = res
		}
	}
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			skipped := map[string]int{}
			for _, c := range cases {
				name := c.Rule + "/" + c.Name
				want, ok := before[c]
				if !ok {
					skipped["tflint refuses it"]++
					continue
				}
				files, skip := v.make(c)
				if skip != "" {
					skipped[skip]++
					continue
				}
				res, err := inspectFiles(t, c, files, ".")
				if err != nil {
					t.Errorf("%s: %s", name, err)
					continue
				}
				diff := cmp.Diff(decisions(want, v.plain), decisions(res, v.plain))
				switch differs := v.differ[name]; {
				case diff != "" && differs == "":
					t.Errorf("%s (-want +got):\n%s%s", name, diff, show(c.Files, files))
				case diff == "" && differs != "":
					t.Errorf("%s: it makes no difference that %s", name, differs)
				}
			}
			checkSkipped(t, skipped, len(cases), v.most)
		})
	}
}

// inspectFiles inspects a directory of a module in which the fixture's files are
// these.
func inspectFiles(t *testing.T, c *fixture.Case, files map[string][]byte, below string) (*fakehost.Result, error) {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "module")
	if err != nil {
		t.Fatal(err)
	}
	if err := (&fixture.Case{Files: files}).Write(dir); err != nil {
		t.Fatal(err)
	}
	origin, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chdir(filepath.Join(dir, below)); err != nil { // the evaluator reads file() below the working directory
		t.Fatal(err)
	}
	defer func() {
		if err := os.Chdir(origin); err != nil {
			t.Fatal(err)
		}
	}()
	return inspect(c, false)
}

// decisions are what was reported, without the places, sorted.
func decisions(res *fakehost.Result, plain func(string) string) []string {
	out := []string{}
	for _, i := range res.Issues {
		message := i.Message
		if plain != nil {
			message = plain(message)
		}
		out = append(out, i.Severity.String()+" "+i.Rule+" "+message)
	}
	slices.Sort(out)
	return out
}

// show returns the files that a variant has made.
func show(before, after map[string][]byte) string {
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if string(before[name]) != string(after[name]) {
			out.WriteString("-- " + name + " --\n" + string(after[name]))
		}
	}
	return out.String()
}
