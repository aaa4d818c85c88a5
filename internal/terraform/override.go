package terraform

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// isOverride reports whether a file's name makes it an override file.
func isOverride(name string) bool {
	stem := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(name), ".json"), ".tf")
	return stem == "override" || strings.HasSuffix(stem, "_override")
}

// override merges the blocks of a called module's override files, in their order,
// into its other blocks, as Terraform does ("Override Files", Terraform language
// documentation); for the root module the host does. Arguments replace those of
// the same name, nested blocks all of their type (what is static or dynamic
// among those, written sorts out), locals and provider requirements go one by
// one. What overrides nothing is dropped, except where Terraform adds it.
func override(blocks, overrides hclext.Blocks) hclext.Blocks {
	for _, o := range overrides {
		i := slices.IndexFunc(blocks, func(b *hclext.Block) bool { return overridden(b, o) })
		switch {
		case o.Type == "locals":
			blocks = overrideLocals(blocks, o)
		case o.Type == "terraform":
			blocks = overrideRequirements(blocks, o)
		case i < 0 && o.Type == "provider":
			blocks = append(blocks, o)
		case i >= 0:
			target := blocks[i]
			maps.Copy(target.Body.Attributes, o.Body.Attributes)
			types := o.Body.Blocks.ByType()
			kept := slices.DeleteFunc(target.Body.Blocks, func(b *hclext.Block) bool { return types[b.Type] != nil })
			target.Body.Blocks = slices.Concat(kept, o.Body.Blocks)
		}
	}
	return blocks
}

// overridden reports whether a block is the one that an override is for.
func overridden(b, o *hclext.Block) bool {
	return b.Type == o.Type && slices.Equal(b.Labels, o.Labels) && (b.Type != "provider" || alias(b) == alias(o))
}

// overrideLocals takes the overridden locals out of the other blocks.
func overrideLocals(blocks hclext.Blocks, o *hclext.Block) hclext.Blocks {
	for _, b := range blocks {
		if b.Type == "locals" {
			for name := range o.Body.Attributes {
				delete(b.Body.Attributes, name)
			}
		}
	}
	return append(blocks, o)
}

// overrideRequirements takes the overridden requirements out of the other blocks.
func overrideRequirements(blocks hclext.Blocks, o *hclext.Block) hclext.Blocks {
	for _, b := range blocks {
		if b.Type != "terraform" {
			continue
		}
		for name := range o.Body.Attributes {
			delete(b.Body.Attributes, name)
		}
		for _, written := range b.Body.Blocks {
			for _, new := range o.Body.Blocks {
				if written.Type != "required_providers" || new.Type != "required_providers" {
					continue
				}
				for name := range new.Body.Attributes {
					delete(written.Body.Attributes, name)
				}
			}
		}
	}
	return append(blocks, o)
}

// alias returns the alias of a provider block, "" if it has none.
func alias(b *hclext.Block) string {
	if attr := b.Body.Attributes["alias"]; attr != nil {
		return literalText(attr.Expr)
	}
	return ""
}
