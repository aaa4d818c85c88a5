package report

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"
	"github.com/mitchellh/go-wordwrap"
	"golang.org/x/term"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// widest is how wide text is where nobody says how wide the terminal is, and at most.
const widest = 120

// text writes a report for a terminal.
type text struct {
	w     io.Writer
	err   error
	width int
	many  bool // there are several directories
}

func writeText(w io.Writer, r *posture.Report) error {
	t := &text{w: w, width: width(w), many: several(r)}
	if _, terminal := w.(*os.File); !terminal {
		was := color.NoColor
		color.NoColor = true
		defer func() { color.NoColor = was }()
	}
	t.line("", color.New(color.Bold).Sprint(heading(r)))
	t.line("", summary(r))
	for _, e := range r.Errors {
		t.line("  ", "! "+e)
	}
	t.changes(r.Changes)
	buckets, keys, others := subjects(r)
	t.all(buckets, "bucket")
	t.all(keys, "key")
	t.all(others, "")
	t.counts(r)
	t.more(r.More)
	return t.err
}

// all shows things of a kind, and those with nothing to say on one line.
func (t *text) all(all []subject, what string) {
	var fine []string
	for _, s := range all {
		if s.folds() {
			fine = append(fine, s.address+t.in(s.directory))
			continue
		}
		t.line("")
		t.subject(s)
		t.cells(s.cells)
		if s.cells == nil {
			t.answers(s.answers)
			t.reasons(posture.Reasons(s.answers, s.class))
		}
	}
	if len(fine) > 0 && what != "" {
		t.line("")
		t.line("", fmt.Sprintf("%s %s with nothing to say: %s", paint(posture.Good), count(len(fine), what, what+"s"), listed(fine)))
	}
}

// joint is a space at which no line ends.
const joint = "\u00a0"

func (t *text) line(indent string, parts ...string) {
	if t.err != nil {
		return
	}
	for line := range strings.SplitSeq(wordwrap.WrapString(strings.Join(parts, "  "), uint(max(t.width-len(indent), 40))), "\n") {
		if _, t.err = fmt.Fprintln(t.w, strings.TrimRight(indent+strings.ReplaceAll(line, joint, " "), " ")); t.err != nil {
			return
		}
		if indent != "" && !strings.HasSuffix(indent, "    ") {
			indent += "  "
		}
	}
}

var colors = map[posture.Sign]*color.Color{
	posture.Good: color.New(color.FgGreen), posture.Wrong: color.New(color.FgRed, color.Bold), posture.Open: color.New(color.FgYellow),
	posture.Accept: color.New(color.FgCyan), posture.Muted: color.New(color.Faint), posture.None: color.New(color.Faint),
}

func paint(s posture.Sign) string { return colors[s].Sprint(s) }

// in names a directory where there are several.
func (t *text) in(dir string) string {
	if t.many {
		return " in " + dir
	}
	return ""
}

func (t *text) subject(s subject) {
	parts := []string{paint(s.sign) + " " + color.New(color.Bold).Sprint(s.address)}
	if s.name != "" {
		parts = append(parts, s.name)
	}
	parts = append(parts, fmt.Sprintf("%s:%d", s.place.File, s.place.Line))
	if t.many && !isBelow(s.place.File, s.directory) {
		parts = append(parts, "called from "+s.directory)
	}
	t.line("", parts...)
	for _, line := range s.about() {
		t.line("  ", "  "+line)
	}
}

// cells shows what is wrong, accepted or not known on lines of their own, and the rest on one.
func (t *text) cells(cells []posture.Cell) {
	var rest []string
	for _, c := range cells {
		head := paint(c.Sign) + joint + c.Topic.Title()
		if c.Says != "" {
			head += ": " + c.Says
		}
		off := ""
		if rules := offs(c.Answers); len(rules) > 0 {
			off = strings.Join(rules, ", ") + " is off and would report it"
		}
		switch {
		case c.Sign < posture.Accept && c.Topic == posture.Classified && c.Sign != posture.Muted, c.Sign < posture.Accept && c.Says == "":
			// said above, or not asked
		case c.Sign < posture.Accept && off != "":
			rest = append(rest, head+" ("+off+")")
		case c.Sign < posture.Accept:
			rest = append(rest, head)
		case len(c.Reasons) == 1 && c.Reasons[0].More == 0 && c.Sign == posture.Open:
			t.line("  ", head+" ("+c.Reasons[0].Why+")")
			t.answers(c.Answers)
		default:
			t.line("  ", head)
			t.answers(c.Answers)
			t.reasons(c.Reasons)
		}
		if c.Sign >= posture.Accept && off != "" {
			t.line("    ", off)
		}
	}
	if len(rest) > 0 {
		t.line("  ", strings.Join(rest, "  "))
	}
}

// answers shows the findings among some answers.
func (t *text) answers(answers []posture.Answer) {
	for _, a := range answers {
		if sign := posture.SignOf(a); (sign == posture.Wrong || sign == posture.Accept) && a.Finding != nil {
			t.line("    ", findingLine(a))
		}
	}
}

// reasons shows why something isn't known.
func (t *text) reasons(all []posture.Reason) {
	shown, rest := given(all)
	for _, r := range shown {
		t.line("    ", "not known: "+r.Why)
	}
	if rest != "" {
		t.line("    ", rest)
	}
}

// findingLine says which rule has found something, where, and what is done about it.
func findingLine(a posture.Answer) string {
	f := a.Finding
	at := f.Place
	if f.Origin != nil {
		at = *f.Origin
	}
	line := fmt.Sprintf("%s, %s, %s", a.Rule, f.Severity, at)
	if a.About != "" {
		line += ", " + a.About
	}
	if a.More > 0 {
		line += fmt.Sprintf(" and %d more", a.More)
	}
	switch {
	case a.Off:
		line += "; the rule is off"
	case f.Accepted != nil:
		line += "; accepted: " + f.Accepted.Comment
	default:
		line += "; " + fixSentence(f.Fix)
	}
	return line
}

