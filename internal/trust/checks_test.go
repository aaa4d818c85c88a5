package trust

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/faults"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// TestChecks holds that what the fuzz target checks with can find something.
func TestChecks(t *testing.T) {
	const protected = `resource "aws_s3_bucket" "a" {}
resource "aws_s3_bucket_server_side_encryption_configuration" "a" {
  bucket = aws_s3_bucket.a.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.a.arn
    }
  }
}
resource "aws_kms_key" "a" {
  deletion_window_in_days = 30
  enable_key_rotation     = true
}
resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.id
  policy = jsonencode({ Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "${aws_s3_bucket.a.arn}/*",
    Condition = { Bool = { "aws:SecureTransport" = "false" } } }] })
}
`
	before := stock(t, protected)
	for old, c := range map[string]struct {
		text string
		want string
	}{
		"= true\n    apply":             {"= false\n    apply", "aws_s3_bucket.a has a bucket key"},
		`"aws:kms"`:                     {`"AES256"`, "strength of aws_s3_bucket.a"},
		"= 30":                          {"= 7", "aws_kms_key.a waits for days"},
		"_rotation     = true":          {"_rotation     = false", "aws_kms_key.a is rotated"},
		`= jsonencode({ Statement = [{`: {`= jsonencode({ Statement = [{ Sid = "x" }, {`, ""},
		`"Deny"`: {`"Allow"`, "aws_s3_bucket.a denies reading over HTTP by a member\naws_s3_bucket.a denies reading over HTTP by another account\n" +
			"aws_s3_bucket.a denies reading over HTTP by anybody"},
		"\n  bucket = aws_s3_bucket.a.id\n  rule": {"\n  bucket = \"other\"\n  rule", "aws_s3_bucket.a has a bucket key\naws_s3_bucket.a has a customer managed key\n" +
			"aws_s3_bucket.a is encrypted\nstrength of aws_s3_bucket.a"},
	} {
		if !strings.Contains(protected, old) {
			t.Fatalf("%q isn't there", old)
		}
		after := stock(t, strings.Replace(protected, old, c.text, 1))
		if diff := cmp.Diff(c.want, strings.Join(before.lost(after), "\n")); diff != "" {
			t.Errorf("%q for %q (-want +got):\n%s", c.text, old, diff)
		}
	}

	got := slices.Sorted(maps.Keys(faults.Of(map[string][]byte{"main.tf": []byte(`
resource "aws_kms_key" "a" {}
resource "aws_kms_key" "a" {}
resource "aws_kms_key" "b" {
  count       = 2
  description = aws_kms_key.b.arn
  policy      = aws_kms_key.c[0].arn
}
resource "aws_kms_key" "d" {
  description = aws_kms_key.d[0].arn
  policy      = "${local.a}${var.b}${data.aws_partition.c.id}${module.d.e}${each.key}"
}
locals {
  in = local.in
}
`), "other.tf": []byte("}")})))
	want := []string{
		"an instance for a resource or the reverse: aws_kms_key.b",
		"an instance for a resource or the reverse: aws_kms_key.d",
		"isn't HCL: other.tf",
		"isn't declared: aws_kms_key.c",
		"isn't declared: data.aws_partition.c",
		"isn't declared: local.a",
		"isn't declared: module.d",
		"isn't declared: var.b",
		"twice: aws_kms_key.a",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

// stock is what a module of one file has.
func stock(t *testing.T, source string) protection {
	t.Helper()
	t.Chdir(t.TempDir())
	c := &fixture.Case{Files: map[string][]byte{"main.tf": []byte(source)}}
	write(t, c.Files)
	p, err := protectionOf(c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
