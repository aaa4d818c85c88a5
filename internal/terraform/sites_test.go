package terraform

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/benchgen"
)

// TestSites holds that a variable is found where a search of all files finds it, in whatever order variables are asked for.
func TestSites(t *testing.T) {
	attributes := &hclext.BodySchema{Mode: hclext.SchemaJustAttributesMode}
	for name, files := range map[string]map[string]string{
		"large": benchgen.Buckets(150), "mixed": benchgen.Mixed(400),
		"one size": { // the first file by name, and in it the first place
			"b.tf": "locals {\n  a = var.x\n  b = var.x\n}\n", "a.tf": "locals {\n  a = [1, var.x]\n  b = v\n}\n", "c.tf": "locals {\n  a = var.y\n  b = var.x\n}\n",
		},
		"json": {
			"a.tf.json": `{"locals": {"a": ["${var.x}", "${var.y}-b", {"k": "${var.z}"}]}}`,
			"b.tf":      "locals {\n  a = \"${var.y}-b\"\n  b = var.x\n  c = [var.z.a[0], var.z]\n  d = \"some more text\"\n  e = \"and more\"\n}\n",
		},
	} {
		content := &hclext.BodyContent{}
		for file, src := range files {
			parse := hclparse.NewParser().ParseHCL
			if file == "a.tf.json" {
				parse = hclparse.NewParser().ParseJSON
			}
			parsed, diags := parse([]byte(src), file)
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			part, diags := hclext.PartialContent(parsed.Body, &hclext.BodySchema{Blocks: []hclext.BlockSchema{
				{Type: "locals", Body: attributes},
				{Type: "resource", LabelNames: []string{"type", "name"}, Body: attributes},
				{Type: "variable", LabelNames: []string{"name"}, Body: attributes},
			}})
			if diags.HasErrors() && name == "json" {
				t.Fatal(diags)
			}
			content.Blocks = append(content.Blocks, part.Blocks...)
		}
		want := everywhere(content)
		names := slices.Sorted(maps.Keys(want))
		for i := range names {
			s := newSites(content)
			for _, name := range append(slices.Clone(names[i:]), append(names[:i:i], "none")...) {
				got := "nowhere"
				if at := s.of(name); at != nil {
					got = at.Range().String()
				}
				if expected, ok := want[name]; got != expected && (ok || got != "nowhere") {
					t.Errorf("var.%s is found at %s, want %s", name, got, expected)
				}
			}
		}
		if len(names) < 2 {
			t.Errorf("%s: only %d variables", name, len(names))
		}
	}
}

// everywhere returns the first place of each variable in the smallest file that has one, by a search of all.
func everywhere(content *hclext.BodyContent) map[string]string {
	sizes := map[string]int{}
	var all []occurrence
	_ = content.WalkAttributes(func(attr *hclext.Attribute) hcl.Diagnostics {
		rng := attr.Expr.Range()
		sizes[rng.Filename] = max(sizes[rng.Filename], rng.End.Byte)
		all = appendOccurrences(all, attr.Expr)
		return nil
	})
	slices.SortFunc(all, func(a, b occurrence) int {
		if n := sizes[a.expr.Range().Filename] - sizes[b.expr.Range().Filename]; n != 0 {
			return n
		}
		if before(a.expr.Range(), b.expr.Range()) {
			return -1
		}
		return 1
	})
	first := map[string]string{}
	for _, o := range all {
		if first[o.name] == "" {
			first[o.name] = fmt.Sprint(o.expr.Range())
		}
	}
	return first
}
