package fakehost

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
)

// describe returns one line for each block, sorted.
func describe(blocks hclext.Blocks) []string {
	var out []string
	for _, b := range blocks {
		line := strings.Join(append([]string{b.Type}, b.Labels...), ".") + " " + describeBody(b.Body)
		out = append(out, strings.TrimSpace(line))
	}
	slices.Sort(out)
	return out
}

func describeBody(body *hclext.BodyContent) string {
	var words []string
	for name, attr := range body.Attributes {
		value, _ := attr.Expr.Value(nil)
		words = append(words, fmt.Sprintf("%s@%s=%s", name, attr.Range.Filename, value.AsString()))
	}
	for _, nested := range body.Blocks {
		words = append(words, nested.Type+"("+describeBody(nested.Body)+")")
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

func attributes(names ...string) *hclext.BodySchema {
	schema := &hclext.BodySchema{}
	for _, name := range names {
		schema.Attributes = append(schema.Attributes, hclext.AttributeSchema{Name: name})
	}
	return schema
}

func TestOverrides(t *testing.T) {
	resource := attributes("acl", "bucket")
	resource.Blocks = []hclext.BlockSchema{
		{Type: "rule", Body: attributes("id")},
		{Type: "logging", Body: attributes("id")},
		{Type: "lifecycle", Body: attributes("a", "b")},
	}
	settings := attributes("required_version")
	settings.Blocks = []hclext.BlockSchema{
		{Type: "required_providers", Body: attributes("aws", "random")},
		{Type: "backend", LabelNames: []string{"type"}, Body: attributes("id")},
		{Type: "cloud", Body: attributes("id")},
	}
	schema := &hclext.BodySchema{Blocks: []hclext.BlockSchema{
		{Type: "resource", LabelNames: []string{"type", "name"}, Body: resource},
		{Type: "data", LabelNames: []string{"type", "name"}, Body: resource},
		{Type: "locals", Body: attributes("a", "b", "c")},
		{Type: "terraform", Body: settings},
	}}
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"resource", map[string]string{
			"main.tf": `resource "t" "n" {
  acl = "1"
  bucket = "1"
  rule { id = "1" }
  rule { id = "2" }
  logging { id = "1" }
  lifecycle {
    a = "1"
    b = "1"
  }
}`,
			"override.tf": `resource "t" "n" {
  acl = "o"
  rule { id = "o" }
  lifecycle { b = "o" }
}
resource "t" "missing" {}`,
			"z_override.tf.json": `{"resource": {"t": {"n": {"bucket": "z"}}}}`,
		}, []string{"resource.t.n acl@override.tf=o bucket@z_override.tf.json=z " +
			"lifecycle(a@main.tf=1 b@override.tf=o) logging(id@main.tf=1) rule(id@override.tf=o)"}},
		{"data", map[string]string{
			"main.tf":     "data \"t\" \"n\" {\n  acl = \"1\"\n  lifecycle {\n    a = \"1\"\n  }\n}",
			"override.tf": "data \"t\" \"n\" {\n  lifecycle {\n    b = \"o\"\n  }\n}",
		}, []string{"data.t.n acl@main.tf=1 lifecycle(b@override.tf=o)"}},
		{"locals in one block", map[string]string{
			"main.tf": "locals {\n  a = \"1\"\n}", "override.tf": "locals {\n  a = \"o\"\n  b = \"o\"\n}",
		}, []string{"locals a@override.tf=o b@override.tf=o"}},
		{"locals in two blocks", map[string]string{
			"main.tf": "locals {\n  a = \"1\"\n}\nlocals {\n  c = \"1\"\n}", "override.tf": "locals {\n  a = \"o\"\n  b = \"o\"\n}",
		}, []string{"locals a@override.tf=o", "locals b@override.tf=o", "locals c@main.tf=1"}},
		{"terraform", map[string]string{
			"main.tf":     "terraform {\n  required_version = \"1\"\n  required_providers {\n    aws = \"1\"\n  }\n  backend \"s3\" {}\n}",
			"override.tf": "terraform {\n  required_version = \"o\"\n  required_providers {\n    random = \"o\"\n  }\n  cloud {}\n}",
		}, []string{"terraform cloud() required_providers(aws@main.tf=1 random@override.tf=o) required_version@override.tf=o"}},
		{"requirements in two blocks", map[string]string{
			"main.tf":     "terraform {\n  required_providers {\n    aws = \"1\"\n  }\n}\nterraform {\n  required_providers {}\n}",
			"override.tf": "terraform {\n  required_providers {\n    aws    = \"o\"\n    random = \"o\"\n  }\n}",
		}, []string{"terraform required_providers()", "terraform required_providers(aws@override.tf=o)", "terraform required_providers(random@override.tf=o)"}},
		{"not ours", map[string]string{
			".hidden.tf": "locals {", "main.tf~": "locals {", "main.tfvars": "locals {", "main.tf.txt": "locals {", "main.tf": "",
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run(t, checkOf(func(runner tflint.Runner) error {
				content, err := runner.GetModuleContent(schema, unexpanded)
				if err == nil {
					if diff := cmp.Diff(tt.want, describe(content.Blocks)); diff != "" {
						t.Error(diff)
					}
				}
				return err
			}), Options{Dir: write(t, tt.files)})
		})
	}
}

