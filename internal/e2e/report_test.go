package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// reported runs the command report of the plugin's program in dir, and returns its exit status and what it prints.
func reported(t *testing.T, dir, in string, args ...string) (status int, out, problems string) {
	t.Helper()
	home, err := os.MkdirTemp(homes, "home")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	cmd := exec.CommandContext(t.Context(), filepath.Join(plainDir, "tflint-ruleset-"+plugin+exe()), append([]string{"report"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+home, "TMPDIR="+home, "NO_COLOR=1", "TFLINT_PLUGIN_DIR=/nowhere", "TFLINT_CONFIG_FILE=")
	cmd.Stdin = strings.NewReader(in)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	checkHome(t, home)
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// reportModule has a sensitive bucket, a called directory, and a configuration with plugins and rules that aren't there.
func reportModule(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), sensitiveBucket+"\nmodule \"logs\" {\n  source = \"./logs\"\n}\n")
	write(t, filepath.Join(dir, "logs", "main.tf"), "resource \"aws_s3_bucket\" \"this\" {\n  bucket = \"example-logs\"\n}\n")
	write(t, filepath.Join(dir, ".tflint.hcl"), `plugin "aws" {
  enabled = true
  version = "0.1.0"
  source  = "github.com/terraform-linters/tflint-ruleset-aws"
}

plugin "s3-encryption" {
  enabled = true
  version = "9.9.9"
  source  = "github.com/seed-5b586960/tflint-ruleset-s3-encryption"
  preset  = "strict"
}

rule "aws_instance_invalid_type" {
  enabled = true
}
`)
	return dir
}

// TestReport makes a report in both ways, which say the same, and in all formats.
func TestReport(t *testing.T) {
	t.Parallel()
	dir := reportModule(t)
	status, own, problems := reported(t, dir, "", "--tflint="+tflintBinary, "--format=json", ".")
	if status != 0 || !strings.Contains(problems, "asks for version 9.9.9") {
		t.Fatalf("status %d, %s", status, problems)
	}
	if err := valid(t, own); err != nil {
		t.Errorf("%s doesn't have the form of docs/report.schema.json: %v", own, err)
	}
	if err := valid(t, strings.Replace(own, `"is": "no"`, `"is": "perhaps"`, 1)); err == nil {
		t.Error("the schema takes anything")
	}
	var r struct {
		Buckets []struct {
			Address string
			Class   struct{ Sensitive bool }
		}
		Directories []struct{ Preset string }
	}
	if err := json.Unmarshal([]byte(own), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Buckets) != 3 || !r.Buckets[0].Class.Sensitive || r.Directories[0].Preset != "strict" {
		t.Errorf("%+v", r)
	}

	configure(t, dir, "plugin \"s3-encryption\" {\n  enabled = true\n  preset  = \"strict\"\n}\n")
	s := setting{plugins: plainDir, env: []string{"S3_ENCRYPTION_REPORT=1"}}
	printed := s.tflint(t, dir, "--format=json", "--force").stdout
	for _, format := range []string{"text", "markdown", "html", "sarif", "json"} {
		status, out, problems := reported(t, dir, printed, "--format="+format)
		if plain := strings.ReplaceAll(out, `\_`, "_"); status != 0 || problems != "" || !strings.Contains(plain, "s3_bucket_sensitive_cmk") || !strings.Contains(plain, "module.logs.aws_s3_bucket.this") {
			t.Errorf("%s: status %d, %s\n%s", format, status, problems, out)
		}
		if format == "sarif" {
			if err := validSARIF(out); err != nil {
				t.Errorf("%s isn't SARIF 2.1.0: %v", out, err)
			}
			if err := validSARIF(strings.Replace(out, `"level": "error"`, `"level": "perhaps"`, 1)); err == nil {
				t.Error("the schema of SARIF takes anything")
			}
			if err := validSARIF(strings.Replace(out, `"artifactLocation"`, `"artefactLocation"`, 1)); err == nil {
				t.Error("SARIF may have any property")
			}
		}
		if format == "json" && !sameButErrors(t, out, own) {
			t.Errorf("the two ways differ:\n%s\n%s", out, own)
		}
	}
	if plain := (setting{plugins: plainDir}).tflint(t, dir, "--format=json", "--force").stdout; strings.Contains(plain, "s3_encryption_report") {
		t.Error("there are notes that nobody has asked for")
	}
}

// valid says what is wrong with a report in JSON by its schema.
func valid(t *testing.T, text string) error {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(root, "docs", "report.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

// validSARIF says what is wrong with a report in SARIF by the schema of OASIS.
func validSARIF(text string) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&sarif.Report{}); err != nil {
		return err
	}
	log, err := sarif.FromString(text)
	if err != nil {
		return err
	}
	for _, run := range log.Runs { // the library writes these defaults of the schema as empty
		run.Language, run.Tool.Driver.Language, run.NewlineSequences = "en-US", "en-US", []string{"\n"}
	}
	return log.Validate()
}

// sameButErrors compares two reports but for what tflint or the configuration have to say.
func sameButErrors(t *testing.T, a, b string) bool {
	t.Helper()
	var reports [2]map[string]any
	for i, text := range []string{a, b} {
		decode(t, json.Unmarshal([]byte(text), &reports[i]))
		delete(reports[i], "errors")
	}
	first, err := json.Marshal(reports[0])
	decode(t, err)
	second, err := json.Marshal(reports[1])
	decode(t, err)
	return bytes.Equal(first, second)
}

// TestReportRecursive counts the bucket of a called directory at its caller, in both ways.
func TestReportRecursive(t *testing.T) {
	t.Parallel()
	dir := reportModule(t)
	configure(t, dir, "")
	s := setting{plugins: plainDir, env: []string{"S3_ENCRYPTION_REPORT=1"}}
	printed := s.tflint(t, dir, "--recursive", "--config="+filepath.Join(dir, ".tflint.hcl"), "--format=json", "--force").stdout
	_, piped, problems := reported(t, dir, printed)
	status, own, more := reported(t, dir, "", "--tflint="+tflintBinary, "--recursive", "--config="+filepath.Join(dir, ".tflint.hcl"), ".")
	if status != 0 || problems+more != "" {
		t.Fatalf("status %d, %s%s", status, problems, more)
	}
	if piped != own {
		t.Errorf("the two ways differ:\n%s\n%s", piped, own)
	}
	if !strings.Contains(own, "3 buckets:") || strings.Contains(own, "\n✗ aws_s3_bucket.this") || !strings.Contains(own, "✗ module.logs.aws_s3_bucket.this") {
		t.Errorf("the bucket of the called directory isn't counted at its caller:\n%s", own)
	}
}

// TestReportFix tells what --fix has made better.
func TestReportFix(t *testing.T) {
	t.Parallel()
	dir := reportModule(t)
	configure(t, dir, "")
	if status, _, problems := reported(t, dir, "", "--tflint="+tflintBinary, "--format=json", "--output=before.json", "."); status != 0 {
		t.Fatal(problems)
	}
	(setting{plugins: plainDir}).tflint(t, dir, "--fix")
	status, out, problems := reported(t, dir, "", "--tflint="+tflintBinary, "--changed-since=before.json", "--fail-on=worse", ".")
	if status != 0 || problems != "" || !strings.Contains(out, "0 worse") || strings.Contains(out, " 0 better") {
		t.Errorf("status %d, %s\n%s", status, problems, out)
	}
}

// TestReportUnloadable says in one sentence what tflint can't load.
func TestReportUnloadable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), "resource \"aws_s3_bucket\" {\n")
	status, out, problems := reported(t, dir, "", "--tflint="+tflintBinary, ".")
	if status != 1 || out != "" || !strings.HasPrefix(problems, "report: tflint says: ") {
		t.Errorf("status %d, %q, %q", status, out, problems)
	}
	empty := t.TempDir()
	if status, out, problems := reported(t, empty, "", "--tflint="+tflintBinary, "."); status != 0 || !strings.Contains(out, "0 buckets") {
		t.Errorf("no buckets: status %d, %q, %q", status, out, problems)
	}
	if status, _, problems := reported(t, empty, "", "--tflint="+tflintBinary, "--recursive", "."); status != 1 || !strings.Contains(problems, "no Terraform files") {
		t.Errorf("nothing at all: status %d, %q", status, problems)
	}
}
