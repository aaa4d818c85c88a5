package usage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// parse indexes a file, with a JSON file beside it.
func parse(t *testing.T, text, json string) *usage.Index {
	t.Helper()
	return usage.New(parseFiles(t, text, json))
}

func parseFiles(t testing.TB, text, json string) map[string]*hcl.File {
	t.Helper()
	p := hclparse.NewParser()
	if _, diags := p.ParseHCL([]byte(text), "main.tf"); diags.HasErrors() {
		t.Fatal(diags)
	}
	if json != "" {
		if _, diags := p.ParseJSON([]byte(json), "other.tf.json"); diags.HasErrors() {
			t.Fatal(diags)
		}
	}
	return p.Files()
}

// users lists the types of what uses bucket.b, through blocks of type config.
func users(x *usage.Index) string {
	var names []string
	for _, b := range x.Blocks("bucket.b") {
		names = append(names, x.Names(b, b.Body.Attributes["name"].Expr)...)
	}
	var types []string
	for _, use := range x.Of("bucket.b", names, func(b *usage.Block) bool { return b.Type == "config" }) {
		types = append(types, use.By.Type)
	}
	slices.Sort(types)
	return strings.Join(slices.Compact(types), " ")
}

// TestOf names each block that uses the bucket u, and gives the others another type.
func TestOf(t *testing.T) {
	for text, want := range map[string]string{
		// References.
		`resource "u" "x" { to = bucket.b.id }`:                                                          "u",
		`resource "u" "x" { to = "s3://${bucket.b[0].id}/*" }`:                                           "u",
		`resource "u" "x" { to = bucket.b[*].id }`:                                                       "u",
		`resource "u" "x" { to = bucket.c.id }`:                                                          "",
		`resource "u" "x" { to = data.bucket.b.id }`:                                                     "",
		`resource "u" "x" { to = local.l.a }` + "\nlocals { l = { a = bucket.b.id } }":                   "u",
		`resource "u" "x" { to = "${local.l}-x" }` + "\nlocals { l = bucket.b.id }":                      "u",
		`resource "u" "x" { to = config.c.bucket }` + "\nresource \"config\" \"c\" { to = bucket.b.id }": "config u",
		`resource "v" "x" { to = u.u.bucket }` + "\nresource \"u\" \"u\" { to = bucket.b.id }":           "u",
		// Names.
		`resource "u" "x" { to = "data" }`:                                                         "u",
		`resource "u" "x" { to = "arn:aws:s3:::data/*" }`:                                          "u",
		`resource "u" "x" { to = "data.s3.amazonaws.com" }`:                                        "u",
		`resource "u" "x" { to = "s3://data" }`:                                                    "u",
		`resource "u" "x" { to = "data-2" }`:                                                       "",
		`resource "u" "x" { to = "${var.x}data" }`:                                                 "",
		`resource "u" "x" { tags = { Name = "data" } }`:                                            "",
		`resource "u" "x" { to = local.n }` + "\nlocals { n = \"data\" }":                          "u",
		`resource "u" "x" { to = "${local.n}-x" }` + "\nlocals { n = \"data\" }":                   "",
		`resource "u" "x" { to = local.n.a }` + "\nlocals { n = { a = \"data\" } }":                "u",
		`resource "u" "x" { to = var.n }` + "\nvariable \"n\" { default = \"data\" }":              "u",
		`resource "u" "x" { to = "${var.n}-x" }` + "\nvariable \"n\" { default = \"data\" }":       "",
		`resource "u" "x" { to = var.n[0] }` + "\nvariable \"n\" { default = [\"data\"] }":         "u",
		`resource "u" "x" { to = local.a }` + "\nlocals {\na = local.b\nb = local.a\n}":            "",
		`resource "u" "x" { to = "${local.a}" }` + "\nlocals { a = \"${local.a}${local.a}data\" }": "",
	} {
		x := parse(t, "resource \"bucket\" \"b\" { name = \"data\" }\n"+text, "")
		if got := users(x); got != want {
			t.Errorf("%s\n%q, want %q", text, got, want)
		}
	}
}

