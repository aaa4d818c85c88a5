package fix

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// list appends to the list under S in the first object of the argument p.
func list(elements ...string) func(*testing.T, *File, Fixer) error {
	return func(t *testing.T, f *File, fx Fixer) error {
		return f.AppendToList(fx, startOf(Member(nodes[*hclsyntax.ObjectConsExpr](f)[0], "S")), elements...)
	}
}

// text appends to the list under S in the JSON of the argument p.
func text(elements ...string) func(*testing.T, *File, Fixer) error {
	return func(t *testing.T, f *File, fx Fixer) error {
		return f.AppendToJSON(fx, startOf(argument(t, f)), "S", elements...)
	}
}

// startOf returns where an expression starts within its parentheses.
func startOf(e hclsyntax.Expression) hcl.Pos {
	for {
		parens, ok := e.(*hclsyntax.ParenthesesExpr)
		if !ok {
			return e.Range().Start
		}
		e = parens.Expression
	}
}

func argument(t testing.TB, f *File) hclsyntax.Expression {
	t.Helper()
	return blockAt(t, f, "a {").Body.Attributes["p"].Expr
}

func TestAppendRefusals(t *testing.T) {
	object := func(s string) string { return "a {\n  p = " + s + "\n}\n" }
	doc := func(s string) string { return "a {\n  p = <<EOF\n" + s + "\nEOF\n}\n" }
	for name, c := range map[string]struct {
		src  string
		edit func(*testing.T, *File, Fixer) error
		why  string
	}{
		"list that is a reference":       {object("{ S = b.c }"), list("1"), "no list"},
		"list that is a call":            {object("{ S = concat([1], b) }"), list("1"), "no list"},
		"list that is a for expression":  {object("{ S = [for b in c : b] }"), list("1"), "no list"},
		"list that is an object for":     {object("{ S = { for b in c : b => b } }"), list("1"), "no list"},
		"list that ends in a heredoc":    {object("{ S = [<<E\nE\n] }"), list("1"), "heredoc"},
		"list and two elements":          {object("{ S = [] }"), list("1, 2"), "doesn't parse"},
		"list and a comment":             {object("{ S = [] }"), list("1 # b"), "not one argument"},
		"list and a heredoc":             {object("{ S = [] }"), list("<<E\nE"), "doesn't parse"},
		"list and a keyword":             {object("{ S = [] }"), list("for"), "doesn't parse"},
		"JSON of no such key":            {doc(`{"T": {"S": []}}`), text("1"), "has 0 values"},
		"JSON of nothing":                {doc(`{}`), text("1"), "has 0 values"},
		"JSON of a key given twice":      {doc(`{"S": [], "\u0053": []}`), text("1"), "has 2 values"},
		"JSON with a computed key":       {doc(`{"S": [], "${b}": []}`), text("1"), "no plain key"},
		"JSON with a computed member":    {doc(`{"S": [], ${b}}`), text("1"), "no plain key"},
		"JSON with a computed next":      {doc(`{"S": []${b}}`), text("1"), "plainly"},
		"JSON with an odd key":           {doc(`{"S: []}`), text("1"), "no plain key"},
		"JSON with a broken key":         {doc(`{"\S": []}`), text("1"), "no plain key"},
		"JSON with no value":             {doc(`{"S": }`), text("1"), "no whole value"},
		"JSON with half a value":         {doc(`{"S": [{"a`), text("1"), "no whole value"},
		"JSON with a broken string":      {doc(`{"S": "\`), text("1"), "no whole value"},
		"JSON with crossed brackets":     {doc(`{"S": [{]}}`), text("1"), "no whole value"},
		"JSON with an open list":         {doc(`{"S": [{}`), text("1"), "no whole value"},
		"JSON that isn't closed":         {doc(`{"S": []`), text("1"), "plainly"},
		"JSON that goes on":              {doc(`{"S": []} ${b}`), text("1"), "goes on"},
		"JSON that starts computed":      {doc(`${b}{"S": []}`), text("1"), "doesn't start"},
		"JSON that is a list":            {doc(`[]`), text("1"), "doesn't start"},
		"JSON that is empty":             {object(`""`), text("1"), "doesn't start"},
		"JSON list that is computed":     {doc(`{"S": ${b}}`), text("1"), "not a list"},
		"JSON list that is a word":       {doc(`{"S": null}`), text("1"), "not a list"},
		"JSON list that ends computed":   {doc(`{"S": [ 1, ${join(",", b)} ]}`), text("1"), "whole element"},
		"JSON list that ends in a comma": {doc(`{"S": [ 1, ]}`), text("1"), "whole element"},
		"JSON with directives":           {doc(`{"S": [%{ if b }1%{ endif }]}`), text("1"), "directives"},
		"JSON and no JSON":               {doc(`{"S": []}`), text("{a = 1}"), "not JSON"},
		"JSON and an open hole":          {doc(`{"S": []}`), text(`"${"`), "doesn't parse"},
		"JSON and directives":            {doc(`{"S": []}`), text(`"%{ if b }1%{ endif }"`), "directives"},
		"JSON and the end of a heredoc":  {"a {\n  p = <<-null\n{\"S\": [\n]}\nnull\n}\n", text("null"), "end the heredoc"},
		"JSON of a wrapped value":        {object(`"${b}"`), text("1"), "no text"},
		"JSON of a call":                 {object("jsonencode({})"), text("1"), "no text"},
		"JSON in a directive":            {object(`"%{ if b }{}%{ endif }"`), inDirective, "no text"},
		"JSON of nothing in a directive": {object(`"%{ if b }%{ endif }"`), inDirective, "no text"},
		"JSON of a quote in a directive": {"a {\n  p = <<E\n%{ if b }\"%{ endif }\nE\n}\n", inDirective, "no text"},
		"JSON of two in a directive":     {"a {\n  p = <<E\n%{ if b }\"c\", \"d\"%{ endif }\nE\n}\n", inDirective, "no text"},
	} {
		t.Run(name, func(t *testing.T) {
			fx := &memory{src: c.src}
			err := c.edit(t, open(t, c.src), fx)
			if !errors.Is(err, tflint.ErrFixNotSupported) || !strings.Contains(err.Error(), c.why) {
				t.Errorf("error %v, want one about %q", err, c.why)
			}
			if len(fx.edits) != 0 {
				t.Errorf("edits made: %v", fx.edits)
			}
		})
	}
}

// inDirective edits what hclsyntax takes for a template of its own.
func inDirective(t *testing.T, f *File, fx Fixer) error {
	return f.AppendToJSON(fx, nodes[*hclsyntax.ConditionalExpr](f)[0].TrueResult.Range().Start, "S", "1")
}

// TestAppendTwice holds that a Fixer's own errors are passed on.
func TestAppendTwice(t *testing.T) {
	full := errors.New("full")
	for src, edit := range map[string]func(*testing.T, *File, Fixer) error{
		"a {\n  p = { S = {} }\n}\n":          list("1"),
		"a {\n  p = { S = [1] }\n}\n":         list("1"),
		"a {\n  p = { S = [] }\n}\n":          list("1"),
		"a {\n  p = \"{\\\"S\\\": {}}\"\n}\n": text("1"),
	} {
		if err := edit(t, open(t, src), failing{full}); !errors.Is(err, full) {
			t.Errorf("error %v in\n%s", err, src)
		}
	}
}

type failing struct{ err error }

func (f failing) ReplaceText(hcl.Range, ...any) error     { return f.err }
func (f failing) InsertTextAfter(hcl.Range, string) error { return f.err }

// TestJSON holds that what the edited templates render to is JSON with the
// new elements at the end of the list, and as it was before in the rest.
func TestJSON(t *testing.T) {
	for _, c := range jsonCases {
		t.Run(c.name, func(t *testing.T) {
			before, after := rendered(t, mark(c.before)), rendered(t, mark(c.after))
			checkAppended(t, before, after)
		})
	}
}

// rendered returns the value of the argument p.
func rendered(t testing.TB, src string) string {
	t.Helper()
	v, diags := argument(t, open(t, strings.TrimPrefix(src, "\ufeff"))).Value(&hcl.EvalContext{
		Variables: map[string]cty.Value{
			"b": cty.StringVal("3"),
			"c": cty.MapVal(map[string]cty.Value{"d": cty.ObjectVal(map[string]cty.Value{"arn": cty.StringVal("arn")})}),
		},
		Functions: map[string]function.Function{
			"join": stdlib.JoinFunc, "formatlist": stdlib.FormatListFunc, "jsonencode": stdlib.JSONEncodeFunc,
		},
	})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return v.AsString()
}

// checkAppended compares two JSON texts that differ in the list S alone, and
// returns its new elements.
func checkAppended(t *testing.T, before, after string) []any {
	t.Helper()
	var was, is map[string]any
	if err := errors.Join(json.Unmarshal([]byte(before), &was), json.Unmarshal([]byte(after), &is)); err != nil {
		t.Fatalf("%v in\n%s\n%s", err, before, after)
	}
	old, listed := was["S"].([]any)
	if !listed {
		old = []any{was["S"]}
	}
	got, _ := is["S"].([]any)
	if len(got) < len(old) || len(old) > 0 && !reflect.DeepEqual(got[:len(old)], old) {
		t.Fatalf("list was %v, is %v", old, got)
	}
	delete(was, "S")
	delete(is, "S")
	if !reflect.DeepEqual(was, is) {
		t.Errorf("object was %v, is %v", was, is)
	}
	return got[len(old):]
}
