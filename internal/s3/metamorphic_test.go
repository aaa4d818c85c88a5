package s3_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSameFacts holds that how a configuration is written doesn't change what
// is known of it: through variables, locals, other files, overrides and JSON.
func TestSameFacts(t *testing.T) {
	const want = "aws_s3_bucket.a: yes aws:kms customer aws_kms_key.k\naws_s3_bucket.b: no"
	buckets := `
resource "aws_s3_bucket" "a" { bucket = "one" }
resource "aws_s3_bucket" "b" { bucket = "two" }
resource "aws_kms_key" "k" {}
`
	configuration := func(bucket, rule string) string {
		return "resource \"aws_s3_bucket_server_side_encryption_configuration\" \"e\" {\n  bucket = " + bucket + "\n" + rule + "\n}\n"
	}
	const rule = `  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k.arn
    }
  }`
	plain := buckets + configuration(`aws_s3_bucket.a.id`, rule)
	for name, c := range map[string]struct {
		files map[string]string
		args  []string
	}{
		"plain":          {files: map[string]string{"main.tf": plain}},
		"other file":     {files: map[string]string{"z.tf": buckets, "a.tf": configuration(`aws_s3_bucket.a.id`, rule)}},
		"name":           {files: map[string]string{"main.tf": buckets + configuration(`"one"`, rule)}},
		"computed name":  {files: map[string]string{"main.tf": buckets + configuration(`format("%s%s", "o", lower("NE"))`, rule)}},
		"heredoc":        {files: map[string]string{"main.tf": buckets + configuration("chomp(<<EOT\none\nEOT\n)", rule)}},
		"default":        {files: map[string]string{"main.tf": buckets + configuration(`var.n`, rule) + "variable \"n\" {\n  default = \"one\"\n}"}},
		"object default": {files: map[string]string{"main.tf": buckets + configuration(`var.n.bucket`, rule) + "variable \"n\" {\n  type = object({ bucket = string, x = optional(number, 1) })\n  default = { bucket = \"one\" }\n}"}},
		"tfvars": {files: map[string]string{"main.tf": buckets + configuration(`var.n`, rule) + "variable \"n\" {\n  default = \"two\"\n}",
			"terraform.tfvars": `n = "one"`}},
		"--var": {files: map[string]string{"main.tf": buckets + configuration(`var.n`, rule) + "variable \"n\" {\n  default = \"two\"\n}"},
			args: []string{"--var=n=one"}},
		"override": {files: map[string]string{"main.tf": buckets + configuration(`"elsewhere"`, rule),
			"main_override.tf": "resource \"aws_s3_bucket_server_side_encryption_configuration\" \"e\" {\n  bucket = aws_s3_bucket.a.id\n}"}},
		"override of a local": {files: map[string]string{"main.tf": buckets + configuration(`local.n`, rule) + "locals {\n  n = \"two\"\n}",
			"a_override.tf": "locals {\n  n = \"one\"\n}"}},
		"override of one of two locals blocks": {files: map[string]string{"main.tf": buckets + configuration(`local.n`, rule) + "locals {\n  n = \"two\"\n}\nlocals {}",
			"a_override.tf": "locals {\n  n = \"one\"\n}"}},
		"dynamic": {files: map[string]string{"main.tf": buckets + configuration(`aws_s3_bucket.a.id`, `
  dynamic "rule" {
    for_each = [{ alg = "aws:kms", key = aws_kms_key.k.arn }]
    content {
      dynamic "apply_server_side_encryption_by_default" {
        for_each = { x = rule.value }
        iterator = each_rule
        content {
          sse_algorithm     = each_rule.value.alg
          kms_master_key_id = rule.value.key
        }
      }
    }
  }`)}},
		"alternatives": {files: map[string]string{"main.tf": buckets + configuration(`aws_s3_bucket.a.id`, `
  rule {
    dynamic "apply_server_side_encryption_by_default" {
      for_each = var.kms ? [1] : []
      content {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.k.arn
      }
    }
    dynamic "apply_server_side_encryption_by_default" {
      for_each = var.kms ? [] : [1]
      content { sse_algorithm = "AES256" }
    }
  }`) + "variable \"kms\" { default = true }"}},
		"JSON": {files: map[string]string{"main.tf": buckets, "e.tf.json": `{"resource": {"aws_s3_bucket_server_side_encryption_configuration": {"e": {
  "bucket": "${aws_s3_bucket.a.id}", "rule": {"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": "${aws_kms_key.k.arn}"}}}}}}`}},
		"all JSON": {files: map[string]string{"main.tf.json": `{"variable": {"n": {"default": "one"}}, "locals": {"//": "", "m": {"bucket": ["${var.n}"]}},
  "resource": [{"aws_s3_bucket": {"a": {"bucket": "${local.m.bucket[0]}"}}}, {"aws_s3_bucket": {"b": {"bucket": "two"}}}, {"aws_kms_key": {"k": {}}},
  {"aws_s3_bucket_server_side_encryption_configuration": {"e": {"bucket": "on${\"e\"}", "rule": [
   {"apply_server_side_encryption_by_default": [{"sse_algorithm": "${\"aws\"}:kms", "kms_master_key_id": "${aws_kms_key.k.arn}"}]}]}}}]}`}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, facts(takeFiles(t, c.files, c.args...))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestUncertainAlternatives is about blocks that may exclude each other.
func TestUncertainAlternatives(t *testing.T) {
	inv := take(t, `variable "kms" {}
resource "aws_s3_bucket" "a" {
  server_side_encryption_configuration {
    rule {
      dynamic "apply_server_side_encryption_by_default" {
        for_each = var.kms ? [1] : []
        content { sse_algorithm = "aws:kms" }
      }
      dynamic "apply_server_side_encryption_by_default" {
        for_each = var.kms ? [] : [1]
        content { sse_algorithm = "AES256" }
      }
    }
  }
  server_side_encryption_configuration {
    rule {}
  }
}`)
	if diff := cmp.Diff("aws_s3_bucket.a: yes ? opaque ? opaque", facts(inv)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, e := range inv.Encryptions {
		if d := e.Rules[0]; d.Apply != nil || d.Algorithm.Written() || d.Key.Kind != 0 {
			t.Errorf("%#v", d)
		}
	}
	readAll(inv)
}
