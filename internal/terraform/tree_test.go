package terraform_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// tree loads the modules of a txtar archive, reads them, and returns what the host
// was asked.
func tree(t *testing.T, archive string, read func(*terraform.Module)) map[string]int {
	t.Helper()
	files := map[string]string{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		files[f.Name] = string(f.Data)
	}
	return load(t, files, read)
}

// values returns v of every thing in the tree by its address, with a question mark
// where it isn't known that there is one.
func values(m *terraform.Module) map[string]terraform.Value {
	out := map[string]terraform.Value{}
	for r := range m.Tree("thing") {
		for _, inst := range r.Instances() {
			addr := inst.Address().String()
			if inst.Symbolic {
				addr += "?"
			}
			out[addr] = inst.Argument("v")
		}
	}
	return out
}

// shown returns what the values of things say of themselves.
func shown(vs map[string]terraform.Value) map[string]string {
	out := map[string]string{}
	for addr, v := range vs {
		out[addr] = show(v)
	}
	return out
}

// TestInputs is about what becomes of an argument on its way into a module.
func TestInputs(t *testing.T) {
	const unknown, null = "null unknown", "null yes"
	for _, c := range []struct{ declaration, argument, expr, want string }{
		{``, `"a"`, `var.x`, `null no text "a"`},
		{``, ``, `var.x`, unknown},
		{`default = "d"`, ``, `var.x`, `null no text "d"`},
		{`default = "d"`, `"a"`, `var.x`, `null no text "a"`},
		{`default = null`, ``, `var.x`, null},
		{`default = "d"`, `null`, `var.x`, null},
		{"default = \"d\"\nnullable = false", `null`, `var.x`, `null no text "d"`},
		{"default = \"d\"\nnullable = false", `var.unset`, `var.x`, unknown},
		{`nullable = false`, `null`, `var.x`, unknown},
		{`type = number`, `"7"`, `var.x + 1`, `null no text "8" int 8`},
		{`type = number`, `"seven"`, `var.x`, unknown},
		{`type = bool`, `"true"`, `var.x ? "yes" : "no"`, `null no text "yes"`},
		{`type = string`, `7`, `"${var.x}"`, `null no text "7" int 7`},
		{`type = list(string)`, `[1, true]`, `join(",", var.x)`, `null no text "1,true"`},
		{`type = set(string)`, `["b", "a", "b"]`, `join(",", var.x)`, `null no text "a,b"`},
		{`type = list`, `["a"]`, `var.x[0]`, `null no text "a"`},
		{`type = map`, `{ k = "a" }`, `var.x.k`, `null no text "a"`},
		{`type = any`, `{ k = ["a"] }`, `var.x.k[0]`, `null no text "a"`},
		{`type = object({ a = string, b = optional(string, "d") })`, `{ a = "a" }`, `"${var.x.a}${var.x.b}"`, `null no text "ad"`},
		{`type = object({ a = string, b = optional(string, "d") })`, `{ a = "a", b = null }`, `var.x.b`, `null no text "d"`},
		{`type = object({ a = string, b = optional(string) })`, `{ a = "a" }`, `var.x.b`, null},
		{`type = object({ a = string, b = optional(string, "d") })`, `{ a = var.unset }`, `var.x.b`, `null no text "d"`},
		{`type = object({ a = string, b = optional(string, "d") })`, `{ a = var.unset }`, `var.x.a`, unknown},
		{`type = object({ a = string, b = optional(string, "d") })`, `var.unset`, `var.x.b`, unknown},
		{`type = map(object({ b = optional(number, 3) }))`, `{ k = {} }`, `var.x["k"].b`, `null no text "3" int 3`},
		{`type = object({ a = string })`, `{}`, `var.x.a`, unknown},
		{"type = object({ a = optional(string, \"d\") })\ndefault = {}", ``, `var.x.a`, `null no text "d"`},
		{`type = nonsense(string)`, `"a"`, `var.x`, unknown},
		{`sensitive = true`, `"a"`, `var.x`, unknown},
		{"sensitive = true\ndefault = \"d\"", ``, `var.x`, unknown},
		{`ephemeral = true`, `"a"`, `var.x`, unknown},
		{``, `"a"`, `var.y`, unknown},
		{``, `thing.own.id`, `var.x`, "null no"},                                                                 // a stand-in is no text
		{`type = object({ id = string, other = optional(string, "d") })`, `thing.own`, `var.x.other`, "null no"}, // its own, or the default
		{`type = object({ name = string })`, `thing.own`, `var.x.name`, `null no text "own"`},
		{`type = list(object({ id = string, other = optional(string, "d") }))`, `[thing.own]`, `var.x[0].other`, unknown},
	} {
		if c.argument != "" {
			c.argument = "x = " + c.argument
		}
		tree(t, fmt.Sprintf(`
-- main.tf --
variable "unset" {}
resource "thing" "own" { name = "own" }
module "m" {
  source = "./m"
  %s
}
-- m/main.tf --
variable "x" {
  %s
}
resource "thing" "x" {
  v = %s
}
`, c.argument, c.declaration, c.expr), func(m *terraform.Module) {
			v := values(m)["module.m.thing.x"]
			if got := show(v); got != c.want {
				t.Errorf("%s with %s: %s is %s, want %s", c.declaration, c.argument, c.expr, got, c.want)
			}
			v.Identity()
			v.References()
			v.Inputs()
		})
	}
}

