package terraform_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

const things = `
resource "thing" "one" { name = "one" }
resource "thing" "nil" { name = null }
resource "thing" "many" { for_each = { a = 1, b = 2 } }
resource "thing" "maybe" { count = var.unset }
resource "other" "one" { name = "one" }
data "other" "d" { name = "one" }
locals {
  obj  = { a = "x", b = null, (var.unset) = 1 }
  known = { a = "x", b = null }
  mixed = { id = thing.one.id, deep = { a = "x", v = var.unset } }
  loop = local.pool
  pool = local.loop
}
module "m" { source = "x/y/z" }
`

// TestValue says what is known of values. The bad outcome is something
// definite that isn't certain.
func TestValue(t *testing.T) {
	const unknown = "null unknown"
	for expr, want := range map[string]string{
		`null`:                                   "null yes",
		`"a"`:                                    `null no text "a"`,
		`""`:                                     `null no text ""`,
		`"30"`:                                   `null no text "30" int 30`,
		`30`:                                     `null no text "30" int 30`,
		`1.5`:                                    `null no text "1.5"`,
		`"true"`:                                 `null no text "true" bool true`,
		`(false)`:                                `null no text "false" bool false`,
		`["a"]`:                                  "null no",
		`[var.unset]`:                            "null no",
		`"${"a"}b"`:                              `null no text "ab"`,
		`-1`:                                     `null no text "-1" int -1`,
		`path.module`:                            "null no text \"DIR\"",
		`path.cwd`:                               unknown,
		`upper("a")`:                             `null no text "A"`,
		`nonesuch("a")`:                          unknown,
		`local.known.a`:                          `null no text "x"`,
		`local.known.b`:                          "null yes",
		`local.known.c`:                          unknown,
		`local.none`:                             unknown,
		`local.loop`:                             unknown,
		`local`:                                  unknown,
		`var`:                                    unknown,
		`var.unset`:                              unknown,
		`var.undeclared`:                         unknown,
		`terraform.workspace`:                    "null no",
		`each.key`:                               unknown,
		`count.index`:                            unknown,
		`module.m.a`:                             unknown,
		`module.m["a"].b`:                        unknown,
		`module.m`:                               unknown,
		`data.other.d.id`:                        unknown,
		`data.other.d.name`:                      `null no text "one"`,
		`other.one.name`:                         `null no text "one"`,
		`other.one.id`:                           unknown,
		`other.one`:                              unknown,
		`other.two.name`:                         unknown,
		`thing.one.name`:                         `null no text "one"`,
		`thing.nil.name`:                         unknown,
		`resource.thing.one.name`:                `null no text "one"`,
		`thing.one.id`:                           "null no",
		`thing.many["a"].id`:                     "null no",
		`thing.many["z"].id`:                     unknown,
		`thing.maybe[0].id`:                      unknown,
		`"${thing.one.id}-x"`:                    "null no",
		`length(thing.many)`:                     `null no text "2" int 2`,
		`length(thing.maybe)`:                    unknown,
		`keys(thing.many)[0]`:                    `null no text "a"`,
		`thing.x.v`:                              unknown,
		`var.unset ? "a" : "a"`:                  "null no",
		`var.unset ? null : null`:                "null yes",
		`thing.one.id == "x" ? "a" : null`:       unknown,
		`thing.one.id != "x"`:                    "null no",
		`thing.one.id == null ? "a" : "b"`:       "null no",
		`thing.one.id < 5`:                       "null no",
		`thing.one == null`:                      "null no",
		`length(thing.one.id)`:                   unknown,
		`md5(thing.one.id)`:                      unknown,
		`contains(["a"], thing.one.id)`:          unknown,
		`contains(thing.maybe[*].name, "a")`:     "null no",
		`split("-", thing.one.id)[0]`:            unknown,
		`regex("^(.)", thing.one.id)[0]`:         unknown,
		`substr(thing.one.id, 0, 3)`:             unknown,
		`lookup({ a = "x" }, thing.one.id, "d")`: unknown,
		`lookup({ (thing.one.id) = "x" }, "a", "d")`:     unknown,
		`lookup({ a = thing.one.id }, "b", "d")`:         `null no text "d"`,
		`try({ a = "x" }[thing.one.id], "d")`:            unknown,
		`try(local.known.z, "d")`:                        `null no text "d"`,
		`try(thing.many["z"].id, "d")`:                   `null no text "d"`,
		`try(local.mixed.none, "d")`:                     `null no text "d"`,
		`try(local.mixed["none"], "d")`:                  `null no text "d"`,
		`try(local.mixed[local.known.a], "d")`:           `null no text "d"`,
		`try(local.mixed[local.mixed.id], "d")`:          unknown,
		`try(local.mixed.id.none, "d")`:                  unknown,
		`try(local.mixed[var.unset], "d")`:               unknown,
		`try((local.mixed).deep.none, "d")`:              `null no text "d"`,
		`try([local.mixed.id, local.mixed.none], "d")`:   `null no text "d"`,
		`try(upper(local.mixed.none), "d")`:              `null no text "d"`,
		`try(upper(try(local.mixed.none, "x")), "d")`:    `null no text "X"`,
		`try(tonumber(local.mixed.id), "d")`:             unknown,
		`try(flatten([local.mixed.deep]), [])[0].a`:      `null no text "x"`,
		`try(flatten([local.mixed.none]), ["d"])[0]`:     `null no text "d"`,
		`try(thing.maybe[0].name, "d")`:                  unknown,
		`try(thing.maybe[1].name, "d")`:                  unknown,
		`try(thing.maybe[0].name.none, "d")`:             unknown,
		`try(values(thing.maybe)[1].none, "d")`:          unknown,
		`try([thing.maybe[0].name, var.unset], "d")`:     unknown,
		`flatten([thing.maybe[*].id, "a"])[1]`:           unknown,
		`length(flatten([thing.maybe[*].id, "a"]))`:      unknown,
		`can(local.mixed.none)`:                          `null no text "false" bool false`,
		`can(local.mixed.deep.v)`:                        `null no text "true" bool true`,
		`can({ a = "x" }[thing.one.id])`:                 "null no",
		`try(var.unset.a, "d")`:                          unknown,
		`try([for t in thing.many : t.nothing][0], "d")`: unknown,
		`try(values(thing.many)[0].nothing, "d")`:        unknown,
		`lookup(values(thing.many)[0], "nothing", "d")`:  unknown,
		`jsonencode(thing.one)`:                          unknown,
		`jsonencode({ a = thing.one.id })`:               "null no",
		`[for k, v in { a = 1 } : k][0]`:                 `null no text "a"`,
		`[for t in [thing.one.id] : t if t == "x"]`:      unknown,
		`"%{if thing.one.id == "x"}a%{else}b%{endif}"`:   "null no",
		`false ? thing.one.id : null`:                    "null yes",
		`true ? "a" : (false ? "b" : thing.maybe[0].id)`: `null no text "a"`,
		`[true ? "a" : thing.one.id][0]`:                 `null no text "a"`,
		`true ? thing.one.id : "a"`:                      "null no",
		`"${true ? "a" : thing.one.id}"`:                 `null no text "a"`,
		`one([for k, v in thing.many : k if k == "a"])`:  `null no text "a"`,
		`merge({ a = "x" }, var.unset).a`:                unknown,
		`merge(var.unset, { a = "x" }).a`:                unknown,
		`local.obj.a`:                                    unknown,
		`[`:                                              "",
	} {
		if want == "" {
			continue
		}
		t.Run(expr, func(t *testing.T) {
			v := value(t, expr, things)
			got := show(v)
			if strings.Contains(want, "DIR") {
				got = "null no text \"DIR\""
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s\n%#v", diff, v.Cty)
			}
		})
	}
}

