package main

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/markdown"
)

var (
	fenced  = regexp.MustCompile("(?ms)^```([a-z]*)[^\n]*\n(.*?\n)```$")
	inline  = regexp.MustCompile("`[^`\n]*`")
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N}_\- ]`)
)

// deadLinks returns the links to files, folders and headings that aren't there.
func deadLinks(tree fs.FS) ([]string, error) {
	pages, err := markdown.Pages(tree)
	if err != nil {
		return nil, err
	}
	var dead []string
	for name, text := range pages {
		text = inline.ReplaceAllString(fenced.ReplaceAllString(text, ""), "")
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			target, err := url.Parse(match[1])
			switch {
			case err != nil:
				dead = append(dead, fmt.Sprintf("%s: %s", name, err))
				continue
			case target.Scheme != "":
				continue
			}
			file := name
			if target.Path != "" {
				// The parts of rule pages that stand beside the rules are links from the pages.
				file = path.Join(path.Dir(pageOf(name)), target.Path)
			}
			_, err = fs.Stat(tree, file)
			if err != nil || target.Fragment != "" && !slices.Contains(anchors(pages[file]), target.Fragment) {
				dead = append(dead, fmt.Sprintf("%s: %s", name, match[1]))
			}
		}
	}
	return dead, nil
}

// pageOf returns the page that a file is part of.
func pageOf(name string) string {
	if path.Dir(name) == source {
		return path.Join(rulesDir, path.Base(name))
	}
	return name
}

// anchors returns the fragments by which GitHub shows the headings of a page.
func anchors(text string) []string {
	var all []string
	for _, match := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		slug := dropped.ReplaceAllString(strings.ToLower(strings.TrimSpace(match[1])), "")
		all = append(all, strings.ReplaceAll(slug, " ", "-"))
	}
	return all
}

func TestLinks(t *testing.T) {
	dead, err := deadLinks(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range dead {
		t.Errorf("dead link in %s", l)
	}
}

// TestLinkCheckBites shows that the check above fails where it should.
func TestLinkCheckBites(t *testing.T) {
	tree := fstest.MapFS{
		"README.md": {Data: []byte("# Title, here\n[a](docs/a.md) [b](docs/none.md) [c](#title-here) [d](#none) [e](docs/a.md#b-c) [f](docs/a.md#x)\n" +
			"[g](https://example.com/none) `[h](none)` [i](docs)\n```text\n[j](none)\n```\n")},
		"docs/a.md":  {Data: []byte("## `b` C!\n[up](../README.md) [up](README.md)\n```hcl\na {\n```\n```hcl\na {}\n```\n")},
		"rules/r.md": {Data: []byte("[x](../a.md)\n[y](none.md)\n")},
		".bin/x.md":  {Data: []byte("[x](none)\n")},
	}
	dead, err := deadLinks(tree)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(dead)
	want := []string{"README.md: #none", "README.md: docs/a.md#x", "README.md: docs/none.md", "docs/a.md: README.md", "rules/r.md: none.md"}
	if !slices.Equal(dead, want) {
		t.Errorf("dead links are %q", dead)
	}
}
