package s3

import (
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// classifier reads what the tags of instances say about their data.
type classifier struct {
	scheme   *classify.Scheme
	defaults map[terraform.ProviderConfig]tagSet // read once for each
}

// tagSet are tags, and whether there are no others.
type tagSet struct {
	tags     map[string]terraform.Value
	complete bool
}

func newClassifier(scheme *classify.Scheme) *classifier {
	return &classifier{scheme: scheme, defaults: map[terraform.ProviderConfig]tagSet{}}
}

// class returns the classification of an instance: its tags over the default
// tags of its provider configuration, key by key ("default_tags Configuration
// Block", AWS provider documentation). Default tags from the environment
// (TF_AWS_DEFAULT_TAGS_*) aren't seen.
func (c *classifier) class(inst *terraform.Instance) classify.Class {
	all := c.defaultTags(inst.Resource)
	own, complete := inst.Argument("tags").Entries()
	if !complete {
		// What isn't known may take the place of a default tag.
		all = tagSet{tags: unknownValues(all.tags)}
	}
	tags := maps.Clone(all.tags)
	if tags == nil {
		tags = map[string]terraform.Value{}
	}
	maps.Copy(tags, own)
	var list []classify.Tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		v := tags[key]
		if v.Null() == terraform.Yes {
			continue
		}
		text, known := v.Text()
		list = append(list, classify.Tag{Key: key, Value: text, Known: known})
	}
	return c.scheme.Read(list, all.complete && complete)
}

// unknownValues returns tags of the same keys, whose values aren't known.
func unknownValues(tags map[string]terraform.Value) map[string]terraform.Value {
	out := map[string]terraform.Value{}
	for key := range tags {
		out[key] = terraform.Value{Cty: cty.DynamicVal}
	}
	return out
}

// defaultTags returns the default tags of the provider configuration that a
// resource is made with.
func (c *classifier) defaultTags(r *terraform.Resource) tagSet {
	config, known := r.ProviderConfig()
	if !known {
		return tagSet{}
	}
	if set, ok := c.defaults[config]; ok {
		return set
	}
	// Without a block somebody else configures it: the caller of the module under
	// inspection, or the environment.
	blocks, found := config.Blocks("default_tags")
	set := tagSet{tags: map[string]terraform.Value{}, complete: found}
	for _, b := range blocks {
		tags, complete := b.Argument("tags").Entries()
		maps.Copy(set.tags, tags)
		set.complete = set.complete && complete && b.Exists == terraform.Yes
		if b.Exists != terraform.Yes {
			set.tags = unknownValues(set.tags)
		}
	}
	c.defaults[config] = set
	return set
}
