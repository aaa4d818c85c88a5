package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testNames = regexp.MustCompile("((?:`Test\\w+`(?:, )?)+) in `([\\w/]+)`")
	testName  = regexp.MustCompile("`(Test\\w+)`")
)

// TestPromises holds that the security policy makes no promise without a test, and names
// tests that are there.
func TestPromises(t *testing.T) {
	policy, err := os.ReadFile(filepath.Join("..", "..", "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	promises := 0
	for line := range strings.Lines(string(policy)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| promise ") {
			continue
		}
		promises++
		named := testNames.FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			t.Errorf("no test holds this: %s", line)
		}
		for _, n := range named {
			code := testCode(t, n[2])
			for _, name := range testName.FindAllStringSubmatch(n[1], -1) {
				if !strings.Contains(code, "func "+name[1]+"(t *testing.T)") {
					t.Errorf("%s has no %s", n[2], name[1])
				}
			}
		}
	}
	if promises < 10 {
		t.Errorf("only %d promises", promises)
	}
}

// testCode returns the code of the tests of a folder.
func testCode(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(folder), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	return code.String()
}
