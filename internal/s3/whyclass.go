package s3

import (
	"maps"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// WhyClass says what could still change the class of the bucket.
func (b *Bucket) WhyClass() string {
	if b.maybeNamed {
		return "a pattern of the configuration may mean the bucket, whose name or key isn't known"
	}
	if why := b.inventory.whyTags(b.Instance.Argument("tags")); why != "" {
		return why
	}
	if config, known := b.Instance.Resource.ProviderConfig(); known {
		blocks, _ := config.Blocks("default_tags")
		for _, block := range blocks {
			if why := b.inventory.whyTags(block.Argument("tags")); why != "" {
				return "default tags: " + why
			}
		}
		if len(blocks) > 0 {
			return "whether there are default tags isn't known"
		}
	}
	return "no tag here classifies it, and default tags may: the provider isn't configured here"
}

// whyTags says why tags may still classify something: which they are isn't known, or what one of those says that are about
// data. What others say, such as a name, doesn't matter.
func (inv *Inventory) whyTags(tags terraform.Value) string {
	all, complete := tags.Entries()
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if v := all[key]; inv.scheme.Reads(key) && !v.Definite() {
			return v.Why()
		}
	}
	if complete {
		return ""
	}
	return tags.Why()
}
