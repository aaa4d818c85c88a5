package policydoc_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// provider has what has a policy, and documents.
type provider struct{}

func (provider) Schema() *hclext.BodySchema {
	attributes := []hclext.AttributeSchema{{Name: "policy"}, {Name: "source_policy_documents"}}
	statement := hclext.BlockSchema{Type: "statement", Body: &hclext.BodySchema{Attributes: []hclext.AttributeSchema{{Name: "sid"}}}}
	return &hclext.BodySchema{Attributes: attributes, Blocks: []hclext.BlockSchema{statement}}
}

func (provider) ConfigSchema() *hclext.BodySchema { return &hclext.BodySchema{} }

func (provider) Computed(inst *terraform.Instance, attr string) (cty.Value, bool) {
	if inst.Resource.Address.Data && attr == "json" {
		return policydoc.JSON(inst)
	}
	return cty.NilVal, false
}

func (provider) Repeats(bool, string, string) string { return "" }

func (provider) Attributes(data bool, _ string) []string {
	if data {
		return []string{"json"}
	}
	return nil
}

// probe is a rule that hands its runner to a test.
type probe struct {
	tflint.DefaultRule
	check func(tflint.Runner) error
}

func (*probe) Name() string                  { return "probe" }
func (*probe) Enabled() bool                 { return true }
func (*probe) Severity() tflint.Severity     { return tflint.NOTICE }
func (p *probe) Check(r tflint.Runner) error { return p.check(r) }

// sites returns the sites of the policies of all things of a module, with what begins
// on the line there.
func sites(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out []string
	check := func(r tflint.Runner) error {
		m, err := terraform.Load(r, terraform.Options{Provider: provider{}, Dir: dir})
		if err != nil {
			return err
		}
		parsed, err := r.GetFiles()
		if err != nil {
			return err
		}
		found := policydoc.NewSites(usage.NewReferences(parsed).To)
		for thing := range m.Tree("thing") {
			for _, inst := range thing.Instances() {
				out = append(out, show(inst, found.Of(inst, "policy"), files))
			}
		}
		return nil
	}
	rs := &tflint.BuiltinRuleSet{Name: "probe", Rules: []tflint.Rule{&probe{check: check}}}
	if _, err := fakehost.Run(rs, fakehost.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, "\n")
}

func show(inst *terraform.Instance, s policydoc.Site, files map[string]string) string {
	out := inst.Address().String() + ": "
	if s.Form == policydoc.Elsewhere {
		return out + string(s.Why)
	}
	out += []string{"", "list", "text", "blocks"}[s.Form]
	text := files[s.Range.Filename][s.Range.Start.Byte:]
	if line, _, more := strings.Cut(text, "\n"); more {
		text = line
	}
	out += " at " + text
	if s.Own {
		out += ", own"
	}
	if s.Handed {
		out += ", handed"
	}
	if s.Document != nil {
		out += ", " + s.Document.Address().String()
	}
	if n := len(s.Shared); n > 0 {
		out += fmt.Sprintf(", %d references", n)
	}
	if n := len(s.Instances); n > 1 {
		out += fmt.Sprintf(", %d instances", n)
	}
	return out
}

