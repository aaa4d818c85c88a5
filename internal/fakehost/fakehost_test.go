package fakehost

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

func TestReport(t *testing.T) {
	dir := write(t, map[string]string{
		"b.tf": "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\"\n  acl    = \"public-read\"\n}\n",
		"a.tf": "resource \"aws_s3_bucket\" \"a\" {\n  acl = \"public-read\"\n}\n",
	})
	result := run(t, []tflint.Rule{acl, named}, Options{Dir: dir},
		`a.tf:1:1: Warning - unnamed a (named)`,
		`a.tf:2:9: Warning - public (acl)`,
		`b.tf:3:12: Warning - public (acl)`,
	)
	if i := result.Issues[1]; !i.Fixable || i.Fixed || i.Link != "https://example.com/acl" {
		t.Errorf("issue is %+v", i)
	}
	calls := map[string]int{"GetResourceContent": 2, "EvaluateExpr": 2, "EmitIssueWithFix": 3, "GetFile": 1}
	if diff := cmp.Diff(calls, result.Calls); diff != "" {
		t.Error(diff)
	}
	if got := string(result.Files["a.tf"]); got != "resource \"aws_s3_bucket\" \"a\" {\n  acl = \"public-read\"\n}\n" {
		t.Errorf("changed without Fix:\n%s", got)
	}
}

func TestFix(t *testing.T) {
	dir := write(t, map[string]string{
		"main.tf":  "resource \"aws_s3_bucket\" \"a\" {\n  acl = \"public-read\"\n}\n",
		"other.tf": "locals { a=1 }\n",
	})
	// acl sees the lines that named moved.
	result := run(t, []tflint.Rule{named, acl}, Options{Dir: dir, Fix: true},
		`main.tf:1:1: Warning - unnamed a (named)`,
		`main.tf:5:9: Warning - public (acl)`,
	)
	if !result.Issues[0].Fixed {
		t.Error("not fixed")
	}
	want := map[string]string{
		"main.tf":  "resource \"aws_s3_bucket\" \"a\" {\n\n  bucket = \"a\"\n\n  acl = \"private\"\n}\n",
		"other.tf": "locals { a=1 }\n",
	}
	files := map[string]string{}
	for name, content := range result.Files {
		files[name] = string(content)
	}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Error(diff)
	}
	run(t, []tflint.Rule{named, acl}, Options{Dir: write(t, files)})
}

func TestTwoPasses(t *testing.T) {
	dir := write(t, map[string]string{
		"main.tf": "resource \"aws_s3_bucket\" \"a\" {\n}\n",
	})
	note := &rule{name: "note", check: func(r *rule, runner tflint.Runner) error {
		return runner.EmitIssue(r, "seen", hcl.Range{Filename: "main.tf", Start: hcl.InitialPos, End: hcl.InitialPos})
	}}
	step := &rule{name: "step", check: func(r *rule, runner tflint.Runner) error {
		file, err := runner.GetFile("main.tf")
		if err != nil {
			return err
		}
		stages := map[int]string{33: "# one\n", 39: "# two\n"}
		text, ok := stages[len(file.Bytes)]
		if !ok {
			return nil
		}
		end := hcl.Range{Filename: "main.tf", Start: hcl.Pos{Line: 3, Column: 1, Byte: len(file.Bytes)}}
		end.End = end.Start
		return runner.EmitIssueWithFix(r, "add "+text[2:5], end, func(f tflint.Fixer) error {
			return f.InsertTextAfter(end, text)
		})
	}}
	// What isn't fixable is shown for the first pass only.
	result := run(t, []tflint.Rule{note, step}, Options{Dir: dir, Fix: true},
		`main.tf:1:1: Warning - seen (note)`,
		`main.tf:3:1: Warning - add one (step)`,
		`main.tf:3:1: Warning - add two (step)`,
	)
	if got := string(result.Files["main.tf"]); got != "resource \"aws_s3_bucket\" \"a\" {\n}\n# one\n# two\n" {
		t.Errorf("main.tf is\n%s", got)
	}
}

