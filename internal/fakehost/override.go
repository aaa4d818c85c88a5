package fakehost

import (
	"maps"
	"slices"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// override merges the blocks of an override file into the module's and returns
// them. It does what tflint does, oddities included: an override of something
// that doesn't exist is dropped, and of several blocks with one address the
// first is changed.
func override(blocks, overrides hclext.Blocks) hclext.Blocks {
	byAddress := map[string]hclext.Blocks{}
	for _, b := range blocks {
		byAddress[address(b)] = append(byAddress[address(b)], b)
	}
	for _, o := range overrides {
		targets := byAddress[address(o)]
		switch {
		case o.Type == "locals":
			blocks = append(blocks, overrideLocals(targets, o)...)
		case o.Type == "terraform":
			blocks = append(blocks, overrideTerraform(targets, o)...)
		case len(targets) > 0:
			target := targets[0]
			maps.Copy(target.Body.Attributes, o.Body.Attributes)
			nested := o.Body.Blocks
			if o.Type == "resource" {
				nested = overrideLifecycle(target, nested)
			}
			replaceNested(target, nested)
		}
	}
	return blocks
}

// address identifies a block for overriding.
func address(b *hclext.Block) string {
	return strings.Join(append([]string{b.Type}, b.Labels...), ".")
}

// replaceNested puts nested in the place of the target's blocks of their types.
func replaceNested(target *hclext.Block, nested hclext.Blocks) {
	types := nested.ByType()
	target.Body.Blocks = slices.DeleteFunc(target.Body.Blocks, func(b *hclext.Block) bool {
		return types[b.Type] != nil
	})
	target.Body.Blocks = append(target.Body.Blocks, nested...)
}

// overrideLifecycle merges lifecycle blocks argument by argument and returns
// the other nested blocks.
func overrideLifecycle(target *hclext.Block, nested hclext.Blocks) hclext.Blocks {
	lifecycles, others := partition(nested, "lifecycle")
	for _, b := range target.Body.Blocks {
		if b.Type != "lifecycle" {
			continue
		}
		for _, l := range lifecycles {
			maps.Copy(b.Body.Attributes, l.Body.Attributes)
		}
	}
	return others
}

// overrideLocals replaces local values by name. With several locals blocks the
// names that none of them has are returned as a block of their own.
func overrideLocals(targets hclext.Blocks, o *hclext.Block) hclext.Blocks {
	if len(targets) == 1 {
		maps.Copy(targets[0].Body.Attributes, o.Body.Attributes)
		return nil
	}
	return overrideExisting(targets, o)
}

// overrideExisting replaces the attributes that a target has and returns the
// override with the rest of its attributes, if any.
func overrideExisting(targets hclext.Blocks, o *hclext.Block) hclext.Blocks {
	rest := maps.Clone(o.Body.Attributes)
	for _, t := range targets {
		for name, attr := range o.Body.Attributes {
			if _, exists := t.Body.Attributes[name]; exists {
				t.Body.Attributes[name] = attr
				delete(rest, name)
			}
		}
	}
	if len(targets) == 0 || len(rest) == 0 {
		return nil
	}
	o.Body.Attributes = rest
	return hclext.Blocks{o}
}

// overrideTerraform merges into every terraform block. Provider requirements
// are merged one by one; those that fit nowhere come back as a new block.
func overrideTerraform(targets hclext.Blocks, o *hclext.Block) hclext.Blocks {
	required, others := partition(o.Body.Blocks, "required_providers")
	var existing hclext.Blocks
	for _, t := range targets {
		maps.Copy(t.Body.Attributes, o.Body.Attributes)
		found, rest := partition(t.Body.Blocks, "required_providers")
		existing = append(existing, found...)
		types := others.ByType()
		if types["cloud"] != nil || types["backend"] != nil {
			rest = slices.DeleteFunc(rest, func(b *hclext.Block) bool {
				return b.Type == "cloud" || b.Type == "backend"
			})
		}
		t.Body.Blocks = rest
		replaceNested(t, others)
		t.Body.Blocks = append(t.Body.Blocks, found...)
	}

	if len(existing) == 1 {
		for _, r := range required {
			maps.Copy(existing[0].Body.Attributes, r.Body.Attributes)
		}
		return nil
	}
	var added hclext.Blocks
	for _, r := range required {
		added = append(added, overrideExisting(existing, r)...)
	}
	if len(added) == 0 {
		return nil
	}
	o.Body.Blocks = added
	return hclext.Blocks{o}
}

// partition returns the blocks of the type and the others.
func partition(blocks hclext.Blocks, typ string) (of, others hclext.Blocks) {
	for _, b := range blocks {
		if b.Type == typ {
			of = append(of, b)
		} else {
			others = append(others, b)
		}
	}
	return of, others
}
