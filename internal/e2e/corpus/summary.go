package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
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
	refused, touched, trouble := map[string]int{}, 0, 0
	findings, fixed := map[string]int{}, map[string]int{}
	census := newCensus()
	var times []time.Duration
	slowest := &report{}
	var concern, outside []string
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
		add(findings, rep.findings)
		add(fixed, rep.fixed)
		census.add(rep.census)
		if len(rep.fixed) > 0 {
			touched++
		}
		for _, line := range rep.replaced {
			if concerned.MatchString(bare(line)) {
				concern = append(concern, line)
			} else {
				outside = append(outside, rep.dir+": "+line)
			}
		}
	}
	fmt.Fprintf(w, "directories: %d, of which tflint itself refuses %d; changed by --fix: %d\n", len(reports), len(reports)-len(times), touched)
	for _, text := range slices.Sorted(maps.Keys(refused)) {
		fmt.Fprintf(w, "  refused %d: %s\n", refused[text], text)
	}
	if len(times) > 0 {
		slices.Sort(times)
		fmt.Fprintf(w, "time of a plain run: median %d ms, longest %d ms, of %s\n", times[len(times)/2].Milliseconds(), slowest.took.Milliseconds(), slowest.dir)
	}
	fmt.Fprintf(w, "lines replaced by fixes: %d of arguments that they write, %d others\n", len(concern), len(outside))
	for _, line := range outside {
		fmt.Fprintf(w, "  %s\n", line)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nrule\tfindings\tfixed")
	for _, rule := range slices.Sorted(maps.Keys(findings)) {
		fmt.Fprintf(table, "%s\t%d\t%d\n", rule, findings[rule], fixed[rule])
	}
	census.print(table)
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

// census adds up what the counting plugin has written.
type census struct {
	questions []string
	answers   map[string][3]int
}

func newCensus() *census { return &census{answers: map[string][3]int{}} }

func (c *census) add(text string) {
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 4 {
			continue
		}
		sum, seen := c.answers[fields[0]]
		if !seen {
			c.questions = append(c.questions, fields[0])
		}
		for i, field := range fields[1:] {
			n, _ := strconv.Atoi(field) // it wrote digits
			sum[i] += n
		}
		c.answers[fields[0]] = sum
	}
}

func (c *census) print(w io.Writer) {
	if len(c.questions) == 0 {
		return
	}
	fmt.Fprintln(w, "\nquestion\tyes\tno\tunknown\tdecided")
	for _, q := range c.questions {
		a := c.answers[q]
		all := cmp.Or(a[0]+a[1]+a[2], 1)
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d %%\n", q, a[0], a[1], a[2], 100*(a[0]+a[1])/all)
	}
}
