package s3_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestBucketPatterns holds which patterns of the configuration mean which buckets.
func TestBucketPatterns(t *testing.T) {
	for _, c := range []struct {
		bucket, pattern string
		want            tri.Answer
	}{
		{`bucket = "example-claims-eu"`, "*-claims-*", tri.Yes},
		{`bucket = "example-claims-eu"`, "example-claims-??", tri.Yes},
		{`bucket = "example-claims-eu"`, "example-claims", tri.No},
		{`bucket = "example-claims-eu"`, "claims", tri.No},
		{`bucket = "example-claims-eu"`, "example-claims-[e]u", tri.No},
		{`bucket = "${var.unknown}-claims-eu"`, "*-claims-*", tri.Yes},
		{`bucket = "${var.unknown}-claims-eu"`, "?*-claims-*", tri.Unknown},
		{`bucket = "${var.unknown}-claims-eu"`, "example-claims-*", tri.Unknown},
		{`bucket = "${var.unknown}-claims-eu"`, "*-reports", tri.No},
		{`bucket = "${var.unknown}-claims-eu"`, "*-claims-us", tri.No},
		{`bucket = "${var.unknown}claims-eu"`, "claims-*", tri.Unknown},
		{`bucket = "example-${var.unknown}"`, "prod-*", tri.No},
		{`bucket = var.unknown`, "*-claims-*", tri.Unknown},
		{`bucket = var.unknown`, "*", tri.Yes},
		{`bucket = var.known`, "example-?", tri.Yes},
		{`bucket_prefix = "example-claims-"`, "*-claims-*", tri.Yes},
		{`bucket_prefix = "example-claims-"`, "example-claims-*", tri.Yes},
		{`bucket_prefix = "example-"`, "example-claims", tri.Unknown},
		{``, "terraform-*", tri.Yes},
		{``, "example-*", tri.No},
		{`bucket = "${data.aws_partition.p.partition}-claims"`, "aws-claims", tri.Unknown},
		{`bucket = "x"`, "aws_s3_bucket.this", tri.Yes},
		{`bucket = "x"`, "aws_s3_bucket.t*", tri.Yes},
		{`bucket = "x"`, "aws_s3_bucket.this[0]", tri.No},
		{"count = 2\nbucket = \"x${count.index}\"", "aws_s3_bucket.this", tri.Yes},
		{"count = 2\nbucket = \"x${count.index}\"", "aws_s3_bucket.this[0]", tri.Yes},
		{"count = 2\nbucket = \"x${count.index}\"", "aws_s3_bucket.this[1]", tri.No},
		{"for_each = toset([\"a/b\"])\nbucket = \"x\"", `aws_s3_bucket.this["*b"]`, tri.Yes},
		{"for_each = toset(var.list)\nbucket = each.key", `aws_s3_bucket.this["a"]`, tri.Unknown},
		{"for_each = toset(var.list)\nbucket = each.key", `aws_s3_bucket.other["a"]`, tri.No},
		{"for_each = toset(var.list)\nbucket = each.key", "aws_s3_bucket.this", tri.Yes},
		{"count = length(var.list)\nbucket = \"x\"", "module.lake.*", tri.No},
	} {
		source := fmt.Sprintf("variable \"unknown\" {}\nvariable \"list\" { type = list(string) }\nvariable \"known\" { default = \"example-a\" }\n"+
			"data \"aws_partition\" \"p\" {}\nresource \"aws_s3_bucket\" \"this\" {\n%s\n}\n", c.bucket)
		tiers := s3.Tiers{Buckets: map[string][]string{"restricted": {c.pattern}}}
		b := inventoryOf(t, source, tiers).Buckets[0]
		// Default tags aren't known here: what no pattern means has no class.
		is := tri.Of(b.Class.Named)
		if strings.HasPrefix(b.WhyClass(), "a pattern") && !b.Class.Named {
			is = tri.Unknown
		}
		if is != c.want {
			t.Errorf("%s: %s is %s, want %s", c.bucket, c.pattern, is, c.want)
		}
	}
}

// TestMeetsLevel holds what is enough for a level.
func TestMeetsLevel(t *testing.T) {
	const bucket = `
resource "aws_kms_key" "own" {}
resource "aws_s3_bucket" "this" { bucket = "x" }
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = %q
      %s
    }
  }
}
`
	const own = "kms_master_key_id = aws_kms_key.own.arn"
	for _, c := range []struct {
		level          s3.Level
		algorithm, key string
		want           tri.Answer
	}{
		{s3.LevelKMS, "AES256", "", tri.No},
		{s3.LevelKMS, "aws:kms", "", tri.Yes},
		{s3.LevelKMS, "aws:kms", own, tri.Yes},
		{s3.LevelCMK, "aws:kms", "", tri.No},
		{s3.LevelCMK, "aws:kms", own, tri.Yes},
	} {
		tiers := s3.Tiers{Buckets: map[string][]string{"internal": {"x"}}, Levels: map[string]s3.Level{"internal": c.level}}
		b := inventoryOf(t, fmt.Sprintf(bucket, c.algorithm, c.key), tiers).Buckets[0]
		if got := b.MeetsLevel(); got != c.want {
			t.Errorf("%s with %s and %q: %s, want %s", c.level, c.algorithm, c.key, got, c.want)
		}
	}
}

// inventoryOf takes the inventory of a module in one file.
func inventoryOf(t *testing.T, source string, tiers s3.Tiers) (inv *s3.Inventory) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/main.tf", []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	check := func(r tflint.Runner) error {
		m, err := terraform.Load(r, terraform.Options{Provider: s3.Provider{}, Dir: dir})
		if err != nil {
			return err
		}
		inv = s3.New(m, classify.Default(), tiers)
		return nil
	}
	rs := &tflint.BuiltinRuleSet{Name: "probe", Rules: []tflint.Rule{&probe{check: check}}}
	if _, err := fakehost.Run(rs, fakehost.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	return inv
}
