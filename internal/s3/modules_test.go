package s3_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// The modules that the cases are put together from: a bucket that may be
// configured, a key, an encryption configuration.
const parts = `
-- bucket/main.tf --
variable "name" { default = null }
variable "encryption" {
  type    = object({ algorithm = string, key = optional(string) })
  default = null
}
resource "aws_s3_bucket" "this" { bucket = var.name }
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count  = var.encryption == null ? 0 : 1
  bucket = aws_s3_bucket.this.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.encryption.algorithm
      kms_master_key_id = var.encryption.key
    }
  }
}
output "id" { value = aws_s3_bucket.this.id }
output "arn" { value = aws_s3_bucket.this.arn }
output "bucket" { value = aws_s3_bucket.this }
-- key/main.tf --
resource "aws_kms_key" "this" {}
resource "aws_kms_alias" "this" {
  name          = "alias/made-here"
  target_key_id = aws_kms_key.this.key_id
}
output "arn" { value = aws_kms_key.this.arn }
output "alias" { value = aws_kms_alias.this.name }
-- sse/main.tf --
variable "bucket" {}
variable "key" { default = null }
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = var.bucket
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key
    }
  }
}
-- wrap/main.tf --
variable "bucket" {}
variable "key" {}
module "sse" {
  source = "../sse"
  bucket = var.bucket
  key    = var.key
}
`

