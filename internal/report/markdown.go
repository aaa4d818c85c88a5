package report

import (
	"bytes"
	"fmt"
	"io"
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
	m := &markdown{left: mostMarkdown, topics: r.Topics()}
	m.add("## %s\n\n%s\n", escaped(heading(r)), escaped(summary(r)))
	for _, e := range r.Errors {
		m.add("\n> tflint: %s\n", escaped(e))
	}
	m.changes(r.Changes)
	m.findings(r)
	m.table(r)
	m.unknown(r)
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
	out    bytes.Buffer
	left   int // characters
	topics map[string]posture.Topic
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

func (m *markdown) changes(c *posture.Changes) {
	if c == nil {
		return
	}
	m.add("\n**%s**\n\n", capital(changeSummary(c)))
	var rows []string
	for _, group := range changeGroups(c) {
		for _, one := range group.list {
			rows = append(rows, fmt.Sprintf("- %s: %s, %s\n", group.name, code(one.Address), one.Rule))
		}
	}
	m.rows(rows, "changes")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// table shows a sign for each topic of each bucket, and then of each key.
func (m *markdown) table(r *posture.Report) {
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
	topics := posture.BucketTopics[1:]
	var rows []string
	fine := 0
	for _, b := range r.Buckets {
		if folds(b.Class.Sensitive, b.Class.Why, b.Answers) {
			fine++
			continue
		}
		rows = append(rows, m.row(at(b.Directory, b.Address, b.Place), b.Class, posture.Cells(topics, m.topics, b.Class, b.Facts, b.Answers), b.Answers))
	}
	show("bucket", topics, rows)
	if fine > 0 {
		m.add("\n%s with nothing to say.\n", count(fine, "bucket", "buckets"))
	}
	rows = nil
	for _, k := range r.Keys {
		rows = append(rows, m.row(at(k.Directory, k.Address, k.Place), k.Class, posture.Cells(posture.KeyTopics, m.topics, k.Class, k.Facts, k.Answers), k.Answers))
	}
	show("key", posture.KeyTopics, rows)
	m.add("\n✓ as it should be, ✗ not so, ? not known, ~ accepted by an annotation, - the rule is off, · not asked\n")
}

func (*markdown) row(address string, class posture.Class, cells []posture.Cell, answers []posture.Answer) string {
	tier := escaped(class.Tier)
	if class.Sensitive {
		tier = "**" + tier + "**"
	}
	var row strings.Builder
	fmt.Fprintf(&row, "| %s | %s | %s |", posture.Worst(answers), address, tier)
	for _, c := range cells {
		row.WriteString(strings.TrimRight(fmt.Sprintf(" %s %s", c.Sign, escaped(c.Says)), " ") + " |")
	}
	return row.String() + "\n"
}

// at is an address, with the directory from which it is called.
func at(dir, address string, place posture.Place) string {
	if isBelow(place.File, dir) {
		return code(address)
	}
	return code(address) + " from " + code(dir)
}

// findings lists what is wrong, sensitive buckets first.
func (m *markdown) findings(r *posture.Report) {
	var rows, accepted []string
	for _, s := range subjects(r) {
		for _, a := range s.answers {
			if a.Off || a.Is != posture.No || a.Finding == nil {
				continue
			}
			row := fmt.Sprintf("- **%s** %s  \n  %s\n", a.Finding.Severity, escaped(a.Finding.Message), escaped(findingLine(a)))
			if a.Finding.Accepted != nil {
				accepted = append(accepted, row)
			} else {
				rows = append(rows, row)
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
}

// unknown lists what isn't known, and why.
func (m *markdown) unknown(r *posture.Report) {
	var rows []string
	for _, s := range subjects(r) {
		if s.class.Why != "" {
			rows = append(rows, fmt.Sprintf("- %s, class: %s\n", code(s.address), escaped(s.class.Why)))
		}
		for _, a := range s.answers {
			if posture.SignOf(a) == posture.Open {
				rows = append(rows, fmt.Sprintf("- %s, %s: %s\n", code(s.address), a.Rule, escaped(a.Why)))
			}
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

// subject is something that the report has answers about.
type subject struct {
	directory, address, name string
	place                    posture.Place
	class                    posture.Class
	answers                  []posture.Answer
}

// subjects are all things that the report has answers about, in its order.
func subjects(r *posture.Report) []subject {
	var out []subject
	for _, b := range r.Buckets {
		out = append(out, subject{b.Directory, b.Address, b.Name, b.Place, b.Class, b.Answers})
	}
	for _, k := range r.Keys {
		out = append(out, subject{k.Directory, k.Address, "", k.Place, k.Class, k.Answers})
	}
	for _, o := range r.Others {
		out = append(out, subject{o.Directory, o.Address, "", o.Place, posture.Class{}, o.Answers})
	}
	return out
}
