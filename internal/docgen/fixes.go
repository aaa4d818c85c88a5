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
	all := slices.Concat(lint.Reasons, remedy.Reasons)
	slices.SortFunc(all, func(a, b *lint.Reason) int { return strings.Compare(a.Name, b.Name) })
	parts := make([]string, len(all))
	for i, r := range all {
		parts[i] = "### " + strings.ToUpper(r.Name[:1]) + r.Name[1:] + "\n\n" + r.Text + "\n"
	}
	return strings.Join(parts, "\n")
}