// TestOutputs is about what comes back from modules.
func TestOutputs(t *testing.T) {
	const unknown = "null unknown"
	for expr, want := range map[string]string{
		`module.one.name`:                                        `null no text "one"`,
		`module.one["name"]`:                                     `null no text "one"`,
		`module.one.all.name`:                                    `null no text "one"`,
		`module.one.nested`:                                      `null no text "inner one"`,
		`module.counted[1].name`:                                 `null no text "c1"`,
		`module.counted[2].name`:                                 unknown,
		`module.counted.*.name[0]`:                               `null no text "c0"`,
		`join("-", module.counted[*].name)`:                      `null no text "c0-c1"`,
		`length(module.counted)`:                                 `null no text "2" int 2`,
		`module.each["b"].name`:                                  `null no text "name-b"`,
		`module.each[local.b].name`:                              `null no text "name-b"`,
		`join(",", [for k, m in module.each : "${k}${m.name}"])`: `null no text "aname-a,bname-b"`,
		`values(module.each)[0].name`:                            `null no text "name-a"`,
		`{ for k, m in module.each : k => m }["a"].name`:         `null no text "name-a"`,
		`lookup(module.each, "z", null) == null ? "none" : "x"`:  `null no text "none"`,
		`try(module.none[0].name, "none")`:                       `null no text "none"`,
		`one(module.none[*].name)`:                               `null yes`,
		`length(module.none)`:                                    `null no text "0" int 0`,
		`module.maybe[0].name`:                                   unknown, // there may be none
		`module.each["a"].secret`:                                unknown,
		`module.one.missing`:                                     unknown,
		`module.missing.name`:                                    unknown,
		`module.opaque.name`:                                     unknown,
		`module.cycle.name`:                                      unknown,
		`module.knot.b`:                                          `null no text "ab"`, // inputs and outputs wind around each other
	} {
		tree(t, fmt.Sprintf(`
-- main.tf --
variable "unset" {}
locals { b = "b" }
resource "thing" "x" {
  v = %s
}
module "one" {
  source = "./m"
  name   = "one"
}
module "counted" {
  source = "./m"
  count  = 2
  name   = "c${count.index}"
}
module "each" {
  source   = "./m"
  for_each = { a = "name-a", b = "name-b" }
  name     = each.value
}
module "none" {
  source = "./m"
  count  = 0
  name   = "none"
}
module "maybe" {
  source = "./m"
  count  = var.unset
  name   = "maybe"
}
module "opaque" {
  source = "x/y/z"
  name   = "x"
}
module "cycle" {
  source = "./m"
  name   = module.cycle.name
}
module "knot" {
  source = "./knot"
  a      = "a"
  b      = module.knot.a
}
-- m/main.tf --
variable "name" {}
module "inner" {
  source = "../inner"
  name   = var.name
}
output "name" { value = var.name }
output "all" { value = { name = local.name } }
output "nested" { value = module.inner.name }
output "secret" {
  value     = var.name
  sensitive = true
}
locals { name = var.name }
-- inner/main.tf --
variable "name" { type = string }
output "name" { value = "inner ${var.name}" }
-- knot/main.tf --
variable "a" {}
variable "b" {}
output "a" { value = var.a }
output "b" { value = "${var.b}b" }
`, expr), func(m *terraform.Module) {
			v := m.Resource("thing", "x").Instances()[0].Argument("v")
			if got := show(v); got != want {
				t.Errorf("%s: %s, want %s", expr, got, want)
			}
			v.Identity()
			v.References()
		})
	}
}

