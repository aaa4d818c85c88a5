package terraform_test

import (
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// TestObject is about arguments that are an attribute of a resource.
func TestObject(t *testing.T) {
	const more = `
resource "thing" "one" {
}
resource "thing" "many" {
  for_each = var.unset
}
locals {
  direct = thing.one.id
  again  = local.direct
  loop   = local.loop
}
`
	for expr, want := range map[string]string{
		`thing.one.id`:                  "one id thing.one",
		`(thing.one.id)`:                "one id thing.one",
		`"${thing.one.id}"`:             "one id thing.one",
		`local.again`:                   "one id thing.one",
		`thing.many["a"].id`:            `many id thing.many["a"]`,
		`thing.many[var.unset].id`:      "many id thing.many[var.unset]",
		`thing.many[each.key].id`:       "many id thing.many[each.key] iterates",
		`each.value.id`:                 "many id each.value iterates",
		`"${thing.one.id}x"`:            "",
		`thing.one.b[0].id`:             "",
		`thing.many["a"].b.id`:          "",
		`thing.many[*].id`:              "",
		`each.key`:                      "",
		`each.value.b.id`:               "",
		`thing.none.id`:                 "",
		`thing.one`:                     "",
		`data.thing.one.id`:             "",
		`var.unset`:                     "",
		`local.loop`:                    "",
		`local.none`:                    "",
		`true ? thing.one.id : ""`:      "",
		`[thing.one][0].id`:             "",
		`values(thing.many)[0].id`:      "",
		`try(thing.one.id, "x")`:        "",
		`merge(thing.many, {})["a"].id`: "",
	} {
		source := "variable \"unset\" {}\nresource \"thing\" \"x\" {\n  for_each = thing.many\n  v        = " + expr + "\n}\n" + more
		load(t, map[string]string{"main.tf": source}, func(m *terraform.Module) {
			o, ok := m.Resource("thing", "x").Instances()[0].Argument("v").Object()
			got := ""
			if ok {
				got = strings.Join([]string{o.Resource.Address.Name, o.Attribute, source[o.Range.Start.Byte:o.Range.End.Byte]}, " ")
				if o.Iterates {
					got += " iterates"
				}
			}
			if got != want {
				t.Errorf("%s: %q, want %q", expr, got, want)
			}
		})
	}
}

// TestAlong is about blocks that have the same instances.
func TestAlong(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		along bool
	}{
		{"", "", true},
		{"count = 1", "", false},
		{"count = 1", "for_each = toset([\"0\"])", false},
		{"count = 2", "count = 2", true},
		{"count = 2", "count = 3", false},
		{"count = var.unset", "count = var.unset", true},
		{"count = var.unset", "count = var.unset ? 1 : 0", false},
		{"count = var.unset", "count = length(thing.a)", true},
		{"for_each = toset([\"k\"])", "for_each = local.keys", true},
		{"for_each = toset([\"k\"])", "for_each = toset([\"k\", \"l\"])", false},
		{"for_each = var.unset", "for_each = var.unset", true},
		{"for_each = var.unset", "for_each = toset(var.unset)", false},
	} {
		source := "variable \"unset\" {}\nlocals {\n  keys = toset([\"k\"])\n}\nresource \"thing\" \"a\" {\n  " + c.a + "\n}\nresource \"thing\" \"b\" {\n  " + c.b + "\n}\n"
		m := module(t, source)
		a, b := m.Resource("thing", "a").Instances(), m.Resource("thing", "b").Instances()
		if got := a[0].Along(b[0]); got != c.along {
			t.Errorf("%q and %q: %t", c.a, c.b, got)
		}
		if len(a) > 1 && a[0].Along(a[1]) {
			t.Errorf("%q: two keys are one", c.a)
		}
	}
}
