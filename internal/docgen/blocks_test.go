package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	yaml "github.com/zclconf/go-cty-yaml"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/markdown"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// blockChecks say what is wrong with a code block, by language. A language that
// isn't here is wrong by itself. That the flags in commands exist is checked in
// internal/e2e, which has tflint.
var blockChecks = map[string]func(fs.FS, markdown.Block) error{
	"hcl":     wrongHCL,
	"json":    wrongJSON,
	"yaml":    wrongYAML,
	"console": wrongConsole,
	"diff":    wrongDiff,
}

// wrongBlocks returns what is wrong with the code blocks of a tree, and how many
// blocks there are of each language.
func wrongBlocks(tree fs.FS) (wrong []string, n map[string]int, err error) {
	blocks, err := markdown.All(tree)
	if err != nil {
		return nil, nil, err
	}
	n = map[string]int{}
	for _, b := range blocks {
		n[b.Language]++
		check := blockChecks[b.Language]
		if check == nil {
			wrong = append(wrong, fmt.Sprintf("%s: no test knows language %q", b, b.Language))
			continue
		}
		if err := check(tree, b); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %s", b, err))
		}
	}
	slices.Sort(wrong)
	return wrong, n, nil
}

// wrongHCL parses a block; one that is a configuration of tflint is applied.
func wrongHCL(_ fs.FS, b markdown.Block) error {
	file, diags := hclsyntax.ParseConfig([]byte(b.Text), b.Page, hcl.InitialPos)
	if diags.HasErrors() {
		return diags
	}
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		if !slices.Contains([]string{"plugin", "rule", "config"}, block.Type) {
			continue
		}
		_, err := fakehost.Run(rules.New(), fakehost.Options{Config: []byte(b.Text)})
		return err
	}
	return nil
}

func wrongJSON(_ fs.FS, b markdown.Block) error {
	var value any
	return json.Unmarshal([]byte(b.Text), &value)
}

var (
	uses   = regexp.MustCompile(`(?m)^\s*(?:- )?uses: *(.*)$`)
	pinned = regexp.MustCompile(`^([\w-]+/[\w-]+)(?:/[\w-]+)*@[0-9a-f]{40} # v[\d.]+$`)
)

// wrongYAML parses a block, and holds that actions are pinned, and those that our
// own workflows use as they are there.
func wrongYAML(tree fs.FS, b markdown.Block) error {
	if _, err := yaml.ImpliedType([]byte(b.Text)); err != nil {
		return err
	}
	ours, err := workflowActions(tree)
	if err != nil {
		return err
	}
	for _, m := range uses.FindAllStringSubmatch(b.Text, -1) {
		action := pinned.FindStringSubmatch(m[1])
		if action == nil {
			return fmt.Errorf("%s: want a commit, and its version in a comment", m[1])
		}
		if used := ours[action[1]]; used != nil && !slices.Contains(used, m[1]) {
			return fmt.Errorf("%s: the workflows use %s", m[1], strings.Join(used, " and "))
		}
	}
	return errors.Join(unknownTargets(tree, b.Steps())...)
}

// workflowActions returns how the workflows of this repository use actions.
func workflowActions(tree fs.FS) (map[string][]string, error) {
	names, err := fs.Glob(tree, ".github/workflows/*.yml")
	if err != nil {
		return nil, err
	}
	actions := map[string][]string{}
	for _, name := range names {
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, err
		}
		for _, m := range uses.FindAllStringSubmatch(string(text), -1) {
			action, _, _ := strings.Cut(m[1], "@")
			actions[action] = append(actions[action], m[1])
		}
	}
	return actions, nil
}

// wrongConsole holds that a block is of commands whose programs some test knows,
// and that what they print, if it is shown, is what they print.
func wrongConsole(tree fs.FS, b markdown.Block) error {
	commands, output := b.Console()
	if output && !b.Generated {
		return errors.New("it shows output, which docgen has to write")
	}
	if len(commands) == 0 {
		return errors.New("no line begins with \"$ \"")
	}
	for _, command := range commands {
		if !knownProgram.MatchString(command) {
			return fmt.Errorf("no test knows the program of %q", command)
		}
	}
	return errors.Join(unknownTargets(tree, commands)...)
}

var (
	knownProgram = regexp.MustCompile(`^(?:[A-Z0-9_]+=\S+ )*(?:make|go|tflint|tflint-ruleset-s3-encryption|git|gpg)(?: |$)`)
	makeCommand  = regexp.MustCompile(`(?:^|[;&|] *)make (.*)`)
	quoted       = regexp.MustCompile(`"[^"]*"`)
	goRun        = regexp.MustCompile(`(?:^|[;&|] *)go (?:-C (\S+) )?(?:run|test|build|generate) (\./\S+|\.)`)
	phony        = regexp.MustCompile(`(?m)^\.PHONY: (.*)$`)
)

