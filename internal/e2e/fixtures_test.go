package e2e

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// TestFixtures runs tflint over the cases that the rules are tested with in process: what their fake host shows must be
// what users see.
func TestFixtures(t *testing.T) {
	cases, err := fixture.All(filepath.Join(root, "rules", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if testing.Short() && !hostMatters(c) {
			continue
		}
		t.Run(path.Join(c.Rule, c.Name), func(t *testing.T) {
			t.Parallel()
			checkFixture(t, setting{plugins: pluginFor(c)}, c)
		})
	}
}

// hostMatters reports whether a case rests on what differs between versions of tflint: how it reads files, merges
// overrides, loads modules, goes by annotations and applies fixes. The others rest on the plugin alone, and one version of
// tflint is enough for them.
func hostMatters(c *fixture.Case) bool {
	return c.Rule == "all" || slices.ContainsFunc([]string{
		"example", "pass", "override", "module", "json", "ignored", "annot", "crlf", "bom", "noeol", "no_final", "one_line", "unformatted", "variable", "two_files",
	}, func(kind string) bool { return strings.HasPrefix(c.Name, kind) })
}

// pluginFor returns the folder of the plugin that a case runs with. The race detector doubles what a run costs, and can find
// something only where tflint calls the plugin for several modules at once.
func pluginFor(c *fixture.Case) string {
	for name := range c.Files {
		if strings.Contains(name, "/") {
			return pluginDir
		}
	}
	return plainDir
}

// checkFixture runs a case as tflint does. That a second --fix changes nothing, and one that fixes nothing neither, is so
// whatever the host is, and held by the tests of rules; here it is tried where the host matters.
func checkFixture(t *testing.T, s setting, c *fixture.Case) {
	t.Helper()
	dir := t.TempDir()
	if err := c.Write(dir); err != nil {
		t.Fatal(err)
	}
	configure(t, dir, string(c.Config))
	args := c.Args
	if c.Rule != "all" {
		args = append([]string{"--only=" + c.Rule}, args...)
	}

	if diff := diffIssues(c.WantIssues, s.inspect(t, dir, args...)); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	want := map[string]string{}
	for name, content := range c.Files {
		want[name] = string(content)
	}
	for name, content := range c.WantFixed {
		want[name] = string(content)
	}
	runs := []string{"first", "second"}
	switch {
	case len(c.WantFixed) == 0 && !hostMatters(c):
		return
	case len(c.WantFixed) == 0 || !hostMatters(c):
		runs = runs[:1]
	}
	for _, run := range runs {
		s.inspect(t, dir, append([]string{"--fix"}, args...)...)
		if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
			t.Fatalf("files after the %s --fix (-want +got):\n%s", run, diff)
		}
	}
	if len(c.WantFixed) == 0 { // the files are as they were, and so is all that follows
		return
	}
	if diff := diffIssues(c.WantLeft, s.inspect(t, dir, args...)); diff != "" {
		t.Errorf("issues left after --fix (-want +got):\n%s", diff)
	}
}

func diffIssues(want, got []string) string {
	return cmp.Diff(want, got, cmpopts.EquateEmpty())
}

// contents returns the files below dir by slash-separated path, the configuration excepted.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == ".tflint.hcl" {
			return err
		}
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