// TestUnwritten is about arguments that aren't written and values that are made by
// hand.
func TestUnwritten(t *testing.T) {
	inst := module(t, `resource "thing" "x" {}`).Resource("thing", "x").Instances()[0]
	for name, v := range map[string]terraform.Value{"argument": inst.Argument("v"), "zero": {}} {
		if v.Written() || v.Literal() || !v.Definite() || v.Null() != tri.Yes || v.Is("") != tri.No ||
			v.Identity() != "" || len(v.References()) > 0 || show(v) != "null yes" {
			t.Errorf("%s: %#v", name, v)
		}
		if _, ok := v.Name(); ok {
			t.Errorf("%s has a name", name)
		}
		if texts, identities, all := v.Parts(); texts != nil || identities != nil || !all {
			t.Errorf("%s has parts", name)
		}
	}
}

// TestIs is about comparing with texts.
func TestIs(t *testing.T) {
	for expr, want := range map[string]tri.Answer{
		`"a"`: tri.Yes, `"b"`: tri.Yes, `"c"`: tri.No, `null`: tri.No, `var.unset`: tri.Unknown,
		`thing.one.id`: tri.Unknown, `["a"]`: tri.Unknown,
	} {
		if got := value(t, expr, things).Is("a", "b"); got != want {
			t.Errorf("%s: %s", expr, got)
		}
	}
}

