package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLayout holds that the architecture page has each package.
func TestLayout(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	packages, err := os.ReadDir(filepath.Join(root, "internal"))
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) == 0 {
		t.Fatal("there are no packages")
	}
	for _, p := range packages {
		if name := "`internal/" + p.Name() + "/`"; p.IsDir() && !strings.Contains(string(page), name) {
			t.Errorf("the layout lacks %s", name)
		}
	}
}
