package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/diff"
)

// root is the directory of the module.
const root = "../.."

// TestDocsCurrent fails if a generated page isn't what it would be now, is
// missing, or is of a rule that is gone.
func TestDocsCurrent(t *testing.T) {
	files, err := outdated(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		old, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		switch {
		case err != nil:
			t.Errorf("%s is missing", name)
		case files[name] == nil:
			t.Errorf("%s is of no rule", name)
		default:
			t.Errorf("%s", diff.Diff(name, old, "as it would be written", files[name]))
		}
	}
	if t.Failed() {
		t.Errorf("the documentation needs updating. Run: %s", command)
	}
}

func TestReplace(t *testing.T) {
	const page = "a\n<!-- x:begin -->\nold\n<!-- x:end -->\nb\n"
	want := "a\n<!-- x:begin -->\n\nnew\n\n<!-- x:end -->\nb\n"
	got, err := replace([]byte(page), "x", "new\n")
	if err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
	if again, err := replace(got, "x", "new\n"); err != nil || string(again) != want {
		t.Errorf("the second time got %q, %v", again, err)
	}
	for _, page := range []string{"", "<!-- x:begin -->\n", "<!-- x:end -->\n", "<!-- x:end -->\n<!-- x:begin -->\n"} {
		if got, err := replace([]byte(page), "x", "new"); err == nil {
			t.Errorf("%q became %q", page, got)
		}
	}
}

type someOptions struct {
	Days  int      `hclext:"days,optional"`
	Names []string `hclext:"names,optional"`
	On    bool     `hclext:"on,optional"`
	Mode  string   `hclext:"mode,optional"`
}

func TestOptions(t *testing.T) {
	dir := t.TempDir()
	source := `package p

type someOptions struct {
	// How many
	// days.
	Days  int
	// The names.
	Names []string
	// On or off.
	On    bool
	// The mode.
	Mode  string
}
`
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	docs, err := fieldComments(dir)
	if err != nil {
		t.Fatal(err)
	}
	options, err := optionsOf(&someOptions{Days: 30, Names: []string{"a", "b"}}, docs)
	if err != nil {
		t.Fatal(err)
	}
	want := []option{
		{"days", "number", "30", "How many days."},
		{"names", "list of string", `["a", "b"]`, "The names."},
		{"on", "bool", "false", "On or off."},
		{"mode", "string", `""`, "The mode."},
	}
	if d := cmp.Diff(want, options, cmp.AllowUnexported(option{})); d != "" {
		t.Error(d)
	}
	if _, err := optionsOf(&someOptions{}, nil); err == nil || !strings.Contains(err.Error(), "Days has no comment") {
		t.Errorf("without comments the error is %v", err)
	}
	if _, err := optionsOf(&struct {
		Name string `hclext:"name,label"`
	}{}, nil); err == nil {
		t.Error("a label passed as an option")
	}
}
