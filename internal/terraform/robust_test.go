package terraform_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestDeep holds that deep and long configurations neither overflow the stack
// nor take for ever.
func TestDeep(t *testing.T) {
	var chain, double, wide strings.Builder
	chain.WriteString("locals {\n  l0 = var.unset\n  d0 = \"xxxxxxxxxxxxxxxx\"\n")
	for i := range 5_000 {
		fmt.Fprintf(&chain, "  l%d = local.l%d\n", i+1, i)
	}
	chain.WriteString("}\n")
	double.WriteString("locals {\n  d0 = \"xxxxxxxxxxxxxxxx\"\n  u0 = var.unset\n  o0 = [1]\n")
	for i := range 60 {
		fmt.Fprintf(&double, "  d%d = \"${local.d%d}${local.d%d}\"\n  u%d = \"${local.u%d}${local.u%d}\"\n  o%d = [local.o%d, local.o%d]\n",
			i+1, i, i, i+1, i, i, i+1, i, i)
	}
	double.WriteString("}\n")
	for range 5_000 {
		wide.WriteString("${var.unset}-")
	}
	nest := func(open, middle, end string, n int) string {
		return strings.Repeat(open, n) + middle + strings.Repeat(end, n)
	}
	for name, c := range map[string]struct{ expr, more string }{
		"parentheses":         {nest("(", "var.unset", ")", 10_000), ""},
		"lists":               {nest("[", "var.unset", "]", 2_000), ""},
		"objects":             {nest("{a=", "var.unset", "}", 1_000), ""},
		"negations":           {nest("!", "var.unset", "", 5_000), ""},
		"templates":           {nest(`"${`, "var.unset", `}x"`, 1_000), ""},
		"calls":               {nest("lower(", "var.unset", ")", 1_000), ""},
		"conditional results": {nest("var.unset ? 1 : (", "2", ")", 500), ""},
		"conditions":          {nest("(", "var.unset", " ? true : false)", 200), ""},
		"tries":               {nest("try(", "thing.x.id.a", ", null)", 200), ""},
		"tries in indexes":    {nest("try(local.l0[", "thing.x.id.a", "].x, null)", 100), chain.String()},
		"indexes":             {nest("local.l0[", "thing.x.id", "]", 200), chain.String()},
		"chain":               {"local.l5000", chain.String()},
		"doubling text":       {"local.d60", double.String()},
		"doubling unknown":    {"local.u60", double.String()},
		"doubling list":       {"local.o60", double.String()},
		"wide":                {`"` + wide.String() + `"`, ""},
		"nested for":          {"[for a in range(60000) : [for b in range(60000) : [for c in range(60000) : c]]]", ""},
		"nested splat":        {"[for a in range(60000) : range(60000)[*]]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := value(t, c.expr, c.more)
			if _, ok := v.Text(); ok {
				t.Errorf("%#v", v.Cty)
			}
			v.References()
			v.Parts()
		})
	}
}

// TestRepetition says how many instances there are and what is known of them.
func TestRepetition(t *testing.T) {
	for repeat, want := range map[string]string{
		`count = 0`:                          "",
		`count = 2`:                          "thing.x[0] thing.x[1]",
		`count = "2"`:                        "thing.x[0] thing.x[1]",
		`count = -1`:                         "",
		`count = null`:                       "thing.x[0]?",
		`count = var.unset`:                  "thing.x[0]?",
		`count = "many"`:                     "thing.x[0]?",
		`count = 100000`:                     "thing.x[0]?",
		`count = length(thing.x)`:            "thing.x[0]?",
		`count = length(local.c)`:            "thing.x[0]?",
		`count = length(var.unset)`:          "thing.x[0]?",
		`count = var.unset == null ? 0 : 1`:  "thing.x[0]?",
		`for_each = {}`:                      "",
		`for_each = { b = 1, a = 2 }`:        `thing.x["a"] thing.x["b"]`,
		`for_each = toset(["a", "b"])`:       `thing.x["a"] thing.x["b"]`,
		`for_each = { a = var.unset }`:       `thing.x["a"]`,
		`for_each = ["a"]`:                   "thing.x?",
		`for_each = toset([1])`:              "thing.x?",
		`for_each = null`:                    "thing.x?",
		`for_each = var.unset`:               "thing.x?",
		`for_each = { (var.unset) = 1 }`:     "thing.x?",
		`for_each = thing.x`:                 "thing.x?",
		`for_each = toset([thing.x["a"].v])`: "thing.x?",
		`for_each = toset([other.o.id])`:     "thing.x?",
		`for_each = { for i in range(2000) : "k${i}" => i }`: "thing.x?",
		`for_each = toset([thing.y.id])`:                     "thing.x",
		`for_each = { a = thing.maybe[0].id }`:               `thing.x["a"]`,
		`for_each = thing.maybe`:                             "thing.x?",
		``:                                                   "thing.x",
	} {
		m := module(t, `variable "unset" {}
locals { c = thing.x }
resource "thing" "y" {}
resource "thing" "maybe" { for_each = var.unset }
resource "thing" "x" {
`+strings.Replace(repeat, "thing.maybe[0]", `thing.maybe["a"]`, 1)+`
}`)
		var got []string
		for _, inst := range m.Resource("thing", "x").Instances() {
			addr := inst.Address().String()
			if inst.Symbolic {
				addr += "?"
			}
			got = append(got, addr)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s", repeat, got)
		}
		if symbolic := m.Resource("thing", "x").Symbolic(); symbolic != strings.Contains(want, "?") {
			t.Errorf("%s: symbolic %t", repeat, symbolic)
		}
	}
}

