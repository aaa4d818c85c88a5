package remedy

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// configuredKey returns the expression that the configuration names as a tier's
// key. One configuration may be for many modules, so it must mean something here,
// and where it can't be told, it is for the default provider configuration.
func configuredKey(e *lint.Edit, key lint.Expression, tier classify.Tier, home home, k *tierKey, inline bool) (string, error) {
	m := e.Module
	if err := usable(e.Snapshot, key, tier); err != nil {
		return "", err
	}
	elsewhere := home.provider.Alias != "" || home.region != ""
	if elsewhere && !refersToResource(key) {
		return "", whyTierKeyUnfit.Refuse("the tier's kms_key may be of another region")
	}
	for _, ref := range key.Variables() {
		var r *terraform.Resource
		switch root := ref.RootName(); root {
		case "var", "local", "module":
			if !declares(e.Snapshot, ref) {
				return "", whyTierKeyUnfit.Refuse("the tier's kms_key refers to what this module doesn't have")
			}
			if elsewhere {
				return "", whyTierKeyUnfit.Refuse("the tier's kms_key may be of another region")
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
			return "", whyTierKeyUnfit.Refuse("the tier's kms_key refers to what this module doesn't have")
		}
		if inline && r.Block.Body.Attributes["policy"] != nil {
			return "", whyTierKeyUnfit.Refuse("the key's policy may refer to the bucket")
		}
		if other, err := homeOf(e.Snapshot, r); err != nil || other != home {
			return "", whyTierKeyUnfit.Refuse("the tier's kms_key is of another provider configuration or region")
		}
		if err := k.mayReferTo(r.Address.String()); err != nil {
			return "", err
		}
	}
	return key.Text, nil
}

// usable fails unless a configured key surely is a key that buckets of the tier
// can use, as far as this module tells: one that is made here, a literal, or what a
// variable, a module or a data source names.
func usable(s *lint.Snapshot, key lint.Expression, tier classify.Tier) error {
	inv := Inventory.Of(s)
	v := inv.Module.Evaluate(key)
	name, known := v.Name()
	ref := inv.KeyOf(v)
	switch {
	case ref.Key != nil:
		if !ref.Key.Always((*s3.Key).Usable) || ref.Key.ServesOther(tier) {
			return whyTierKeyUnfit.Refuse("the tier's kms_key can't be used for it")
		}
		return nil
	case ref.Kind == s3.CustomerKey && known && s3.IsKeyID(name):
		return nil
	case known:
		return whyTierKeyUnfit.Refuse("the tier's kms_key is no customer managed key")
	}
	origins := terraform.Origins(v.Cty)
	for _, o := range origins {
		if o.Kind != terraform.Variable && o.Kind != terraform.ModuleOutput && o.Kind != terraform.DataSource {
			return whyTierKeyUnfit.Refuse("the tier's kms_key isn't known to be a key")
		}
	}
	if len(origins) == 0 {
		return whyTierKeyUnfit.Refuse("the tier's kms_key isn't known to be a key")
	}
	return nil
}

// configuredForOther reports whether the configuration names a key as another
// tier's.
func configuredForOther(s *lint.Snapshot, k *s3.Key, tier classify.Tier) bool {
	for name, keys := range s.TierOption(tierKMSKey) {
		if name != tier.Name && Inventory.Of(s).KeyOf(s.Module.Evaluate(keys[0])).Key == k {
			return true
		}
	}
	return false
}

// refersToResource reports whether an expression refers to a resource or data
// source.
func refersToResource(expr hclsyntax.Expression) bool {
	return slices.ContainsFunc(expr.Variables(), func(ref hcl.Traversal) bool {
		return !slices.Contains([]string{"var", "local", "module", "path", "terraform", "each", "count", "self"}, ref.RootName())
	})
}

// defaultsToKey reports whether a variable has no default, or one that is a key.
func defaultsToKey(variable hcl.Body) bool {
	content, _, _ := variable.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "default"}}})
	attr := content.Attributes["default"]
	if attr == nil {
		return true
	}
	v, diags := attr.Expr.Value(nil)
	return !diags.HasErrors() && v.Type() == cty.String && v.IsKnown() && !v.IsNull() && s3.IsKeyID(v.AsString())
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
// that a reference names. A variable whose default isn't a key counts as none: the
// host tells the value of variables that the code mentions only.
func declares(s *lint.Snapshot, ref hcl.Traversal) bool {
	kind, name := map[string]string{"var": "variable", "module": "module", "local": "locals"}[ref.RootName()], label(ref, 1)
	for _, f := range s.Files() {
		content, _, _ := f.Body.PartialContent(declarations)
		for _, b := range content.Blocks {
			switch {
			case b.Type != kind:
			case kind == "locals":
				attrs, _ := b.Body.JustAttributes()
				if attrs[name] != nil {
					return true
				}
			case b.Labels[0] == name:
				return kind != "variable" || defaultsToKey(b.Body)
			}
		}
	}
	return false
}