// TestUnknownNames is about names that hold what isn't known.
func TestUnknownNames(t *testing.T) {
	for _, test := range []struct{ name, other, want string }{
		{`var.n`, `var.n`, "u"},
		{`var.n`, `"${var.n}"`, "u"},
		{`var.n`, `"arn:aws:s3:::${var.n}/*"`, "u"},
		{`var.n`, `"${ var.n }-x"`, ""},
		{`"${var.n}-x"`, `"${ var.n }-x"`, "u"},
		{`"${var.n}-x"`, `var.n`, ""},
		{`lower(var.n)`, `var.n`, "u"},
		{`var.n != "" ? var.n : "data"`, `"data"`, "u"},
		{`format("%s-x", var.n)`, `format("%s-x",var.n)`, "u"},
		{`var.n["a"]`, `var.n["a"]`, "u"},
		{`var.n["a"]`, `var.n["b"]`, ""},
		{`var.s3_names["a"]`, `var.s3_names["b"]`, ""},
		{`each.value`, `each.key`, "u"},
	} {
		text := "resource \"bucket\" \"b\" {\nfor_each = toset(var.all)\nname = " + test.name + "\n}\n"
		forEach := map[bool]string{true: "var.all", false: "var.others"}
		for same, all := range forEach {
			want := test.want
			if strings.HasPrefix(test.name, "each") && !same {
				want = ""
			}
			x := parse(t, text+"resource \"u\" \"x\" {\nfor_each = toset("+all+")\nto = "+test.other+"\n}\n", "")
			if got := users(x); got != want {
				t.Errorf("%s and %s over %s: %q, want %q", test.name, test.other, all, got, want)
			}
		}
	}
}

// TestJSON is about JSON files, of which only the text is looked at.
func TestJSON(t *testing.T) {
	const bucket = `resource "bucket" "b" { name = "${var.n}-data" }`
	for json, want := range map[string]string{
		`{"output": {"b": {"value": "${bucket.b.id}"}}}`:                       "json",
		`{"resource": {"u": {"x": {"to": "arn:aws:s3:::${ var.n }-data/*"}}}}`: "json",
		`{"resource": {"u": {"x": {"to": "${bucket.c.id}"}}}}`:                 "",
	} {
		if got := users(parse(t, bucket, json)); got != want {
			t.Errorf("%s: %q, want %q", json, got, want)
		}
	}
}

// TestNestedCalls would not come to an end if each call looked at its argument twice.
func TestNestedCalls(t *testing.T) {
	for _, call := range []string{"flatten(%s)", "compact(%s)", "lookup(%s, \"a\", null)"} {
		expr := "var.names"
		for range 60 {
			expr = fmt.Sprintf(call, expr)
		}
		x := parse(t, "resource \"bucket\" \"b\" {\nname = join(\"-\", "+expr+")\n}", "")
		b := x.Blocks("bucket.b")[0]
		if !x.Inputs(b, b.Body.Attributes["name"].Expr) {
			t.Errorf("%s isn't made of inputs", expr)
		}
	}
}

