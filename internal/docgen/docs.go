package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

const (
	rulesDir = "docs/rules"                                                      // the generated pages, nothing else
	source   = "rules"                                                           // the package of the rules
	fixtures = "rules/testdata"                                                  // one folder for each rule
	opener   = fixtures + "/s3_bucket_deny_insecure_transport/looks_right.txtar" // what the README begins with
	demo     = "examples/before"                                                 // what the page of the examples shows
	command  = "go generate ./..."                                               // what to run when a page isn't current
	example  = "example.txtar"                                                   // the fixture that a page shows
	readme   = rulesDir + "/README.md"
	pageName = rulesDir + "/%s.md"
)

// documented is a rule as its users see it: what it is and what tflint is told.
type documented struct {
	*lint.Rule
	host    tflint.Rule
	options []option
}

// outdated returns the files that aren't what they would be if they were
// written now, with that text; nil for pages of rules that are gone.
func outdated(root string) (map[string][]byte, error) {
	files, err := render(root)
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for name, text := range files {
		old, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err != nil || !bytes.Equal(old, text) {
			out[name] = text
		}
	}
	pages, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(rulesDir), "*"))
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		if name := path.Join(rulesDir, filepath.Base(page)); files[name] == nil {
			out[name] = nil
		}
	}
	return out, nil
}

// render returns every generated file by its slash-separated path.
func render(root string) (map[string][]byte, error) {
	all, err := document(root)
	if err != nil {
		return nil, err
	}
	schema, err := reportSchema()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{readme: rulesReadme(all), schemaFile: schema}
	for _, r := range all {
		shown, err := fixtureExample(filepath.Join(root, filepath.FromSlash(fixtures), r.Name, example), r.Name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, err)
		}
		files[fmt.Sprintf(pageName, r.Name)] = r.page(shown)
	}
	first, err := fixtureExample(filepath.Join(root, filepath.FromSlash(opener)), "s3_bucket_deny_insecure_transport")
	if err != nil {
		return nil, err
	}
	before, err := directoryExample(filepath.Join(root, filepath.FromSlash(demo)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", demo, err)
	}
	stands, err := directoryReport(filepath.Join(root, filepath.FromSlash(demo)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", demo, err)
	}
	peers, err := compare(root)
	if err != nil {
		return nil, err
	}
	for name, sections := range map[string]map[string]string{
		"README.md": {
			"looks": first.files, "found": first.output, "fixed": first.changes,
			"rules": table(all, rulesDir+"/"),
		},
		"examples/README.md":    {"finding": before.output, "fix": before.changes},
		comparisonPage:          {"summary": peers.summary(), "faults": peers.table(true), "same": peers.table(false), "speed": peers.speed.Table()},
		"docs/report.md":        {"report": stands},
		"docs/configuration.md": {"options": optionTables(all), "tiers": tierTable()},
		"docs/standards.md":     {"controls": controlTable(all)},
		"docs/fixes.md":         {"fixes": fixTable(all), "reasons": reasonList(), "unsafe": unsafeTable()},
	} {
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		for section, content := range sections {
			if text, err = replace(text, section, content); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		files[name] = text
	}
	return files, nil
}

// document collects what is known of the rules, in the order of their names.
func document(root string) ([]documented, error) {
	comments, err := fieldComments(filepath.Join(root, source))
	if err != nil {
		return nil, err
	}
	var all []documented
	for i, host := range rules.New().Rules {
		d := documented{Rule: rules.All[i], host: host}
		if d.Options != nil {
			if d.options, err = optionsOf(d.Options(), comments); err != nil {
				return nil, fmt.Errorf("%s: %w", d.Name, err)
			}
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b documented) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// replace puts content between the markers of a section.
func replace(text []byte, section, content string) ([]byte, error) {
	begin, end := []byte("<!-- "+section+":begin -->\n"), []byte("<!-- "+section+":end -->\n")
	head, rest, ok := bytes.Cut(text, begin)
	if !ok {
		return nil, fmt.Errorf("there is no line %q", bytes.TrimSpace(begin))
	}
	_, tail, ok := bytes.Cut(rest, end)
	if !ok {
		return nil, fmt.Errorf("there is no line %q", bytes.TrimSpace(end))
	}
	return bytes.Join([][]byte{head, begin, []byte("\n" + content + "\n"), end, tail}, nil), nil
}
