package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// hostile is text that each format has to take as text.
const hostile = "\b\f\r</td><script>alert(1)</script> | `a` *b* @c [d](http://e) \x1b[31m \"f\" \\ g\nh"

// notes are of one directory: n buckets, of which the first is sensitive and wrong, the second unknown, the third accepted.
func notes(n int) []*posture.Note {
	rule := func(name string, topic posture.Topic) posture.RuleInfo {
		return posture.RuleInfo{Name: name, Title: "Title of " + name, Topic: topic, Practice: "SEC08-BP02", PracticeTitle: "Enforce encryption at rest",
			Severity: "warning", Link: "https://example.com/" + name, State: "on", Controls: []posture.Control{{Standard: "AWS Config", ID: "c"}}}
	}
	out := []*posture.Note{{Directory: &posture.Directory{Path: ".", Version: "1.2.3", Preset: "recommended", Notes: n + 1,
		Rules: []posture.RuleInfo{rule("r_encryption", posture.Encryption), rule("r_http", posture.Transport), rule("r_rotation", posture.Rotation)}}}}
	for i := range n {
		b := &posture.Bucket{Directory: ".", Address: fmt.Sprintf("aws_s3_bucket.b%d", i), Place: posture.Place{File: "main.tf", Line: i + 1, Column: 1}}
		is := posture.Answer{Rule: "r_http", Is: posture.Yes}
		switch i {
		case 0:
			b.Class = posture.Class{Tier: "restricted", Sensitive: true, By: hostile}
			b.Name = hostile
			is = posture.Answer{Rule: "r_http", Is: posture.No, Finding: &posture.Finding{Severity: "error", Message: "aws_s3_bucket.b0 " + hostile,
				Place: posture.Place{File: "a b/main.tf", Line: 3, Column: 2}, Fix: &posture.Fix{Is: "no", Reason: hostile}}}
		case 1:
			is = posture.Answer{Rule: "r_http", Is: posture.Unknown, Why: "var.x has no value; " + hostile}
		case 2:
			is = posture.Answer{Rule: "r_http", Is: posture.No, Finding: &posture.Finding{Severity: "warning", Message: "aws_s3_bucket.b2 is open",
				Place: posture.Place{File: "main.tf", Line: 9, Column: 1}, Fix: &posture.Fix{Is: "safe"}, Accepted: &posture.Accepted{Comment: "# tflint-ignore: r_http", Place: posture.Place{File: "main.tf", Line: 8}}}}
		}
		b.Answers = []posture.Answer{is, {Rule: "r_encryption", Is: posture.Yes}}
		b.Facts = map[posture.Topic]posture.Fact{posture.Encryption: {Says: "SSE-KMS"}}
		out = append(out, &posture.Note{Bucket: b})
	}
	out = append(out, &posture.Note{Key: &posture.Key{Directory: ".", Address: "aws_kms_key.k", Place: posture.Place{File: "main.tf", Line: 2},
		Answers: []posture.Answer{{Rule: "r_rotation", Is: posture.Yes}}}})
	for _, note := range out {
		note.Format = posture.Format
	}
	return out
}