func TestNotConverging(t *testing.T) {
	dir := write(t, map[string]string{"main.tf": "resource \"aws_s3_bucket\" \"a\" {\n}\n"})
	grow := fixOf(func(f tflint.Fixer, rng hcl.Range) error { return f.InsertTextBefore(rng, "\n") })
	run(t, grow, Options{Dir: dir}, `main.tf:1:1: Warning - fix it (fix)`)
	runError(t, grow, Options{Dir: dir, Fix: true}, "Reached the limit of autofix attempts", ErrNotConverging)
}

func TestFixErrors(t *testing.T) {
	dir := write(t, map[string]string{"main.tf": "resource \"aws_s3_bucket\" \"a\" {\n}\n"})
	issue := `main.tf:1:1: Warning - fix it (fix)`
	half := func(err error) []tflint.Rule {
		return fixOf(func(f tflint.Fixer, rng hcl.Range) error {
			return errors.Join(f.InsertTextBefore(rng, "# half\n"), err)
		})
	}

	boom := errors.New("boom")
	result := run(t, half(boom), Options{Dir: dir}, issue)
	if !result.Issues[0].Fixable {
		t.Error("an error is not a missing fix")
	}
	runError(t, half(boom), Options{Dir: dir, Fix: true}, `failed to check "fix" rule: boom`, boom)

	result = run(t, half(fmt.Errorf("wrapped: %w", tflint.ErrFixNotSupported)), Options{Dir: dir, Fix: true}, issue)
	if result.Issues[0].Fixable || string(result.Files["main.tf"]) != "resource \"aws_s3_bucket\" \"a\" {\n}\n" {
		t.Errorf("not rolled back: %+v\n%s", result.Issues[0], result.Files["main.tf"])
	}

	broken := fixOf(func(f tflint.Fixer, rng hcl.Range) error { return f.InsertTextAfter(rng, "{") })
	runError(t, broken, Options{Dir: dir, Fix: true}, `failed to apply fixes by "fix" rule: main.tf:`)
}

func TestIgnore(t *testing.T) {
	source := `resource "aws_s3_bucket" "a" {
  # tflint-ignore: other, acl
  acl = "public-read"
}

resource "aws_s3_bucket" "b" {
  acl = "public-read" # tflint-ignore: all
}

resource "aws_s3_bucket" "c" {

  # tflint-ignore: other
  acl = "public-read"
}
`
	file := map[string]string{
		"main.tf":   source,
		"file.tf":   "# tflint-ignore-file: acl\n" + source,
		"x.tf.json": `{"//": "tflint-ignore-file: acl", "resource": {"aws_s3_bucket": {"j": {"acl": "public-read"}}}}`,
		"y.tf.json": `{"//": ["none"], "resource": {"aws_s3_bucket": {"j": {"acl": "public-read"}}}}`,
	}
	dir := write(t, file)
	left := []string{
		`main.tf:13:9: Warning - public (acl)`,
		`y.tf.json:1:62: Warning - public (acl)`,
	}
	run(t, []tflint.Rule{acl}, Options{Dir: dir}, left...)
	result := run(t, []tflint.Rule{acl}, Options{Dir: dir, Fix: true}, left...)
	if got := string(result.Files["file.tf"]); got != file["file.tf"] {
		t.Errorf("an ignored issue was fixed:\n%s", got)
	}

	run(t, []tflint.Rule{acl}, Options{Dir: dir, Config: []byte("rule \"acl\" {\n  enabled   = true\n  ignorable = false\n}\n")},
		`file.tf:4:9: Warning - public (acl)`,
		`file.tf:8:9: Warning - public (acl)`,
		`file.tf:14:9: Warning - public (acl)`,
		`main.tf:3:9: Warning - public (acl)`,
		`main.tf:7:9: Warning - public (acl)`,
		`main.tf:13:9: Warning - public (acl)`,
		`x.tf.json:1:79: Warning - public (acl)`,
		`y.tf.json:1:62: Warning - public (acl)`,
	)

	late := write(t, map[string]string{"main.tf": "locals {}\n# tflint-ignore-file: acl\n"})
	runError(t, []tflint.Rule{acl}, Options{Dir: late}, "must be written at the top of file")
}

