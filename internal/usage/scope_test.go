package usage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// TestForms is about what a place has hold of, and in what URL it stands.
func TestForms(t *testing.T) {
	forms := map[usage.Form]string{usage.Name: "name", usage.ARN: "arn", usage.Host: "host", usage.Whole: "whole"}
	schemes := map[usage.Scheme]string{usage.Plain: " plain", usage.Other: " other"}
	for text, want := range map[string]string{
		`to = bucket.b.id`:                                       "name",
		`to = bucket.b.arn`:                                      "arn",
		`to = bucket.b`:                                          "whole",
		`to = bucket.b.domain_name`:                              "host",
		`to = bucket.b[0].domain_name`:                           "host",
		`to = bucket.b[var.i].domain_name`:                       "host",
		`to = bucket.b[*].domain_name`:                           "host",
		`to = [for k, v in bucket.b : v.arn]`:                    "arn",
		`to = [for k, v in bucket.b : [v.arn, v.domain_name]]`:   "host",
		`to = [for k, v in bucket.b : v]`:                        "whole",
		`to = "http://${bucket.b.domain_name}/"`:                 "host plain",
		`to = "https://${bucket.b.domain_name}/"`:                "host other",
		`to = "s3://${bucket.b.id}/"`:                            "name other",
		`to = "http://a/ ${bucket.b.domain_name}"`:               "host",
		`to = "http://${bucket.b.id}.s3.amazonaws.com/"`:         "name plain, host plain",
		`to = "http://s3.amazonaws.com/${bucket.b.id}/"`:         "name plain, host plain",
		`to = "http://data.s3.amazonaws.com/"`:                   "host plain",
		`to = "http://s3-eu-west-1.amazonaws.com/data/x"`:        "host plain",
		`to = "http://data/"`:                                    "name plain",
		`to = "data.s3.amazonaws.com"`:                           "host",
		`to = "${var.s}://${bucket.b.domain_name}/"`:             "host plain",
		`to = format("%s://%s", "http", bucket.b.domain_name)`:   "host plain",
		`to = format("http://%s:%d", bucket.b.domain_name, 80)`:  "host plain",
		`to = replace(bucket.b.url, "https://", "http://")`:      "host plain",
		"to = local.l\n}\nlocals {\n  l = bucket.b.domain_name":  "host",
		"to = local.l.a\n}\nlocals {\n  l = { a = bucket.b }":    "whole",
		"to = local.l.a.id\n}\nlocals {\n  l = { a = bucket.b }": "name",
	} {
		x := parse(t, "resource \"bucket\" \"b\" { name = \"data\" }\nresource \"u\" \"x\" {\n"+text+"\n}", "")
		var got []string
		x.Each("bucket.b", []string{"data"}, func(use usage.Use, form usage.Form) bool {
			if use.By.Type == "u" {
				got = append(got, forms[form]+schemes[use.Scheme])
			}
			return true
		})
		slices.Sort(got)
		slices.Reverse(got)
		if got := strings.Join(slices.Compact(got), ", "); got != want {
			t.Errorf("%s\n%q, want %q", text, got, want)
		}
	}
}

// TestFollow is about what an argument of a called module may be.
func TestFollow(t *testing.T) {
	const module = `
variable "passed" {}
variable "default" { default = "d" }
variable "object" { type = object({ a = optional(string, "o"), b = optional(object({ c = optional(string) }), { c = "e" }) }) }
locals {
  text   = "l"
  object = { a = "x", b = { c = "y" }, (var.default) = "z" }
  list   = ["m", "n"]
  ring   = local.ring
}
`
	const caller = `
locals { text = "p" }
module "m" {
  passed = local.text
  object = {}
}
`
	for expr, want := range map[string]string{
		`"t"`:                               "t",
		`true`:                              "true",
		`null`:                              "null",
		`"${"t"}"`:                          "t",
		`local.text`:                        "l",
		`local.none`:                        "?",
		`local.ring`:                        "?",
		`local.object.a`:                    "x z",
		`local.list[0]`:                     "m n",
		`local.list[*]`:                     "?",
		`var.passed`:                        "p",
		`var.default`:                       "d",
		`var.none`:                          "null",
		`var.object.a`:                      "o",
		`var.object.b.c`:                    "null",
		`u.x.id`:                            "?",
		`module.n.x`:                        "?",
		`var.passed != "" ? "a" : "b"`:      "a b",
		`tobool("true") ? "a" : "b"`:        "a b",
		`true ? "a" : "b"`:                  "a",
		`coalesce(null, "a", "b")`:          "a",
		`try(var.object.z, "a")`:            "a",
		`try(module.n.x, "a")`:              "a ?",
		`lookup({ a = "b" }, "a", "c")`:     "b",
		`lookup({ a = "b" }, "x", "c")`:     "c",
		`merge({ a = "b" }, { a = "c" }).a`: "c",
		`merge({ a = "b" }, { d = "c" }).a`: "b",
		`{ for k, v in { x = "b" } : k => v }["x"]`: "b",
		`concat(["a"], local.list)[0]`:              "a m n",
		`one(["a"])`:                                "a",
		`lower("a")`:                                "a",
		`upper("a")`:                                "?",
		`each.value.a`:                              "1 2",
		`each.key`:                                  "?",
	} {
		inner := parse(t, module+"resource \"u\" \"x\" {\nfor_each = { k = { a = \"1\" }, l = { a = \"2\" } }\nto = "+expr+"\n}", "")
		scope := &usage.Scope{Index: inner, Call: "module.m", Caller: &usage.Scope{Index: parse(t, caller, "")}}
		b := inner.Blocks("u.x")[0]
		v := scope.Place(b, b.Body.Attributes["to"].Expr).Follow()
		var got []string
		for _, p := range v.Places {
			text, ok := p.Text()
			if !ok {
				text = "?"
			}
			got = append(got, text)
		}
		if v.Null {
			got = append(got, "null")
		}
		if v.Open {
			got = append(got, "?")
		}
		slices.Sort(got)
		slices.SortStableFunc(got, func(a, b string) int { return strings.Count(a, "?") - strings.Count(b, "?") })
		if got := strings.Join(slices.Compact(got), " "); got != want {
			t.Errorf("%s: %q, want %q", expr, got, want)
		}
	}
}

// TestFollowBounds would not come to an end if what is followed weren't bounded.
func TestFollowBounds(t *testing.T) {
	var text strings.Builder
	text.WriteString("locals {\n  l0 = [\"a\"]\n")
	for i := range 60 {
		fmt.Fprintf(&text, "  l%d = concat(local.l%d, local.l%d)\n", i+1, i, i)
	}
	text.WriteString("}\nresource \"u\" \"x\" {\nto = local.l60\n}")
	x := parse(t, text.String(), "")
	scope := &usage.Scope{Index: x}
	if _, open := scope.Settings(x.Blocks("u.x")[0]); !open["to"] {
		t.Error("all of it is said to be known")
	}
}
