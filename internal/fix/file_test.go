package fix

import (
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/hcl/v2/json"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
)

var _ Fixer = tflint.Fixer(nil)

func TestRefusals(t *testing.T) {
	const src = "a {\n  x = 1 # c\n  l = [ # c\n  ]\n  b { y = 1 }\n}\n"
	foreign := blockAt(t, open(t, src), "a")
	for name, c := range map[string]struct {
		edit func(*testing.T, *File, Fixer) error
		why  string
	}{
		"value doesn't parse":       {set("a", "x", "1 +"), "doesn't parse"},
		"value breaks the line":     {set("a", "x", "1 +\n2"), "doesn't parse"},
		"value is two arguments":    {set("a", "x", "1\ny = 2"), "not one argument"},
		"value ends in a comment":   {set("a", "x", "1 # d"), "not one argument"},
		"value is empty":            {set("a", "x", ""), "doesn't parse"},
		"name is no name":           {set("a", "x y", "1"), "doesn't parse"},
		"name hides a comment":      {set("a", "# x", "1"), "not one argument"},
		"old value has a comment":   {set("a", "l", "[]"), "holds a comment"},
		"heredoc before a comment":  {set("a", "x", "<<E\nE\n"), "heredoc"},
		"heredoc before a brace":    {set("b", "y", "<<E\nE\n"), "heredoc"},
		"block doesn't parse":       {add("a", "new {"), "doesn't parse"},
		"block is an argument":      {add("a", "x = 1"), "not a block"},
		"block is nothing":          {after("a", "\n"), "not a block"},
		"insertion into a block":    {after("b", "new {}"), "not at top level"},
		"block of another reading":  {func(_ *testing.T, f *File, fx Fixer) error { return f.SetAttribute(fx, foreign, "x", "2") }, "not of this reading"},
		"append to another reading": {func(_ *testing.T, f *File, fx Fixer) error { return f.AppendBlock(fx, foreign, "new {}") }, "not of this reading"},
		"insert in another reading": {func(_ *testing.T, f *File, fx Fixer) error { return f.InsertBlockAfter(fx, foreign, "new {}") }, "not of this reading"},
	} {
		t.Run(name, func(t *testing.T) {
			fx := &memory{src: src}
			err := c.edit(t, open(t, src), fx)
			if !errors.Is(err, tflint.ErrFixNotSupported) || !strings.Contains(err.Error(), c.why) {
				t.Errorf("error %v, want one about %q", err, c.why)
			}
			if len(fx.edits) != 0 {
				t.Errorf("edits made: %v", fx.edits)
			}
		})
	}
}

func TestNewFile(t *testing.T) {
	jsonFile, _ := json.Parse([]byte(`{}`), "main.tf.json")
	for name, f := range map[string]*hcl.File{
		"missing": nil, "JSON": jsonFile,
	} {
		if _, err := NewFile("main.tf", f); !errors.Is(err, tflint.ErrFixNotSupported) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestBlock(t *testing.T) {
	f := open(t, "\ufeffa {\n  b {\n    dynamic \"c\" {\n    }\n  }\n}\n")
	for _, header := range []string{"a", "b", "dynamic"} {
		if b := blockAt(t, f, header); b.Type != header {
			t.Errorf("block %s is %s", header, b.Type)
		}
	}
	_, err := f.Block(hcl.Pos{Byte: strings.Index(string(f.src), `"c"`)})
	if !errors.Is(err, tflint.ErrFixNotSupported) {
		t.Errorf("dynamic block: %v", err)
	}
}

func TestText(t *testing.T) {
	f := open(t, "\ufeffa {\n  for_each = toset([\"ü\"]) # c\n}\n")
	r := blockAt(t, f, "a").Body.Attributes["for_each"].Expr.Range()
	if got, want := f.Text(r), `toset(["ü"])`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	r.End.Byte = 1000
	if got := f.Text(r); got != "" {
		t.Errorf("out of range: %q", got)
	}
}

// TestBuild shows how a new block is made.
func TestBuild(t *testing.T) {
	f := open(t, "a \"b\" {\n  provider = aws.eu\n  count = (\n    1 # one\n  )\n}\n")
	from := blockAt(t, f, "a")
	b := hclwrite.NewBlock("resource", []string{"x", "y"})
	f.CopyAttributes(b.Body(), from, "provider", "region", "count")
	b.Body().SetAttributeRaw("bucket", Raw("a.b.id"))
	b.Body().AppendNewline()
	b.Body().AppendNewBlock("rule", nil).Body().SetAttributeValue("days", cty.NumberIntVal(30))

	want := `resource "x" "y" {
  provider = aws.eu
  count = (
    1 # one
  )
  bucket = a.b.id

  rule {
    days = 30
  }
}`
	if got := Text(b); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Text(b, b); got != want+"\n\n"+want {
		t.Errorf("got\n%s", got)
	}
	fx := &memory{src: string(f.src)}
	if err := f.InsertBlockAfter(fx, from, Text(b)); err != nil {
		t.Fatal(err)
	}
	open(t, fx.String())
}

// TestNeat holds that new lines are indented before tflint formats them.
func TestNeat(t *testing.T) {
	for _, c := range []editCase{
		{"tabs", "a {\n\tb { x = 1 }\n}\n", "a {\n\tb {\n\t\tx = 1\n\t\ty = 2\n\t}\n}\n", set("b", "y", "2")},
		{"siblings", "a {\n      x = 1\n}\n", "a {\n      x = 1\n      y = 2\n}\n", set("a", "y", "2")},
		{"no blanks", "a {x = 1}\n", "a {\n  x = 1\n  y = 2\n}\n", set("a", "y", "2")},
		{"empty", "a { }\n", "a {\n  y = 2\n}\n", set("a", "y", "2")},
		{"lines", "a {\n  x = 1\n}\n", "a {\n  x = 1\n\n  y {\n    z = [\n      # c\n      1\n    ]\n  }\n}\n", add("a", "y {\nz = [\n# c\n1\n]\n}")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := run(t, c.before, c.edit); got != c.after {
				t.Errorf("got\n%s\nwant\n%s", got, c.after)
			}
		})
	}
}
