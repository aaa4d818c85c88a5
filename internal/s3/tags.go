package s3

import (
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
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

// class returns the classification of an instance: by its own tags, then by the
// default tags of its provider configuration that none of its own takes the place of
// ("default_tags Configuration Block", AWS provider documentation). Default tags from
// the environment (TF_AWS_DEFAULT_TAGS_*) aren't seen.
func (c *classifier) class(inst *terraform.Instance) classify.Class {
	own, complete := inst.Argument("tags").Entries()
	all := c.defaultTags(inst.Resource)
	defaults := maps.Clone(all.tags)
	maps.DeleteFunc(defaults, func(key string, _ terraform.Value) bool { _, replaced := own[key]; return replaced })
	return c.scheme.Read(tagList(own, complete), tagList(defaults, all.complete))
}

// tagList lists tags in the order of their keys, those that are null left out.
func tagList(tags map[string]terraform.Value, complete bool) classify.Tags {
	list := classify.Tags{Complete: complete}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		v := tags[key]
		if v.Null() == tri.Yes {
			continue
		}
		text, known := v.Text()
		list.List = append(list.List, classify.Tag{Key: key, Value: text, Known: known})
	}
	return list
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
		set.complete = set.complete && complete && b.Exists == tri.Yes
		if b.Exists != tri.Yes {
			for key := range set.tags {
				set.tags[key] = terraform.Value{Cty: cty.DynamicVal}
			}
		}
	}
	c.defaults[config] = set
	return set
}
