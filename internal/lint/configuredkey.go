package lint

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// configuredKey returns the expression that the configuration names as a tier's
// key. One configuration may be for many modules, so it must mean something here,
// and where it can't be told, it is for the default provider configuration.
func (e *Edit) configuredKey(key tierKeyExpression, home home, file string, inline bool) (string, error) {
	m := e.runner.inventory.Module
	for _, ref := range key.expr.Variables() {
		var r *terraform.Resource
		switch root := ref.RootName(); root {
		case "var", "local", "module":
			declared, err := e.declares(ref)
			if err != nil {
				return "", err
			}
			if !declared {
				return "", fmt.Errorf("%w: the tier's kms_key refers to what this module doesn't have", tflint.ErrFixNotSupported)
			}
			if home.provider.Alias != "" || home.region != "" {
				return "", fmt.Errorf("%w: the tier's kms_key may be of another region", tflint.ErrFixNotSupported)
			}
			continue
		case "path", "terraform":
			continue
		case "data":
			r = m.DataSource(label(ref, 1), label(ref, 2))
		default:
			r = m.Resource(root, label(ref, 1))
		}
		if r == nil {
			return "", fmt.Errorf("%w: the tier's kms_key refers to what this module doesn't have", tflint.ErrFixNotSupported)
		}
		if inline && r.Block.Body.Attributes["policy"] != nil {
			return "", fmt.Errorf("%w: the key's policy may refer to the bucket", tflint.ErrFixNotSupported)
		}
		if other, err := e.homeOf(r); err != nil || other != home {
			return "", fmt.Errorf("%w: the tier's kms_key is of another provider configuration or region", tflint.ErrFixNotSupported)
		}
		if err := e.runner.made.reaches(r.Address.String(), file); err != nil {
			return "", err
		}
	}
	return key.text, nil
}

// label returns the name in a step of a reference, "" if there is none.
func label(ref hcl.Traversal, i int) string {
	if i >= len(ref) {
		return ""
	}
	attr, _ := ref[i].(hcl.TraverseAttr)
	return attr.Name
}

// declarations is the schema of what a reference to var, local or module needs.
var declarations = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "module", LabelNames: []string{"name"}},
	{Type: "locals"},
}}

// declares reports whether the module has the variable, local or module call
// that a reference names.
func (e *Edit) declares(ref hcl.Traversal) (bool, error) {
	files, err := e.runner.allFiles()
	if err != nil {
		return false, err
	}
	kind, name := map[string]string{"var": "variable", "module": "module", "local": "locals"}[ref.RootName()], label(ref, 1)
	for _, f := range files {
		content, _, _ := f.Body.PartialContent(declarations)
		for _, b := range content.Blocks {
			switch {
			case b.Type != kind:
			case kind == "locals":
				attrs, _ := b.Body.JustAttributes()
				if attrs[name] != nil {
					return true, nil
				}
			case b.Labels[0] == name:
				return true, nil
			}
		}
	}
	return false, nil
}
