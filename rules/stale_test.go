package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// TestStaleAnnotations holds that a fix which tflint drops leaves no reference to
// what it would have written. tflint goes by the annotations that it has read before
// the first fix: when fixes have moved lines, one of them covers another bucket,
// wherever it stands.
func TestStaleAnnotations(t *testing.T) {
	bucket := func(name, tags string) string {
		return fmt.Sprintf("resource \"aws_s3_bucket\" %q {\n  bucket = \"example-%s\"\n%s}\n\n", name, name, tags)
	}
	const pii = "\n  tags = {\n    DataClassification = \"PII\"\n  }\n"
	encrypted := func(name string) string {
		return fmt.Sprintf("resource \"aws_s3_bucket_server_side_encryption_configuration\" %q {\n  bucket = aws_s3_bucket.%s.id\n\n  rule {\n"+
			"    apply_server_side_encryption_by_default {\n      sse_algorithm = \"AES256\"\n    }\n  }\n}\n\n", name, name)
	}
	key := regexp.MustCompile(`aws_kms_key\.(\w+)\.`)
	dropped := 0
	for lines := range 60 {
		dir := t.TempDir()
		// s3_bucket_explicit_sse moves what is behind p.
		text := bucket("p", "") + bucket("a", pii) + encrypted("a") + strings.Repeat("# note\n", lines) +
			"# tflint-ignore: s3_bucket_sensitive_cmk\n" + bucket("b", pii) + encrypted("b")
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		rs := rules.New()
		rs.Strict = true
		res, err := fakehost.Run(rs, fakehost.Options{Dir: dir, Fix: true})
		if err != nil {
			t.Fatal(err)
		}
		fixed := string(res.Files["main.tf"])
		for _, match := range key.FindAllStringSubmatch(fixed, -1) {
			if header := fmt.Sprintf("resource \"aws_kms_key\" %q {", match[1]); strings.Count(fixed, header) != 1 {
				t.Fatalf("%d lines: aws_kms_key.%s is there %d times\n%s", lines, match[1], strings.Count(fixed, header), fixed)
			}
		}
		if strings.Index(fixed, `resource "aws_kms_key"`) > strings.Index(fixed, `resource "aws_s3_bucket" "b"`) {
			// The first pass has fixed b and not a.
			dropped++
		}
	}
	if dropped == 0 {
		t.Error("tflint has dropped no fix: nothing was tried")
	}
}
