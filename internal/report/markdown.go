package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// mostMarkdown is what a comment on GitHub takes, in characters, with room for what stands around it.
const mostMarkdown = 60_000

// mostRows is how many rows of one kind there are at most, so that one kind leaves room for the others.
const mostRows = 150

// writeMarkdown writes a report for a pull request or the summary of a job: all buckets in a table of signs, then what
// is wrong and what isn't known. What doesn't fit is counted.
func writeMarkdown(w io.Writer, r *posture.Report) error {
	m := &markdown{left: mostMarkdown}
	buckets, keys, others := subjects(r)
	all := slices.Concat(buckets, keys, others)
	m.add("## %s\n\n%s\n", escaped(heading(r)), escaped(summary(r)))
	for _, e := range r.Errors {
		m.add("\n> %s\n", escaped(e))
	}
	m.changes(r.Changes, several(r))
	m.findings(all)
	m.table(buckets, keys)
	m.unknown(all)
	if len(m.off) > 0 {
		m.fold(fmt.Sprintf("What rules would report that are off (%d)", len(m.off)), "", "findings of rules that are off", m.off)
	}
	m.counts("By best practice of the AWS Well-Architected Framework", r.Practices)
	m.counts("By control", r.Controls)
	if lines := moreLines(r.More); len(lines) > 0 {
		m.add("\n**More would be known with**\n\n")
		for _, line := range lines {
			m.add("- %s\n", escaped(line))
		}
	}
	_, err := w.Write(m.out.Bytes())
	return err
}

type markdown struct {
	out  bytes.Buffer
	left int      // characters
	off  []string // what rules would report that are off
}

// add writes a piece if it fits, and reports whether it does.
func (m *markdown) add(format string, args ...any) bool {
	piece := fmt.Sprintf(format, args...)
	if len(piece) > m.left {
		return false
	}
	m.left -= len(piece)
	m.out.WriteString(piece)
	return true
}

// fold writes rows under a line on which one clicks.
func (m *markdown) fold(title, head, what string, rows []string) {
	if m.add("\n<details><summary>%s</summary>\n\n%s", title, head) {
		m.rows(rows, what)
		m.out.WriteString("\n</details>\n")
		return
	}
	m.rows(rows, what)
}

// rows writes rows as far as they fit and says how many don't.
func (m *markdown) rows(rows []string, what string) {
	for i, row := range rows {
		if m.left < len(row)+200 || i == mostRows {
			fmt.Fprintf(&m.out, "\n%d more %s don't fit here: `--format=html` has them all.\n", len(rows)-i, what)
			return
		}
		m.add("%s", row)
	}
}

// escaped is text that Markdown takes as it stands, also in a table.
func escaped(s string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", `\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", ">", "&gt;", "&", "&amp;", "[", `\[`, "]", `\]`, "#", `\#`, "~", `\~`, "$", `\$`, "@", "@\u200b").Replace(s)
}

