package lint

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
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
	preset Preset
	scheme *classify.Scheme
	keys   map[string]KeyExpression // kms_key by the name of the tier
	users  map[string][]KeyExpression
}

// KeyExpression is a kms_key, or one of the key_users: an expression, with its text.
type KeyExpression struct {
	hclsyntax.Expression
	Text string
}

// defaultConfig is the configuration without a plugin block.
func defaultConfig() *config { return &config{scheme: classify.Default()} }

// ConfigSchema is the schema of the plugin block, as tflint asks for it.
func configSchema() *hclext.BodySchema {
	return &hclext.BodySchema{
		Attributes: []hclext.AttributeSchema{{Name: "preset"}, {Name: "tag_keys"}},
		Blocks: []hclext.BlockSchema{{Type: "tier", LabelNames: []string{"name"}, Body: &hclext.BodySchema{
			Attributes: []hclext.AttributeSchema{{Name: "values"}, {Name: "sensitive"}, {Name: "kms_key"}, {Name: "key_users"}},
		}}},
	}
}

// readConfig decodes the plugin block. What is wrong is one error of one
// hcl.Diagnostic, which names the place.
func readConfig(body *hclext.BodyContent, isKey func(string) bool) (*config, error) {
	c := defaultConfig()
	if attr := body.Attributes["preset"]; attr != nil {
		var name string
		if err := decode(attr, &name); err != nil {
			return nil, err
		}
		preset, ok := presets[name]
		if !ok {
			return nil, wrong(attr.Expr.Range(), "Unknown preset",
				fmt.Sprintf("preset is %q, but must be one of %s.", name, strings.Join(slices.Sorted(maps.Keys(presets)), ", ")))
		}
		c.preset = preset
	}
	var keys []string
	if attr := body.Attributes["tag_keys"]; attr != nil {
		if err := decode(attr, &keys); err != nil {
			return nil, err
		}
		if len(keys) == 0 {
			return nil, wrong(attr.Expr.Range(), "No tag keys", "tag_keys must name at least one key; leave it out for the default keys.")
		}
		for _, k := range keys {
			if !classify.ValidKey(k) {
				return nil, wrong(attr.Expr.Range(), "Invalid tag key", fmt.Sprintf("tag_keys has %q, which has no letter or digit behind its last colon or slash.", k))
			}
		}
	}
	tiers, err := c.readTiers(body.Blocks, isKey)
	if err != nil {
		return nil, err
	}
	c.scheme, err = classify.New(keys, tiers)
	var value *classify.ValueError
	if errors.As(err, &value) {
		return nil, wrong(valuesOf(body.Blocks, value.Tier), "Invalid tier", capital(value.Error())+".")
	}
	return c, err
}

// readTiers decodes the tier blocks.
func (c *config) readTiers(blocks hclext.Blocks, isKey func(string) bool) ([]classify.TierConfig, error) {
	c.keys, c.users = map[string]KeyExpression{}, map[string][]KeyExpression{}
	var tiers []classify.TierConfig
	for _, b := range blocks {
		t := classify.TierConfig{Name: b.Labels[0]}
		if classify.SameName(t.Name, "") {
			return nil, wrong(b.DefRange, "Invalid tier", "A tier needs a name with a letter or digit.")
		}
		if slices.ContainsFunc(tiers, func(o classify.TierConfig) bool { return classify.SameName(o.Name, t.Name) }) {
			return nil, wrong(b.DefRange, "Duplicate tier", fmt.Sprintf("Tier %q is configured twice.", t.Name))
		}
		attr := b.Body.Attributes["values"]
		if attr == nil {
			return nil, wrong(b.DefRange, "Tier without values", fmt.Sprintf("Tier %q has no argument values, which must name at least one tag value.", t.Name))
		}
		if err := decode(attr, &t.Values); err != nil {
			return nil, err
		}
		if len(t.Values) == 0 {
			return nil, wrong(attr.Expr.Range(), "Tier without values", fmt.Sprintf("values of tier %q is empty, but must name at least one tag value.", t.Name))
		}
		if attr := b.Body.Attributes["sensitive"]; attr != nil {
			if err := decode(attr, &t.Sensitive); err != nil {
				return nil, err
			}
		}
		if attr := b.Body.Attributes["kms_key"]; attr != nil {
			expr, err := keyExpression(attr, isKey)
			if err != nil {
				return nil, err
			}
			c.keys[t.Name] = expr
		}
		if attr := b.Body.Attributes["key_users"]; attr != nil {
			users, err := keyUsers(attr)
			if err != nil {
				return nil, err
			}
			c.users[t.Name] = users
		}
		tiers = append(tiers, t)
	}
	return tiers, nil
}

