package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// TestCensus holds that each rule is counted, and that what is known is told from what isn't.
func TestCensus(t *testing.T) {
	t.Setenv(censusFile, filepath.Join(t.TempDir(), censusFile))
	t.Chdir(t.TempDir())
	module := `
resource "aws_s3_bucket" "encrypted" {
  bucket = "example-encrypted"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "encrypted" {
  bucket = aws_s3_bucket.encrypted.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}
resource "aws_s3_bucket" "bare" {
  bucket = "example-bare"
}
resource "aws_s3_bucket" "handed" {
  bucket = "example-handed"
}
module "elsewhere" {
  source = "example.com/elsewhere/aws"
  bucket = aws_s3_bucket.handed.id
}
`
	if err := os.WriteFile("main.tf", []byte(module), 0o600); err != nil {
		t.Fatal(err)
	}
	rs := lint.NewRuleSet(remedy.Domain, []*lint.Rule{census})
	rs.Strict = true
	if _, err := fakehost.Run(rs, fakehost.Options{Only: []string{census.Name}}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(os.Getenv(censusFile))
	if err != nil {
		t.Fatal(err)
	}
	var c taken
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	counts := c.Counts
	if len(counts) != len(rules.All) {
		t.Fatalf("%d rules are counted", len(counts))
	}
	for i, r := range rules.All {
		if counts[i].Question != r.Name {
			t.Errorf("%s stands for %s", counts[i].Question, r.Name)
		}
	}
	if got, want := counts[0], (count{"s3_bucket_explicit_sse", 1, 1, 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	bare, handed := c.Judged["aws_s3_bucket.bare"], c.Judged["aws_s3_bucket.handed"]
	if bare.Questions["encrypted"] != "no" || handed.Questions["encrypted"] != "unknown" {
		t.Errorf("judged as %+v and %+v", bare, handed)
	}
	if !slices.Contains(bare.Reported, "s3_bucket_explicit_sse") || slices.Contains(handed.Reported, "s3_bucket_explicit_sse") {
		t.Errorf("reported are %v and %v", bare.Reported, handed.Reported)
	}
}
