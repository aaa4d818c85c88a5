package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// TestEveryRule holds that each rule has a question, and each question a rule.
func TestEveryRule(t *testing.T) {
	var want, got []string
	for _, r := range rules.All {
		want = append(want, r.Name)
	}
	for _, q := range questions {
		got = append(got, q.rule)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Compact(got)); diff != "" {
		t.Errorf("rules that have a question (-want +got):\n%s", diff)
	}
}

// module has a bucket of which everything is known, one of which the tags and the key
// aren't, and one that no rule about sensitive buckets or SSE-KMS judges.
const module = `
variable "x" {}
resource "aws_kms_key" "a" {
  enable_key_rotation     = true
  deletion_window_in_days = var.x
}
resource "aws_s3_bucket" "a" {
  tags = { DataClassification = "restricted" }
}
resource "aws_s3_bucket" "x" {
  tags = var.x
}
resource "aws_s3_bucket" "c" {
  tags = { DataClassification = "public" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "a" {
  bucket = aws_s3_bucket.a.id
  rule {
    blocked_encryption_types = ["NONE"]
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.a.arn
    }
  }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "x" {
  bucket = aws_s3_bucket.x.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.x
    }
  }
}
resource "aws_s3_bucket_policy" "x" {
  bucket = aws_s3_bucket.x.id
  policy = var.x
}
resource "aws_s3_object" "a" {
  bucket                 = aws_s3_bucket.a.id
  key                    = "a"
  server_side_encryption = "AES256"
}
resource "aws_cloudtrail" "a" {
  name           = "a"
  s3_bucket_name = "elsewhere"
}
`

func TestCensus(t *testing.T) {
	t.Chdir(t.TempDir())
	file := filepath.Join(t.TempDir(), censusFile)
	t.Setenv(censusFile, file)
	if err := os.WriteFile("main.tf", []byte(module), 0o600); err != nil {
		t.Fatal(err)
	}
	rs := lint.NewRuleSet(remedy.Domain, []*lint.Rule{census})
	rs.Strict = true
	if _, err := fakehost.Run(rs, fakehost.Options{}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var counts []count
	if err := json.Unmarshal(text, &counts); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, c := range counts {
		fmt.Fprintf(&got, "%s\t%d\t%d\t%d\n", c.Question, c.Yes, c.No, c.Unknown)
	}
	want := strings.TrimPrefix(`
s3_bucket_explicit_sse: is the bucket encrypted	2	1	0
s3_bucket_sensitive_cmk: is the bucket's class known	2	0	1
s3_bucket_sensitive_cmk: if so, is it sensitive	1	1	0
s3_bucket_sensitive_cmk: is the sensitive bucket under a customer managed key	1	0	1
s3_bucket_sensitive_cmk: under SSE-KMS, whose key is it	1	0	1
s3_bucket_separate_cmk: are all the key's buckets of one tier	1	0	1
s3_bucket_key_enabled: under SSE-KMS, is there a bucket key	1	1	0
s3_bucket_block_sse_c: is SSE-C admitted again	1	1	0
s3_bucket_deny_insecure_transport: has the bucket a policy	1	2	0
s3_bucket_deny_insecure_transport: is plain HTTP denied	0	2	1
s3_bucket_deny_unencrypted_put: of a bucket with SSE-KMS, is SSE-S3 denied	0	1	1
s3_bucket_pin_cmk: of a bucket with a customer managed key, is another key denied	0	1	1
s3_bucket_data_events: beside a trail, are the sensitive bucket's object events logged	0	1	1
s3_object_encryption: does the object ask for less than its bucket's default	1	0	0
kms_key_rotation: is the key that KMS can rotate rotated	1	0	0
kms_key_deletion_window: is the window known	0	0	1
kms_key_policy: may everybody decrypt under the sensitive bucket's key	0	1	0
`, "\n")
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