func TestInputs(t *testing.T) {
	const logs = "toset([for n in var.names : \"${n}-logs\"])"
	for _, test := range []struct {
		forEach, name string
		want          bool
	}{
		{`toset(var.all)`, `var.n`, true},
		{`toset(var.all)`, `"${var.n}-${var.m}"`, true},
		{`toset(var.all)`, `"${var.n}-data"`, false},
		{`toset(var.all)`, `"data"`, false},
		{`toset(var.all)`, `bucket.a.id`, false},
		{`toset(var.all)`, `local.upper`, false},
		{`toset(var.all)`, `local.cycle`, false},
		{`toset(var.all)`, `local.none`, false},
		{`toset(var.all)`, `null`, false},
		{`toset(var.all)`, `"${var.n}${terraform.workspace}"`, false},
		{`toset(var.all)`, `"${var.n}-${each.key}"`, true},
		{`toset(["a", "b"])`, `"${var.n}-${each.key}"`, false},
		{`toset(var.all)`, `each.key`, true},
		{`toset(var.all)`, `each.value`, true},
		{`var.all`, `each.value.name`, true},
		{`{ one = var.a, two = var.b }`, `each.value`, true},
		{`{ one = var.a, two = var.b }`, `each.key`, false},
		{`{ (var.a) = 1 }`, `each.key`, true},
		{`{ one = { name = var.a, role = "x" } }`, `each.value.name`, true},
		{`{ one = { name = var.a, role = "x" } }`, `each.value.role`, false},
		{`{ one = { name = "a", role = var.a }, two = { name = "b" } }`, `each.value["name"]`, false},
		{`local.set`, `each.key`, true},
		{`toset([for n in var.names : n])`, `each.value`, true},
		{`{ for n in var.names : n => n }`, `each.key`, true},
		{`{ for k, n in var.names : k => "${n}-logs" }`, `each.value`, false},
		{`{ for k, n in var.names : k => "${n}-logs" }`, `each.key`, true},
		{`{ for k, n in { a = var.a } : k => n }`, `each.value`, true},
		{`{ for k, n in { a = var.a } : k => n }`, `each.key`, false},
		{logs, `each.key`, false},
		{`tomap({ a = var.names[0] })`, `each.value`, true},
		{`merge({ a = "data" }, { b = var.b })`, `each.value`, true},
		{`zipmap(["a"], var.names)`, `each.value`, true},
		{`var.on ? toset(var.names) : []`, `each.key`, true},
		{`var.on ? toset(["a"]) : []`, `each.key`, false},
		{`bucket.other`, `each.key`, false},
		{`toset(keys(var.all))`, `each.key`, true},
		{`toset(flatten([var.all, [var.others]]))`, `each.key`, true},
		{`{}`, `each.key`, false},
		{`{}`, `join("-", [var.names[0]])`, true},
		{`{}`, `join("-", [var.n, "logs"])`, false},
		{`{}`, `join("-", local.parts)`, false},
		{`{}`, `join("-", compact(concat([var.n], ["logs", ""])))`, false},
		{`{}`, `join("-", compact(concat([var.n], [var.m, ""])))`, true},
		{`{}`, `join("-logs-", [var.n, var.m])`, false},
		{`{}`, `format("%s-%03d", var.n, var.i)`, true},
		{`{}`, `format("%s-logs", var.n)`, false},
		{`{}`, `replace(lower(var.n), "_x", "-")`, true},
		{`{}`, `substr("${var.n}-data", 0, 63)`, false},
		{`{}`, `var.on ? var.n : "data"`, true},
		{`{}`, `coalesce(bucket.a.id, var.n)`, true},
		{`{}`, `lookup(var.names, "data", "x")`, true},
		{`{}`, `lookup(local.map, "own", null)`, false},
		{`{}`, `local.map.given`, true},
		{`{}`, `local.map["own"]`, false},
		{`{}`, `local.map.missing`, false},
		{`{}`, `local.map[var.which]`, true},
		{`{}`, `local.through`, true},
		{`{}`, `var.names[*].id[0]`, true},
		{`{}`, `element(var.names, count.index)`, true},
		{`{}`, `"${var.n}-${count.index}"`, false},
		{`{}`, `md5(var.n)`, true},
		{`{}`, `uuid()`, false},
	} {
		x := parse(t, "resource \"bucket\" \"b\" {\nfor_each = "+test.forEach+"\nname = "+test.name+"\n}\nlocals {\n"+
			"upper = upper(\"x\")\nset = toset(var.names)\nthrough = lower(local.n)\nn = trimspace(var.n)\ncycle = local.cycle\n"+
			"parts = [var.n, \"logs\"]\nmap = { given = var.n, own = \"${var.n}-own\" }\n}", "")
		b := x.Blocks("bucket.b")[0]
		if got := x.Inputs(b, b.Body.Attributes["name"].Expr); got != test.want {
			t.Errorf("%s over %s: %t", test.name, test.forEach, got)
		}
	}
}

// BenchmarkIndex indexes a module and asks for the users of each bucket.
func BenchmarkIndex(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var text strings.Builder
			text.WriteString("locals {\nnames = {\n")
			for i := range n {
				fmt.Fprintf(&text, "n%d = \"${var.env}-%d\"\n", i, i)
			}
			text.WriteString("}\n}\n")
			for i := range n {
				fmt.Fprintf(&text, "resource \"bucket\" \"b%d\" { name = local.names.n%d }\n", i, i)
				fmt.Fprintf(&text, "resource \"config\" \"b%d\" { bucket = bucket.b%d.id }\n", i, i)
				fmt.Fprintf(&text, "resource \"u\" \"b%d\" { to = \"${var.env}-%d\" }\n", i, i)
			}
			files := parseFiles(b, text.String(), "")
			for b.Loop() {
				x := usage.New(files)
				for i := range n {
					block := x.Blocks(fmt.Sprintf("bucket.b%d", i))[0]
					names := x.Names(block, block.Body.Attributes["name"].Expr)
					x.Of(block.Address, names, func(b *usage.Block) bool { return b.Type == "config" })
				}
			}
		})
	}
}
