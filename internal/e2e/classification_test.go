package e2e

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// sensitiveBucket gives a notice that is raised to a warning, a warning that is
// raised to an error, and a rule that is an error anyhow.
const sensitiveBucket = `resource "aws_s3_bucket" "claims" {
  bucket = "example-claims"
  tags   = { DataClassification = "PHI" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "claims" {
  bucket = aws_s3_bucket.claims.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_s3_bucket" "site" {
  bucket = "example-site"
}
`

// severities are the wanted severities of the findings of sensitiveBucket, by rule
// and line.
var severities = map[string]string{
	"s3_bucket_key_enabled 9":              "warning", // raised
	"s3_bucket_sensitive_cmk 10":           "error",
	"s3_bucket_deny_insecure_transport 1":  "error", // raised
	"s3_bucket_deny_unencrypted_put 1":     "error", // raised
	"s3_bucket_explicit_sse 16":            "notice",
	"s3_bucket_deny_insecure_transport 16": "warning",
}

// TestSeverityInEveryFormat holds that each output format of tflint shows the
// severity of the finding, not that of the rule.
func TestSeverityInEveryFormat(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), sensitiveBucket)
	configure(t, dir, "")
	read := map[string]func(t *testing.T, out string, found func(rule string, line int, severity string)){
		"json": func(t *testing.T, out string, found func(string, int, string)) {
			var doc struct {
				Issues []struct {
					Rule  struct{ Name, Severity string }
					Range struct{ Start struct{ Line int } }
				}
			}
			decode(t, json.Unmarshal([]byte(out), &doc))
			for _, i := range doc.Issues {
				found(i.Rule.Name, i.Range.Start.Line, strings.ReplaceAll(i.Rule.Severity, "info", "notice"))
			}
		},
		"sarif": func(t *testing.T, out string, found func(string, int, string)) {
			var doc struct {
				Runs []struct {
					Results []struct {
						RuleID, Level string
						Locations     []struct {
							PhysicalLocation struct{ Region struct{ StartLine int } }
						}
					}
				}
			}
			decode(t, json.Unmarshal([]byte(out), &doc))
			for _, run := range doc.Runs {
				for _, r := range run.Results {
					level := r.Level
					if level == "note" {
						level = "notice"
					}
					found(r.RuleID, r.Locations[0].PhysicalLocation.Region.StartLine, level)
				}
			}
		},
		"checkstyle": func(t *testing.T, out string, found func(string, int, string)) {
			var doc struct {
				Files []struct {
					Errors []struct {
						Source   string `xml:"source,attr"`
						Line     int    `xml:"line,attr"`
						Severity string `xml:"severity,attr"`
					} `xml:"error"`
				} `xml:"file"`
			}
			decode(t, xml.Unmarshal([]byte(out), &doc))
			for _, f := range doc.Files {
				for _, e := range f.Errors {
					severity := e.Severity
					if severity == "info" {
						severity = "notice"
					}
					found(e.Source, e.Line, severity)
				}
			}
		},
	}
	for format, read := range read {
		t.Run(format, func(t *testing.T) {
			got := map[string]string{}
			read(t, tflint(t, dir, "--format="+format).stdout, func(rule string, line int, severity string) {
				got[key(rule, line)] = severity
			})
			compare(t, got)
		})
	}
	t.Run("compact", func(t *testing.T) {
		got := map[string]string{}
		for _, line := range issueLines(tflint(t, dir, "--format=compact").stdout) {
			m := issueLine.FindStringSubmatch(line)
			_, rest, _ := strings.Cut(line, ": ")
			severity, _, _ := strings.Cut(rest, " - ")
			got[m[4]+" "+m[2]] = strings.ToLower(severity)
		}
		compare(t, got)
	})
	t.Run("default", func(t *testing.T) {
		out := tflint(t, dir, "--format=default").stdout
		for _, want := range []string{"Warning: [Fixable] aws_s3_bucket_server_side", "Notice: [Fixable] aws_s3_bucket.site has no encryption", "Error: [Fixable] aws_s3_bucket.claims (restricted: DataClassification = \"PHI\") has no bucket policy"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
	})
	t.Run("junit", func(t *testing.T) {
		out := html.UnescapeString(tflint(t, dir, "--format=junit").stdout)
		for _, want := range []string{"Warning: aws_s3_bucket_server_side", "Notice: aws_s3_bucket.site has no encryption", "Error: aws_s3_bucket.claims (restricted: DataClassification = \"PHI\") has no bucket policy"} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
	})
	t.Run("minimum-failure-severity", func(t *testing.T) {
		write(t, filepath.Join(dir, "main.tf"), "resource \"aws_s3_bucket\" \"site\" {\n  bucket = \"example-site\"\n}\n")
		if res := tflint(t, dir, "--minimum-failure-severity=error"); res.exit != exitClean {
			t.Errorf("exit status %d for a bucket that isn't sensitive\n%s", res.exit, res.stdout)
		}
		write(t, filepath.Join(dir, "main.tf"), sensitiveBucket)
		if res := tflint(t, dir, "--minimum-failure-severity=error"); res.exit != exitIssues {
			t.Errorf("exit status %d for a sensitive bucket", res.exit)
		}
	})
}

func decode(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func key(rule string, line int) string { return fmt.Sprintf("%s %d", rule, line) }

func compare(t *testing.T, got map[string]string) {
	t.Helper()
	if !maps.Equal(got, severities) {
		t.Errorf("got  %v\nwant %v", got, severities)
	}
}

// TestFilter holds that a fix doesn't refer to a key that it makes in a file which
// tflint doesn't write.
func TestFilter(t *testing.T) {
	bucket := func(name string) string {
		return "resource \"aws_s3_bucket\" \"" + name + "\" {\n  bucket = \"example-" + name + "\"\n  tags   = { DataClassification = \"PHI\" }\n}\n"
	}
	for _, filter := range []string{"", "--filter=b.tf"} {
		t.Run(filter, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "a.tf"), bucket("a"))
			write(t, filepath.Join(dir, "b.tf"), bucket("b"))
			configure(t, dir, "")
			args := []string{"--fix"}
			if filter != "" {
				args = append(args, filter)
			}
			tflint(t, dir, args...)
			a, b := textOf(t, filepath.Join(dir, "a.tf")), textOf(t, filepath.Join(dir, "b.tf"))
			made := strings.Count(a+b, `resource "aws_kms_key" "s3_restricted"`)
			uses := strings.Contains(b, "aws_kms_key.s3_restricted.arn")
			switch {
			case filter != "" && (a != bucket("a") || uses && made == 0):
				t.Errorf("a.tf\n%s\nb.tf\n%s", a, b)
			case filter == "" && runtime.GOOS == "linux" && (!uses || made != 1):
				t.Errorf("a.tf\n%s\nb.tf\n%s", a, b)
			}
		})
	}
}

// TestWrongPluginBlock holds that a wrong configuration stops tflint with an error
// that names its place.
func TestWrongPluginBlock(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), sensitiveBucket)
	configure(t, dir, "plugin \"s3-encryption\" {\n  enabled = true\n  preset  = \"all\"\n}\n")
	res := tflint(t, dir)
	const want = `.tflint.hcl:3,13-18: Unknown preset; preset is "all", but must be one of minimum, recommended, strict.`
	if res.exit != exitError || strings.Count(res.stderr, want) != 1 {
		t.Errorf("exit status %d\n%s%s", res.exit, res.stdout, res.stderr)
	}
}

func textOf(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
