package s3_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// keyConfig returns a configuration that names a key.
func keyConfig(key, more string) string {
	return `variable "unset" {}
variable "nil" { default = null }
resource "aws_kms_key" "k" {}
resource "aws_kms_key" "counted" {
  count = 2
}
resource "aws_kms_key" "maybe" {
  count = var.unset ? 1 : 0
}
resource "aws_kms_key" "none" {
  count = 0
}
resource "aws_kms_key" "each" {
  for_each = toset(["p"])
}
resource "aws_kms_replica_key" "replica" { primary_key_arn = aws_kms_key.k.arn }
resource "aws_kms_external_key" "external" {}
resource "aws_kms_alias" "l" {
  name          = "alias/mine"
  target_key_id = aws_kms_key.k.key_id
}
resource "aws_kms_alias" "nameless" {
  name_prefix   = "alias/x-"
  target_key_id = aws_kms_alias.l.target_key_arn
}
resource "aws_s3_bucket" "a" {
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "aws:kms"
` + strings.TrimSpace(strings.Replace("kms_master_key_id = "+key, "kms_master_key_id = absent", "", 1)) + `
      }
    }
  }
}
` + more
}

// keyCases are the ways of naming a key. What is known by its text only is
// written as it is.
var keyCases = []struct{ key, more, want string }{
	{"absent", "", "aws"},
	{"null", "", "aws"},
	{`""`, "", "aws"},
	{`"aws/s3"`, "", "aws"},
	{`"alias/aws/s3"`, "", "aws"},
	{`"arn:aws:kms:eu-west-1:111122223333:alias/aws/s3"`, "", "aws"},
	{`"arn:${data.aws_partition.p.partition}:kms:eu-west-1:111122223333:alias/aws/s3"`, `data "aws_partition" "p" {}`, "aws"},
	{`data.aws_kms_alias.d.arn`, `data "aws_kms_alias" "d" { name = "alias/aws/s3" }`, "aws"},
	{`data.aws_kms_alias.d.target_key_id`, `data "aws_kms_alias" "d" { name = "alias/aws/s3" }`, "aws"},
	{`data.aws_kms_alias.d.target_key_arn`, `data "aws_kms_alias" "d" { name = "alias/aws/s3" }`, "aws"},
	{`data.aws_kms_key.d.arn`, `data "aws_kms_key" "d" { key_id = "alias/aws/s3" }`, "aws"},
	{`data.aws_kms_key.d.id`, `data "aws_kms_key" "d" { key_id = "alias/aws/s3" }`, "aws"},
	{`var.nil`, "", "aws"},
	{`var.nil != null ? var.nil : null`, "", "aws"},
	{`try(aws_kms_key.none[0].arn, null)`, "", "aws"},
	{`one(aws_kms_key.none[*].arn)`, "", "aws"},
	{`lookup({}, "kms", null)`, "", "aws"},
	{`lookup({ alg = "x", kms = aws_kms_key.k.arn }, "other", null)`, "", "aws"},

	{`aws_kms_key.k.arn`, "", "customer aws_kms_key.k"},
	{`aws_kms_key.k.key_id`, "", "customer aws_kms_key.k"},
	{`aws_kms_key.k.id`, "", "customer aws_kms_key.k"},
	{`local.key`, `locals { key = aws_kms_key.k.arn }`, "customer aws_kms_key.k"},
	{`lookup({ alg = "x", kms = aws_kms_key.k.arn }, "kms", null)`, "", "customer aws_kms_key.k"},
	{`coalesce(var.nil, aws_kms_key.k.arn)`, "", "customer aws_kms_key.k"},
	{`try(aws_kms_key.k.arn, null)`, "", "customer aws_kms_key.k"},
	{`aws_kms_key.k.arn != "" ? aws_kms_key.k.arn : null`, "", "customer aws_kms_key.k"},
	{`aws_kms_key.counted[1].arn`, "", "customer aws_kms_key.counted[1]"},
	{`aws_kms_key.maybe[0].arn`, "", "customer aws_kms_key.maybe[0]"},
	{`one(aws_kms_key.maybe[*].arn)`, "", "customer aws_kms_key.maybe[0]"},
	{`aws_kms_key.each["p"].arn`, "", `customer aws_kms_key.each["p"]`},
	{`aws_kms_replica_key.replica.arn`, "", "customer aws_kms_replica_key.replica"},
	{`aws_kms_external_key.external.arn`, "", "customer aws_kms_external_key.external"},
	{`aws_kms_alias.l.arn`, "", "customer aws_kms_key.k"},
	{`aws_kms_alias.l.name`, "", "customer aws_kms_key.k"},
	{`aws_kms_alias.l.id`, "", "customer aws_kms_key.k"},
	{`aws_kms_alias.l.target_key_id`, "", "customer aws_kms_key.k"},
	{`aws_kms_alias.l.target_key_arn`, "", "customer aws_kms_key.k"},
	{`aws_kms_alias.nameless.arn`, "", "customer aws_kms_key.k"},
	{`"alias/mine"`, "", "customer aws_kms_key.k"},
	{`data.aws_kms_alias.d.target_key_arn`, `data "aws_kms_alias" "d" { name = "alias/mine" }`, "customer aws_kms_key.k"},
	{`data.aws_kms_key.d.arn`, `data "aws_kms_key" "d" { key_id = aws_kms_key.k.key_id }`, "customer aws_kms_key.k"},
	{`data.aws_kms_key.d.arn`, `data "aws_kms_key" "d" { key_id = aws_kms_key.k.arn }`, "customer aws_kms_key.k"},
	{`"alias/aws-glue"`, "", "customer alias/aws-glue"},
	{`"arn:aws:kms:eu-west-1:111122223333:key/abc"`, "", "customer abc"},
	{`"abc"`, "", "customer abc"},
	{`"arn:aws:kms:eu-west-1:111122223333:alias/mine"`, "", "customer arn:aws:kms:eu-west-1:111122223333:alias/mine"},

	{`var.unset`, "", "opaque"},
	{`var.unset != null ? var.unset : null`, "", "opaque"},
	{`var.unset ? aws_kms_key.k.arn : null`, "", "opaque"},
	{`module.m.key_arn`, "module \"m\" {\n  source = \"x/y/z\"\n}", "opaque"},
	{`try(module.m.key_arn, null)`, "module \"m\" {\n  source = \"x/y/z\"\n}", "opaque"},
	{`data.terraform_remote_state.s.outputs.key`, `data "terraform_remote_state" "s" {}`, "opaque"},
	{`data.aws_kms_key.d.arn`, `data "aws_kms_key" "d" { key_id = var.unset }`, "opaque"},
	{`data.aws_kms_alias.d.arn`, `data "aws_kms_alias" "d" { name = "alias/${var.unset}" }`, "opaque"},
	{`"arn:aws:s3:::x"`, "", "opaque"},
	{`"arn:aws:kms:eu-west-1"`, "", "opaque"},
	{`"arn:aws:kms:eu-west-1:111122223333:"`, "", "opaque"},
	{`aws_kms_key.k.nothing`, "", "opaque"},
	{`aws_nothing.k.arn`, "", "opaque"},
	{`try(local.keys[var.unset], null)`, `locals { keys = {} }`, "opaque"},
	{`lookup(local.keys, aws_s3_bucket.a.id, null)`, `locals { keys = {} }`, "opaque"},
	{`try(local.keys[aws_s3_bucket.a.id], null)`, `locals { keys = {} }`, "opaque"},
	{`try(local.whole.tags.key, null)`, `locals { whole = aws_s3_bucket.other }
resource "aws_s3_bucket" "other" {}`, "opaque"},
	{`lookup(local.whole, "key", null)`, `locals { whole = aws_s3_bucket.other }
resource "aws_s3_bucket" "other" {}`, "opaque"},
	{`aws_kms_key.k.arn == "arn:x" ? null : aws_kms_key.k.arn`, "", "opaque"},
	{`startswith(aws_kms_key.k.id, "standin") ? null : aws_kms_key.k.arn`, "", "opaque"},
	{`contains([aws_kms_key.k.id], "x") ? aws_kms_key.k.arn : null`, "", "opaque"},
	{`trimprefix(aws_kms_key.k.id, aws_kms_key.k.id)`, "", "opaque"},
	{`aws_kms_alias.broken.arn`, `resource "aws_kms_alias" "broken" { name = "alias/broken" }`, "opaque"},
	{`aws_kms_alias.broken.arn`, "resource \"aws_kms_alias\" \"broken\" {\n  name = \"alias/broken\"\n  target_key_id = try(aws_kms_key.none[0].arn, null)\n}", "opaque"},
	{`aws_kms_alias.c.target_key_id`, "resource \"aws_kms_alias\" \"c\" {\n  name = \"alias/c\"\n  target_key_id = \"alias/c\"\n}", "opaque"},
	{`"alias/mine"`, "resource \"aws_kms_alias\" \"same\" {\n  provider = aws.us\n  name = \"alias/mine\"\n  target_key_id = aws_kms_key.k.arn\n}", "opaque"},
}

