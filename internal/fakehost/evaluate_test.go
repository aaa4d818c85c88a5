package fakehost

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/terraform/lang/marks"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
)

// outputs calls f with the expression of each output of the module.
func outputs(t *testing.T, o Options, f func(runner tflint.Runner, name string, attr *hclext.Attribute)) {
	t.Helper()
	schema := &hclext.BodySchema{Blocks: []hclext.BlockSchema{
		{Type: "output", LabelNames: []string{"name"}, Body: attributes("value")},
	}}
	run(t, checkOf(func(runner tflint.Runner) error {
		content, err := runner.GetModuleContent(schema, unexpanded)
		if err != nil {
			return err
		}
		for _, b := range content.Blocks {
			f(runner, b.Labels[0], b.Body.Attributes["value"])
		}
		return nil
	}), o)
}

func TestVariablePrecedence(t *testing.T) {
	// Each name says where its value comes from.
	names := []string{"fallback", "tfvars", "auto_a", "auto_b", "file", "flag"}
	var decl, out strings.Builder
	assign := map[string]string{}
	for i, name := range names {
		decl.WriteString("variable \"" + name + "\" {\n  default = \"fallback\"\n}\n")
		out.WriteString("output \"" + name + "\" {\n  value = var." + name + "\n}\n")
		for _, source := range names[:i+1] {
			assign[source] += name + " = \"" + source + "\"\n"
		}
	}
	dir := write(t, map[string]string{
		"main.tf":               decl.String() + out.String(),
		"terraform.tfvars":      assign["tfvars"] + "undeclared = 1\n",
		"a.auto.tfvars":         assign["auto_a"],
		"b.auto.tfvars.json":    `{"auto_b": "auto_b", "file": "auto_b", "flag": "auto_b"}`,
		"prod.tfvars":           assign["file"],
		"unused.tfvars":         "fallback = \"unused\"\n",
		"terraform.tfvars.json": `{"fallback": "tflint doesn't read this file"}`,
	})
	o := Options{Dir: dir, Args: []string{"--var=flag=flag", "--var-file", "prod.tfvars"}}
	seen := 0
	outputs(t, o, func(runner tflint.Runner, name string, attr *hclext.Attribute) {
		var got string
		if err := runner.EvaluateExpr(attr.Expr, &got, nil); err != nil || got != name {
			t.Errorf("var.%s = %q, %v", name, got, err)
		}
		seen++
	})
	if seen != len(names) {
		t.Errorf("saw %d outputs", seen)
	}
	runError(t, nil, Options{Dir: dir, Args: []string{"--var=typo=1"}}, `undeclared variable "typo"`)
	runError(t, nil, Options{Dir: dir, Args: []string{"--var=typo"}}, "key=value")
	runError(t, nil, Options{Dir: dir, Args: []string{"--var-file=none.tfvars"}}, `"none.tfvars" does not exist`)
}

func TestEvaluate(t *testing.T) {
	const declarations = `
variable "string" { default = 1 }
variable "typed" {
  type    = string
  default = 1
}
variable "object" {
  type = object({ a = string, b = optional(string, "b") })
  default = { a = 1 }
}
variable "unset" { type = list(string) }
variable "untyped" {}
variable "secret" {
  default   = "s"
  sensitive = true
}
variable "brief" {
  default   = "e"
  ephemeral = true
}
variable "strict" {
  default  = "default"
  nullable = false
}
variable "loose" { default = "default" }
variable "list" { type = list }
variable "mistyped" { type = number }
`
	args := []string{"--var=list=[1, 2]", "--var-file=v.tfvars"}
	tests := []struct {
		expr string
		want cty.Value
	}{
		{`"literal"`, cty.StringVal("literal")},
		{`[1, "a"]`, cty.TupleVal([]cty.Value{cty.NumberIntVal(1), cty.StringVal("a")})},
		{"<<EOT\na\nEOT", cty.StringVal("a\n")},
		{`var.string`, cty.NumberIntVal(1)},
		{`var.typed`, cty.StringVal("1")},
		{`"${var.typed}-x"`, cty.StringVal("1-x")},
		{`var.object`, cty.ObjectVal(map[string]cty.Value{"a": cty.StringVal("1"), "b": cty.StringVal("b")})},
		{`var.object.b`, cty.StringVal("b")},
		{`var.unset`, cty.UnknownVal(cty.List(cty.String))},
		{`var.untyped`, cty.DynamicVal},
		{`var.secret`, cty.StringVal("s").Mark(marks.Sensitive)},
		{`var.brief`, cty.StringVal("e").Mark(marks.Ephemeral)},
		{`[var.secret]`, cty.TupleVal([]cty.Value{cty.StringVal("s").Mark(marks.Sensitive)})},
		{`var.strict`, cty.StringVal("default")},
		{`var.loose`, cty.NullVal(cty.DynamicPseudoType)},
		{`var.list`, cty.ListVal([]cty.Value{cty.NumberIntVal(1), cty.NumberIntVal(2)})},
		{`local.x`, cty.DynamicVal},
		{`count.index`, cty.UnknownVal(cty.Number)},
		{`aws_s3_bucket.x[0].arn`, cty.DynamicVal},
		{`upper(var.typed)`, cty.DynamicVal},
		{`var.undeclared`, cty.NilVal},
		{`var.mistyped`, cty.NilVal},
		{`var.typed.attribute`, cty.NilVal},
		{`var["typed"]`, cty.NilVal},
	}
	for _, tt := range tests {
		t.Run(tt.expr, func(t *testing.T) {
			dir := write(t, map[string]string{
				"main.tf":  declarations + "output \"x\" {\n  value = " + tt.expr + "\n}\n",
				"v.tfvars": "strict = null\nloose = null\nmistyped = \"x\"\n",
			})
			outputs(t, Options{Dir: dir, Args: args}, func(runner tflint.Runner, _ string, attr *hclext.Attribute) {
				var got cty.Value
				err := runner.EvaluateExpr(attr.Expr, &got, nil)
				if tt.want == cty.NilVal {
					if err == nil {
						t.Errorf("got %#v, want an error", got)
					}
				} else if err != nil || !got.RawEquals(tt.want) {
					t.Errorf("got %#v, %v", got, err)
				}
			})
		})
	}
}