// printed is what tflint prints with notes.
func printed(t *testing.T, notes []*posture.Note) string {
	t.Helper()
	var issues []map[string]any
	for _, n := range notes {
		text, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		issues = append(issues, map[string]any{"rule": map[string]any{"name": posture.Rule}, "message": string(text)})
	}
	issues = append(issues, map[string]any{"rule": map[string]any{"name": "terraform_other"}, "message": "no note"})
	text, err := json.Marshal(map[string]any{"issues": issues, "errors": []any{}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// run runs the command over an input.
func run(t *testing.T, in string, args ...string) (status int, out, problems string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = Main(append([]string{"report"}, args...), strings.NewReader(in), &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

// TestFormats holds what each format shows, that hostile text stays text, and that a thousand buckets stay readable.
func TestFormats(t *testing.T) {
	for _, n := range []int{0, 5, 1000} {
		in := printed(t, notes(n))
		for format := range formats {
			status, out, problems := run(t, in, "--format="+format)
			if status != 0 || problems != "" || out == "" {
				t.Fatalf("%s of %d: status %d, %s", format, n, status, problems)
			}
			if again := func() string { _, again, _ := run(t, in, "--format="+format); return again }(); again != out {
				t.Errorf("%s of %d differs from run to run", format, n)
			}
			if n == 0 {
				continue
			}
			wants := []string{"aws_s3_bucket.b0", "aws_s3_bucket.b2", "r_http"}
			if format != "sarif" {
				wants = append(wants, "aws_s3_bucket.b1", "var.x", "SEC08-BP02")
			}
			for _, want := range wants {
				if !strings.Contains(out, want) && !strings.Contains(out, escaped(want)) {
					t.Errorf("%s of %d has no %s", format, n, want)
				}
			}
			if strings.ContainsAny(out, "\x1b\b\f\r") {
				t.Errorf("%s has a control character", format)
			}
			if format != "json" && format != "sarif" && format != "text" && strings.Contains(out, "<script>") {
				t.Errorf("%s has a script in it", format)
			}
			if lines := strings.Count(out, "\n"); format == "text" && n == 1000 && lines > 60 {
				t.Errorf("text of a thousand buckets has %d lines", lines)
			}
			if format == "markdown" && len(out) > mostMarkdown+1000 {
				t.Errorf("%d bytes of Markdown", len(out))
			}
		}
	}
}

// TestMarkdownTables holds that no cell breaks its row.
func TestMarkdownTables(t *testing.T) {
	_, out, _ := run(t, printed(t, notes(5)), "--format=markdown")
	columns := 0
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "|") {
			columns = 0
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if columns != 0 && n != columns {
			t.Errorf("%d columns, not %d: %s", n, columns, line)
		}
		columns = n
	}
}

// TestMarkdownCut holds that what doesn't fit is counted.
func TestMarkdownCut(t *testing.T) {
	many := notes(500)
	for _, n := range many {
		if n.Bucket != nil {
			n.Bucket.Answers[0].Is = posture.Unknown
		}
	}
	_, out, _ := run(t, printed(t, many), "--format=markdown")
	if !regexp.MustCompile(`\n\d+ more buckets don't fit here`).MatchString(out) {
		t.Errorf("nothing says that buckets are left out: %s", out[len(out)-300:])
	}
}

// TestMarkdownWhole holds that whatever is left out, each list that is opened is closed, and a comment on GitHub takes it.
func TestMarkdownWhole(t *testing.T) {
	for size := 0; size < 60_000; size += 997 {
		many := notes(12)
		for _, n := range many {
			if n.Bucket != nil {
				n.Bucket.Answers[0] = posture.Answer{Rule: "r_http", Is: posture.Unknown, Why: strings.Repeat("é", size/20)}
			}
		}
		many[1].Bucket.Answers[0] = posture.Answer{Rule: "r_http", Is: posture.No, Finding: &posture.Finding{Severity: "error", Message: strings.Repeat("m", size)}}
		_, out, _ := run(t, printed(t, many), "--format=markdown")
		open, closed := strings.Count(out, "<details>"), strings.Count(out, "</details>")
		if open != closed || len(out) > 65_536 {
			t.Fatalf("a message of %d: %d lists are opened and %d closed in %d bytes", size, open, closed, len(out))
		}
	}
}

// TestSARIF holds what tflint's SARIF lacks.
func TestSARIF(t *testing.T) {
	_, out, _ := run(t, printed(t, notes(5)), "--format=sarif")
	var log sarifLog
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	r := log.Runs[0]
	if log.Version != "2.1.0" || len(r.Results) != 2 || len(r.Tool.Driver.Rules) != 3 {
		t.Fatalf("version %s, %d results, %d rules", log.Version, len(r.Results), len(r.Tool.Driver.Rules))
	}
	for _, result := range r.Results {
		rule := r.Tool.Driver.Rules[result.RuleIndex]
		if rule.ID != result.RuleID || rule.Help.Text == "" || rule.Properties.Severity == "" || len(rule.Properties.Tags) < 3 {
			t.Errorf("rule %+v of %s", rule, result.RuleID)
		}
		if len(result.Fingerprints["ruleFileAddress/v1"]) != 32 || result.Locations[0].Logical[0].FullyQualifiedName == "" {
			t.Errorf("result %+v", result)
		}
	}
	if r.Results[0].Locations[0].Physical.Artifact.URI != "a%20b/main.tf" || uri(`a:b\[c]|ä.tf`) != "./a:b/%5Bc%5D%7C%C3%A4.tf" || r.Results[0].Level != "error" {
		t.Errorf("%+v", r.Results[0])
	}
	if s := r.Results[1].Suppressions; len(s) != 1 || s[0].Kind != "inSource" || s[0].Justification != "# tflint-ignore: r_http" {
		t.Errorf("suppressions %+v", s)
	}
}

// TestBadInput holds that each is one sentence and the exit status 1, and nothing is written.
func TestBadInput(t *testing.T) {
	good := notes(3)
	other := notes(1)
	other[0].Format = 99
	fixing := notes(1)
	fixing[0].Directory.Fixing = true
	foreign := filepath.Join(t.TempDir(), "foreign.json")
	if err := os.WriteFile(foreign, []byte(`{"a": 1}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in   string
		args []string
		want string
	}{
		"empty":           {"", nil, "the input is empty"},
		"no JSON":         {"hello", nil, "isn't what tflint"},
		"foreign":         {`{"version": "2.1.0"}`, nil, "isn't what tflint"},
		"cut off":         {printed(t, good)[:200], nil, "isn't what tflint"},
		"no notes":        {`{"issues": [], "errors": []}`, nil, "no notes: run it with S3_ENCRYPTION_REPORT=1"},
		"an error":        {`{"issues": [], "errors": [{"message": "Failed to load"}]}`, nil, "tflint says: Failed to load"},
		"notes missing":   {printed(t, good[:3]), nil, "3 notes of 5"},
		"another form":    {printed(t, other), nil, "of form 99"},
		"with --fix":      {printed(t, fixing), nil, "had --fix"},
		"format":          {"", []string{"--format=pdf"}, "want one of html, json, markdown, sarif, text"},
		"fail-on":         {"", []string{"--fail-on=all"}, "want no, unknown or worse"},
		"worse":           {"", []string{"--fail-on=worse"}, "needs --changed-since"},
		"two directories": {"", []string{"a", "b"}, "one directory at a time"},
		"no file":         {"", []string{"--changed-since=/nowhere.json"}, "read the earlier report"},
		"no report":       {"", []string{"--changed-since=" + foreign}, "isn't a report"},
		"no folder":       {printed(t, good), []string{"--output=/nowhere/report.html"}, "write the report"},
		"inject nowhere":  {printed(t, good), []string{"--inject=/nowhere.md"}, "inject the report"},
		"inject no marks": {printed(t, good), []string{"--inject=" + foreign}, "has no lines"},
		"no tflint":       {"", []string{"--tflint=/nowhere/tflint", "."}, "install tflint"},
		"two places":      {"", []string{"--inject=a", "--output=b"}, "only one of them"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, problems := run(t, c.in, c.args...)
			if status != exitError || !strings.Contains(problems, c.want) || strings.Count(problems, "\n") != 1 || out != "" {
				t.Errorf("status %d, %q, %q", status, problems, out)
			}
		})
	}
	if text, err := os.ReadFile(foreign); err != nil || string(text) != `{"a": 1}` {
		t.Errorf("the file is now %q", text)
	}
}

// TestStatus holds what --fail-on makes of a report.
func TestStatus(t *testing.T) {
	all := notes(5)
	fine := printed(t, append([]*posture.Note{{Format: posture.Format, Directory: &posture.Directory{Path: ".", Notes: 1}}}, all[4]))
	unknown := printed(t, append([]*posture.Note{{Format: posture.Format, Directory: &posture.Directory{Path: ".", Notes: 1}}}, all[2]))
	earlier := filepath.Join(t.TempDir(), "earlier.json")
	if status, _, problems := run(t, printed(t, all), "--format=json", "--output="+earlier); status != 0 {
		t.Fatal(problems)
	}
	worse := notes(5)
	worse[5].Bucket.Answers[0].Is = posture.No
	broken := strings.Replace(fine, `"errors":[]`, `"errors":[{"message":"Failed to load child"}]`, 1)
	if _, _, problems := run(t, broken, "--fail-on=unknown"); problems != "tflint: Failed to load child\n" {
		t.Errorf("what couldn't be inspected isn't told: %q", problems)
	}
	if status, _, _ := run(t, broken, "--fail-on=unknown"); status != exitFound {
		t.Errorf("a directory that couldn't be inspected: status %d", status)
	}
	for name, c := range map[string]struct {
		in   string
		args []string
		want int
	}{
		"nothing asked":    {printed(t, all), nil, 0},
		"no":               {printed(t, all), []string{"--fail-on=no"}, 2},
		"no, fine":         {fine, []string{"--fail-on=no"}, 0},
		"no, unknown":      {unknown, []string{"--fail-on=no"}, 0},
		"unknown":          {unknown, []string{"--fail-on=unknown"}, 2},
		"unknown, wrong":   {printed(t, all), []string{"--fail-on=unknown"}, 2},
		"as before":        {printed(t, all), []string{"--fail-on=worse", "--changed-since=" + earlier}, 0},
		"worse":            {printed(t, worse), []string{"--fail-on=worse", "--changed-since=" + earlier}, 2},
		"sensitive, wrong": {printed(t, all), []string{"--fail-on=no", "--sensitive-only"}, 2},
		"none sensitive":   {unknown, []string{"--fail-on=unknown", "--sensitive-only"}, 0},
	} {
		if status, _, problems := run(t, c.in, c.args...); status != c.want || problems != "" {
			t.Errorf("%s: status %d, want %d; %s", name, status, c.want, problems)
		}
	}
	if _, out, _ := run(t, printed(t, all), "--sensitive-only", "--changed-since="+earlier); !strings.Contains(out, "0 worse, 0 better, 0 now known") {
		t.Errorf("what is left out is told as a change:\n%s", out)
	}
	if _, out, _ := run(t, fine, "--changed-since="+earlier); !strings.Contains(out, "0 worse, 0 better, 0 now known") {
		t.Errorf("what is gone is told as better:\n%s", out)
	}
	cut := strings.Replace(printed(t, all), `"errors":[]`, `"errors":[{"message":"a\u001b[31m\rb"}]`, 1)
	if status, out, problems := run(t, cut, "--fail-on=worse", "--changed-since="+earlier); status != exitFound || strings.ContainsAny(out+problems, "\x1b\r") {
		t.Errorf("status %d, %q", status, problems)
	}
	if _, out, _ := run(t, printed(t, worse), "--changed-since="+earlier); !strings.Contains(out, "1 worse, 0 better") || !strings.Contains(out, "worse aws_s3_bucket.b4: r_http") {
		t.Errorf("what is worse isn't told:\n%s", out)
	}
}

// TestSeveralDocuments reads what tflint prints for several directories, one after the other.
func TestSeveralDocuments(t *testing.T) {
	a, b := notes(2), notes(1)
	for _, n := range b {
		switch {
		case n.Directory != nil:
			n.Directory.Path = "other"
		case n.Bucket != nil:
			n.Bucket.Directory = "other"
		case n.Key != nil:
			n.Key.Directory = "other"
		}
	}
	_, out, problems := run(t, printed(t, a)+"\n"+printed(t, b), "--format=json")
	var r posture.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || len(r.Directories) != 2 || len(r.Buckets) != 3 {
		t.Errorf("%v, %d directories, %d buckets; %s", err, len(r.Directories), len(r.Buckets), problems)
	}
}

// TestTwice holds that what is in the input twice counts once, as the later document has it, and that this is said.
func TestTwice(t *testing.T) {
	const remark = "report: the directory . is in the input twice: the later document counts\n"
	before, after := notes(3), notes(3)
	after[1].Bucket.Answers[0] = posture.Answer{Rule: "r_http", Is: posture.Yes}
	b0 := `"address": "aws_s3_bucket.b0"`
	once := func(name, in, problem string, ok func(r *posture.Report) bool) {
		t.Helper()
		status, out, problems := run(t, in, "--format=json")
		var r posture.Report
		if err := json.Unmarshal([]byte(out), &r); err != nil || status != exitFine || problems != problem || strings.Count(out, b0) != 1 || !ok(&r) {
			t.Errorf("%s: status %d, %v, %q, %s", name, status, err, problems, out)
		}
	}
	mended := func(r *posture.Report) bool {
		return len(r.Directories) == 1 && len(r.Buckets) == 3 && len(r.Keys) == 1 && len(r.Errors) == 0 && posture.Worst(r.Buckets[0].Answers) == posture.Good
	}
	once("two documents", printed(t, before)+printed(t, after), remark, mended)
	once("three", printed(t, before)+printed(t, before)+printed(t, after), remark, mended)
	once("one of two runs", printed(t, append(before, after...)), remark, mended)

	both := notes(2)
	for _, n := range notes(1) {
		switch {
		case n.Directory != nil:
			n.Directory.Path = "other"
		case n.Bucket != nil:
			n.Bucket.Directory, n.Bucket.Address = "other", "aws_s3_bucket.x"
		case n.Key != nil:
			n.Key.Directory = "other"
		}
		both = append(both, n)
	}
	once("recursive, and one", printed(t, both)+printed(t, notes(2)), remark, func(r *posture.Report) bool {
		return len(r.Directories) == 2 && len(r.Buckets) == 3 && len(r.Keys) == 2
	})

	elsewhere := notes(3) // of another directory in which tflint was started
	elsewhere[2].Bucket.Place.Line = 99
	elsewhere[3].Bucket.Address = "aws_s3_bucket.c"
	lost := "the directory . is in the input twice, and the later document counts, which has other things: what the earlier has of aws_s3_bucket.b1, aws_s3_bucket.b2 doesn't count. " +
		"For several directories, start tflint in one place, with --chdir or --recursive"
	once("another directory", printed(t, before)+printed(t, elsewhere), "report: "+lost+"\n", func(r *posture.Report) bool {
		return len(r.Buckets) == 3 && len(r.Errors) == 1 && r.Errors[0] == lost
	})
	if status, _, _ := run(t, printed(t, before)+printed(t, elsewhere), "--fail-on=worse", "--changed-since="+saved(t, before)); status != exitFound {
		t.Errorf("what doesn't count is no failure: status %d", status)
	}

	double := notes(0) // as a broken module has it: two resources of one address
	for range 2 {
		double = append(double, &posture.Note{Format: posture.Format, Bucket: &posture.Bucket{Directory: ".", Address: "aws_s3_bucket.b0"}})
	}
	double[0].Directory.Notes += 2
	if status, _, problems := run(t, printed(t, double)); status != exitFine || problems != "" {
		t.Errorf("one run: status %d, %q", status, problems)
	}
}

// saved is a report in a file.
func saved(t *testing.T, notes []*posture.Note) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "report.json")
	if status, _, problems := run(t, printed(t, notes), "--format=json", "--output="+name); status != exitFine {
		t.Fatal(problems)
	}
	return name
}

// TestChangedWhere holds that what has changed is told with its directory where there are several, now or before.
func TestChangedWhere(t *testing.T) {
	moved := func(dir string, is posture.Is) []*posture.Note {
		all := notes(4)
		for _, n := range all {
			switch {
			case n.Directory != nil:
				n.Directory.Path = dir
			case n.Bucket != nil:
				n.Bucket.Directory = dir
			case n.Key != nil:
				n.Key.Directory = dir
			}
		}
		all[4].Bucket.Answers[0].Is = is
		return all
	}
	two := slices.Concat(moved("live/dev", posture.Yes), moved("live/prod", posture.No))
	for format, want := range map[string]string{
		"text": "worse aws_s3_bucket.b3 in live/prod: r_http", "markdown": "- worse: `aws_s3_bucket.b3` in `live/prod`, r_http",
		"html": "<code>aws_s3_bucket.b3</code> in <code>live/prod</code>, r_http",
	} {
		before := saved(t, slices.Concat(moved("live/dev", posture.Yes), moved("live/prod", posture.Yes)))
		if _, out, _ := run(t, printed(t, two), "--format="+format, "--changed-since="+before); !strings.Contains(out, want) {
			t.Errorf("%s: no %q", format, want)
		}
		if _, out, _ := run(t, printed(t, moved("live/prod", posture.No)), "--format="+format, "--changed-since="+saved(t, moved("live/prod", posture.Yes))); strings.Contains(out, want) ||
			!strings.Contains(out, strings.NewReplacer(" in live/prod", "", " in `live/prod`", "", " in <code>live/prod</code>", "").Replace(want)) {
			t.Errorf("%s: the only directory is named", format)
		}
	}
}

// TestInject puts a report between markers, twice.
func TestInject(t *testing.T) {
	name := filepath.Join(t.TempDir(), "README.md")
	if err := os.WriteFile(name, []byte("# A\n"+beginMark+"\nold\n"+endMark+"\nrest\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var once string
	for range 2 {
		if status, _, problems := run(t, printed(t, notes(3)), "--inject="+name); status != 0 {
			t.Fatal(problems)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# A\n"+beginMark+"\n## ") || !strings.HasSuffix(string(text), endMark+"\nrest\n") || strings.Contains(string(text), "old") {
			t.Errorf("%s", text)
		}
		if once != "" && once != string(text) {
			t.Error("a second time changes it")
		}
		once = string(text)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// closed is a pipe whose reader has gone.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestClosedPipe holds that an output that can't be written is an error.
func TestClosedPipe(t *testing.T) {
	for format := range formats {
		if status := Main([]string{"report", "--format=" + format}, strings.NewReader(printed(t, notes(3))), closed{}, io.Discard); status != exitError {
			t.Errorf("%s: status %d", format, status)
		}
	}
}

// TestProgram holds what the program says without a command.
func TestProgram(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{nil, 0, "tflint starts it"}, {[]string{"--help"}, 0, "report [DIR]"}, {[]string{"--version"}, 0, "tflint-ruleset-s3-encryption 0."},
		{[]string{"lint"}, 1, `there is no command "lint"`}, {[]string{"report", "--help"}, 0, "-changed-since FILE"}, {[]string{"report", "--nope"}, 1, "flag provided but not defined"},
	} {
		var out bytes.Buffer
		if status := Main(c.args, strings.NewReader(""), &out, &out); status != c.status || !strings.Contains(out.String(), c.want) {
			t.Errorf("%q: status %d, %s", c.args, status, out.String())
		}
	}
}

// TestOwn holds what is taken out of a configuration, and that the lines stay where they are.
func TestOwn(t *testing.T) {
	const text = `config {
  plugin_dir = "~/plugins"
  call_module_type = "all"
}
plugin "aws" {
  enabled = true
  source = "github.com/x/aws"
}
plugin "s3-encryption" {
  enabled = true
  version = "9.9.9"
  source  = "github.com/x/y"
  preset  = "strict"
}
rule "aws_instance_invalid_type" {
  enabled = false
}
rule "kms_key_rotation" {
  enabled = false
}
`
	dir := t.TempDir()
	name := filepath.Join(dir, ".tflint.hcl")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := own(name)
	if err != nil {
		t.Fatal(err)
	}
	got := string(c.text)
	for _, gone := range []string{"plugin_dir", `"aws"`, "9.9.9", "source", "aws_instance"} {
		if strings.Contains(got, gone) {
			t.Errorf("%s is still there", gone)
		}
	}
	lines := strings.Split(got, "\n")
	if lines[12] != `  preset  = "strict"` || lines[17] != `rule "kms_key_rotation" {` || !strings.Contains(lines[2], "call_module_type") {
		t.Errorf("lines have moved:\n%s", got)
	}
	if !strings.Contains(got, "plugin \"terraform\" {\n  enabled = false\n}") || len(c.remarks) != 1 || !strings.Contains(c.remarks[0], "9.9.9") {
		t.Errorf("remarks %q in\n%s", c.remarks, got)
	}

	asJSON := filepath.Join(dir, "x.json")
	if err := os.WriteFile(asJSON, []byte(`{"config": {"plugin_dir": "x"}, "plugin": {"aws": {"enabled": true}, "s3-encryption": {"enabled": true, "source": "x", "preset": "strict"}}, "rule": {"aws_x": {"enabled": true}, "kms_key_rotation": {"enabled": false}}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err = own(asJSON)
	if err != nil {
		t.Fatal(err)
	}
	var root struct {
		Plugin map[string]map[string]any
		Rule   map[string]any
	}
	if err := json.Unmarshal(c.text, &root); err != nil {
		t.Fatal(err)
	}
	if len(root.Plugin) != 2 || root.Plugin["s3-encryption"]["preset"] != "strict" || root.Plugin["s3-encryption"]["source"] != nil || len(root.Rule) != 1 {
		t.Errorf("%s", c.text)
	}
	if err := os.WriteFile(asJSON, []byte(`{"plugin": [{"s3-encryption": {"enabled": false}}]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := own(asJSON); err == nil || !strings.Contains(err.Error(), "is a list") {
		t.Errorf("a list: %v", err)
	}
	for name, text := range map[string]string{"off.hcl": "plugin \"s3-encryption\" {\n  enabled = false\n}\n", "off.json": `{"plugin": {"s3-encryption": {"enabled": false}}}`} {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := own(name); err == nil || !strings.Contains(err.Error(), "disabled there") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRead holds that no input makes the reader fail otherwise than by an error, and that what it takes can be shown.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"issues": [], "errors": []}`))
	f.Add([]byte(`{"issues": [{"rule": {"name": "s3_encryption_report"}, "message": "{\"s3_encryption_report\": 1, \"directory\": {\"path\": \".\", \"notes\": 0}}"}], "errors": []}`))
	f.Add([]byte(`{"issues": [{"rule": {"name": "s3_encryption_report"}, "message": "{\"s3_encryption_report\": 1, \"bucket\": {\"address\": \"x\", \"answers\": [{\"rule\": \"r\", \"is\": \"no\"}]}}"}]}`))
	f.Fuzz(func(t *testing.T, input []byte) {
		var all said
		var doc document
		if json.Unmarshal(input, &doc) != nil || doc.Issues == nil {
			_, _ = read(bytes.NewReader(input)) // an error, or nothing
			return
		}
		if all.add(&doc) != nil {
			return
		}
		r := posture.NewReport(all.notes)
		for format, write := range formats {
			if err := write(io.Discard, r); err != nil {
				t.Errorf("%s: %s", format, err)
			}
		}
	})
}

// TestPage holds that each unknown answer has its reason on the page: a second one of a topic, one beside a finding, one of
// what belongs to no bucket; and that a rule's page is linked unless its address does something.
func TestPage(t *testing.T) {
	all := notes(5)
	all[0].Directory.Rules = append(all[0].Directory.Rules, posture.RuleInfo{Name: "r_script", Title: "T", Topic: posture.Transport, Link: "javascript:alert(1)"})
	open := func(why string) posture.Answer {
		return posture.Answer{Rule: "r_script", Is: posture.Unknown, Why: why}
	}
	all[1].Bucket.Answers = append(all[1].Bucket.Answers, open("reason beside a finding"))
	all[1].Bucket.Answers[0].Finding.Origin = &posture.Place{File: "modules/m/main.tf", Line: 7}
	all[2].Bucket.Answers = append(all[2].Bucket.Answers, open("a second reason"))
	all[0].Directory.Notes++
	all = append(all, &posture.Note{Format: posture.Format, Other: &posture.Other{Directory: ".", Address: "aws_s3_object.o", Place: posture.Place{File: "main.tf", Line: 1},
		Answers: []posture.Answer{open("reason of an upload")}}})
	_, out, problems := run(t, printed(t, all), "--format=html")
	for _, want := range []string{
		"reason beside a finding", "a second reason", "reason of an upload", "var.x has no value", "written at modules/m/main.tf:7", "accepted: # tflint-ignore: r_http",
		`<a href="https://example.com/r_http">`, `<a href="#Others">Others (1)</a>`, `<section id="controls">`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the page has no %s; %s", want, problems)
		}
	}
	for _, no := range []string{"javascript:", "<script", "http://e\"", "src=", "<ul></ul>"} {
		if strings.Contains(out, no) {
			t.Errorf("the page has %s", no)
		}
	}
	if details := strings.Count(out, "<details>"); details != 2 || strings.Index(out, "aws_s3_bucket.b3") < strings.Index(out, "<details>") {
		t.Errorf("%d folded lists, of buckets and of keys; b3, which is fine, has to be in the first", details)
	}
}
