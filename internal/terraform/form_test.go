package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// showForm writes how a value is put together.
func showForm(v terraform.Value) string {
	f := v.Form()
	if inst, name, ok := v.Attribute(); ok != (f.Kind == terraform.AttributeForm) || ok && (inst != f.Instance || name != f.Name) {
		return fmt.Sprintf("attribute %t %s", ok, name)
	}
	var parts []string
	for i, p := range f.Parts {
		text, ok := p.Text()
		if !ok {
			text = "?"
		}
		if f.Kind == terraform.ObjectForm {
			key, _ := f.Keys[i].Text()
			text = key + "=" + text
		}
		parts = append(parts, text)
	}
	name := f.Name
	if f.Instance != nil {
		name = f.Instance.Address().String() + "." + name
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", f.Kind, name, strings.Join(parts, ",")))
}

// TestForm takes values apart.
func TestForm(t *testing.T) {
	const more = `
resource "thing" "one" {}
resource "thing" "many" { for_each = toset(["a"]) }
resource "thing" "maybe" { count = var.unset }
locals {
  t = "a${var.unset}"
  o = { k = ["x", var.unset] }
}
`
	for expr, want := range map[string]string{
		`"a${var.unset}b"`:                         "1  a,?,b",
		`local.t`:                                  "1  a,?",
		`true ? local.t : ""`:                      "1  a,?",
		`upper(var.unset)`:                         "2 upper ?",
		`core::upper("a")`:                         "2 upper a",
		`max([1, var.unset]...)`:                   "0",
		`["a", var.unset]`:                         "3  a,?",
		`local.o.k`:                                "3  x,?",
		`{ a = var.unset, (var.unset) = 1 }`:       "4  a=?,=1",
		`thing.one.name`:                           "5 thing.one.name",
		`thing.many["a"].name`:                     `5 thing.many["a"].name`,
		`thing.maybe.*.name[0]`:                    "5 thing.maybe[0].name",
		`thing.maybe[var.unset].name`:              "0",
		`thing.one`:                                "0",
		`var.unset`:                                "0",
		`var.unset.a[0]`:                           "0",
		`each.key`:                                 "0",
		`templatefile("none", {})`:                 "0",
		`templatefile(var.unset, {})`:              "0",
		`templatefile("t.tpl", var.unset)`:         "0",
		`templatefile("t.tpl", { x = var.unset })`: "1  [,?,],?",
	} {
		files := map[string]string{
			"main.tf": "variable \"unset\" {}\nresource \"thing\" \"x\" {\n  v = " + expr + "\n}\n" + more,
			"t.tpl":   "[${x}]${upper(x)}",
		}
		load(t, files, func(m *terraform.Module) {
			if got := showForm(m.Resource("thing", "x").Instances()[0].Argument("v")); got != want {
				t.Errorf("%s: %q, want %q", expr, got, want)
			}
		})
	}
}

// TestPieces is about texts that are partly known.
func TestPieces(t *testing.T) {
	for expr, want := range map[string]string{
		`"a"`:                                 "a",
		`"a${"b"}-${var.unset}"`:              "ab-|<:var[\"unset\"]>",
		`"${local.t}c"`:                       "a|<:var[\"unset\"]>|c",
		`lower(local.t)`:                      "<lower(template(\"a\",:var[\"unset\"],),)>",
		`"x${thing.maybe[0].name}"`:           "xn", // or the reference is broken
		`"x${try(thing.maybe[0].name, "y")}"`: "x|<\"n\">",
		`local.t10`:                           "<" + "…",
	} {
		var more strings.Builder
		more.WriteString("locals {\n  t = \"a${var.unset}\"\n  t0 = local.t\n")
		for i := range 10 {
			fmt.Fprintf(&more, "  t%d = \"${local.t%d}${local.t%d}\"\n", i+1, i, i)
		}
		v := value(t, expr, more.String()+"}\nresource \"thing\" \"one\" {}\nresource \"thing\" \"maybe\" {\n  count = var.unset\n  name = \"n\"\n}\n")
		var parts []string
		for _, p := range v.Pieces() {
			if p.Hole == nil {
				parts = append(parts, p.Known)
			} else {
				parts = append(parts, "<"+p.Hole.Identity()+">")
			}
		}
		got := strings.Join(parts, "|")
		if strings.HasSuffix(want, "…") {
			got = got[:1] + "…"
			if len(parts) != 1 {
				t.Errorf("%s: %d pieces", expr, len(parts))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", expr, diff)
		}
	}
}

// TestRender is about templates that aren't in files of their own.
func TestRender(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m := module(t, `
variable "unset" {}
resource "thing" "x" {
  v    = "a$${n}b$${m}"
  w    = { n = var.unset, m = "c" }
  name = var.unset
}`)
	inst := m.Resource("thing", "x").Instances()[0]
	v, w := inst.Argument("v"), inst.Argument("w")
	render := func(v, vars terraform.Value) string {
		var out []string
		for _, p := range v.Render(vars).Parts {
			text, _ := p.Text()
			out = append(out, text)
		}
		return strings.Join(out, "|")
	}
	if got := render(v, w); got != "a||b|c" {
		t.Error(got)
	}
	if render(v, inst.Argument("name"))+render(inst.Argument("name"), w)+render(inst.Argument("none"), w) != "" {
		t.Error("what isn't known has parts")
	}
	if !terraform.MadeUp("x-"+text(inst)) || terraform.MadeUp("x") {
		t.Error("MadeUp")
	}
}

func text(inst *terraform.Instance) string {
	plain, _ := inst.Token().Unmark()
	return plain.AsString()
}

// TestQuotes says which unknown texts may hold quotation marks.
func TestQuotes(t *testing.T) {
	for expr, want := range map[string]bool{
		`var.unset`:                       false,
		`"a${var.unset}"`:                 false,
		`join(",", var.unset)`:            false,
		`join("\",\"", var.unset)`:        true,
		`"%{ if var.unset }\"%{ endif }"`: true,
		`jsonencode(var.unset)`:           true,
		`local.j`:                         true,
	} {
		if got := value(t, expr, "locals {\n  j = jsonencode([var.unset])\n}\n").Quotes(); got != want {
			t.Errorf("%s: %t", expr, got)
		}
	}
	if !(terraform.Value{}).Quotes() {
		t.Error("nothing is known of a value without syntax")
	}
}