// TestIdentityAcross holds that an unknown value keeps its identity on the way
// into modules and out of them, and that two that may differ have two.
func TestIdentityAcross(t *testing.T) {
	tree(t, `
-- main.tf --
variable "unset" {}
variable "names" {}
resource "thing" "direct" { v = "${var.unset}-data" }
resource "thing" "back" { v = module.a.back }
resource "thing" "all" {
  for_each = module.each
  v        = each.value.own
}
module "a" {
  source = "./m"
  name   = var.unset
}
module "b" {
  source = "./m"
  name   = var.unset
}
module "c" {
  source = "./m"
}
module "d" {
  source = "./m"
}
module "each" {
  source   = "./m"
  for_each = var.names
  name     = each.value
}
module "strict" {
  source = "./strict"
  name   = var.unset
  n      = var.unset
  o      = { a = var.unset }
}
-- m/main.tf --
variable "name" { type = string }
resource "thing" "x" { v = "${local.name}-data" }
resource "thing" "own" { v = thing.x.id }
locals { name = var.name }
output "back" { value = "${var.name}-data" }
output "own" { value = thing.x.id }
-- strict/main.tf --
variable "name" {
  default  = "d"
  nullable = false
}
variable "n" { type = number }
variable "o" { type = object({ a = string, b = optional(string, "d") }) }
resource "thing" "name" { v = "${var.name}-data" }
resource "thing" "n" { v = "${var.n}-data" }
resource "thing" "o" { v = "${var.o.a}-data" }
`, func(m *terraform.Module) {
		all := values(m)
		same := func(a, b string, want bool) {
			t.Helper()
			if got := all[a].Identity() == all[b].Identity(); got != want || all[a].Identity() == "" {
				t.Errorf("%s %q, %s %q", a, all[a].Identity(), b, all[b].Identity())
			}
		}
		same("thing.direct", "module.a.thing.x", true)
		same("thing.direct", "thing.back", true)
		same("module.a.thing.x", "module.b.thing.x", true)
		same("module.c.thing.x", "module.d.thing.x", false)
		same("thing.direct", "module.c.thing.x", false)
		same("thing.direct", "module.each.thing.x?", false)
		same("thing.direct", "module.strict.thing.name", false) // perhaps the default
		same("thing.direct", "module.strict.thing.n", false)    // "01" is 1
		same("thing.direct", "module.strict.thing.o", false)
		same("module.a.thing.own", "module.b.thing.own", false)
		same("thing.all?", "module.each.thing.own?", true)
	})
}