// unknownTargets returns the targets that make doesn't know and the packages that
// aren't there.
func unknownTargets(tree fs.FS, commands []string) []error {
	var wrong []error
	for _, command := range commands {
		if m := goRun.FindStringSubmatch(command); m != nil {
			dir := filepath.ToSlash(filepath.Join(m[1], strings.TrimSuffix(m[2], "...")))
			if _, err := fs.Stat(tree, dir); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %w", command, err))
			}
		}
		m := makeCommand.FindStringSubmatch(command)
		if m == nil {
			continue
		}
		makefile, err := fs.ReadFile(tree, "Makefile")
		if err != nil {
			return []error{err}
		}
		var targets []string
		for _, line := range phony.FindAllStringSubmatch(string(makefile), -1) {
			targets = append(targets, strings.Fields(line[1])...)
		}
		arguments := strings.Fields(quoted.ReplaceAllString(m[1], ""))
		for i, argument := range arguments {
			ofFlag := i > 0 && arguments[i-1] == "-C"
			if argument == "-C" || ofFlag || strings.Contains(argument, "=") || slices.Contains(targets, argument) {
				continue
			}
			wrong = append(wrong, fmt.Errorf("%s: the Makefile has no target %s", command, argument))
		}
	}
	return wrong
}

// wrongDiff holds that changes are shown only where docgen makes them.
func wrongDiff(_ fs.FS, b markdown.Block) error {
	if !b.Generated {
		return errors.New("a diff that docgen doesn't write")
	}
	return nil
}

func TestCodeBlocks(t *testing.T) {
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	tree := os.DirFS(dir)
	t.Chdir(t.TempDir()) // configurations are applied to no module
	wrong, n, err := wrongBlocks(tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wrong {
		t.Error(w)
	}
	for language := range blockChecks {
		if n[language] == 0 && language != "json" {
			t.Errorf("there are no code blocks in %s", language)
		}
	}
	t.Logf("code blocks by language: %v", n)
}

// TestBlockChecksBite shows that the checks fail where they should.
func TestBlockChecksBite(t *testing.T) {
	t.Chdir(t.TempDir())
	tree := fstest.MapFS{
		"Makefile":                 {Data: []byte(".PHONY: a b\n")},
		".github/workflows/ci.yml": {Data: []byte("uses: a/b@" + strings.Repeat("1", 40) + " # v1.0\n")},
		"internal/x/x.go":          {},
	}
	for text, want := range map[string]string{
		"python\nx = 1": "no test knows",
		"\nx":           "no test knows",
		"hcl\na {}":     "",
		"hcl\na {":      "Unclosed configuration block",
		"hcl\nplugin \"s3-encryption\" {\n  enabled = true\n  preset = \"all\"\n}": "Unknown preset",
		"hcl\nplugin \"s3-encryption\" {\n  enabled = true\n}":                     "",
		"json\n{}":        "",
		"json\n{":         "unexpected end",
		"yaml\na: [b":     "did not find",
		"yaml\na: b":      "",
		"yaml\nuses: a/b": "want a commit",
		"yaml\nuses: a/b@" + strings.Repeat("2", 40) + " # v1.0": "the workflows use",
		"yaml\nuses: a/b@" + strings.Repeat("1", 40) + " # v1.0": "",
		"yaml\nuses: c/d@" + strings.Repeat("2", 40):             "want a commit",
		"yaml\n- run: make c":                                    "no target c",
		"console\nx":                                             "output",
		"console\n$ make a b V=\"-w 1\"":                         "",
		"console\n$ make -C .x c":                                "no target c",
		"console\n$ rm -rf /":                                    "no test knows the program",
		"console\n$ go -C internal run ./x":                      "",
		"console\n$ A=1 go run ./internal/x":                     "",
		"console\n$ go run ./internal/y":                         "file does not exist",
		"diff\n+x":                                               "docgen doesn't write",
	} {
		tree["a.md"] = &fstest.MapFile{Data: []byte("```" + text + "\n```\n")}
		wrong, _, err := wrongBlocks(tree)
		switch {
		case err != nil:
			t.Errorf("%q: %v", text, err)
		case want == "" && len(wrong) > 0:
			t.Errorf("%q is wrong: %q", text, wrong)
		case want != "" && (len(wrong) != 1 || !strings.Contains(wrong[0], want)):
			t.Errorf("%q: got %q, want %q", text, wrong, want)
		}
	}
}
