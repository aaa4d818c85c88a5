package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// TestOverBudget holds that what is over the budget is unknown and says so, that the log
// tells the first place once, and that the rest is evaluated all the same.
func TestOverBudget(t *testing.T) {
	const source = `
locals {
  r    = range(1000)
  long = join("", [for i in local.r : format("%999s", "a")])
  loop = [for a in local.r : [for b in local.r : [for c in local.r : "${a}${b}${c}"]]]
  text = can(regex("(a*)*b", local.long))
  none = try([for a in local.r : [for b in local.r : [for c in local.r : c]]], "none")
  yaml = yamldecode("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n")
}
resource "thing" "loop" { v = local.loop }
resource "thing" "text" { v = local.text }
resource "thing" "none" { v = local.none }
resource "thing" "yaml" { v = local.yaml.a }
resource "thing" "inner" {
  count = 2
  v     = [for a in local.r : [for b in local.r : [for c in local.r : "${a}${b}${c}"]]]
}
resource "thing" "fine" { v = join("-", [for n in ["a", "b"] : upper(n)]) }
`
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	var told []string
	m, err := terraform.Load(files{dir}, terraform.Options{Provider: provider{}, Dir: dir, Logf: func(format string, args ...any) {
		if line := fmt.Sprintf(format, args...); strings.Contains(line, "over the budget") {
			told = append(told, line)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	over := func(v terraform.Value) bool {
		return slices.ContainsFunc(terraform.Origins(v.Cty), func(o terraform.Origin) bool { return o.Kind == terraform.OverBudget })
	}
	for range 20 { // what is over the budget isn't tried again
		for _, name := range []string{"loop", "none", "inner"} {
			for _, inst := range m.Resource("thing", name).Instances() {
				if v := inst.Argument("v"); v.Cty.IsKnown() || !over(v) {
					t.Fatalf("%s: %#v", name, v.Cty)
				}
			}
		}
		for _, name := range []string{"text", "yaml"} {
			if v := m.Resource("thing", name).Instances()[0].Argument("v"); v.Cty.IsKnown() {
				t.Fatalf("%s: %#v", name, v.Cty)
			}
		}
	}
	if text, _ := m.Resource("thing", "fine").Instances()[0].Argument("v").Text(); text != "A-B" {
		t.Errorf("what costs little is %q", text)
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], "main.tf:5: ") {
		t.Errorf("%q", told)
	}
}

// TestManyInstances is about instances that refer to all of each other.
func TestManyInstances(t *testing.T) {
	m := module(t, `
resource "thing" "all" {
  for_each = { for p in setproduct(range(30), range(100)) : "${p[0]}-${p[1]}" => p[1] }
  v        = "name-${each.key}"
}
resource "thing" "each" {
  for_each = thing.all
  v        = join(",", [for t in thing.all : t.v])
}
`)
	each := m.Resource("thing", "each").Instances()
	if len(each) != 3_000 {
		t.Fatalf("%d instances", len(each))
	}
	for _, inst := range each {
		if text, ok := inst.Argument("v").Name(); !ok || !strings.HasSuffix(text, ",name-9-99") {
			t.Fatalf("%.40s", text)
		}
	}
}