// TestAcrossModules is about what is joined across modules.
func TestAcrossModules(t *testing.T) {
	for name, c := range map[string]struct{ root, want string }{
		"three modules": {`
module "bucket" { source = "./bucket" }
module "key" { source = "./key" }
module "sse" {
  source = "./sse"
  bucket = module.bucket.id
  key    = module.key.arn
}`, "module.bucket.aws_s3_bucket.this: yes aws:kms customer module.key.aws_kms_key.this"},
		"two levels, an alias": {`
module "bucket" { source = "./bucket" }
module "key" { source = "./key" }
module "wrap" {
  source = "./wrap"
  bucket = module.bucket.bucket.id
  key    = module.key.alias
}`, "module.bucket.aws_s3_bucket.this: yes aws:kms customer module.key.aws_kms_key.this"},
		"an object": {`
module "key" { source = "./key" }
module "bucket" {
  source     = "./bucket"
  encryption = { algorithm = "aws:kms", key = module.key.arn }
}`, "module.bucket.aws_s3_bucket.this: yes aws:kms customer module.key.aws_kms_key.this"},
		"switched off": {`
module "bucket" { source = "./bucket" }`, "module.bucket.aws_s3_bucket.this: no"},
		"switched off, added outside": {`
module "bucket" { source = "./bucket" }
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = module.bucket.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}`, "module.bucket.aws_s3_bucket.this: yes AES256 aws"},
		"for_each, one by its key": {`
module "bucket" {
  source   = "./bucket"
  for_each = toset(["a", "b"])
  name     = each.key
}
module "sse" {
  source = "./sse"
  bucket = module.bucket["b"].id
}`, "module.bucket[\"a\"].aws_s3_bucket.this: no\nmodule.bucket[\"b\"].aws_s3_bucket.this: yes aws:kms aws"},
		"for_each of one over the other": {`
module "bucket" {
  source   = "./bucket"
  for_each = toset(["a", "b"])
}
module "sse" {
  source   = "./sse"
  for_each = module.bucket
  bucket   = each.value.id
}`, "module.bucket[\"a\"].aws_s3_bucket.this: yes aws:kms aws\nmodule.bucket[\"b\"].aws_s3_bucket.this: yes aws:kms aws"},
		"an unknown for_each": {`
variable "names" {}
module "bucket" {
  source   = "./bucket"
  for_each = var.names
  name     = each.value
}
module "sse" {
  source   = "./sse"
  for_each = var.names
  bucket   = each.value
}`, "module.bucket.aws_s3_bucket.this: yes aws:kms aws"},
		"an unknown for_each over the modules": {`
variable "names" {}
module "bucket" {
  source   = "./bucket"
  for_each = var.names
}
module "sse" {
  source   = "./sse"
  for_each = module.bucket
  bucket   = each.value.id
}`, "module.bucket.aws_s3_bucket.this: yes aws:kms aws"},
		"an unknown name on both sides": {`
variable "name" {}
module "bucket" {
  source = "./bucket"
  name   = "${var.name}-data"
}
module "sse" {
  source = "./sse"
  bucket = "${var.name}-data"
}`, "module.bucket.aws_s3_bucket.this: yes aws:kms aws"},
		"another unknown name": {`
variable "name" {}
variable "other" {}
module "bucket" {
  source = "./bucket"
  name   = var.name
}
module "sse" {
  source = "./sse"
  bucket = var.other
}`, "module.bucket.aws_s3_bucket.this: unknown"},
		"handed to a module that isn't loaded": {`
module "bucket" { source = "./bucket" }
module "opaque" {
  source = "x/y/z"
  bucket = module.bucket.arn
}`, "module.bucket.aws_s3_bucket.this: unknown"},
		"another one handed to it": {`
module "bucket" { source = "./bucket" }
resource "aws_s3_bucket" "own" {}
module "opaque" {
  source = "x/y/z"
  bucket = aws_s3_bucket.own.arn
}`, "aws_s3_bucket.own: unknown\nmodule.bucket.aws_s3_bucket.this: no"},
		"a configuration for what a module that isn't loaded gives": {`
module "bucket" { source = "./bucket" }
module "named" {
  source = "./bucket"
  name   = "known"
}
module "opaque" { source = "x/y/z" }
module "sse" {
  source = "./sse"
  bucket = module.opaque.bucket
}`, "module.bucket.aws_s3_bucket.this: unknown\nmodule.named.aws_s3_bucket.this: no"},
		"a count that isn't known": {`
variable "encrypt" {}
module "bucket" { source = "./bucket" }
module "sse" {
  source = "./sse"
  count  = var.encrypt ? 1 : 0
  bucket = module.bucket.id
}`, "module.bucket.aws_s3_bucket.this: yes aws:kms aws"},
		"no instance": {`
module "bucket" {
  source = "./bucket"
  count  = 0
}`, ""},
		"an opaque key": {`
variable "key" {}
module "bucket" { source = "./bucket" }
module "sse" {
  source = "./sse"
  bucket = module.bucket.id
  key    = var.key
}`, "module.bucket.aws_s3_bucket.this: yes aws:kms opaque"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"main.tf": c.root}
			for _, f := range txtar.Parse([]byte(parts)).Files {
				files[f.Name] = string(f.Data)
			}
			inv := takeFiles(t, files)
			if diff := cmp.Diff(c.want, facts(inv)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			readAll(inv)
		})
	}
}

// TestDormantModules is about configurations that other inputs would bring to
// life: a bucket without one is reported, but not fixed.
func TestDormantModules(t *testing.T) {
	const root = `
resource "aws_s3_bucket" "a" { bucket = "a" }
resource "aws_s3_bucket" "b" { bucket = "b" }
`
	for call, want := range map[string]string{
		"module \"sse\" {\n  source = \"./sse\"\n  count = 0\n  bucket = aws_s3_bucket.a.id\n}":   "true false",
		"module \"wrap\" {\n  source = \"./wrap\"\n  count = 0\n  bucket = aws_s3_bucket.a.id\n}": "true false",
		"module \"key\" {\n  source = \"./key\"\n  count = 0\n}":                                  "false false",
		"module \"bucket\" {\n  source = \"./bucket\"\n}":                                         "false false",
	} {
		files := map[string]string{"main.tf": root + call}
		for _, f := range txtar.Parse([]byte(parts)).Files {
			files[f.Name] = string(f.Data)
		}
		var got []string
		for _, b := range takeFiles(t, files).Buckets[:2] {
			got = append(got, map[bool]string{true: "true", false: "false"}[b.Conditional])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", call, got, want)
		}
	}
}
