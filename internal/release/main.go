// Command release prints the notes of the release with a given tag, the tag's section of CHANGELOG.md. It fails if the
// tag isn't that of project.Version, or if there is nothing to tell: such a tag was made too early.
//
// usage: release TAG   (such as v0.1.0, in the root of the repository)
package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

func main() {
	notes, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
	fmt.Print(notes)
}

func run(args []string) (string, error) {
	if len(args) != 1 {
		return "", fmt.Errorf("usage: release TAG")
	}
	if err := checkTag(args[0], project.Version); err != nil {
		return "", err
	}
	changelog, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		return "", err
	}
	text, err := notes(string(changelog), project.Version)
	return absolute(text), err
}

// checkTag reports a tag that tflint wouldn't look for when asked for version, or that would be released with a binary
// that says it is another version.
func checkTag(tag, version string) error {
	if tag != "v"+version {
		return fmt.Errorf("the tag is %s, but project.Version says %s", tag, version)
	}
	return nil
}

var (
	heading = regexp.MustCompile(`(?m)^## .*\n`)
	// dated is the heading of a version: "## 0.1.0 - 2026-01-31", brackets allowed around the version.
	dated = regexp.MustCompile(`^## \[?([^\] ]+)\]? - \d{4}-\d{2}-\d{2}\s*$`)
	// link is a link to a file of the repository.
	link = regexp.MustCompile(`\]\((\w[^:()]*\))`)
)

// notes returns the text below the heading of version, which must have a date.
func notes(changelog, version string) (string, error) {
	changelog = strings.ReplaceAll(changelog, "\r\n", "\n")
	headings := heading.FindAllStringIndex(changelog, -1)
	for i, at := range headings {
		m := dated.FindStringSubmatch(changelog[at[0]:at[1]])
		if m == nil || m[1] != version {
			continue
		}
		end := len(changelog)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		text := strings.TrimSpace(changelog[at[1]:end])
		if text == "" {
			return "", fmt.Errorf("CHANGELOG.md says nothing about %s", version)
		}
		return text + "\n", nil
	}
	return "", fmt.Errorf("CHANGELOG.md has no heading \"## %s - YYYY-MM-DD\"", version)
}

// absolute returns text whose links to files of the repository work elsewhere.
func absolute(text string) string {
	return link.ReplaceAllString(text, "]("+project.TagLink("$1"))
}
