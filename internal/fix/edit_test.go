package fix

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/helper"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

// An editCase is a source before and after an edit and tflint's formatting.
// Line ends and a byte order mark are written as ␍ and ⊕.
type editCase struct {
	name, before, after string
	edit                func(t *testing.T, f *File, fx Fixer) error
}

func set(header, name, value string) func(*testing.T, *File, Fixer) error {
	return func(t *testing.T, f *File, fx Fixer) error {
		return f.SetAttribute(fx, blockAt(t, f, header), name, value)
	}
}

func setAfter(header, name, value string, other ...string) func(*testing.T, *File, Fixer) error {
	return func(t *testing.T, f *File, fx Fixer) error {
		return f.SetAttribute(fx, blockAt(t, f, header), name, value, other...)
	}
}

func add(header, text string) func(*testing.T, *File, Fixer) error {
	return func(t *testing.T, f *File, fx Fixer) error {
		return f.AppendBlock(fx, blockAt(t, f, header), text)
	}
}

func after(header, text string) func(*testing.T, *File, Fixer) error {
	return func(t *testing.T, f *File, fx Fixer) error {
		return f.InsertBlockAfter(fx, blockAt(t, f, header), text)
	}
}

func both(edits ...func(*testing.T, *File, Fixer) error) func(*testing.T, *File, Fixer) error {
	return func(t *testing.T, f *File, fx Fixer) error {
		for _, e := range edits {
			if err := e(t, f, fx); err != nil {
				return err
			}
		}
		return nil
	}
}

func mark(s string) string {
	return strings.NewReplacer("␍", "\r", "⊕", "\ufeff").Replace(s)
}

// run gives a case to the test's own Fixer.
func run(t *testing.T, src string, edit func(*testing.T, *File, Fixer) error) string {
	t.Helper()
	fx := &memory{src: src}
	if err := edit(t, open(t, src), fx); err != nil {
		t.Fatal(err)
	}
	return fx.String()
}

func TestEdits(t *testing.T) {
	var cases []editCase
	cases = append(cases, replaceCases...)
	cases = append(cases, insertCases...)
	cases = append(cases, tagsCases...)
	cases = append(cases, oneLineCases...)
	cases = append(cases, fileCases...)
	cases = append(cases, appendCases...)
	cases = append(cases, blockCases...)
	cases = append(cases, listCases...)
	cases = append(cases, jsonCases...)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before, want := mark(c.before), mark(c.after)
			got := run(t, before, c.edit)
			open(t, got)
			got = string(hclwrite.Format([]byte(got)))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("edited (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, hosted(t, before, c.edit)); diff != "" {
				t.Errorf("edited by tflint's Fixer (-want +got):\n%s", diff)
			}
			if strings.HasPrefix(t.Name(), "TestEdits/set_") {
				if again := run(t, got, c.edit); again != got {
					t.Errorf("second edit:\n%s", cmp.Diff(got, again))
				}
			}
		})
	}
}

type anyRule struct{ tflint.DefaultRule }

func (*anyRule) Name() string              { return "any" }
func (*anyRule) Enabled() bool             { return true }
func (*anyRule) Severity() tflint.Severity { return tflint.ERROR }
func (*anyRule) Check(tflint.Runner) error { return nil }

// hosted gives an edit to the SDK's Fixer and formatter.
func hosted(t *testing.T, src string, edit func(*testing.T, *File, Fixer) error) string {
	t.Helper()
	runner := helper.TestRunner(t, map[string]string{"main.tf": src})
	parsed, err := runner.GetFile("main.tf")
	if err != nil {
		t.Fatal(err)
	}
	f, err := NewFile("main.tf", parsed)
	if err != nil {
		t.Fatal(err)
	}
	err = runner.EmitIssueWithFix(&anyRule{}, "", parsed.Body.MissingItemRange(), func(fx tflint.Fixer) error {
		return edit(t, f, fx)
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, ok := runner.Changes()["main.tf"]; ok {
		return string(out)
	}
	return string(hclwrite.Format([]byte(src)))
}
