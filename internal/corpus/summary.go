package main

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/timing"
)

// concerned are the arguments that fixes write.
var concerned = regexp.MustCompile(`^(deletion_window_in_days|enable_key_rotation|rotation_period_in_days|bucket_key_enabled|sse_algorithm|kms_master_key_id|` +
	`blocked_encryption_types|server_side_encryption|kms_key_id|values|equals|starts_with)=`)

// replaced returns the lines of a source that aren't in the other one any more: fixes insert, so these are few. Blanks
// don't count, nor commas and braces that an insertion beside them moves: tflint formats what it changes.
func replaced(before, after []byte) []string {
	left := map[string]int{}
	for line := range strings.Lines(string(after)) {
		left[bare(line)]++
	}
	var out []string
	for line := range strings.Lines(string(before)) {
		text := bare(line)
		if text == "" {
			continue
		}
		if left[text]--; left[text] < 0 {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

func bare(line string) string {
	return strings.Trim(strings.Join(strings.Fields(line), ""), ",{}[]()\ufeff")
}

// summarize prints what was found, and fails if there is something that must not be.
func summarize(w io.Writer, reports []*report) error {
	refused, found, fixed, trouble, changed := map[string]int{}, map[string]int{}, map[string]int{}, 0, 0
	var counts []count
	var times []time.Duration
	slowest := &report{}
	concern := 0
	var outside []string
	for _, rep := range reports {
		for _, text := range rep.trouble {
			fmt.Fprintf(w, "TROUBLE %s: %s\n", rep.dir, text)
			trouble++
		}
		if rep.refused != "" {
			refused[message(rep.refused)]++
			continue
		}
		times = append(times, rep.took)
		if rep.took > slowest.took {
			slowest = rep
		}
		add(found, rep.found)
		add(fixed, rep.fixed)
		for i, c := range rep.counts {
			if i == len(counts) {
				counts = append(counts, count{Question: c.Question})
			}
			counts[i].Yes, counts[i].No, counts[i].Unknown = counts[i].Yes+c.Yes, counts[i].No+c.No, counts[i].Unknown+c.Unknown
		}
		if len(rep.fixed) > 0 {
			changed++
		}
		for _, line := range rep.replaced {
			if concerned.MatchString(bare(line)) {
				concern++
			} else {
				outside = append(outside, rep.dir+": "+line)
			}
		}
	}
	fmt.Fprintf(w, "directories: %d, of which tflint itself refuses %d; changed by --fix: %d\n", len(reports), len(reports)-len(times), changed)
	for _, text := range slices.Sorted(maps.Keys(refused)) {
		fmt.Fprintf(w, "  refused %d: %s\n", refused[text], text)
	}
	if len(times) > 0 {
		fmt.Fprintf(w, "time of a plain run: median %d ms, longest %d ms, of %s\n", timing.Median(times).Milliseconds(), slowest.took.Milliseconds(), slowest.dir)
	}
	fmt.Fprintf(w, "lines replaced by fixes: %d of arguments that they write, %d others\n", concern, len(outside))
	for _, line := range outside {
		fmt.Fprintf(w, "  %s\n", line)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nrule\tfindings\tfixed")
	for _, rule := range slices.Sorted(maps.Keys(found)) {
		fmt.Fprintf(table, "%s\t%d\t%d\n", rule, found[rule], fixed[rule])
	}
	if len(counts) > 0 {
		fmt.Fprintln(table, "\nquestion\tyes\tno\tunknown\tdecided")
	}
	for _, c := range counts {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d %%\n", c.Question, c.Yes, c.No, c.Unknown, 100*(c.Yes+c.No)/max(c.Yes+c.No+c.Unknown, 1))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if trouble > 0 {
		return fmt.Errorf("%d troubles", trouble)
	}
	return nil
}

// message is the kind of an error: the text without places and names.
func message(text string) string {
	text = regexp.MustCompile(`"[^"]*"|\S+\.tf(\.json)?:\S*`).ReplaceAllString(strings.SplitN(text, "\n", 2)[0], "…")
	return text[:min(len(text), 160)]
}

func add(to, from map[string]int) {
	for name, n := range from {
		to[name] += n
	}
}

// compare prints a table of what two builds find and fix, and what --fix of the later one writes.
func compare(w io.Writer, reports []*report) {
	fmt.Fprintln(w, "| directory | found before | found now | fixed before | fixed now |\n| --- | --- | --- | --- | --- |")
	var diffs strings.Builder
	for _, now := range reports {
		before := now.before
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", now.dir, before.cell(before.found), now.cell(now.found), before.cell(before.fixed), now.cell(now.fixed))
		diffs.WriteString(now.diff)
	}
	fmt.Fprintf(w, "\n%s\n", diffs.String())
}

// cell lists rules with their number, and what went wrong.
func (rep *report) cell(rules map[string]int) string {
	var out []string
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		out = append(out, fmt.Sprintf("%s (%d)", rule, rules[rule]))
	}
	if failed := rep.refused + strings.Join(rep.trouble, "; "); failed != "" {
		out = append(out, "failed: "+message(failed))
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}