// TestLiteral says what a fix may overwrite.
func TestLiteral(t *testing.T) {
	for expr, want := range map[string]bool{
		`"a"`: true, `1`: true, `null`: true, `(true)`: true, "<<E\na\nE\n": true,
		`"${"a"}"`: false, `local.known.a`: false, `["a"]`: false, `lower("a")`: false,
	} {
		if v := value(t, expr, things); v.Literal() != want || !v.Written() {
			t.Errorf("%s: %t", expr, v.Literal())
		}
	}
}

// TestIdentity is about arguments whose value isn't known: those of equal
// identity have equal values.
func TestIdentity(t *testing.T) {
	more := `
variable "names" {}
variable "nilable" { default = null }
resource "thing" "a" { name = var.nilable }
resource "thing" "b" { name = var.nilable }
resource "other" "a" { name = var.unset }
resource "other" "b" { name = var.unset }
resource "other" "nil_a" { name = var.nilable }
resource "other" "nil_b" { name = var.nilable }
resource "other" "text" { name = "x${var.unset}" }
locals {
  name  = var.names["a"]
  maps  = { p = { n = var.names["a"] }, q = { n = var.names["b"] }, "${"r"}" = 1 }
  list  = [var.names["a"], var.names["b"]]
  id    = uuid()
  open  = merge(var.names, { z = var.unset })
  far   = join("", [local.long, var.names["a"]])
  afar  = join("", [local.long, var.names["b"]])
  long  = [` + strings.Repeat("var.unset[\"abcdefghijklmnop\"],", 500) + `]
  wordy = { a = "` + strings.Repeat("x", 400) + `", b = var.unset }
}
`
	id := func(expr string) string { return value(t, expr, more+things).Identity() }
	for _, same := range [][2]string{
		{`var.names["a"]`, `var.names.a`},
		{`var.names["a"]`, `local.name`},
		{`var.names["a"]`, `(local.maps.p.n)`},
		{`var.names["a"]`, `local.maps["p"]["n"]`},
		{`var.names["a"]`, `local.maps[lower("P")].n`},
		{`var.names["a"]`, `local.list[0]`},
		{`var.names["a"]`, `"${local.name}"`},
		{`var.names["a"]`, `true ? var.names["a"] : var.unset`},
		{`var.names["a"].x`, `local.maps.p.n.x`},
		{`var.names["a"].x`, `local.name["x"]`},
		{`"${var.unset}-x"`, `"${(var.unset)}-${lower("X")}"`},
		{`format("%s-x", var.unset)`, `core::format("%s-x", var.unset)`},
		{`lookup(var.names, "a", null)`, `lookup(var.names, lower("A"), local.known.b)`},
		{`[for k, v in var.names : v.a]`, `[for k, v in var.names : v["a"]]`},
		{`var.names[*].a`, `var.names[*].a`},
		{`var.names.*.a`, `var.names.*.a`},
		{`!var.unset`, `!(var.unset)`},
		{`"${var.unset}-${lower("A")}-${1}"`, `"${var.unset}-a-1"`},
		{`var.unset == "a" ? 1 : 2`, `"${var.unset}" == "a" ? 1 : 2`},
		{`var.unset + 1`, `var.unset + tonumber("1")`},
		{`other.text.name`, `"x${var.unset}"`},
		{`local.id`, `"${local.id}"`},
		{`{ a = var.unset }`, `{ "a" = var.unset }`},
		{`data.other.d.id`, `data.other.d["id"]`},
		{`"a${1}"`, `"a1"`},
		{`1`, `"1"`},
		{`thing.a.echo`, `thing.a.echo`},
		{`local.wordy`, `{ a = local.wordy.a, b = var.unset }`},
		{`"%{for v in var.names}${v}%{endfor}"`, `"%{for v in var.names}${v}%{endfor}"`},
	} {
		if a, b := id(same[0]), id(same[1]); a != b {
			t.Errorf("%s and %s differ:\n%s\n%s", same[0], same[1], a, b)
		}
	}
	for _, other := range [][2]string{
		{`var.names["a"]`, `var.names["b"]`},
		{`var.names["a"]`, `local.maps.q.n`},
		{`var.names["a"]`, `var.unset["a"]`},
		{`local.open.a`, `local.open.b`},
		{`other.a.name`, `other.b.name`},
		{`other.nil_a.name`, `other.nil_b.name`},
		{`other.a.id`, `other.b.id`},
		{`thing.nil.name`, `thing.a.name`},
		{`[for a, b in var.names : a if b]`, `{ for a, b in var.names : a => b }`},
		{`[for a, b in var.names : a]`, `[for a, b in var.names : b]`},
		{`{ for a, b in var.names : a => b }`, `{ for a, b in var.names : a => b... }`},
		{`[for var in [1] : var.names["a"]]`, `[for other in [1] : var.names["a"]]`},
		{`[for local in var.names : local.name]`, `[for other in var.names : local.name]`},
		{`uuid()`, `local.id`},
		{`local.far`, `local.afar`},
		{`[local.long, var.unset]`, `[local.long, local.name]`},
		{`var.names[*].a`, `var.names[*].b`},
		{`-var.unset`, `!var.unset`},
		{`var.unset > 1`, `var.unset < 1`},
		{`f(var.unset...)`, `f(var.unset)`},
		{`substr(thing.one.id, 0, 3)`, `substr(thing.nil.id, 0, 3)`},
		{`substr(var.unset, 0, 3)`, `substr(var.unset, 0, 4)`},
		{`"${var.unset}"`, `[var.unset]`},
		{`[var.unset, "a"]`, `[var.unset, ["a"]]`},
		{`{ a = var.unset }`, `{ b = var.unset }`},
		{`each.key`, `each.key `},
	} {
		if a, b := id(other[0]), id(" "+other[1]); a == b {
			t.Errorf("%s and %s: %s", other[0], other[1], a)
		}
	}
}

