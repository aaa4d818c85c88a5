package terraform

import (
	"slices"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// moduleSchema is the schema of a module's content: resource and data blocks
// with the provider's arguments and meta-arguments, dynamic blocks included,
// and whatever values flow through. Without full it leaves out what fails where
// the host finds a block among attributes.
func moduleSchema(provider Provider, full bool) *hclext.BodySchema {
	resource := withDynamic(provider.Schema())
	for _, meta := range []string{"count", "for_each", "provider"} {
		resource.Attributes = append(resource.Attributes, hclext.AttributeSchema{Name: meta})
	}
	resource.Blocks = append(resource.Blocks, hclext.BlockSchema{
		Type: "lifecycle",
		Body: &hclext.BodySchema{Attributes: []hclext.AttributeSchema{{Name: "ignore_changes"}}},
	})
	s := &hclext.BodySchema{Blocks: []hclext.BlockSchema{
		{Type: "resource", LabelNames: []string{"type", "name"}, Body: resource},
		{Type: "data", LabelNames: []string{"type", "name"}, Body: resource},
		// Old versions of tflint don't tell of ephemeral variables.
		{Type: "variable", LabelNames: []string{"name"}, Body: &hclext.BodySchema{
			Attributes: []hclext.AttributeSchema{{Name: "default"}, {Name: "sensitive"}, {Name: "ephemeral"}},
		}},
	}}
	if !full {
		return s
	}
	attributes := &hclext.BodySchema{Mode: hclext.SchemaJustAttributesMode}
	s.Blocks = append(s.Blocks,
		hclext.BlockSchema{Type: "locals", Body: attributes},
		hclext.BlockSchema{Type: "module", LabelNames: []string{"name"}, Body: attributes},
		hclext.BlockSchema{Type: "terraform", Body: &hclext.BodySchema{
			Attributes: []hclext.AttributeSchema{{Name: "required_version"}},
			Blocks: []hclext.BlockSchema{
				{Type: "required_providers", Body: attributes},
				{Type: "backend", LabelNames: []string{"type"}, Body: &hclext.BodySchema{}},
				{Type: "cloud", Body: &hclext.BodySchema{}},
			},
		}},
		hclext.BlockSchema{Type: "moved", Body: &hclext.BodySchema{Attributes: []hclext.AttributeSchema{{Name: "from"}}}},
		hclext.BlockSchema{Type: "import", Body: &hclext.BodySchema{Attributes: []hclext.AttributeSchema{{Name: "to"}}}},
		hclext.BlockSchema{Type: "removed", Body: &hclext.BodySchema{Attributes: []hclext.AttributeSchema{{Name: "from"}}}},
		hclext.BlockSchema{Type: "provider", LabelNames: []string{"name"}, Body: union(withDynamic(provider.ConfigSchema()), &hclext.BodySchema{
			Attributes: []hclext.AttributeSchema{{Name: "version"}, {Name: "alias"}},
		})},
	)
	return s
}

// withDynamic returns a copy of a body schema in which every nested block may
// be written as a dynamic block as well.
func withDynamic(body *hclext.BodySchema) *hclext.BodySchema {
	out := union(&hclext.BodySchema{Mode: body.Mode}, &hclext.BodySchema{Attributes: body.Attributes})
	if len(body.Blocks) == 0 {
		return out
	}
	content := &hclext.BodySchema{} // what the content blocks here may hold
	for _, b := range body.Blocks {
		nested := withDynamic(b.Body)
		out = union(out, &hclext.BodySchema{Blocks: []hclext.BlockSchema{{Type: b.Type, LabelNames: b.LabelNames, Body: nested}}})
		content = union(content, nested)
	}
	return union(out, &hclext.BodySchema{Blocks: []hclext.BlockSchema{{
		Type: "dynamic", LabelNames: []string{"type"},
		Body: &hclext.BodySchema{
			Attributes: []hclext.AttributeSchema{{Name: "for_each"}, {Name: "iterator"}},
			Blocks:     []hclext.BlockSchema{{Type: "content", Body: content}},
		},
	}}})
}

// union returns a schema that reads what either of two schemas reads.
func union(a, b *hclext.BodySchema) *hclext.BodySchema {
	out := &hclext.BodySchema{Mode: a.Mode}
	attrs := map[string]bool{}
	for _, attr := range slices.Concat(a.Attributes, b.Attributes) {
		if !attrs[attr.Name] {
			attrs[attr.Name] = true
			out.Attributes = append(out.Attributes, attr)
		}
	}
	index := map[string]int{}
	for _, block := range slices.Concat(a.Blocks, b.Blocks) {
		i, seen := index[block.Type]
		if !seen {
			index[block.Type] = len(out.Blocks)
			out.Blocks = append(out.Blocks, block)
			continue
		}
		out.Blocks[i].Body = union(out.Blocks[i].Body, block.Body)
	}
	return out
}

// calledSchema is what is read of a called module in addition: the host knows the
// values of the root's variables, and nothing asks for the root's outputs.
func calledSchema() *hclext.BodySchema {
	names := func(names ...string) *hclext.BodySchema {
		s := &hclext.BodySchema{}
		for _, name := range names {
			s.Attributes = append(s.Attributes, hclext.AttributeSchema{Name: name})
		}
		return s
	}
	variable := names("type", "default", "nullable")
	variable.Blocks = []hclext.BlockSchema{{Type: "validation", Body: names("condition")}}
	return &hclext.BodySchema{Blocks: []hclext.BlockSchema{
		{Type: "variable", LabelNames: []string{"name"}, Body: variable},
		{Type: "output", LabelNames: []string{"name"}, Body: names("value", "sensitive", "ephemeral")},
	}}
}