func TestContent(t *testing.T) {
	dir := write(t, map[string]string{
		"main.tf":      "resource \"aws_s3_bucket\" \"a\" {\n  policy = <<-EOT\n    {}\n  EOT\n}\nprovider \"aws\" {}\nprovider \"random\" {}\n",
		"main.tf.json": `{"resource": {"aws_s3_bucket": {"j": {"policy": "${var.x}"}}}}`,
	})
	orders := map[string]bool{}
	run(t, checkOf(func(runner tflint.Runner) error {
		for range 100 {
			content, err := runner.GetResourceContent("aws_s3_bucket", buckets, unexpanded)
			if err != nil {
				return err
			}
			var order strings.Builder
			for _, b := range content.Blocks {
				order.WriteString(b.Labels[1])
				checkPolicy(t, b)
			}
			orders[order.String()] = true
		}
		providers, err := runner.GetProviderContent("aws", nil, unexpanded)
		if err != nil {
			return err
		}
		if got := describe(providers.Blocks); !slices.Equal(got, []string{"provider.aws"}) {
			t.Errorf("providers are %v", got)
		}
		none, err := runner.GetResourceContent("aws_none", nil, unexpanded)
		if err != nil || !none.IsEmpty() {
			t.Errorf("got %v, %v", none, err)
		}
		if _, err := runner.GetModuleContent(buckets, nil); !errors.Is(err, errNotSupported) {
			t.Errorf("expansion: %v", err)
		}
		return nil
	}), Options{Dir: dir})
	if len(orders) != 2 {
		t.Errorf("orders are %v", orders)
	}
}

// checkPolicy checks that a policy arrives in the form a plugin gets.
func checkPolicy(t *testing.T, b *hclext.Block) {
	t.Helper()
	expr := b.Body.Attributes["policy"].Expr
	switch b.Labels[1] {
	case "a":
		if value, diags := expr.Value(nil); diags.HasErrors() || value.AsString() != "{}\n" {
			t.Errorf("heredoc is %v, %v", value, diags)
		}
	case "j":
		if vars := expr.Variables(); len(vars) != 1 || vars[0].RootName() != "var" {
			t.Errorf("json has %v", vars)
		}
	}
}