func TestSites(t *testing.T) {
	const (
		document = "\ndata \"aws_iam_policy_document\" \"d\" {\n  statement {\n    sid = \"A\"\n  }\n}\n"
		many     = "\ndata \"aws_iam_policy_document\" \"d\" {\n  for_each = toset([\"a\", \"b\"])\n  statement {\n    sid = each.key\n  }\n}\n"
	)
	for name, c := range map[string]struct{ policy, more, want string }{
		"list":                 {"jsonencode({ Statement = [{ Sid = \"A\" }] })", "", "list at [{ Sid = \"A\" }] }), own"},
		"one statement":        {"jsonencode({ \"Statement\" : { Sid = \"A\" } })", "", "list at { Sid = \"A\" } }), own"},
		"parentheses":          {"(jsonencode(({ Statement = ([1]) })))", "", "list at [1]) }))), own"},
		"interpolated":         {"\"${jsonencode({ Statement = [1] })}\"", "", "list at [1] })}\", own"},
		"no list":              {"jsonencode({ Statement = upper(\"A\") })", "", "is computed"},
		"no statement":         {"jsonencode({ statement = [1] })", "", "is computed"},
		"two keys":             {"jsonencode({ Statement = [1], \"Statement\" = [2] })", "", "is computed"},
		"computed key":         {"jsonencode({ Statement = [1], (var.x) = [2] })", "", "is computed"},
		"computed known key":   {"jsonencode({ Statement = [1], (local.k) = [2] })", "locals {\n  k = \"K\"\n}", "list at [1], (local.k) = [2] }), own"},
		"for":                  {"jsonencode({ Statement = [for x in var.x : x] })", "", "is computed"},
		"concat":               {"jsonencode({ Statement = concat([1], var.x) })", "", "is put together from several places"},
		"merge":                {"jsonencode(merge({ Statement = [1] }, var.x))", "", "is put together from several places"},
		"text":                 {"<<EOF\n{\"Statement\": []}\nEOF\n", "", "text at <<EOF, own"},
		"quoted":               {"\"{\\\"Statement\\\": [${var.x}]}\"", "", "text at \"{\\\"Statement\\\": [${var.x}]}\", own"},
		"local":                {"local.p", "locals {\n  p = <<EOF\n{\"Statement\": []}\nEOF\n}", "text at <<EOF"},
		"local of a local":     {"local.p", "locals {\n  p = jsonencode(local.q)\n  q = { Statement = local.r }\n  r = [\n    1\n  ]\n}", "list at ["},
		"local in an object":   {"local.p[\"a\"].b", "locals {\n  p = { a = { b = jsonencode({ Statement = [1] }) } }\n}", "list at [1] }) } }"},
		"shared local":         {"local.p", "locals {\n  p = jsonencode({ Statement = [1] })\n}\noutput \"o\" {\n  value = local.p\n}", "list at [1] }), 2 references"},
		"statements shared":    {"local.p", "locals {\n  p = jsonencode({ Statement = local.s })\n  s = [1]\n  n = length(local.s)\n}", "list at [1], 2 references"},
		"undeclared local":     {"local.p", "", "is an attribute of something else"},
		"document":             {"data.aws_iam_policy_document.d.json", document, "blocks at data \"aws_iam_policy_document\" \"d\" {, data.aws_iam_policy_document.d"},
		"document by a local":  {"local.p", "locals {\n  p = data.aws_iam_policy_document.d.json\n}" + document, "blocks at data \"aws_iam_policy_document\" \"d\" {, data.aws_iam_policy_document.d"},
		"shared document":      {"data.aws_iam_policy_document.d.json", document + "output \"o\" {\n  value = data.aws_iam_policy_document.d.json\n}", "blocks at data \"aws_iam_policy_document\" \"d\" {, data.aws_iam_policy_document.d, 2 references"},
		"awaited document":     {"data.aws_iam_policy_document.d.json\n  depends_on = [data.aws_iam_policy_document.d]", document, "blocks at data \"aws_iam_policy_document\" \"d\" {, data.aws_iam_policy_document.d, 2 references"},
		"document by a key":    {"data.aws_iam_policy_document.d[\"a\"].json", many, "blocks at data \"aws_iam_policy_document\" \"d\" {, data.aws_iam_policy_document.d[\"a\"]"},
		"declared twice":       {"data.aws_iam_policy_document.d.json", document + document, "is a document that is declared twice"},
		"other attribute":      {"data.aws_iam_policy_document.d.id", document, "is an attribute of something else"},
		"other data source":    {"data.x.y.json", "data \"x\" \"y\" {}", "is an attribute of something else"},
		"another's policy":     {"thing.y.policy", "resource \"thing\" \"y\" {\n  policy = jsonencode({ Statement = [1] })\n}", "is an attribute of something else\nthing.y: list at [1] }), own"},
		"file":                 {"file(\"p.json\")", "", "is in a file"},
		"template":             {"templatefile(\"p.tpl\", {})", "", "is in a file"},
		"variable":             {"var.x", "", "is a variable's value"},
		"variable in the list": {"jsonencode({ Statement = var.x })", "", "is a variable's value"},
		"default of a variable": {"var.y", "variable \"y\" {\n  default = \"{}\"\n}",
			"is a variable's value"},
		"module":            {"module.m.p", "module \"m\" {\n  source = \"a/b/c\"\n}", "is what a module returns"},
		"condition":         {"var.x ? local.p : null", "locals {\n  p = jsonencode({ Statement = [1] })\n}", "is chosen by a condition"},
		"known condition":   {"true ? jsonencode({ Statement = [1] }) : null", "", "is chosen by a condition"},
		"condition in it":   {"jsonencode({ Statement = true ? [1] : [] })", "", "is chosen by a condition"},
		"try":               {"try(jsonencode({ Statement = [1] }), null)", "", "is computed"},
		"replace":           {"replace(jsonencode({ Statement = [1] }), \"x\", \"y\")", "", "is computed"},
		"null":              {"null", "", "is computed"},
		"number":            {"1", "", "is computed"},
		"dynamic statement": {"jsonencode([1])", "", "is computed"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{
				"main.tf": "variable \"x\" {}\nresource \"thing\" \"x\" {\n  policy = " + c.policy + "\n}\n" + c.more + "\n",
				"p.tpl":   "{}",
			}
			if diff := cmp.Diff("thing.x: "+c.want, sites(t, files)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestSitesOfFiles is about policies of several instances, files and modules.
func TestSitesOfFiles(t *testing.T) {
	const document = "data \"aws_iam_policy_document\" \"d\" {\n  for_each = toset([\"a\", \"b\"])\n  statement {\n    sid = each.key\n  }\n}\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"instances": {
			map[string]string{"main.tf": "resource \"thing\" \"x\" {\n  count  = 2\n  policy = jsonencode({ Statement = [count.index] })\n}\n"},
			"thing.x[0]: list at [count.index] }), own, 2 instances\nthing.x[1]: list at [count.index] }), own, 2 instances",
		},
		"a document for each": {
			map[string]string{"main.tf": document + "resource \"thing\" \"x\" {\n  for_each = toset([\"a\", \"b\"])\n  policy   = data.aws_iam_policy_document.d[each.key].json\n}\n"},
			"thing.x[\"a\"]: blocks at data \"aws_iam_policy_document\" \"d\" {, data.aws_iam_policy_document.d[\"a\"], 2 instances\n" +
				"thing.x[\"b\"]: blocks at data \"aws_iam_policy_document\" \"d\" {, data.aws_iam_policy_document.d[\"b\"], 2 instances",
		},
		"unknown instances": {
			map[string]string{"main.tf": "variable \"x\" {}\nresource \"thing\" \"x\" {\n  for_each = var.x\n  policy   = jsonencode({ Statement = [each.value] })\n}\n"},
			"thing.x: list at [each.value] }), own",
		},
		"an element for each": {
			map[string]string{"main.tf": "locals {\n  p = {\n    a = jsonencode({ Statement = [1] })\n    b = jsonencode({ Statement = [2] })\n  }\n}\nresource \"thing\" \"x\" {\n  for_each = toset([\"a\", \"b\"])\n  policy   = local.p[each.key]\n}\n"},
			"thing.x[\"a\"]: list at [1] })\nthing.x[\"b\"]: list at [2] })",
		},
		"each value": {
			map[string]string{"main.tf": "resource \"thing\" \"x\" {\n  for_each = { a = jsonencode({ Statement = [1] }) }\n  policy   = each.value\n}\n"},
			"thing.x[\"a\"]: is an element of a collection",
		},
		"each unknown value": {
			map[string]string{"main.tf": "variable \"x\" {}\nresource \"thing\" \"x\" {\n  for_each = var.x\n  policy   = each.value\n}\n"},
			"thing.x: is an element of a collection",
		},
		"override": {
			map[string]string{
				"main.tf":     "resource \"thing\" \"x\" {\n  policy = jsonencode({ Statement = [1] })\n}\n",
				"override.tf": "resource \"thing\" \"x\" {\n  policy = jsonencode({ Statement = [2] })\n}\n",
			},
			"thing.x: is written in an override file",
		},
		"document with an override": {
			map[string]string{
				"main.tf":     "resource \"thing\" \"x\" {\n  policy = data.aws_iam_policy_document.d[\"a\"].json\n}\n" + document,
				"override.tf": "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    sid = \"B\"\n  }\n}\n",
			},
			"thing.x: is written in an override file",
		},
		"other file": {
			map[string]string{
				"main.tf":   "resource \"thing\" \"x\" {\n  policy = local.p\n}\n",
				"locals.tf": "locals {\n  p = jsonencode({ Statement = [1] })\n}\n",
			},
			"thing.x: list at [1] })",
		},
		"JSON": {
			map[string]string{"main.tf.json": `{"resource": {"thing": {"x": {"policy": "${jsonencode({ Statement = [1] })}"}}}}`},
			"thing.x: is in JSON syntax",
		},
		"local in JSON": {
			map[string]string{
				"main.tf":        "resource \"thing\" \"x\" {\n  policy = local.p\n}\n",
				"locals.tf.json": `{"locals": {"p": "${jsonencode({ Statement = [1] })}"}}`,
			},
			"thing.x: is in JSON syntax",
		},
		"reference in JSON": {
			map[string]string{
				"main.tf":         "resource \"thing\" \"x\" {\n  policy = local.p\n}\nlocals {\n  p = jsonencode({ Statement = [1] })\n}\n",
				"outputs.tf.json": `{"output": {"o": {"value": "${local.p}"}}}`,
			},
			"thing.x: list at [1] }), 2 references",
		},
		"handed": {
			map[string]string{
				"main.tf":   "module \"m\" {\n  source = \"./m\"\n  p      = jsonencode({ Statement = [1] })\n}\n",
				"m/main.tf": "variable \"p\" {\n  type = string\n}\nresource \"thing\" \"x\" {\n  policy = var.p\n}\n",
			},
			"module.m.thing.x: list at [1] }), handed",
		},
		"returned": {
			map[string]string{
				"main.tf":   "module \"m\" {\n  source = \"./m\"\n}\nresource \"thing\" \"x\" {\n  policy = module.m.p\n}\n",
				"m/main.tf": "output \"p\" {\n  value = jsonencode({ Statement = [1] })\n}\n",
			},
			"thing.x: is what a module returns",
		},
		"nothing": {
			map[string]string{"main.tf": "resource \"thing\" \"x\" {\n}\n"},
			"thing.x: isn't written",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, sites(t, c.files)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