// TestIdentityOfInstances is about one text that stands for many values.
func TestIdentityOfInstances(t *testing.T) {
	ids := func(source string) []string {
		var out []string
		for _, r := range module(t, "variable \"unset\" {}\nvariable \"names\" {}\n"+source).Resources("thing") {
			for _, inst := range r.Instances() {
				out = append(out, inst.Argument("v").Identity())
				for _, b := range inst.Blocks("b") {
					out = append(out, b.Argument("v").Identity())
				}
			}
		}
		return out
	}
	for name, source := range map[string]string{
		"each":            "resource \"thing\" \"x\" {\n  for_each = { a = var.unset.a, b = var.unset.b }\n  v = each.value.n\n}",
		"key":             "resource \"thing\" \"x\" {\n  for_each = toset([\"a\", \"b\"])\n  v = var.unset[each.key]\n}",
		"count":           "resource \"thing\" \"x\" {\n  count = 2\n  v = \"${var.unset}-${count.index}\"\n}",
		"impure":          "resource \"thing\" \"x\" {\n  count = 2\n  v = uuid()\n}",
		"two collections": "resource \"thing\" \"x\" {\n  for_each = var.names\n  v = each.value\n}\nresource \"thing\" \"y\" {\n  for_each = var.unset\n  v = each.value\n}",
		"two sets":        "resource \"thing\" \"x\" {\n  for_each = toset(var.names)\n  v = each.key\n}\nresource \"thing\" \"y\" {\n  for_each = toset(var.unset)\n  v = each.key\n}",
		"dynamic":         "resource \"thing\" \"x\" {\n  v = 1\n  dynamic \"b\" {\n    for_each = [var.unset.a, var.unset.b]\n    content {\n      v = b.value\n    }\n  }\n}",
		"impure dynamic":  "resource \"thing\" \"x\" {\n  v = 1\n  dynamic \"b\" {\n    for_each = [1, 2]\n    content {\n      v = uuid()\n    }\n  }\n}",
	} {
		got := ids(source)
		if len(got) < 2 {
			t.Fatalf("%s: %q", name, got)
		}
		if got[0] == got[1] || got[len(got)-1] == got[len(got)-2] {
			t.Errorf("%s: %q", name, got)
		}
	}
	for name, source := range map[string]string{
		"one collection": "resource \"thing\" \"x\" {\n  for_each = var.names\n  v = each.value.n\n}\nresource \"thing\" \"y\" {\n  for_each = var.names\n  v = each.value[\"n\"]\n}",
		"one set":        "resource \"thing\" \"x\" {\n  for_each = toset(var.names)\n  v = each.key\n}\nresource \"thing\" \"y\" {\n  for_each = toset(var.names)\n  v = each.value\n}",
		"locals":         "locals {\n  n = var.names\n}\nresource \"thing\" \"x\" {\n  for_each = local.n\n  v = each.value.n\n}\nresource \"thing\" \"y\" {\n  for_each = var.names\n  v = each.value.n\n}",
	} {
		if got := ids(source); len(got) != 2 || got[0] != got[1] {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestPathModule holds that file() reads below the module.
func TestPathModule(t *testing.T) {
	files := map[string]string{
		"main.tf": "resource \"thing\" \"x\" {\n  v = file(\"${path.module}/name.txt\")\n  w = templatefile(\"${path.root}/t.tmpl\", { n = thing.x.id })\n}",
		"t.tmpl":  "<${n}>",
	}
	load(t, files, func(m *terraform.Module) {
		if err := os.WriteFile(filepath.Join(m.Dir, "name.txt"), []byte("n"), 0o600); err != nil {
			t.Fatal(err)
		}
		inst := m.Resource("thing", "x").Instances()[0]
		if text, ok := inst.Argument("v").Text(); !ok || text != "n" {
			t.Errorf("%q", text)
		}
		token, _ := inst.Token().Unmark()
		if name, ok := inst.Argument("w").Name(); !ok || name != "<"+token.AsString()+">" || inst.Argument("w").Definite() {
			t.Errorf("%q", name)
		}
	})
}

// TestEncodedResource holds that the text of a whole resource is unknown, whatever is known of
// the attributes that stand for it: it has others.
func TestEncodedResource(t *testing.T) {
	whole := `resource "thing" "name" { name = "one" }`
	for expr, want := range map[string]string{
		`jsonencode(thing.name)`:                        "null unknown",
		`jsonencode({ a = thing.name.name, b = "<a>"})`: `null no text "{\"a\":\"one\",\"b\":\"\\u003ca\\u003e\"}"`,
	} {
		if got := show(value(t, expr, whole)); got != want {
			t.Errorf("%s: %s", expr, got)
		}
	}
}
