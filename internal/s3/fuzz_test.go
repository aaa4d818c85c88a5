package s3_test

import (
	"maps"
	"os"
	"slices"
	"testing"
)

// seeds are configurations that exercise what the parts of Terraform's language
// do to each other.
var seeds = []string{
	`resource "aws_s3_bucket" "a" {
  for_each = { for k, v in var.x : k => v if v != null }
  bucket   = "${each.key}-${try(each.value.name, lookup(local.m, each.key, null))}"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "e" {
  for_each = aws_s3_bucket.a
  bucket   = each.value.id
  dynamic "rule" {
    for_each = [for b in values(aws_s3_bucket.a) : b]
    iterator = it
    content {
      bucket_key_enabled = it.value.id == "x" ? true : null
      apply_server_side_encryption_by_default {
        sse_algorithm     = coalesce(var.y, "aws:kms")
        kms_master_key_id = one(aws_kms_key.k[*].arn)
      }
    }
  }
}
resource "aws_kms_key" "k" {
  count                = length(aws_s3_bucket.a)
  enable_key_rotation  = "true"
  rotation_period_in_days = 1e999
}
variable "x" {}
variable "y" { default = null }
locals {
  m = merge({ a = local.n }, var.y)
  n = jsonencode(aws_s3_bucket.a)
}`,
	`resource "aws_kms_alias" "l" {
  name          = "alias/${aws_kms_key.k.id}"
  target_key_id = aws_kms_alias.l.target_key_id
}
data "aws_kms_alias" "d" { name = aws_kms_alias.l.name }
resource "aws_kms_key" "k" {}
resource "aws_s3_bucket" "a" {
  bucket = aws_s3_bucket.a.bucket
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = data.aws_kms_alias.d.target_key_arn
      }
    }
  }
}
module "m" {
  for_each = toset([aws_s3_bucket.a.id])
  source   = "x/y/z"
  b        = [each.value, { (each.key) = aws_s3_bucket.a }]
}
terraform { required_providers { aws = { version = "< 4, != 3.9999999999999999999999" } } }`,
	`resource "aws_s3_bucket" "a" {
  count  = local.n
  bucket = element(local.names, count.index)
}
locals {
  n     = local.n + 1
  names = [for i in range(3) : format("%s-%d", var.p, i)]
}
resource "aws_s3_bucket_server_side_encryption_configuration" "e" {
  count  = 3
  bucket = aws_s3_bucket.a.*.id[count.index]
}`,
}

// sample returns one of eight cases: all of them are tests of their own, and each seed
// takes from the seconds that a run in CI has.
func sample[C any](cases []C) []C {
	var out []C
	for i := 0; i < len(cases); i += 8 {
		out = append(out, cases[i])
	}
	return out
}

// named returns cases in the order of their names.
func named[C any](cases map[string]C) []C {
	var out []C
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		out = append(out, cases[name])
	}
	return out
}

// FuzzLoad holds that no configuration which the host accepts makes the
// inventory panic or run for ever.
func FuzzLoad(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	for _, c := range sample(named(encryptedCases())) {
		if c.source[0] != '{' {
			f.Add(c.source)
		}
	}
	for _, c := range sample(named(policyCases())) {
		f.Add(c.source)
	}
	for _, c := range sample(keyCases) {
		f.Add(keyConfig(c.key, c.more))
	}
	f.Fuzz(func(t *testing.T, source string) { fuzz(t, map[string]string{"main.tf": source}) })
}

// caller calls a module and uses what it may give back.
const caller = `variable "unset" {}
module "m" {
  source   = "./m"
  for_each = { a = var.unset, b = aws_s3_bucket.own.arn }
  x        = each.value
  y        = { bucket = aws_s3_bucket.own, key = [module.m["a"].key] }
  n        = "7"
  kms      = each.key == "a"
}
resource "aws_s3_bucket" "own" { bucket = module.m["b"].name }
resource "aws_s3_bucket_server_side_encryption_configuration" "e" {
  for_each = module.m
  bucket   = each.value.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = try(each.value.key, module.m[each.key].y.key[0])
    }
  }
}
`

// FuzzLoadCalled is FuzzLoad for a called module.
func FuzzLoadCalled(f *testing.F) {
	const more = `
output "id" { value = aws_s3_bucket.a.id }
output "name" { value = var.n }
output "key" { value = one(aws_kms_key.k[*].arn) }
output "y" { value = var.y }
variable "n" { type = number }
variable "kms" {
  type     = bool
  nullable = false
  default  = true
}
`
	for _, s := range seeds {
		f.Add(s + more)
	}
	for _, c := range sample(named(encryptedCases())) {
		if c.source[0] != '{' {
			f.Add(c.source + more)
		}
	}
	f.Add(`variable "y" {
  type = object({ bucket = object({ id = string, tags = optional(map(string), { a = "b" }) }), key = list(any), z = optional(number, 3) })
}
variable "x" { type = set(string) }
resource "aws_s3_bucket" "a" { bucket = var.y.bucket.id }
module "self" {
  source = "../m"
  y      = var.y
}`)
	f.Fuzz(func(t *testing.T, source string) {
		fuzz(t, map[string]string{"main.tf": caller, "m/main.tf": source})
	})
}

// FuzzLoadJSON is FuzzLoad for JSON syntax.
func FuzzLoadJSON(f *testing.F) {
	f.Add(`{"variable": {"x": {}}, "locals": {"p": "${var.x}", "q": ["${local.q}", {"${var.x}-k": null}]},
 "resource": {"aws_s3_bucket": {"a": [{"for_each": {"p": 1, "q": true}, "bucket": "${each.key}-${var.x}", "dynamic": {"server_side_encryption_configuration":
 {"for_each": "${local.q}", "content": {"rule": {"apply_server_side_encryption_by_default": {"sse_algorithm": "%{ if true }AES256%{ endif }"}}}}}}]},
 "aws_kms_key": {"k": {"count": "2", "enable_key_rotation": "true"}}}, "module": {"m": {"source": "x/y/z", "a": {"b": ["${aws_s3_bucket.a}"]}}}}`)
	for _, c := range encryptedCases() {
		if c.source[0] == '{' {
			f.Add(c.source)
		}
	}
	f.Fuzz(func(t *testing.T, source string) { fuzz(t, map[string]string{"main.tf.json": source}) })
}

func fuzz(t *testing.T, files map[string]string) {
	dir, err := os.MkdirTemp("", "fuzz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	inv, _, err := tryTake(dir, files)
	if err != nil {
		t.Skip(err)
	}
	first := readAll(inv)
	again, _, err := tryTake(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if readAll(again) != first {
		t.Error("two runs differ")
	}
}