// An annotation keeps its line while a fix moves what it is about: the issue is
// reported and fixed all the same, as in tflint.
func TestStaleAnnotation(t *testing.T) {
	dir := write(t, map[string]string{"main.tf": `resource "aws_s3_bucket" "a" {
  # tflint-ignore: acl
  acl = "public-read"
}
`})
	run(t, []tflint.Rule{acl, named}, Options{Dir: dir}, `main.tf:1:1: Warning - unnamed a (named)`)
	run(t, []tflint.Rule{acl, named}, Options{Dir: dir, Fix: true},
		`main.tf:1:1: Warning - unnamed a (named)`,
		`main.tf:6:9: Warning - public (acl)`,
	)
}

func TestConfig(t *testing.T) {
	dir := write(t, map[string]string{"main.tf": "resource \"aws_s3_bucket\" \"a\" {\n  acl = \"public-read\"\n}\n"})
	optional := &rule{name: "optional", disabled: true, check: named.check}
	rules := []tflint.Rule{acl, named, optional}
	issues := map[string]string{
		"acl":      `main.tf:2:9: Warning - public (acl)`,
		"named":    `main.tf:1:1: Warning - unnamed a (named)`,
		"optional": `main.tf:1:1: Warning - unnamed a (optional)`,
	}
	tests := []struct {
		name string
		o    Options
		want []string
	}{
		{"defaults", Options{}, []string{"named", "acl"}},
		{"only", Options{Only: []string{"optional"}}, []string{"optional"}},
		{"only flag", Options{Args: []string{"--only=acl"}}, []string{"acl"}},
		{"flags", Options{Args: []string{"--disable-rule", "acl", "--enable-rule=optional"}}, []string{"named", "optional"}},
		{"rule block", Options{Config: []byte("rule \"acl\" {\n  enabled = false\n}\n")}, []string{"named"}},
		{"disabled by default", Options{Config: []byte("config {\n  disabled_by_default = true\n}\nrule \"acl\" {\n  enabled = true\n}\n")}, []string{"acl"}},
		{"other plugin", Options{Config: []byte("plugin \"aws\" {\n  enabled = true\n  deep_check = true\n}\n")}, []string{"named", "acl"}},
		{"plugin off", Options{Config: []byte("plugin \"s3-encryption\" {\n  enabled = false\n}\n")}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.o.Dir = dir
			var want []string
			for _, name := range tt.want {
				want = append(want, issues[name])
			}
			run(t, rules, tt.o, want...)
		})
	}
	runError(t, rules, Options{Dir: dir, Config: []byte("rule \"typo\" {\n  enabled = true\n}\n")}, "rule not found: typo")
	runError(t, rules, Options{Dir: dir, Args: []string{"--fix=true"}}, "--fix is not supported by fakehost")
	runError(t, rules, Options{Dir: dir, Config: []byte("plugin \"s3-encryption\" {\n  enabled = true\n  typo    = 1\n}\n")}, "typo")
}

func TestFilesAreCopies(t *testing.T) {
	dir := write(t, map[string]string{"main.tf": "locals {}\n"})
	scribble := checkOf(func(runner tflint.Runner) error {
		files, err := runner.GetFiles()
		for file := range maps.Values(files) {
			clear(file.Bytes)
		}
		return err
	})
	if got := string(run(t, scribble, Options{Dir: dir}).Files["main.tf"]); got != "locals {}\n" {
		t.Errorf("main.tf is %q", got)
	}
}
