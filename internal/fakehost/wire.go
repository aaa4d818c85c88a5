package fakehost

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// contentOf returns what the schema finds in a body of the configuration, as a
// plugin gets it.
func contentOf(body hcl.Body, schema *hclext.BodySchema, sources map[string][]byte) (*hclext.BodyContent, error) {
	content, diags := hclext.Content(body, schema)
	if diags.HasErrors() {
		return nil, diags
	}
	return transmit(content, sources)
}

// transmit returns the content as it arrives at the other end of a connection:
// no expression crosses it, only its range and bytes, which are parsed there.
func transmit(content *hclext.BodyContent, sources map[string][]byte) (*hclext.BodyContent, error) {
	out := &hclext.BodyContent{Attributes: hclext.Attributes{}, Blocks: hclext.Blocks{}}
	for name, attr := range content.Attributes {
		expr, err := reparse(attr.Expr, sources[attr.Range.Filename])
		if err != nil {
			return nil, err
		}
		out.Attributes[name] = &hclext.Attribute{
			Name: attr.Name, Expr: expr, Range: attr.Range, NameRange: attr.NameRange,
		}
	}
	for _, block := range content.Blocks {
		body, err := transmit(block.Body, sources)
		if err != nil {
			return nil, err
		}
		out.Blocks = append(out.Blocks, &hclext.Block{
			Type: block.Type, Labels: slices.Clone(block.Labels), Body: body,
			DefRange: block.DefRange, TypeRange: block.TypeRange, LabelRanges: slices.Clone(block.LabelRanges),
		})
	}
	return out, nil
}

// reparse parses the expression again from the file's bytes.
func reparse(expr hcl.Expression, src []byte) (hcl.Expression, error) {
	rng := expr.Range()
	if !rng.CanSliceBytes(src) {
		return nil, fmt.Errorf("%s is not a range of the file", rng)
	}
	parsed, diags := hclext.ParseExpression(rng.SliceBytes(src), rng.Filename, rng.Start)
	if diags.HasErrors() {
		return nil, diags
	}
	return parsed, nil
}
