package lint

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
)

// config is the plugin's own configuration: what stands in its block of
// .tflint.hcl beside tflint's arguments.
type config struct {
	preset  Preset
	scheme  *classify.Scheme
	options map[string]map[string][]Expression // of tiers, by the option and the tier's name

	unsafeFixes bool
	roots       []string // patterns of directories
}

// Expression is an expression with its text.
type Expression struct {
	hclsyntax.Expression
	Text string
}

// TierOption is an option of the tier block that the domain adds.
type TierOption struct {
	Name string
	// Selects is set if the option says what is of the tier, as tag values do.
	Selects bool
	// Read returns the expressions that the option gives. What is wrong with it is an error that
	// Decode or Wrong returns.
	Read func(*hclext.Attribute) ([]Expression, error)
}

// defaultConfig is the configuration without a plugin block.
func defaultConfig() *config { return &config{scheme: classify.Default()} }

// configSchema is the schema of the plugin block, as tflint asks for it.
func configSchema(options []TierOption) *hclext.BodySchema {
	tier := &hclext.BodySchema{Attributes: []hclext.AttributeSchema{{Name: "values"}, {Name: "sensitive"}}}
	for _, o := range options {
		tier.Attributes = append(tier.Attributes, hclext.AttributeSchema{Name: o.Name})
	}
	return &hclext.BodySchema{
		Attributes: []hclext.AttributeSchema{{Name: "preset"}, {Name: "tag_keys"}, {Name: "unsafe_fixes"}, {Name: "roots"}},
		Blocks:     []hclext.BlockSchema{{Type: "tier", LabelNames: []string{"name"}, Body: tier}},
	}
}

// readConfig decodes the plugin block. What is wrong is one error of one
// hcl.Diagnostic, which names the place.
func readConfig(body *hclext.BodyContent, options []TierOption) (*config, error) {
	c := defaultConfig()
	if attr := body.Attributes["preset"]; attr != nil {
		var name string
		if err := Decode(attr, &name); err != nil {
			return nil, err
		}
		preset, ok := presets[name]
		if !ok {
			return nil, Wrong(attr.Expr.Range(), "Unknown preset",
				fmt.Sprintf("preset is %q, but must be one of %s.", name, strings.Join(slices.Sorted(maps.Keys(presets)), ", ")))
		}
		c.preset = preset
	}
	if err := c.readFixing(body.Attributes); err != nil {
		return nil, err
	}
	var keys []string
	if attr := body.Attributes["tag_keys"]; attr != nil {
		var err error
		if keys, err = DecodeTexts(attr, "No tag keys", "tag_keys must name at least one key; leave it out for the default keys."); err != nil {
			return nil, err
		}
		for _, k := range keys {
			if !classify.ValidKey(k) {
				return nil, Wrong(attr.Expr.Range(), "Invalid tag key", fmt.Sprintf("tag_keys has %q, which has no letter or digit behind its last colon or slash.", k))
			}
		}
	}
	tiers, err := c.readTiers(body.Blocks, options)
	if err != nil {
		return nil, err
	}
	c.scheme, err = classify.New(keys, tiers)
	var value *classify.ValueError
	if errors.As(err, &value) {
		return nil, Wrong(valuesOf(body.Blocks, value.Tier), "Invalid tier", capital(value.Error())+".")
	}
	return c, err
}

// readTiers decodes the tier blocks.
func (c *config) readTiers(blocks hclext.Blocks, options []TierOption) ([]classify.TierConfig, error) {
	c.options = map[string]map[string][]Expression{}
	for _, o := range options {
		c.options[o.Name] = map[string][]Expression{}
	}
	var tiers []classify.TierConfig
	for _, b := range blocks {
		t := classify.TierConfig{Name: b.Labels[0]}
		if classify.SameName(t.Name, "") {
			return nil, Wrong(b.DefRange, "Invalid tier", "A tier needs a name with a letter or digit.")
		}
		if slices.ContainsFunc(tiers, func(o classify.TierConfig) bool { return classify.SameName(o.Name, t.Name) }) {
			return nil, Wrong(b.DefRange, "Duplicate tier", fmt.Sprintf("Tier %q is configured twice.", t.Name))
		}
		// What a block leaves out stays as the default tier of the name has it.
		byDefault, selects := classify.DefaultTier(t.Name)
		t.Sensitive = byDefault.Sensitive
		attr := b.Body.Attributes["values"]
		if attr != nil {
			var err error
			if t.Values, err = DecodeTexts(attr, "Tier without values", fmt.Sprintf("values of tier %q is empty, but must name at least one tag value.", t.Name)); err != nil {
				return nil, err
			}
		}
		names := []string{"values"}
		for _, o := range options {
			if o.Selects {
				names = append(names, o.Name)
				selects = selects || b.Body.Attributes[o.Name] != nil
			}
		}
		if attr == nil && !selects {
			return nil, Wrong(b.DefRange, "Tier without values", fmt.Sprintf("Tier %q needs %s: nothing says what is of it.", t.Name, strings.Join(names, " or ")))
		}
		if attr := b.Body.Attributes["sensitive"]; attr != nil {
			if err := Decode(attr, &t.Sensitive); err != nil {
				return nil, err
			}
		}
		for _, o := range options {
			attr := b.Body.Attributes[o.Name]
			if attr == nil {
				continue
			}
			read, err := o.Read(attr)
			if err != nil {
				return nil, err
			}
			c.options[o.Name][t.Name] = read
		}
		tiers = append(tiers, t)
	}
	return tiers, nil
}

// Decode decodes a constant of the configuration.
func Decode(attr *hclext.Attribute, target any) error {
	diags := gohcl.DecodeExpression(attr.Expr, nil, target)
	if !diags.HasErrors() {
		return nil
	}
	return Wrong(attr.Expr.Range(), "Invalid "+attr.Name, fmt.Sprintf("%s: %s", attr.Name, diags[0].Detail))
}

// DecodeTexts decodes a list of texts of which there must be one at least; summary and detail say so.
func DecodeTexts(attr *hclext.Attribute, summary, detail string) ([]string, error) {
	var texts []string
	if err := Decode(attr, &texts); err != nil {
		return nil, err
	}
	if len(texts) == 0 {
		return nil, Wrong(attr.Expr.Range(), summary, detail)
	}
	return texts, nil
}

// valuesOf returns the range of the values of a tier.
func valuesOf(blocks hclext.Blocks, tier string) hcl.Range {
	for _, b := range blocks {
		if classify.SameName(b.Labels[0], tier) {
			return b.Body.Attributes["values"].Expr.Range()
		}
	}
	return hcl.Range{}
}

// Wrong returns the error of what is wrong at a place of the configuration.
func Wrong(rng hcl.Range, summary, detail string) error {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &rng}}
}

// capital returns a sentence with its first letter in upper case.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
