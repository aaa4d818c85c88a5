package fakehost

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
)

// rule is a rule made of a function.
type rule struct {
	tflint.DefaultRule
	name     string
	disabled bool
	check    func(*rule, tflint.Runner) error
}

func (r *rule) Name() string                     { return r.name }
func (r *rule) Enabled() bool                    { return !r.disabled }
func (r *rule) Severity() tflint.Severity        { return tflint.WARNING }
func (r *rule) Link() string                     { return "https://example.com/" + r.name }
func (r *rule) Check(runner tflint.Runner) error { return r.check(r, runner) }

func ruleSet(rules ...tflint.Rule) *tflint.BuiltinRuleSet {
	return &tflint.BuiltinRuleSet{Name: "s3-encryption", Version: "0.0.0", Rules: rules}
}

var unexpanded = &tflint.GetModuleContentOption{ExpandMode: tflint.ExpandModeNone}

// buckets is the schema of what the rules here look at.
var buckets = &hclext.BodySchema{
	Attributes: []hclext.AttributeSchema{{Name: "acl"}, {Name: "bucket"}, {Name: "policy"}},
	Blocks: []hclext.BlockSchema{{
		Type: "lifecycle", Body: &hclext.BodySchema{Attributes: []hclext.AttributeSchema{{Name: "prevent_destroy"}}},
	}},
}

func eachBucket(runner tflint.Runner, f func(*hclext.Block) error) error {
	content, err := runner.GetResourceContent("aws_s3_bucket", buckets, unexpanded)
	if err != nil {
		return err
	}
	for _, b := range content.Blocks {
		if err := f(b); err != nil {
			return err
		}
	}
	return nil
}

// acl reports public ACLs and makes them private.
var acl = &rule{name: "acl", check: func(r *rule, runner tflint.Runner) error {
	return eachBucket(runner, func(b *hclext.Block) error {
		attr := b.Body.Attributes["acl"]
		if attr == nil {
			return nil
		}
		return runner.EvaluateExpr(attr.Expr, func(value string) error {
			if value != "public-read" {
				return nil
			}
			return runner.EmitIssueWithFix(r, "public", attr.Expr.Range(), func(f tflint.Fixer) error {
				return f.ReplaceText(attr.Expr.Range(), f.ValueText(cty.StringVal("private")))
			})
		}, nil)
	})
}}

// named reports buckets without a name and inserts one, badly formatted.
var named = &rule{name: "named", check: func(r *rule, runner tflint.Runner) error {
	return eachBucket(runner, func(b *hclext.Block) error {
		if b.Body.Attributes["bucket"] != nil {
			return nil
		}
		return runner.EmitIssueWithFix(r, "unnamed "+b.Labels[1], b.DefRange, func(f tflint.Fixer) error {
			if strings.HasSuffix(b.DefRange.Filename, ".json") {
				return fmt.Errorf("json: %w", tflint.ErrFixNotSupported)
			}
			file, err := runner.GetFile(b.DefRange.Filename)
			if err != nil {
				return err
			}
			brace := b.DefRange
			brace.Start.Byte += bytes.IndexByte(file.Bytes[brace.Start.Byte:], '{') + 1
			return f.InsertTextBefore(brace, "\n\nbucket=\""+b.Labels[1]+"\"\n")
		})
	})
}}

// write makes a directory of files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// compact returns the issues as printed.
func compact(issues []Issue) []string {
	var out []string
	for _, issue := range issues {
		out = append(out, issue.Compact())
	}
	return out
}

// run runs the rules and checks the issues.
func run(t *testing.T, rules []tflint.Rule, o Options, want ...string) *Result {
	t.Helper()
	result, err := Run(ruleSet(rules...), o)
	if err != nil {
		t.Fatal(err)
	}
	if got := compact(result.Issues); !slices.Equal(got, want) {
		t.Errorf("issues:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	return result
}

// runError runs the rules and checks that the error has the text in it and is
// each of the errors.
func runError(t *testing.T, rules []tflint.Rule, o Options, want string, is ...error) {
	t.Helper()
	_, err := Run(ruleSet(rules...), o)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want %q", err, want)
	}
	for _, target := range is {
		if !errors.Is(err, target) {
			t.Errorf("%v is not %v", err, target)
		}
	}
}

// checkOf returns a rule that calls f.
func checkOf(f func(tflint.Runner) error) []tflint.Rule {
	return []tflint.Rule{&rule{name: "check", check: func(_ *rule, runner tflint.Runner) error { return f(runner) }}}
}

// fixOf returns a rule that reports the first bucket with the fix.
func fixOf(fix func(f tflint.Fixer, rng hcl.Range) error) []tflint.Rule {
	return []tflint.Rule{&rule{name: "fix", check: func(r *rule, runner tflint.Runner) error {
		return eachBucket(runner, func(b *hclext.Block) error {
			return runner.EmitIssueWithFix(r, "fix it", b.DefRange, func(f tflint.Fixer) error {
				return fix(f, b.DefRange)
			})
		})
	}}}
}
