package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// answer is what a build of the plugin says of a directory.
type answer struct {
	findings []string // rule and severity, sorted
	edits    []string // rule of each finding that is fixed, sorted
	diff     string   // what --fix changes
}

// compare prints a table of what two builds find and fix, and what --fix of the later one writes. It fails where one
// fails that the other doesn't.
func compare(ctx context.Context, w io.Writer, earlier, now *runner, dirs []string) error {
	fmt.Fprintln(w, "| directory | found before | found now | fixed before | fixed now |\n| --- | --- | --- | --- | --- |")
	var diffs strings.Builder
	failed := 0
	for _, dir := range dirs {
		name := strings.TrimPrefix(dir, now.home+string(filepath.Separator))
		before, errBefore := earlier.answer(ctx, dir)
		after, errNow := now.answer(ctx, dir)
		if errBefore != nil || errNow != nil {
			if (errBefore == nil) != (errNow == nil) {
				failed++
			}
			fmt.Fprintf(w, "| %s | %s | %s | | |\n", name, cell(before.findings, errBefore), cell(after.findings, errNow))
			continue
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", name,
			cell(before.findings, nil), cell(after.findings, nil), cell(before.edits, nil), cell(after.edits, nil))
		diffs.WriteString(after.diff)
	}
	fmt.Fprintf(w, "\n%s", diffs.String())
	if failed > 0 {
		return fmt.Errorf("%d directories in which only one of the two fails", failed)
	}
	return ctx.Err()
}

// cell lists words with their number.
func cell(words []string, err error) string {
	if err != nil {
		return "failed: " + message(err.Error())
	}
	count := map[string]int{}
	for _, word := range words {
		count[word]++
	}
	var out []string
	for _, word := range slices.Sorted(maps.Keys(count)) {
		if n := count[word]; n > 1 {
			word = fmt.Sprintf("%s (%d)", word, n)
		}
		out = append(out, word)
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}

// answer runs tflint without and with --fix, and puts everything back.
func (r *runner) answer(ctx context.Context, dir string) (a answer, err error) {
	before, err := sources(dir)
	if err != nil {
		return a, err
	}
	plain, err := r.lint(ctx, dir, configuration, nil)
	if err != nil {
		return a, err
	}
	for _, i := range plain.Issues {
		a.findings = append(a.findings, i.Rule.Name+" "+i.Rule.Severity)
	}
	done, err := r.lint(ctx, dir, configuration, nil, "--fix")
	if err != nil {
		return a, fmt.Errorf("--fix: %w", err)
	}
	for _, i := range done.Issues {
		if i.Fixed {
			a.edits = append(a.edits, i.Rule.Name)
		}
	}
	after, err := sources(dir)
	if err != nil {
		return a, err
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		path := filepath.Join(strings.TrimPrefix(dir, r.home+string(filepath.Separator)), name)
		a.diff += string(diff.Diff(path, before[name], path, after[name]))
	}
	return a, restore(dir, before)
}
