package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
)

// fixTable says what each rule writes.
func fixTable(all []documented) string {
	var b strings.Builder
	b.WriteString("| Rule | `--fix` |\n|---|---|\n")
	for _, r := range all {
		if r.Fixes != "" {
			fmt.Fprintf(&b, "| [%s](rules/%s.md) | %s |\n", r.Name, r.Name, r.Fixes)
		}
	}
	return b.String()
}

// reasonList says what each reason means, under a heading of its name.
func reasonList() string {
	all := allReasons()
	parts := make([]string, len(all))
	for i, r := range all {
		parts[i] = "### " + titled(r.name) + "\n\n" + r.text + "\n"
	}
	return strings.Join(parts, "\n")
}

// unsafeTable says of each reason whether unsafe_fixes makes the fix all the same.
func unsafeTable() string {
	var b strings.Builder
	b.WriteString("| Reason | With `unsafe_fixes` |\n|---|---|\n")
	for _, r := range allReasons() {
		made := "not fixed"
		if r.unsafe {
			made = "**fixed**"
		}
		anchor := strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(r.name), "'", ""), " ", "-")
		fmt.Fprintf(&b, "| [%s](#%s) | %s |\n", titled(r.name), anchor, made)
	}
	return b.String()
}

type reason struct {
	name, text string
	unsafe     bool
}

// allReasons are the reasons and doubts, by name.
func allReasons() []reason {
	var all []reason
	for _, r := range slices.Concat(lint.Reasons, remedy.Reasons) {
		all = append(all, reason{r.Name, r.Text, false})
	}
	for _, d := range remedy.Doubts {
		all = append(all, reason{d.Name, d.Text, true})
	}
	slices.SortFunc(all, func(a, b reason) int { return strings.Compare(a.name, b.name) })
	return all
}

func titled(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
