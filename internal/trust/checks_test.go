package trust

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// protected is a module that has one of each thing that no fix may take away.
const protected = `resource "aws_s3_bucket" "a" {}
resource "aws_s3_bucket_public_access_block" "a" {
  bucket            = aws_s3_bucket.a.id
  block_public_acls = true
}
resource "aws_s3_bucket_versioning" "a" {
  bucket = aws_s3_bucket.a.id
  versioning_configuration {
    status = "Enabled"
  }
}
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
  policy = jsonencode({ Statement = [
    { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "${aws_s3_bucket.a.arn}/*", Condition = { Bool = { "aws:SecureTransport" = "false" } } },
    { Sid = "Read", Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.a.arn}/*" },
  ] })
}
resource "aws_s3_bucket_policy" "b" {
  bucket = "b"
  policy = data.aws_iam_policy_document.b.json
}
data "aws_iam_policy_document" "b" {
  statement {
    sid       = "Lock"
    effect    = "Deny"
    actions   = ["s3:DeleteObject"]
    resources = ["arn:aws:s3:::b/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
`

// TestWorse feeds the fuzz target's checks with what a fix might have made of a
// module, for each thing that they look at one that is lost, and some that is all right.
func TestWorse(t *testing.T) {
	const overHTTP = "lost: aws_s3_bucket.a denies reading over HTTP by "
	for name, c := range map[string]struct {
		old, new string // new takes the place of old
		want     []string
	}{
		"nothing":                  {"", "", nil},
		"a layout":                 {"block_public_acls = true", "block_public_acls  =  true # yes", nil},
		"one statement more":       {"Statement = [", "Statement = [{ Sid = \"x\", Effect = \"Deny\" }, ", nil},
		"one block more":           {"  statement {", "  statement {\n    effect = \"Deny\"\n  }\n  statement {", nil},
		"one resource more":        {"resource \"aws_kms_key\"", "resource \"aws_kms_key\" \"b\" {}\nresource \"aws_kms_key\"", nil},
		"more strength":            {`"aws:kms"`, `"aws:kms:dsse"`, nil},
		"no HCL":                   {"}\n", "\n", []string{"isn't HCL: main.tf", "tflint refuses"}},
		"a reference to nothing":   {"= aws_kms_key.a.arn", "= aws_kms_key.b.arn", []string{"isn't declared: aws_kms_key.b", "lost: aws_s3_bucket.a has a customer managed key"}},
		"no bucket key":            {"= true\n    apply", "= false\n    apply", []string{"lost: aws_s3_bucket.a has a bucket key"}},
		"a weaker algorithm":       {`"aws:kms"`, `"AES256"`, []string{"lost: strength of aws_s3_bucket.a"}},
		"no customer managed key":  {"aws_kms_key.a.arn", `"alias/aws/s3"`, []string{"lost: aws_s3_bucket.a has a customer managed key"}},
		"no key":                   {"      kms_master_key_id = aws_kms_key.a.arn\n", "", []string{"changed: aws_s3_bucket_server_side_encryption_configuration.a rule apply_server_side_encryption_by_default: kms_master_key_id = ...", "lost: aws_s3_bucket.a has a customer managed key"}},
		"a key that isn't rotated": {"_rotation     = true", "_rotation     = false", []string{"lost: aws_kms_key.a is rotated"}},
		"a shorter window":         {"= 30", "= 7", []string{"lost: aws_kms_key.a waits for days"}},
		"plain HTTP":               {`Effect = "Deny"`, `Effect = "Allow"`, []string{overHTTP + "a member", overHTTP + "another account", overHTTP + "anybody"}},
		"a configuration of another bucket": {"\n  bucket = aws_s3_bucket.a.id\n  rule", "\n  bucket = \"other\"\n  rule", []string{
			"changed: aws_s3_bucket_server_side_encryption_configuration.a: bucket = aws_s3_bucket.a.id", "lost: aws_s3_bucket.a has a bucket key",
			"lost: aws_s3_bucket.a has a customer managed key", "lost: aws_s3_bucket.a is encrypted", "lost: strength of aws_s3_bucket.a",
		}},
		"a statement":              {`{ Sid = "Read"`, `# { Sid = "Read"`, []string{`lost: a statement "Read" of aws_s3_bucket_policy.a`}},
		"a statement for another":  {`"Read"`, `"Other"`, []string{`lost: a statement "Read" of aws_s3_bucket_policy.a`}},
		"a statement of a source":  {`"Lock"`, `"Other"`, []string{`changed: data.aws_iam_policy_document.b statement: sid = "Lock"`, `lost: a statement "Lock" of aws_s3_bucket_policy.b`}},
		"an action of a statement": {`["s3:DeleteObject"]`, "[]", []string{`changed: data.aws_iam_policy_document.b statement: actions = ["s3:DeleteObject"]`}},
		"public access":            {"block_public_acls = true", "block_public_acls = false", []string{"changed: aws_s3_bucket_public_access_block.a: block_public_acls = true"}},
		"versions":                 {`status = "Enabled"`, "", []string{`changed: aws_s3_bucket_versioning.a versioning_configuration: status = "Enabled"`}},
		"a resource":               {"\"aws_s3_bucket_versioning\" \"a\"", "\"aws_s3_bucket_versioning\" \"b\"", []string{"changed: aws_s3_bucket_versioning.a", "changed: aws_s3_bucket_versioning.a versioning_configuration", `changed: aws_s3_bucket_versioning.a versioning_configuration: status = "Enabled"`, "changed: aws_s3_bucket_versioning.a: bucket = aws_s3_bucket.a.id"}},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(protected, c.old) {
				t.Fatalf("%q isn't there", c.old)
			}
			t.Chdir(t.TempDir())
			module := &fixture.Case{Files: map[string][]byte{"main.tf": []byte(protected)}}
			write(t, module.Files)
			before, err := protectionOf(module)
			if err != nil {
				t.Fatal(err)
			}
			got := worse(t, module, before, map[string][]byte{"main.tf": []byte(strings.Replace(protected, c.old, c.new, 1))})
			for i := range got {
				if i < len(c.want) && strings.HasPrefix(got[i], c.want[i]) {
					got[i] = c.want[i]
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestFaults holds that the fuzz target's check for faults finds each kind.
func TestFaults(t *testing.T) {
	got := NewFaults(nil, map[string][]byte{"main.tf": []byte(`
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
`), "other.tf": []byte("}")})
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

// TestMissing holds that references to instances that aren't there are found, where
// the block that refers exists.
func TestMissing(t *testing.T) {
	files := map[string][]byte{"main.tf": []byte(`
resource "aws_kms_key" "none" {}
resource "aws_kms_key" "one" {}
resource "aws_kms_alias" "a" {
  name          = data.aws_region.all["west"].name
  target_key_id = var.x ? aws_kms_key.none[0].id : aws_kms_key.one[0].id
}
resource "aws_kms_alias" "absent" {
  target_key_id = aws_kms_key.none[0].id
}
`)}
	got := missingInstances(files, func(address string, _ cty.Value) bool { return address == "aws_kms_key.one" },
		func(address string) bool { return address == "aws_kms_alias.absent" })
	want := map[string]bool{"aws_kms_alias.a refers to aws_kms_key.none[0]": true, "aws_kms_alias.a refers to data.aws_region.all[west]": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
