package rules_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// TestFilesUnknown holds that nothing is fixed that rests on who uses a bucket where the host
// can't tell of the files: without them nobody seems to.
func TestFilesUnknown(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("main.tf", []byte("resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"example\"\n}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	res, err := fakehost.Run(withoutFiles{rules.New()}, fakehost.Options{Fix: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Issues) == 0 {
		t.Error("nothing is reported")
	}
	if slices.ContainsFunc(res.Issues, func(i fakehost.Issue) bool {
		return i.Fixed || !strings.HasSuffix(i.Message, "; not fixed: the plugin failed")
	}) {
		t.Errorf("%q", lines(res))
	}
}

// withoutFiles is a rule set whose host can't tell of the files.
type withoutFiles struct{ *lint.RuleSet }

// NewRunner returns a runner of the rule set.
func (rs withoutFiles) NewRunner(r tflint.Runner) (tflint.Runner, error) {
	return rs.RuleSet.NewRunner(noFiles{r})
}

type noFiles struct{ tflint.Runner }

// GetFiles fails.
func (noFiles) GetFiles() (map[string]*hcl.File, error) { return nil, errors.New("no files") }