// TestBlocks is about nested blocks, dynamic ones among them.
func TestBlocks(t *testing.T) {
	m := module(t, `variable "unset" {}
resource "thing" "x" {
  b { v = 1 }
  dynamic "b" {
    for_each = ["p", "q"]
    iterator = it
    content {
      v = it.value
      dynamic "b" {
        for_each = it.key == 0 ? { k = it.value } : {}
        content { v = "${it.key}${b.key}${b.value}" }
      }
    }
  }
  dynamic "b" {
    for_each = toset(["s"])
    content { v = "${b.key}${b.value}" }
  }
  dynamic "b" {
    for_each = var.unset
    content {
      v = "maybe"
      b { v = "inner" }
    }
  }
  dynamic "b" {
    for_each = null
    content { v = b.value }
  }
  dynamic "b" {}
}`)
	inst := m.Resource("thing", "x").Instances()[0]
	var got []string
	for _, b := range inst.Blocks("b") {
		text, _ := b.Argument("v").Text()
		var line strings.Builder
		line.WriteString(text + " " + b.Exists.String())
		for _, inner := range b.Blocks("b") {
			text, _ := inner.Argument("v").Text()
			line.WriteString(" (" + text + " " + inner.Exists.String() + ")")
		}
		got = append(got, line.String())
	}
	want := "1 yes, p yes (0kp yes), q yes, ss yes, maybe unknown (inner unknown),  unknown,  unknown"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s", strings.Join(got, ", "))
	}
	if !inst.Dynamic("b") || inst.Dynamic("c") {
		t.Error("Dynamic")
	}
}

// TestVerdict is about logic with three values.
func TestVerdict(t *testing.T) {
	const yes, no, unknown = tri.Yes, tri.No, tri.Unknown
	for _, c := range []struct{ a, b, and, or tri.Answer }{
		{yes, yes, yes, yes}, {yes, no, no, yes}, {no, no, no, no},
		{yes, unknown, unknown, yes}, {no, unknown, no, unknown}, {unknown, unknown, unknown, unknown},
	} {
		if c.a.And(c.b) != c.and || c.b.And(c.a) != c.and || c.a.Or(c.b) != c.or || c.b.Or(c.a) != c.or {
			t.Errorf("%s, %s", c.a, c.b)
		}
	}
	if text := fmt.Sprint(yes, no, unknown, yes.Not(), no.Not(), unknown.Not()); text != "yes no unknown no yes unknown" {
		t.Error(text)
	}
}

// host is one that fails.
type host struct{ fails int }

var errHost = errors.New("no host")

func (h *host) GetModuleContent(*hclext.BodySchema, *tflint.GetModuleContentOption) (*hclext.BodyContent, error) {
	if h.fails--; h.fails >= 0 {
		return nil, errHost
	}
	return &hclext.BodyContent{}, nil
}

func (h *host) GetFile(string) (*hcl.File, error) { return nil, errHost }

func (h *host) EvaluateExpr(hcl.Expression, any, *tflint.EvaluateExprOption) error { return errHost }

