package trust

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/panics"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/secrets"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

const bare = "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"example\"\n}\n"

// TestPanics holds that a panic, wherever it is, is one error at the first line of the
// first file that isn't ignored, that names the rules that couldn't run and not what the
// panic was about, and that other rules report what they find.
func TestPanics(t *testing.T) {
	both := panics.First + " and " + panics.Second
	for _, c := range []struct {
		place string
		files map[string]string
		named string // the rules in the message
		at    string // file, line and column
		other bool   // rules without a defect report something
	}{
		{"inventory", nil, "", "main.tf:1:1", false},
		{"rule", nil, panics.First, "main.tf:1:1", true},
		{"rules", nil, both, "main.tf:1:1", true},
		{"fix", nil, panics.First, "main.tf:1:1", true},
		{"rule", map[string]string{"a.tf": "", "b.tf": "locals {}\n"}, panics.First, "a.tf:1:1", true},
		{"rule", map[string]string{"a.tf": "# tflint-ignore-file: all\n", "b.tf": "locals {}\n"}, panics.First, "b.tf:1:1", true},
		{"rule", map[string]string{"a.tf": "# tflint-ignore: " + panics.First + "\n", "b.tf": "# tflint-ignore: other\n"}, panics.First, "b.tf:1:1", true},
		{"rules", map[string]string{"a.tf.json": `{"//": "tflint-ignore-file: ` + panics.First + `"}`}, both, "main.tf:1:1", true},
	} {
		t.Run(c.place, func(t *testing.T) {
			t.Chdir(t.TempDir())
			save(t, "main.tf", bare)
			for name, text := range c.files {
				save(t, name, text)
			}
			var log strings.Builder
			res, err := fakehost.Run(faulty(t, c.place, &log), fakehost.Options{})
			if err != nil {
				t.Fatal(err)
			}
			failures, others := 0, 0
			for _, i := range res.Issues {
				if !strings.HasPrefix(i.Message, "internal error") {
					others++
					continue
				}
				failures++
				if i.Severity != tflint.ERROR || !strings.HasPrefix(i.Compact(), c.at+":") || !strings.Contains(i.Message, c.named+" couldn't run") {
					t.Errorf("got %s, want an error at %s that names %q", i.Compact(), c.at, c.named)
				}
				for _, r := range rules.All {
					if c.named == "" && r.Preset != lint.Strict && !strings.Contains(i.Message, r.Name) {
						t.Errorf("%s isn't named: %s", r.Name, i.Message)
					}
				}
				if strings.Contains(i.Message, secrets.Secret) {
					t.Error(i.Message)
				}
			}
			if failures != 1 || (others > 0) != c.other {
				t.Errorf("%d errors about the panic, %d other issues", failures, others)
			}
			if strings.Contains(log.String(), secrets.Secret) || !strings.Contains(log.String(), "internal/panics.") {
				t.Errorf("the log has no stack, or what the panic says:\n%s", log.String())
			}
		})
	}
}

// TestPanicsWithFix holds that a run in which there is a panic fixes nothing: where
// another rule has a fix, it ends with an error, and else with the issue.
func TestPanicsWithFix(t *testing.T) {
	for _, place := range []string{"inventory", "rule", "rules", "fix", "second pass"} {
		for fixable, source := range map[bool]string{true: bare, false: "# tflint-ignore: all\n" + bare} {
			t.Run(place, func(t *testing.T) {
				t.Chdir(t.TempDir())
				save(t, "main.tf", source)
				save(t, "other.tf", "\n")
				var log strings.Builder
				res, err := fakehost.Run(faulty(t, place, &log), fakehost.Options{Fix: true})
				if strings.Contains(log.String(), secrets.Secret) {
					t.Error("the log has what the panic says")
				}
				switch {
				case fixable && place != "inventory":
					if err == nil || !strings.Contains(err.Error(), "internal error") || !strings.Contains(err.Error(), panics.First) {
						t.Errorf("the error is %v", err)
					}
				case err != nil:
					t.Error(err)
				case string(res.Files["main.tf"]) != source:
					t.Errorf("it writes\n%s", res.Files["main.tf"])
				case place == "second pass" || place == "fix" && !fixable: // nothing comes to pass
				case len(res.Issues) != 1 || !strings.HasPrefix(res.Issues[0].Message, "internal error"):
					t.Errorf("it reports %v", res.Issues)
				}
			})
		}
	}
}

// TestPanicsNowhere holds that the run ends with an error where no file can show the issue.
func TestPanicsNowhere(t *testing.T) {
	t.Chdir(t.TempDir())
	save(t, "main.tf", "# tflint-ignore-file: all\n"+bare)
	if _, err := fakehost.Run(faulty(t, "rule", io.Discard), fakehost.Options{}); err == nil || !strings.Contains(err.Error(), panics.First) {
		t.Errorf("the error is %v", err)
	}
}

// TestPanicsUnlinked holds that the plugin has no way to be made to panic.
func TestPanicsUnlinked(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", ".")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil || strings.Contains(string(out), "internal/panics") {
		t.Errorf("the plugin links internal/panics, or: %v", err)
	}
}

func faulty(t *testing.T, place string, log io.Writer) tflint.RuleSet {
	t.Helper()
	rs, err := panics.RuleSet(place, func(text string) { fmt.Fprintln(log, text) })
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func save(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
