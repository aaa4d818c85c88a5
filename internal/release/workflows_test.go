package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestActionsPinned keeps tags and branches, which can be moved, out of the workflows.
func TestActionsPinned(t *testing.T) {
	t.Parallel()
	uses := regexp.MustCompile(`(?m)^\s*(?:- )?uses:.*$`)
	pinned := regexp.MustCompile(`uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+$`)
	files, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range uses.FindAllString(string(text), -1) {
			found++
			if !pinned.MatchString(line) {
				t.Errorf("%s: %s: want a commit, and its version in a comment", filepath.Base(name), line)
			}
		}
	}
	if found == 0 {
		t.Error("no workflow uses an action")
	}
}