// TestKeyRef says for each way of naming a key what is known of it. The bad
// outcome is an AWS managed key that isn't certain.
func TestKeyRef(t *testing.T) {
	for _, c := range keyCases {
		t.Run(c.key, func(t *testing.T) {
			inv := take(t, keyConfig(c.key, c.more))
			d := inv.Encryptions[0].Rules[0]
			if diff := cmp.Diff(c.want, keyText(d.Key)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if k := d.Key.Key; k != nil && (len(k.Encrypts) != 1 || k.Encrypts[0] != d) {
				t.Error("the key doesn't know what it encrypts")
			}
			if (d.Key.Kind == s3.AWSManagedKey) != (d.Key.ID == "") {
				t.Errorf("ID %q", d.Key.ID)
			}
		})
	}
}

// TestKeyOfEach is about keys that belong to instances.
func TestKeyOfEach(t *testing.T) {
	inv := take(t, `variable "unset" {}
locals {
  buckets = { p = { kms = aws_kms_key.k.arn }, q = {}, r = { kms = var.unset } }
}
resource "aws_kms_key" "k" {}
resource "aws_kms_key" "own" { for_each = local.buckets }
resource "aws_s3_bucket" "a" {
  for_each = local.buckets
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = try(each.value.kms, null)
      }
    }
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = lookup(each.value, "alg", "aws:kms:dsse")
        kms_master_key_id = aws_kms_key.own[each.key].arn
      }
    }
  }
}
resource "aws_s3_bucket" "b" {
  for_each = var.unset
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = try(local.buckets[each.key].kms, null)
      }
    }
  }
}
`)
	want := []string{
		`aws_s3_bucket.a["p"]: yes aws:kms customer aws_kms_key.k aws:kms:dsse customer aws_kms_key.own["p"]`,
		`aws_s3_bucket.a["q"]: yes aws:kms aws aws:kms:dsse customer aws_kms_key.own["q"]`,
		`aws_s3_bucket.a["r"]: yes aws:kms opaque aws:kms:dsse customer aws_kms_key.own["r"]`,
		`aws_s3_bucket.b: yes aws:kms opaque`,
	}
	if diff := cmp.Diff(want, strings.Split(facts(inv), "\n")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestKeyIdentity is about opaque keys: the same expression is the same key.
func TestKeyIdentity(t *testing.T) {
	id := func(key string) string {
		return take(t, keyConfig(key, "locals { k = var.unset }\nmodule \"m\" {\n  source = \"x/y/z\"\n}\n"+
			"data \"aws_kms_key\" \"d\" { key_id = var.unset }")).Encryptions[0].Rules[0].Key.ID
	}
	for _, same := range [][2]string{
		{"var.unset", "local.k"},
		{`var.unset["a"]`, `local.k.a`},
		{`"${var.unset}-x"`, `"${local.k}-x"`},
		{"module.m.arn", `module.m["arn"]`},
		{`"arn:aws:kms:eu-west-1:1:key/abc"`, `"abc"`},
	} {
		if id(same[0]) != id(same[1]) {
			t.Errorf("%s and %s: %q, %q", same[0], same[1], id(same[0]), id(same[1]))
		}
	}
	for _, other := range [][2]string{
		{"var.unset", "module.m.arn"},
		{"var.unset.a", "var.unset.b"},
		{"module.m.arn", "module.m.other"},
		{`format("%s-a", var.unset)`, `format("%s-b", var.unset)`},
	} {
		if id(other[0]) == id(other[1]) {
			t.Errorf("%s and %s: %q", other[0], other[1], id(other[0]))
		}
	}
}

// TestKeyProperties is about what kinds of key there are.
func TestKeyProperties(t *testing.T) {
	const yes, no, unknown = tri.Yes, tri.No, tri.Unknown
	for _, c := range []struct {
		typ, arguments       string
		symmetric, rotatable tri.Answer
	}{
		{"aws_kms_key", ``, yes, yes},
		{"aws_kms_key", `customer_master_key_spec = "SYMMETRIC_DEFAULT"`, yes, yes},
		{"aws_kms_key", `customer_master_key_spec = null`, yes, yes},
		{"aws_kms_key", `customer_master_key_spec = "RSA_2048"`, no, no},
		{"aws_kms_key", `customer_master_key_spec = var.unset`, unknown, unknown},
		{"aws_kms_key", `key_usage = "ENCRYPT_DECRYPT"`, yes, yes},
		{"aws_kms_key", `key_usage = "GENERATE_VERIFY_MAC"`, no, no},
		{"aws_kms_key", `custom_key_store_id = "cks-1"`, yes, no},
		{"aws_kms_key", `custom_key_store_id = aws_kms_custom_key_store.s.id`, yes, unknown},
		{"aws_kms_key", `xks_key_id = "x"`, yes, no},
		{"aws_kms_key", `xks_key_id = var.unset`, yes, unknown},
		{"aws_kms_external_key", ``, unknown, no},
		{"aws_kms_replica_key", ``, unknown, no},
		{"aws_kms_replica_external_key", ``, unknown, no},
	} {
		inv := take(t, "variable \"unset\" {}\nresource \""+c.typ+"\" \"k\" {\n"+c.arguments+"\n}")
		k := inv.Keys[0]
		if k.Type() != c.typ || k.Symmetric != c.symmetric || k.Rotatable != c.rotatable {
			t.Errorf("%s %s: symmetric %s, rotatable %s", c.typ, c.arguments, k.Symmetric, k.Rotatable)
		}
	}
}
