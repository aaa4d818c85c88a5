package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// TestOldest holds together what names the oldest tflint: what the plugin tells tflint, what make test runs, what users read.
func TestOldest(t *testing.T) {
	t.Parallel()
	if got := pinned(t, "tflint-oldest"); got != project.OldestTFLint {
		t.Errorf("module tflint-oldest pins %s, project.OldestTFLint is %s", got, project.OldestTFLint)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	want := "It needs tflint " + project.OldestTFLint + " or later; the tests run that version and " + pinned(t, "tflint") + "."
	if !strings.Contains(string(readme), want) {
		t.Errorf("the README doesn't say %q", want)
	}
}

var requirement = regexp.MustCompile(`(?m)^\s*github\.com/terraform-linters/tflint v(\S+)`)

// pinned returns the version of tflint that a module below this folder requires.
func pinned(t *testing.T, module string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	m := requirement.FindSubmatch(text)
	if m == nil {
		t.Fatalf("module %s requires no tflint", module)
	}
	return string(m[1])
}
