package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// shown is an example in Markdown.
type shown struct {
	comment string // what it is an example of
	files   string // what is inspected
	output  string // a command and what it prints
	changes string // what --fix changes, "" if nothing
}

// fixtureExample runs a rule alone over the files of a fixture.
func fixtureExample(name, rule string) (*shown, error) {
	c, err := fixture.Load(name)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "docgen")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a few files, in the system's own folder for them
	if err := c.Write(dir); err != nil {
		return nil, err
	}
	s := &shown{comment: c.Comment}
	for _, file := range slices.Sorted(maps.Keys(c.Files)) {
		if len(c.Files) > 1 {
			s.files += "`" + file + "`:\n\n"
		}
		s.files += fence(language(file), string(c.Files[file])) + "\n"
	}
	args := append([]string{"--only=" + rule}, c.Args...)
	issues, err := s.run(fakehost.Options{Dir: dir, Only: []string{rule}, Config: c.Config, Args: c.Args}, args)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(issues, c.WantIssues) {
		return nil, fmt.Errorf("%s wants\n\t%s\nbut the rule reports\n\t%s\ngo test ./rules -update rewrites it",
			name, strings.Join(c.WantIssues, "\n\t"), strings.Join(issues, "\n\t"))
	}
	return s, nil
}

// directoryExample runs all rules over the files of a directory.
func directoryExample(dir string) (*shown, error) {
	s := &shown{}
	_, err := s.run(fakehost.Options{Dir: dir}, nil)
	return s, err
}

// run enters what tflint prints and what --fix changes, and returns the issues.
func (s *shown) run(o fakehost.Options, args []string) ([]string, error) {
	plain, err := fakehost.Run(rules.New(), o)
	if err != nil {
		return nil, err
	}
	var issues []string
	for _, i := range plain.Issues {
		issues = append(issues, i.Compact())
	}
	s.output = fence("console", fmt.Sprintf("$ %s\n%d issue(s) found:\n\n%s\n",
		strings.Join(append([]string{"tflint", "--format=compact"}, args...), " "), len(issues), strings.Join(issues, "\n")))

	o.Fix = true
	fixed, err := fakehost.Run(rules.New(), o)
	if err != nil {
		return nil, err
	}
	for _, file := range slices.Sorted(maps.Keys(fixed.Files)) {
		changes := diff.Diff("a/"+file, plain.Files[file], "b/"+file, fixed.Files[file])
		if _, changes, ok := bytes.Cut(changes, []byte("\n")); ok { // without "diff a/x b/x"
			s.changes += fence("diff", string(changes))
		}
	}
	return issues, nil
}

// fence is a code block in Markdown.
func fence(language, text string) string {
	return "```" + language + "\n" + strings.TrimRight(text, "\n") + "\n```\n"
}

// language is the name that Markdown has for the syntax of a file.
func language(file string) string {
	switch path.Ext(file) {
	case ".tf", ".hcl", ".tfvars":
		return "hcl"
	case ".json":
		return "json"
	}
	return "text"
}