func TestEvaluateJSON(t *testing.T) {
	dir := write(t, map[string]string{
		"main.tf.json": `{"variable": {"x": {"type": "list(string)", "default": ["a"]}}, "output": {"x": {"value": "${var.x}"}}}`,
	})
	outputs(t, Options{Dir: dir}, func(runner tflint.Runner, _ string, attr *hclext.Attribute) {
		var got []string
		if err := runner.EvaluateExpr(attr.Expr, &got, nil); err != nil || !slices.Equal(got, []string{"a"}) {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestEvaluateTargets(t *testing.T) {
	dir := write(t, map[string]string{"main.tf": `
variable "secret" {
  default   = "s"
  sensitive = true
}
variable "brief" {
  default   = "s"
  ephemeral = true
}
output "known" { value = "true" }
output "unknown" { value = local.x }
output "null" { value = null }
output "secret" { value = var.secret }
output "brief" { value = var.brief }
output "wrong" { value = var.undeclared }
`})
	passed := map[string]error{
		"unknown": tflint.ErrUnknownValue, "null": tflint.ErrNullValue,
		"secret": tflint.ErrSensitive, "brief": tflint.ErrEphemeral,
	}
	outputs(t, Options{Dir: dir}, func(runner tflint.Runner, name string, attr *hclext.Attribute) {
		called := false
		callErr := runner.EvaluateExpr(attr.Expr, func(got string) error {
			called = true
			return errors.New(got)
		}, nil)
		var text string
		err := runner.EvaluateExpr(attr.Expr, &text, nil)
		switch name {
		case "known":
			var b bool
			if boolErr := runner.EvaluateExpr(attr.Expr, &b, nil); err != nil || text != "true" || boolErr != nil || !b {
				t.Errorf("%s: %q, %v, %v, %v", name, text, err, b, boolErr)
			}
			if !called || callErr == nil || callErr.Error() != "true" {
				t.Errorf("%s: callback %v, %v", name, called, callErr)
			}
		case "wrong":
			if err == nil || callErr == nil || called {
				t.Errorf("%s: %v, %v", name, err, callErr)
			}
		default:
			if !errors.Is(err, passed[name]) || callErr != nil || called {
				t.Errorf("%s: %v, %v", name, err, callErr)
			}
		}
	})
}

// Values are those of the start even if a fix changes a default, as in tflint.
func TestValuesStay(t *testing.T) {
	const old, changed = "default = \"public-read\"", "default = \"changed\""
	dir := write(t, map[string]string{
		"main.tf": "variable \"x\" {\n  " + old + "\n}\n\nresource \"aws_s3_bucket\" \"a\" {\n  acl = var.x\n}\n",
	})
	change := &rule{name: "change", check: func(r *rule, runner tflint.Runner) error {
		file, err := runner.GetFile("main.tf")
		at := strings.Index(string(file.Bytes), old)
		if err != nil || at < 0 {
			return err
		}
		rng := hcl.Range{Filename: "main.tf", Start: hcl.Pos{Line: 2, Column: 3, Byte: at}, End: hcl.Pos{Line: 2, Column: 26, Byte: at + len(old)}}
		return runner.EmitIssueWithFix(r, "old default", rng, func(f tflint.Fixer) error { return f.ReplaceText(rng, changed) })
	}}
	run(t, []tflint.Rule{change, acl}, Options{Dir: dir, Fix: true},
		`main.tf:2:3: Warning - old default (change)`, `main.tf:6:9: Warning - public (acl)`)
	run(t, []tflint.Rule{acl}, Options{Dir: dir, Args: []string{"--var=x=private"}})
}