// fixSentence says what --fix does about a finding.
func fixSentence(f *posture.Fix) string {
	switch {
	case f == nil:
		return "shown where its module is linted"
	case f.Is == "safe":
		return "--fix mends it"
	case f.Is == "unsafe":
		return "unsafe_fixes mends it: " + f.Reason
	}
	return "not fixed: " + f.Reason
}

// listed lists some, and says how many there are more.
func listed(all []string) string {
	const most = 20
	if len(all) > most {
		return strings.Join(all[:most], ", ") + fmt.Sprintf(" and %d more", len(all)-most)
	}
	return strings.Join(all, ", ")
}

// counts shows the best practices as a table.
func (t *text) counts(r *posture.Report) {
	if len(r.Practices) == 0 {
		return
	}
	t.line("")
	longest := 0
	for _, p := range r.Practices {
		longest = max(longest, utf8.RuneCountInString(p.ID+"  "+p.Title))
	}
	t.line("", fmt.Sprintf("%-*s  %6s %6s %8s %8s", longest, "by best practice", "yes", "no", "accepted", "unknown"))
	for _, p := range r.Practices {
		t.line("", fmt.Sprintf("%-*s  %6d %6d %8d %8d", longest, p.ID+"  "+p.Title, p.Yes, p.No, p.Accepted, p.Unknown))
	}
}

func (t *text) changes(c *posture.Changes) {
	if c == nil {
		return
	}
	t.line("")
	t.line("", changeSummary(c))
	for _, group := range changeGroups(c) {
		for _, one := range group.list {
			t.line("  ", fmt.Sprintf("%s %s%s: %s", group.name, one.Address, t.in(one.Directory), one.Rule))
		}
	}
}

// several reports whether a directory has to be named: there is more than one, or there was.
func several(r *posture.Report) bool {
	dirs := map[string]bool{}
	for _, d := range r.Directories {
		dirs[d.Path] = true
	}
	if r.Changes != nil {
		for _, group := range changeGroups(r.Changes) {
			for _, one := range group.list {
				dirs[one.Directory] = true
			}
		}
	}
	return len(dirs) > 1
}

type changeGroup struct {
	name string
	list []posture.Change
}

func changeGroups(c *posture.Changes) []changeGroup {
	return []changeGroup{{"worse", c.Worse}, {"better", c.Better}, {"now known", c.Known}, {"no longer known", c.Unknown}}
}

func changeSummary(c *posture.Changes) string {
	return fmt.Sprintf("since the earlier report: %d worse, %d better, %d now known, %d no longer known", len(c.Worse), len(c.Better), len(c.Known), len(c.Unknown))
}

func (t *text) more(m posture.More) {
	lines := moreLines(m)
	if len(lines) == 0 {
		return
	}
	t.line("")
	t.line("", "more would be known with")
	for _, line := range lines {
		t.line("  ", line)
	}
}

// moreLines says what would make more known.
func moreLines(m posture.More) []string {
	var out []string
	for _, group := range []struct {
		with, prefix string
		list         []posture.Wanted
	}{{"--var-file=FILE, with values for", "var.", m.Variables}, {"terraform init and call_module_type = \"all\", for", "", m.Modules}} {
		var names []string
		answers := 0
		for _, w := range group.list {
			if name := group.prefix + w.Name; !slices.Contains(names, name) {
				names = append(names, name)
			}
			answers += w.Answers
		}
		if len(names) > 0 {
			out = append(out, fmt.Sprintf("%s %s: %s", group.with, listed(names), count(answers, "answer", "answers")))
		}
	}
	if m.Classes > 0 {
		out = append(out, fmt.Sprintf("a classification tag, or buckets = [PATTERNS] in a tier block of .tflint.hcl, for %s", count(m.Classes, "bucket", "buckets")))
	}
	return out
}

// isBelow reports whether a file is in a directory, and not in one that it calls.
func isBelow(file, dir string) bool {
	if dir == "." {
		return !strings.Contains(file, "/")
	}
	return path.Dir(file) == dir
}

// heading names what the report is of.
func heading(r *posture.Report) string {
	var of []string
	preset := ""
	for _, d := range r.Directories {
		of = append(of, d.Path)
		preset = cmp.Or(preset, d.Preset)
	}
	return fmt.Sprintf("S3 encryption of %s (preset %s, version %s)", listed(of), preset, r.Version)
}

// summary counts what there is.
func summary(r *posture.Report) string {
	number := func(signs []posture.Sign, one, many string) string {
		wrong, open := 0, 0
		for _, s := range signs {
			switch s {
			case posture.Wrong:
				wrong++
			case posture.Open:
				open++
			case posture.None, posture.Good, posture.Muted, posture.Accept:
			}
		}
		return fmt.Sprintf("%s: %d with a fault, %d not known, %d fine", count(len(signs), one, many), wrong, open, len(signs)-wrong-open)
	}
	var buckets, keys []posture.Sign
	for _, b := range r.Buckets {
		buckets = append(buckets, b.Standing())
	}
	for _, k := range r.Keys {
		keys = append(keys, k.Standing())
	}
	out := number(buckets, "bucket", "buckets")
	if len(keys) > 0 {
		out += "; " + number(keys, "key", "keys")
	}
	return out + ". Default encryption is for new objects: what lies in a bucket isn't in the code."
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// width is that of the terminal that somebody reads at.
func width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return min(max(columns, 40), widest)
		}
	}
	return widest
}
