package s3_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/benchgen"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestHostCalls bounds what the host is asked, whatever the size of the module:
// each evaluation makes it parse a whole file.
func TestHostCalls(t *testing.T) {
	for _, n := range []int{1, 30} {
		inv, calls, err := tryTake(t.TempDir(), benchgen.Buckets(n))
		if err != nil {
			t.Fatal(err)
		}
		if len(inv.Buckets) != n || len(inv.Keys) != n || strings.Contains(facts(inv), "unknown") || strings.Contains(facts(inv), ": no") {
			t.Errorf("%d buckets, %d keys", len(inv.Buckets), len(inv.Keys))
		}
		// project, environment: the names of buckets; owner: their tags.
		if calls["GetModuleContent"] != 1 || calls["EvaluateExpr"] > 3 || len(calls) > 2 {
			t.Error(calls)
		}
	}
	_, calls, err := tryTake(t.TempDir(), map[string]string{"main.tf": `
variable "x" {}
resource "aws_vpc" "v" { cidr_block = var.x }
locals { y = var.x }
`})
	if err != nil {
		t.Fatal(err)
	}
	if calls["GetModuleContent"] != 1 || len(calls) != 1 {
		t.Error(calls)
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkLoad(b, benchgen.Buckets(n)) })
	}
}

// BenchmarkCalls is about a root that calls one module n times.
func BenchmarkCalls(b *testing.B) {
	for _, n := range []int{4, 40, 400} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkLoad(b, benchgen.Calls(n)) })
	}
}

func benchmarkLoad(b *testing.B, files map[string]string) {
	dir := b.TempDir()
	if _, _, err := tryTake(dir, files); err != nil {
		b.Fatal(err)
	}
	check := func(r tflint.Runner) error {
		for b.Loop() {
			m, err := terraform.Load(r, terraform.Options{Provider: s3.Provider{}, Dir: dir})
			if err != nil {
				return err
			}
			s3.New(m, classify.Default(), s3.Tiers{})
		}
		return nil
	}
	rs := &tflint.BuiltinRuleSet{Name: "probe", Rules: []tflint.Rule{&probe{check: check}}}
	if _, err := fakehost.Run(rs, fakehost.Options{Dir: dir}); err != nil {
		b.Fatal(err)
	}
}

// TestOnlyInline is about which versions of the provider a module admits.
func TestOnlyInline(t *testing.T) {
	for required, want := range map[string]bool{
		``: false, `aws = "~> 3.0"`: true, `aws = "~> 3"`: false, `aws = ">= 3.0"`: false, `aws = "< 4"`: true, `aws = "< 4.0.1"`: false,
		`aws = { source = "hashicorp/aws" }`:                         false,
		`aws = { version = "3.76.1" }`:                               true,
		`aws = { version = "> 4.5, < 4.7" }`:                         false,
		`random = { version = "< 4" }`:                               false,
		`aws = { version = "< 4", configuration_aliases = [aws.x] }`: true,
	} {
		inv := take(t, "terraform {\n  required_providers {\n"+required+"\n}\n}")
		if (inv.OnlyInline() == tri.Yes) != want || inv.OnlyInline() == tri.Unknown {
			t.Errorf("%s: %t", required, !want)
		}
	}
}

// TestRequirementsOfTree is about the version of the provider that all modules of the tree admit.
func TestRequirementsOfTree(t *testing.T) {
	const call = "module \"m\" {\n  source = \"./m\"\n  count = 0\n}\n"
	requires := func(version string) string {
		return "terraform {\n  required_providers {\n    aws = \"" + version + "\"\n  }\n}\n"
	}
	for _, c := range []struct {
		root, called string
		want         bool
	}{
		{"", requires("< 4"), true},
		{requires(">= 3.70"), requires("~> 3.75.0"), true},
		{requires(">= 3.70"), "", false},
		{requires(">= 3.70"), requires(">= 3"), false},
		{requires("~> 3.75.0"), requires(">= 3"), true},
		{requires(">= 3.70"), "module \"deep\" {\n  source = \"./deep\"\n}\n", true},
	} {
		inv := takeFiles(t, map[string]string{"main.tf": call + c.root, "m/main.tf": c.called, "m/deep/main.tf": requires("3.76.1")})
		if (inv.OnlyInline() == tri.Yes) != c.want || inv.OnlyInline() == tri.Unknown {
			t.Errorf("%s, called %s: %t", c.root, c.called, !c.want)
		}
	}
}

// TestRegional is about which versions of the provider know the argument region.
func TestRegional(t *testing.T) {
	for required, want := range map[string]bool{
		``: true, `aws = ">= 4.0"`: true, `aws = "~> 5.0"`: false, `aws = "~> 6.2"`: true, `aws = "< 6"`: false, `aws = "<= 6"`: true,
		`aws = "~> 2.46"`: false, `random = "~> 3.0"`: true,
	} {
		inv := take(t, "terraform {\n  required_providers {\n"+required+"\n}\n}")
		if (inv.Regional() == tri.Yes) != want || inv.Regional() == tri.Unknown {
			t.Errorf("%s: %t", required, !want)
		}
	}
}