// code is text as code, whatever it has in it.
func code(s string) string {
	s = strings.NewReplacer("\n", " ", "\r", " ", "|", `\|`).Replace(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

func (m *markdown) changes(c *posture.Changes, several bool) {
	if c == nil {
		return
	}
	m.add("\n**%s**\n\n", capital(changeSummary(c)))
	var rows []string
	for _, group := range changeGroups(c) {
		for _, one := range group.list {
			where := ""
			if several {
				where = " in " + code(one.Directory)
			}
			rows = append(rows, fmt.Sprintf("- %s: %s%s, %s\n", group.name, code(one.Address), where, one.Rule))
		}
	}
	m.rows(rows, "changes")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// table shows a sign for each topic of each bucket, and then of each key.
func (m *markdown) table(buckets, keys []subject) {
	show := func(what string, topics []posture.Topic, rows []string) {
		if len(rows) == 0 {
			return
		}
		m.add("\n| | %s | class |", what)
		for _, t := range topics {
			m.add(" %s |", t.Title())
		}
		m.add("\n|---|---|---|%s\n", strings.Repeat("---|", len(topics)))
		m.rows(rows, what+"s")
	}
	var rows []string
	fine := 0
	for _, b := range buckets {
		if b.folds() {
			fine++
			continue
		}
		cells := slices.DeleteFunc(slices.Clone(b.cells), func(c posture.Cell) bool { return !inTable(c.Topic) })
		rows = append(rows, b.row(cells))
	}
	show("bucket", slices.DeleteFunc(slices.Clone(posture.BucketTopics), func(t posture.Topic) bool { return !inTable(t) }), rows)
	if fine > 0 {
		m.add("\n%s with nothing to say.\n", count(fine, "bucket", "buckets"))
	}
	rows = nil
	for _, k := range keys {
		rows = append(rows, k.row(k.cells))
	}
	show("key", posture.KeyTopics, rows)
	m.add("\n✓ as it should be, ✗ not so, ? not known, ~ accepted by an annotation, - not so, and the rule is off, · not asked\n")
}

// inTable reports whether the table of buckets has a column for a topic: the class stands before them all, and who may use a
// key in the table of keys.
func inTable(t posture.Topic) bool { return t != posture.Classified && t != posture.KeyPolicy }

func (s subject) row(cells []posture.Cell) string {
	tier := escaped(s.class.Tier)
	if s.class.Sensitive {
		tier = "**" + tier + "**"
	}
	var row strings.Builder
	fmt.Fprintf(&row, "| %s | %s | %s |", s.sign, s.at(), tier)
	for _, c := range cells {
		row.WriteString(strings.TrimRight(fmt.Sprintf(" %s %s", c.Sign, escaped(c.Says)), " ") + " |")
	}
	return row.String() + "\n"
}

// at is an address, with the directory from which it is called.
func (s subject) at() string {
	if isBelow(s.place.File, s.directory) {
		return code(s.address)
	}
	return code(s.address) + " from " + code(s.directory)
}

// findings lists what is wrong, sensitive buckets first, then what is accepted and what rules would report that are off.
func (m *markdown) findings(all []subject) {
	var rows, accepted, off []string
	for _, s := range all {
		for _, a := range s.answers {
			if a.Finding == nil {
				continue
			}
			row := fmt.Sprintf("- **%s** %s  \n  %s\n", a.Finding.Severity, escaped(a.Finding.Message), escaped(findingLine(a)))
			switch posture.SignOf(a) {
			case posture.Wrong:
				rows = append(rows, row)
			case posture.Accept:
				accepted = append(accepted, row)
			case posture.Muted:
				off = append(off, row)
			case posture.None, posture.Good, posture.Open:
			}
		}
	}
	if len(rows) > 0 {
		m.add("\n### What is wrong\n\n")
		m.rows(rows, "findings")
	}
	if len(accepted) > 0 {
		m.add("\n### What is accepted\n\n")
		m.rows(accepted, "accepted findings")
	}
	m.off = off
}

// unknown lists what isn't known, and why.
func (m *markdown) unknown(all []subject) {
	var rows []string
	list := func(s subject, what string, reasons []posture.Reason) {
		shown, rest := given(reasons)
		for _, r := range shown {
			of := strings.Join(r.Rules, ", ")
			if of == "" {
				of = what
			}
			rows = append(rows, fmt.Sprintf("- %s, %s: %s\n", s.at(), of, escaped(r.Why)))
		}
		if rest != "" {
			rows = append(rows, fmt.Sprintf("- %s, %s: %s\n", s.at(), what, rest))
		}
	}
	for _, s := range all {
		if s.class.Why != "" {
			rows = append(rows, fmt.Sprintf("- %s, %s\n", s.at(), escaped(s.whyClass())))
		}
		for _, c := range s.cells {
			list(s, c.Topic.Title(), c.Reasons)
		}
		if s.cells == nil {
			list(s, "what it belongs to", posture.Reasons(s.answers, s.class))
		}
	}
	if len(rows) > 0 {
		m.fold(fmt.Sprintf("What isn't known, and why (%d)", len(rows)), "", "unknown answers", rows)
	}
}

func (m *markdown) counts(title string, counts []posture.Count) {
	if len(counts) == 0 {
		return
	}
	var rows []string
	for _, c := range counts {
		rows = append(rows, fmt.Sprintf("| %s | %d | %d | %d | %d |\n", escaped(strings.TrimSpace(c.Standard+" "+c.ID+" "+c.Title)), c.Yes, c.No, c.Accepted, c.Unknown))
	}
	m.fold(title, "| | yes | no | accepted | unknown |\n|---|--:|--:|--:|--:|\n", "lines", rows)
}