// TestTree is about which modules there are, in which order, and what asking for
// them costs: a directory is read once, and only if it matters.
func TestTree(t *testing.T) {
	calls := tree(t, `
-- b.tf --
module "later" { source = "./m" }
-- a.tf --
variable "unset" {}
variable "irrelevant" {}
resource "thing" "x" {}
module "m" {
  source   = "./m"
  for_each = toset(["b", "a"])
}
module "again" { source = "./wrap/../m" }
module "wrap" {
  source = "./wrap"
  count  = var.unset
}
module "none" {
  source = "./m"
  count  = 0
}
module "other" {
  source = "./other"
  count  = var.irrelevant
  x      = var.irrelevant
}
module "empty" { source = "./empty" }
module "opaque" { source = "x/y/z" }
-- m/main.tf --
resource "thing" "y" { count = 2 }
resource "thing" "x" {}
-- wrap/main.tf --
module "m" { source = "../m" }
-- other/main.tf --
variable "x" {}
resource "other" "x" { v = var.x }
-- empty/README.md --
Nothing here.
`, func(m *terraform.Module) {
		var got []string
		for r := range m.Tree("thing") {
			for _, inst := range r.Instances() {
				got = append(got, inst.Address().String())
			}
		}
		want := `thing.x
module.m["a"].thing.y[0] module.m["a"].thing.y[1] module.m["a"].thing.x
module.m["b"].thing.y[0] module.m["b"].thing.y[1] module.m["b"].thing.x
module.again.thing.y[0] module.again.thing.y[1] module.again.thing.x
module.wrap[0].module.m.thing.y[0] module.wrap[0].module.m.thing.y[1] module.wrap[0].module.m.thing.x
module.later.thing.y[0] module.later.thing.y[1] module.later.thing.x`
		if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		var opaque, dormant []string
		for c := range m.OpaqueCalls() {
			opaque = append(opaque, c.Name)
		}
		for c := range m.DormantCalls("thing") {
			dormant = append(dormant, c.Name)
		}
		if fmt.Sprint(opaque, dormant) != "[empty opaque] [none]" {
			t.Error(opaque, dormant)
		}
		for range m.Tree("thing") {
			break // must not panic
		}
		if m.Call("wrap").Caller() != m || m.Call("opaque").Instances()[0].Module != nil {
			t.Error("calls")
		}
	})
	// Three directories, and the one variable that decides how many there are.
	want := map[string]int{"GetModuleContent": 1, "GetFile": 3, "EvaluateExpr": 1}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestReferencesAcross holds that references lead through inputs and outputs.
func TestReferencesAcross(t *testing.T) {
	tree(t, `
-- main.tf --
variable "unset" {}
resource "thing" "a" {}
resource "thing" "b" {}
resource "thing" "x" { v = "${module.m["k"].out}${module.every[0].out}" }
resource "thing" "all" { v = join("", [for m in module.every : m.out]) }
module "m" {
  source   = "./m"
  for_each = { k = thing.a.id }
  x        = each.value
}
module "every" {
  source = "./m"
  count  = 2
  x      = thing.b.id
}
-- m/main.tf --
variable "x" {}
variable "y" { default = "d" }
variable "z" {}
module "opaque" {
  source = "x/y/z"
  v      = var.x
}
output "out" { value = "${var.x}${var.y}${var.z}${module.opaque.v}" }
output "not" { value = thing.c.id }
resource "thing" "c" {}
`, func(m *terraform.Module) {
		names := func(v terraform.Value) string {
			var out []string
			for ref := range v.References() {
				out = append(out, strings.TrimPrefix(ref.Module.Address+"."+ref.Address, "."))
			}
			slices.Sort(out)
			return strings.Join(out, " ")
		}
		all := values(m)
		want := `module.every[0].module.opaque module.every[0].var.z module.m["k"].module.opaque module.m["k"].var.z thing.a thing.b`
		if got := names(all["thing.x"]); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
		// Of a module as a whole, every output counts.
		want = "module.every[0].module.opaque module.every[0].thing.c module.every[0].var.z " +
			"module.every[1].module.opaque module.every[1].thing.c module.every[1].var.z thing.b"
		if got := names(all["thing.all"]); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
		var opaque []string
		for c := range m.OpaqueCalls() {
			for ref := range c.References() {
				opaque = append(opaque, c.Caller().Address+": "+ref.Address)
			}
		}
		if got := strings.Join(opaque, ", "); got != `module.m["k"]: thing.a, module.every[0]: thing.b, module.every[1]: thing.b` {
			t.Error(got)
		}
	})
}

// TestProviderConfig follows provider configurations through modules.
func TestProviderConfig(t *testing.T) {
	tree(t, `
-- main.tf --
provider "thing" {}
provider "thing" { alias = "eu" }
resource "thing" "default" {}
resource "thing" "alias" { provider = thing.eu }
module "inherits" { source = "./m" }
module "handed" {
  source = "./m"
  providers = {
    thing         = thing.eu
    thing.special = thing
  }
}
module "own" {
  source = "./own"
  providers = { thing.proxy = thing.eu }
}
module "unknown" {
  source    = "./m"
  providers = { thing = thing.by_region[0] }
}
-- json.tf.json --
{"module": {"json": {"source": "./m", "providers": {"thing": "thing.eu", "thing.special": "thing"}}}}
-- m/main.tf --
resource "thing" "plain" {}
resource "thing" "special" { provider = thing.special }
module "inner" { source = "../inner" }
-- inner/main.tf --
resource "thing" "x" {}
-- own/main.tf --
provider "thing" { alias = "mine" }
provider "thing" { alias = "proxy" }
resource "thing" "mine" { provider = thing.mine }
resource "thing" "proxy" { provider = "thing.proxy" }
resource "thing" "plain" {}
`, func(m *terraform.Module) {
		got := map[string]string{}
		for r := range m.Tree("thing") {
			got[r.Address.String()] = "?"
			if c, known := r.ProviderConfig(); known {
				got[r.Address.String()] = c.String()
			}
		}
		want := map[string]string{
			"thing.default":                        "thing",
			"thing.alias":                          "thing.eu",
			"module.inherits.thing.plain":          "thing",
			"module.inherits.thing.special":        "?",
			"module.inherits.module.inner.thing.x": "thing",
			"module.handed.thing.plain":            "thing.eu",
			"module.handed.thing.special":          "thing",
			"module.handed.module.inner.thing.x":   "thing.eu",
			"module.json.thing.plain":              "thing.eu",
			"module.json.thing.special":            "thing",
			"module.json.module.inner.thing.x":     "thing.eu",
			"module.own.thing.mine":                "module.own.thing.mine",
			"module.own.thing.proxy":               "thing.eu",
			"module.own.thing.plain":               "thing",
			"module.unknown.thing.plain":           "?",
			"module.unknown.thing.special":         "?",
			"module.unknown.module.inner.thing.x":  "?",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

// TestOverrideCalled is about override files of called modules.
func TestOverrideCalled(t *testing.T) {
	tree(t, `
-- main.tf --
module "m" { source = "./m" }
-- m/main.tf --
variable "v" { default = "v" }
locals {
  a = "a"
  b = "b"
}
resource "thing" "x" {
  v = "${var.v}${local.a}${local.b}${local.c}${module.inner.v}"
  w = "w"
  b { v = "b" }
  b { v = "c" }
}
resource "thing" "blocks" { v = thing.x.w }
module "inner" {
  source = "./inner"
  v      = "inner"
}
-- m/b_override.tf --
locals { b = "3" }
resource "thing" "new" {}
-- m/a_override.tf --
variable "v" { default = "1" }
locals {
  a = "2"
  b = "overridden again"
  c = "4"
}
resource "thing" "x" {
  w = "o"
  b { v = "d" }
}
module "inner" { v = "5" }
-- m/inner/main.tf --
variable "v" {}
output "v" { value = "v" }
-- m/inner/override.tf.json --
{"output": {"v": {"value": "${var.v}"}}}
`, func(m *terraform.Module) {
		want := map[string]string{
			"module.m.thing.x":      `null no text "12345" int 12345`,
			"module.m.thing.blocks": `null no text "o"`,
		}
		if diff := cmp.Diff(want, shown(values(m))); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		for r := range m.Tree("thing") {
			if blocks := r.Instances()[0].Blocks("b"); r.Address.Name == "x" {
				if text, _ := blocks[0].Argument("v").Text(); len(blocks) != 1 || text != "d" {
					t.Error(len(blocks), text)
				}
			}
		}
	})
}

// TestAlone is about a module as an inspection of its directory would see it.
func TestAlone(t *testing.T) {
	tree(t, `
-- main.tf --
module "m" {
  source = "./m"
  v      = "passed"
}
-- m/main.tf --
variable "v" { default = "default" }
variable "unset" {}
resource "thing" "x" { v = var.v }
resource "thing" "unset" { v = var.unset }
module "inner" {
  source = "./inner"
  v      = "${var.v}-inner"
}
-- m/inner/main.tf --
variable "v" {}
resource "thing" "x" { v = var.v }
`, func(m *terraform.Module) {
		called := m.Call("m").Instances()[0].Module
		alone := called.Alone()
		want := map[string]string{
			"thing.x":              `null no text "default"`,
			"thing.unset":          "null unknown",
			"module.inner.thing.x": `null no text "default-inner"`,
		}
		if diff := cmp.Diff(want, shown(values(alone))); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if alone != called.Alone() || !alone.IsRoot() || !called.Local() || called.Entrance() == nil || alone.Entrance() != nil {
			t.Error("alone")
		}
		inner := called.Call("inner").Instances()[0].Module
		if inner.Entrance() != called.Entrance() {
			t.Error("entrance")
		}
		v := values(m)["module.m.module.inner.thing.x"]
		if inputs := v.Inputs(); len(inputs) != 1 || inputs[0].Name != "v" || !inputs[0].Argument.Written() {
			t.Error(inputs)
		}
		if _, is := v.Passed(); is {
			t.Error("it is put together from what is passed")
		}
		if v, is := values(m)["module.m.thing.x"].Passed(); !is || v.Range.Start.Line != 3 {
			t.Error(v.Range)
		}
		if len(slices.Collect(maps.Keys(values(m)))) != 3 {
			t.Error("values")
		}
	})
}