// TestHostFails holds that only a host that always fails makes loading fail.
func TestHostFails(t *testing.T) {
	o := terraform.Options{Provider: provider{}, Logf: t.Logf}
	if _, err := terraform.Load(&host{fails: 2}, o); !errors.Is(err, errHost) {
		t.Error(err)
	}
	if _, err := terraform.Load(&host{fails: 1}, o); err != nil {
		t.Error(err)
	}
}

// TestBlockInLocals is about what tflint lets pass though it isn't valid.
func TestBlockInLocals(t *testing.T) {
	v := value(t, `"a"`, "locals {\n  b {}\n}")
	if show(v) != `null no text "a"` {
		t.Error(show(v))
	}
}

// TestModule is about finding things, and what a call hands over.
func TestModule(t *testing.T) {
	m := module(t, `variable "unset" {}
data "thing" "d" {}
resource "thing" "b" {}
resource "thing" "a" { for_each = { k = 1 } }
resource "thing" "b" { v = "second" }
module "n" { source = "x/y/n" }
module "m" {
  source   = "x/y/m"
  for_each = thing.a
  a        = [thing.b.id, { (var.unset) = "t${each.key}" }]
  b        = var.unset ? data.thing.d.name : module.n.x
  c        = path.cwd
  d        = terraform.workspace
}
`)
	var got []string
	for _, r := range m.Resources("thing") {
		got = append(got, r.Address.String())
	}
	if strings.Join(got, " ") != "thing.b thing.a" || m.Resource("thing", "c") != nil || m.Call("o") != nil {
		t.Error(got)
	}
	if calls := m.Calls(); len(calls) != 2 || calls[0].Name != "n" || calls[1] != m.Call("m") {
		t.Error("calls")
	}
	if args := m.Call("m").Arguments(); len(args) != 5 {
		t.Error(args)
	}
	refs := m.Call("m").References()
	for addr, kind := range map[string]terraform.OriginKind{
		"thing.b": terraform.Computed, "thing.a": terraform.Computed, "var.unset": terraform.Variable,
		"data.thing.d": terraform.DataSource, "module.n": terraform.ModuleOutput, "terraform.workspace": terraform.Environment,
	} {
		if got, ok := refs[terraform.Reference{Module: m, Address: addr}]; !ok || got != kind {
			t.Errorf("%s: %v", addr, refs)
		}
	}
	addr := terraform.Address{Module: "module.m", Data: true, Type: "thing", Name: "x"}
	if addr.String() != "module.m.data.thing.x" {
		t.Error(addr)
	}
}

// TestVariables counts what the host is asked: once for each variable that
// matters, and never for others.
func TestVariables(t *testing.T) {
	var source strings.Builder
	source.WriteString("variable \"v\" { default = \"a\" }\nvariable \"other\" {}\nresource \"other\" \"o\" { v = var.other }\n")
	for i := range 50 {
		fmt.Fprintf(&source, "resource \"thing\" \"x%d\" {\n  v = \"${var.v}-%d\"\n}\n", i, i)
	}
	calls := load(t, map[string]string{"a.tf": source.String(), "b.tf.json": `{"resource": {"thing": {"j": {"v": "${var.v}", "w": {"k": ["${var.v}", "x${var.v}"]}, "name": "${var.v}s"}}}}`}, func(m *terraform.Module) {
		for _, r := range m.Resources("thing") {
			if text, ok := r.Instances()[0].Argument("v").Text(); !ok || text[:1] != "a" {
				t.Errorf("%s: %q", r.Address, text)
			}
		}
	})
	if calls["GetModuleContent"] != 1 || calls["EvaluateExpr"] != 1 || len(calls) != 2 {
		t.Error(calls)
	}
}

// TestSensitive holds that sensitive values are unknown.
func TestSensitive(t *testing.T) {
	v := value(t, `var.s`, "variable \"s\" {\n  default = \"secret\"\n  sensitive = true\n}")
	if show(v) != "null unknown" || strings.Contains(v.Identity(), "secret") {
		t.Error(show(v), v.Identity())
	}
	v = value(t, `var.o.a`, "variable \"o\" {\n  type = object({ a = string, b = optional(string, \"d\") })\n  default = { a = \"x\" }\n}")
	if show(v) != `null no text "x"` {
		t.Error(show(v))
	}
}