func TestCalledModules(t *testing.T) {
	dir := write(t, map[string]string{
		"main.tf":             "module \"a\" {\n  source = \"./modules/a\"\n}\nmodule \"r\" {\n  source = \"terraform-aws-modules/s3-bucket/aws\"\n}\n",
		"modules/a/main.tf":   "module \"b\" {\n  source = \"../b\"\n}\n",
		"modules/b/x.tf.json": "{}",
		"modules/c/main.tf":   "",
	})
	files := map[string]bool{
		"main.tf": true, "modules/a/main.tf": true, "modules/b/x.tf.json": true,
		"modules/c/main.tf": false, "modules/a": false, "none.tf": false,
	}
	check := func(called bool) []tflint.Rule {
		return checkOf(func(runner tflint.Runner) error {
			for name, want := range files {
				_, err := runner.GetFile(filepath.FromSlash(name))
				if want = want && (called || name == "main.tf"); (err == nil) != want {
					t.Errorf("%s: %v", name, err)
				}
				if !want && err.Error() != "file not found: "+filepath.FromSlash(name) {
					t.Errorf("%s: %v", name, err)
				}
			}
			all, err := runner.GetFiles()
			if len(all) != 1 || all["main.tf"] == nil {
				t.Errorf("files of the root module are %v", all)
			}
			return err
		})
	}
	run(t, check(true), Options{Dir: dir})
	run(t, check(false), Options{Dir: dir, Args: []string{"--call-module-type=none"}})

	missing := write(t, map[string]string{"main.tf": "module \"a\" {\n  source = \"./a\"\n}\n"})
	runError(t, check(true), Options{Dir: missing}, `"a" module is not found`)
	loop := write(t, map[string]string{"main.tf": "module \"a\" {\n  source = \"./\"\n}\n"})
	runError(t, check(true), Options{Dir: loop}, "more than 10 levels deep")
}

func TestBrokenFile(t *testing.T) {
	dir := write(t, map[string]string{"main.tf": "locals {\n"})
	runError(t, nil, Options{Dir: dir}, "main.tf:")
	runError(t, nil, Options{Dir: filepath.Join(dir, "none")}, "does not exist")
}

func TestWhere(t *testing.T) {
	dir := write(t, nil)
	run(t, checkOf(func(runner tflint.Runner) error {
		wd, err := runner.GetOriginalwd()
		if wd != dir || err != nil {
			t.Errorf("working directory is %s, %v", wd, err)
		}
		path, err := runner.GetModulePath()
		if !path.IsRoot() {
			t.Errorf("module is %v", path)
		}
		return err
	}), Options{Dir: dir})
}

func TestRuleConfig(t *testing.T) {
	type config struct {
		Names []string `hclext:"names,optional"`
		Depth int      `hclext:"depth,optional"`
	}
	tests := []struct {
		name, text, err string
		want            config
	}{
		{"none", "", "", config{Depth: 1}},
		{"empty", "rule \"check\" {\n  enabled = true\n}\n", "", config{Depth: 1}},
		{"some", "rule \"check\" {\n  enabled = true\n  names = [\"a\", \"b\"]\n}\n", "", config{Names: []string{"a", "b"}, Depth: 1}},
		{"typo", "rule \"check\" {\n  enabled = true\n  name = \"a\"\n}\n", "name", config{Depth: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run(t, checkOf(func(runner tflint.Runner) error {
				got := config{Depth: 1}
				err := runner.DecodeRuleConfig("check", &got)
				if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
					t.Errorf("error is %v", err)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
				return nil
			}), Options{Dir: write(t, nil), Config: []byte(tt.text)})
		})
	}
}

// pluginSet is a rule set with a configuration of its own.
type pluginSet struct {
	tflint.BuiltinRuleSet
	fix     bool
	content *hclext.BodyContent
}

func (s *pluginSet) ConfigSchema() *hclext.BodySchema { return attributes("preset") }

func (s *pluginSet) ApplyGlobalConfig(c *tflint.Config) error {
	s.fix = c.Fix
	return s.BuiltinRuleSet.ApplyGlobalConfig(c)
}

func (s *pluginSet) ApplyConfig(content *hclext.BodyContent) error {
	s.content = content
	return nil
}

func TestPluginConfig(t *testing.T) {
	set := &pluginSet{BuiltinRuleSet: *ruleSet()}
	_, err := Run(set, Options{Dir: write(t, nil), Fix: true, Config: []byte(`plugin "s3-encryption" {
  enabled = true
  source  = "github.com/org/repo"
  version = "1.0.0"
  preset  = "all"
}
`)})
	if err != nil {
		t.Fatal(err)
	}
	var value cty.Value
	var diags hcl.Diagnostics
	if attr := set.content.Attributes["preset"]; attr != nil {
		value, diags = attr.Expr.Value(nil)
	}
	if !set.fix || diags.HasErrors() || value != cty.StringVal("all") {
		t.Errorf("fix is %v, preset %#v", set.fix, value)
	}
}
