package usage_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// probes are users that have to be found, whatever stands beside them.
const probes = `
resource "user" "probe_by_reference" { to = bucket.b.arn }
resource "user" "probe_by_name" { to = "arn:aws:s3:::data/*" }
resource "user" "probe_by_local" { to = { a = ["x", local.probe_of_the_fuzzer] } }
locals { probe_of_the_fuzzer = "s3://${bucket.b.id}/" }
`

// FuzzUsers holds that no module makes the index panic or run for ever, and none hides who surely uses a bucket.
func FuzzUsers(f *testing.F) {
	for _, text := range []string{
		"resource \"u\" \"x\" { to = [for k, v in bucket.b : { (k) = v.arn }] }\nlocals {\n  a = local.b\n  b = local.a\n}",
		"resource \"u\" \"x\" {\n  for_each = toset([\"data\"])\n  dynamic \"d\" {\n    for_each = merge(var.x, local.m)\n    content { to = \"http://${d.value.host}.s3.amazonaws.com/${each.key}\" }\n  }\n}\nvariable \"x\" {\n  type    = object({ host = optional(string, \"data\") })\n  default = {}\n}",
		"module \"m\" {\n  source = \"./m\"\n  b = try(bucket.b[0].id, format(\"%s-%d\", var.p, 3))\n}\noutput \"o\" { value = module.m.x[*].arn }\ndata \"d\" \"d\" { a = <<E\n${bucket.b.domain_name}\n%{ if true }data%{ endif }\nE\n}",
		"locals {\n  a = concat(local.a, [for x in local.a : [for y in local.a : x.y]])\n  b = \"${local.b}${local.b}data\"\n}",
	} {
		f.Add(text, `{"resource": {"u": {"j": {"to": "${bucket.b.id}"}}}, "locals": {"x": "data"}}`)
	}
	cases, err := fixture.All("../../rules/testdata")
	if err != nil {
		f.Fatal(err)
	}
	for i := 0; i < len(cases); i += 10 { // each takes from the seconds that a run in CI has
		f.Add(string(cases[i].Files["main.tf"]), string(cases[i].Files["main.tf.json"]))
	}
	f.Fuzz(func(t *testing.T, text, json string) {
		p := hclparse.NewParser()
		text = "resource \"bucket\" \"b\" { name = \"data\" }\n" + text + "\n" + probes
		file, diags := p.ParseHCL([]byte(text), "main.tf")
		if diags.HasErrors() {
			t.Skip("not of HCL")
		}
		if _, diags := p.ParseJSON([]byte(json), "other.tf.json"); diags.HasErrors() {
			p = hclparse.NewParser()
			if file, diags = p.ParseHCL([]byte(text), "main.tf"); diags.HasErrors() {
				t.Fatal(diags)
			}
		}
		x := usage.New(p.Files())
		askAll(x, file.Body.(*hclsyntax.Body))
		usage.NewReferences(p.Files()).To("bucket.b")

		found := map[string]bool{}
		for _, use := range x.Of("bucket.b", []string{"data"}, func(*usage.Block) bool { return true }) {
			found[use.By.Label] = true
		}
		for _, probe := range []string{"probe_by_reference", "probe_by_name", "probe_by_local"} {
			if !found[probe] {
				t.Errorf("%s isn't found", probe)
			}
		}
	})
}

// askAll asks all that there is to ask of each block.
func askAll(x *usage.Index, body *hclsyntax.Body) {
	scope := &usage.Scope{Index: x}
	types := []string{usage.Local, usage.JSON}
	for _, b := range body.Blocks {
		types = append(types, append([]string{b.Type}, b.Labels...)...)
		if b.Type == "data" && len(b.Labels) > 0 {
			types = append(types, "data."+b.Labels[0])
		}
	}
	slices.Sort(types)
	for _, typ := range slices.Compact(types) {
		for _, b := range x.OfType(typ) {
			x.HasName(typ, "data")
			settings, _ := scope.Settings(b)
			for _, s := range settings[:min(len(settings), 50)] {
				s.Value.Text()
				s.Value.Are("data")
				if s.Value.Expr != nil {
					x.Names(b, s.Value.Expr)
					x.Inputs(b, s.Value.Expr)
				}
			}
			if b.Address != "" {
				x.Each(b.Address, nil, func(usage.Use, usage.Form) bool { return true })
				x.EachOf(b.Address, "id", usage.Name, func(usage.Use, usage.Form) bool { return true })
			}
		}
	}
}