// keyExpression reads a kms_key: a string that holds the expression of a key.
func keyExpression(attr *hclext.Attribute, isKey func(string) bool) (KeyExpression, error) {
	var text string
	if err := decode(attr, &text); err != nil {
		return KeyExpression{}, err
	}
	expr, ok := oneExpression("kms_key", text)
	switch e := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		ok = ok && len(e.Traversal) > 1
	case *hclsyntax.TemplateExpr:
		if ok && e.IsStringLiteral() {
			v, _ := e.Value(nil) // a literal has no errors
			ok = isKey(v.AsString())
		}
	case *hclsyntax.TemplateWrapExpr, *hclsyntax.IndexExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.FunctionCallExpr, *hclsyntax.ConditionalExpr:
	default:
		ok = false
	}
	if !ok {
		return KeyExpression{}, wrong(attr.Expr.Range(), "Invalid kms_key",
			fmt.Sprintf("kms_key is %q, but must hold an expression of a key, such as \"aws_kms_key.restricted.arn\"; the ARN or alias of a customer managed key needs quotes of its own within it.", text))
	}
	return KeyExpression{expr, text}, nil
}

// oneExpression reads a text that is an expression in one line, and nothing else: no comment.
func oneExpression(name, text string) (hclsyntax.Expression, bool) {
	expr, diags := hclsyntax.ParseExpression([]byte(text), name, hcl.InitialPos)
	return expr, !diags.HasErrors() && !strings.ContainsAny(text, "\n\r") && expr.Range().CanSliceBytes([]byte(text)) &&
		string(expr.Range().SliceBytes([]byte(text))) == strings.TrimSpace(text)
}

// principalARN is the ARN of a principal that a key policy can name.
var principalARN = regexp.MustCompile(`^arn:[a-z-]+:(iam|sts)::\d{12}:(root|(role|user|assumed-role)/[\w+=,.@/-]+)$`)

// keyUsers reads key_users: strings that hold the ARN of a principal, or a reference to one.
func keyUsers(attr *hclext.Attribute) ([]KeyExpression, error) {
	var texts []string
	if err := decode(attr, &texts); err != nil {
		return nil, err
	}
	if len(texts) == 0 {
		return nil, wrong(attr.Expr.Range(), "No key users", "key_users must name at least one principal; leave it out for whoever may use the bucket.")
	}
	var out []KeyExpression
	for _, text := range texts {
		if principalARN.MatchString(text) {
			text = strconv.Quote(text)
		} else if expr, ok := oneExpression("key_users", text); !ok || !isReference(expr) {
			return nil, wrong(attr.Expr.Range(), "Invalid key_users",
				fmt.Sprintf("key_users has %q, but each must hold a reference to the ARN of a principal, such as \"aws_iam_role.claims.arn\", or an ARN.", text))
		}
		expr, _ := oneExpression("key_users", text)
		out = append(out, KeyExpression{expr, strings.TrimSpace(text)})
	}
	return out, nil
}

func isReference(expr hclsyntax.Expression) bool {
	ref, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	return ok && len(ref.Traversal) > 1
}

// decode decodes a constant.
func decode(attr *hclext.Attribute, target any) error {
	diags := gohcl.DecodeExpression(attr.Expr, nil, target)
	if !diags.HasErrors() {
		return nil
	}
	return wrong(attr.Expr.Range(), "Invalid "+attr.Name, fmt.Sprintf("%s: %s", attr.Name, diags[0].Detail))
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

func wrong(rng hcl.Range, summary, detail string) error {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &rng}}
}

// capital returns a sentence with its first letter in upper case.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
