// Command docgen writes the documentation that is made from code: the page of
// each rule, from the registry and its example fixture, and the parts of
// hand-written pages between markers. What the pages show as output is what the
// rules print when the pages are made.
//
// It knows nothing of any single rule.
package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

//go:generate go run .

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

// run writes what isn't current and removes pages of rules that are gone.
func run() error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	files, err := outdated(root)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(root, filepath.FromSlash(name))
		if files[name] == nil {
			if err := os.Remove(path); err != nil {
				return err
			}
			fmt.Println("removed", name)
			continue
		}
		if err := write(path, files[name]); err != nil {
			return err
		}
		fmt.Println("wrote", name)
	}
	return nil
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// moduleRoot returns the directory of go.mod, at or above the working directory.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not inside the module")
		}
		dir = parent
	}
}
