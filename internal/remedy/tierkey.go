package remedy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// tierKey is the customer managed key of a tier.
type tierKey struct {
	// ARN is the expression of the key's ARN.
	ARN string

	edit   *lint.Edit
	edited *terraform.Resource // that is going to refer to the key, nil if it is new
	blocks []*hclwrite.Block   // that make the key
	file   *fix.File
	after  *hclsyntax.Block
}

// Write writes the key after the block for which it was asked, if it is new. It
// is called last: what is inserted earlier stands nearer to the block.
func (k *tierKey) Write() error {
	if len(k.blocks) == 0 {
		return nil
	}
	text := strings.ReplaceAll(fix.Text(k.blocks...), "\" {\n}", "\" {}")
	return k.file.InsertBlockAfter(k.edit, k.after, text)
}

// keyOfTier returns the key that encrypts the data of the tier of a bucket: the one that the plugin's configuration names, else one of this module that serves this
// tier's buckets and no others, else a new one, which Write puts after the block
// of at. inline is set where the bucket's own block is going to refer to it. It
// fails where it isn't certain that the bucket could use the key. Where the bucket leaves a
// key, which is nil if it doesn't, the policy of the new one is the same, so that nobody whom it names gains or loses
// anything. by says who may use the bucket without a right on a key that is there already.
func keyOfTier(e *lint.Edit, b *s3.Bucket, at *terraform.Resource, inline bool, leave *s3.Key, by usedBy) (*tierKey, error) {
	if err := currentSyntax(e.Snapshot); err != nil {
		return nil, err
	}
	file, native, err := e.Native(at.Block)
	if err != nil {
		return nil, err
	}
	k := &tierKey{edit: e, file: file, after: native}
	home, err := homeOf(e.Snapshot, b.Instance.Resource)
	if err != nil {
		return nil, err
	}
	name := at.Block.DefRange.Filename
	if inline || at != b.Instance.Resource {
		k.edited = at
	}
	inherited := "" // the expression of the policy
	if leave != nil {
		if by.iam != nil {
			return nil, by.iam
		}
		if inherited, err = inherit(e.Snapshot, leave, &e.Doubts); err != nil {
			return nil, err
		}
	}
	if keys := e.TierOption(tierKMSKey)[b.Class.Tier.Name]; len(keys) == 1 {
		key := keys[0]
		inv := Inventory.Of(e.Snapshot)
		there := inv.KeyOf(inv.Module.Evaluate(key)).Key
		if err := admitsUsers(e.Snapshot, b, there, by); err != nil {
			return nil, err
		}
		if leave != nil && !leave.SamePolicy(there) {
			return nil, whyTierKeyUnfit.Refuse("the policy of the tier's kms_key isn't that of the key that the bucket leaves")
		}
		k.ARN, err = configuredKey(e, key, b.Class.Tier, home, k, inline)
		return k, err
	}
	if key := servingKey(e.Snapshot, keyUse{b.Class.Tier, home, inline, leave}); key != nil {
		if err := admitsUsers(e.Snapshot, b, key, by); err != nil {
			return nil, err
		}
		address := key.Instance.Address().String()
		k.ARN = address + ".arn"
		err := k.mayReferTo(address)
		return k, err
	}
	services := servicesIn.Of(e.Snapshot)[tierKeyUse{tier: b.Class.Tier, home: home}]
	if slices.ContainsFunc(by.services, func(n serviceNeed) bool { return !slices.ContainsFunc(services, n.equal) }) {
		return nil, whyService.Refuse("what the tier's buckets need for services isn't known")
	}
	if leave == nil {
		if err := mayRestOn(k, services); err != nil {
			return nil, err
		}
	}
	use := "key of " + b.Class.Tier.Name + " in " + home.String() + " with " + inherited
	if address := e.Noted(use); address != "" {
		k.ARN = address + ".arn"
		return k, e.Reaches(address, name)
	}
	if leave != nil {
		if err := k.mayReferTo(strings.TrimSuffix(inherited, ".policy")); err != nil {
			return nil, err
		}
	}
	address, err := newKey(e, k, b.Class.Tier.Name, home, name, inherited, services)
	if err != nil {
		return nil, err
	}
	e.Note(use, address, name, "resource "+labels(address))
	k.ARN = address + ".arn"
	return k, nil
}

// admitsUsers fails if a key that is there, nil for one that isn't known, may not admit those who
// use a bucket by IAM alone, all of the account or those whom the configuration names, or the services that use it.
func admitsUsers(s *lint.Snapshot, b *s3.Bucket, key *s3.Key, by usedBy) error {
	named := len(s.TierOption(tierKeyUsers)[b.Class.Tier.Name]) > 0
	serves := func(k *s3.Key) bool { return k.ServesHere() || named && k.Allows(namedSid) }
	if by.iam == nil || key != nil && key.Always(serves) {
		return admitsServices(s, key, by.services)
	}
	return by.iam
}

// mayReferTo fails if a block may not be there when the file is written that is
// going to refer to it, or if it depends on the one that does.
func (k *tierKey) mayReferTo(address string) error {
	if k.edited != nil {
		if err := independent(k.edit.Snapshot, address, k.edited); err != nil {
			return err
		}
	}
	return k.edit.Reaches(address, k.after.TypeRange.Filename)
}

// keyReaches fails if a key may not be there when the file of a block is written that
// is going to refer to it, or if the key depends on that block. Of a bucket it is
// another block, which is new, that refers to the key.
func keyReaches(s *lint.Snapshot, key *s3.Key, block *terraform.Resource) error {
	if key == nil {
		return nil
	}
	address := key.Instance.Resource.Address.String()
	if block.Address.Type != "aws_s3_bucket" {
		if err := independent(s, address, block); err != nil {
			return err
		}
	}
	return s.Reaches(address, block.Block.DefRange.Filename)
}

// labels returns the labels of the header of a block.
func labels(address string) string {
	typ, name, _ := strings.Cut(address, ".")
	return strconv.Quote(typ) + " " + strconv.Quote(name)
}

// keyUse is what a key has to serve: buckets of a tier at a place, which name it in a block of their own.
type keyUse struct {
	tier   classify.Tier
	home   home
	inline bool
	leave  *s3.Key // the key whose policy it has to have, nil for one that leaves the use to IAM
}

// servingKeys are the keys that serve a use, nil for none.
var servingKeys = lint.NewFact(func(*lint.Snapshot) map[keyUse]*s3.Key { return map[keyUse]*s3.Key{} })

// servingKey returns a key that encrypts buckets of the tier and of no other, nil
// if there is none. Each bucket asks.
func servingKey(s *lint.Snapshot, u keyUse) *s3.Key {
	known := servingKeys.Of(s)
	key, asked := known[u]
	if !asked {
		key = findServingKey(s, u)
		known[u] = key
	}
	return key
}

func findServingKey(s *lint.Snapshot, u keyUse) *s3.Key {
	for _, k := range Inventory.Of(s).Keys {
		r := k.Instance.Resource
		plain := k.Type() == "aws_kms_key" && r.Repetition() == terraform.Single
		if !r.Module.IsRoot() || !plain || !k.Serves(u.tier) || configuredForOther(s, k, u.tier) {
			continue
		}
		if u.inline && Inventory.Of(s).HasPolicy(k) || !admitsAll(k, u.leave) {
			continue // the policy may refer to the bucket, or not admit who uses it
		}
		if other, err := homeOf(s, r); err == nil && other == u.home {
			return k
		}
	}
	return nil
}

// newKey makes the blocks of a new key with its alias and returns its address. Its policy
// is the one given, as an expression, else that of newKeyPolicy.
func newKey(e *lint.Edit, k *tierKey, tier string, home home, file, policy string, services []serviceNeed) (string, error) {
	m := k.module()
	if m.Removed("aws_kms_key") || m.Removed("aws_kms_alias") {
		return "", whyManagedElsewhere.Refuse("a removed block says that keys are managed elsewhere")
	}
	slug := identifier(tier)
	if slug == "" {
		slug = "tier"
	}
	base := "s3_" + slug
	if home.provider.Alias != "" {
		base += "_" + home.provider.Alias
	}
	name, err := freeName(e, m, base, "aws_kms_key", "aws_kms_alias")
	if err != nil {
		return "", err
	}
	if policy == "" {
		if policy, err = newKeyPolicy(e, k, tier, home, file, services); err != nil {
			return "", err
		}
	}
	key := hclwrite.NewBlock("resource", []string{"aws_kms_key", name})
	home.write(key.Body(), true)
	key.Body().SetAttributeValue("description", cty.StringVal("Encrypts S3 buckets that hold "+tier+" data"))
	key.Body().SetAttributeValue("deletion_window_in_days", cty.NumberIntVal(30))
	key.Body().SetAttributeValue("enable_key_rotation", cty.True)
	key.Body().AppendNewline()
	key.Body().SetAttributeRaw("policy", fix.Raw(policy))
	alias := hclwrite.NewBlock("resource", []string{"aws_kms_alias", name})
	home.write(alias.Body(), true)
	// A prefix: two configurations of one account may both have this tier.
	alias.Body().SetAttributeValue("name_prefix", cty.StringVal("alias/"+strings.ReplaceAll("s3_"+slug, "_", "-")+"-"))
	alias.Body().SetAttributeRaw("target_key_id", fix.Raw("aws_kms_key."+name+".key_id"))
	k.blocks = append(k.blocks, key, alias)
	return "aws_kms_key." + name, nil
}

// dataSource returns the address of a data source of a home, and
// makes it where the module has none.
func dataSource(e *lint.Edit, k *tierKey, typ string, home home, file string) (string, error) {
	m := k.module()
	for _, r := range m.Resources("data." + typ) {
		if r.Repetition() == terraform.Single && ofHome(e.Snapshot, r, home) {
			return r.Address.String(), k.mayReferTo(r.Address.String())
		}
	}
	use := typ + " of " + home.provider.String()
	if typ == "aws_region" {
		use = typ + " of " + home.String()
	}
	if address := e.Noted(use); address != "" {
		return address, e.Reaches(address, file)
	}
	base := "current"
	if home.provider.Alias != "" {
		base = home.provider.Alias
	}
	name, err := freeName(e, m, base, "data."+typ)
	if err != nil {
		return "", err
	}
	k.blocks = append(k.blocks, writeDataSource(name, typ, home))
	address := "data." + typ + "." + name
	e.Note(use, address, file, "data "+labels(typ+"."+name))
	return address, nil
}

// module is the module under inspection.
func (k *tierKey) module() *terraform.Module { return k.edit.Module }

// freeName returns a name that nothing of the types has or had.
func freeName(e *lint.Edit, m *terraform.Module, base string, types ...string) (string, error) {
	return firstFree(base, func(name string) bool {
		return slices.ContainsFunc(types, func(typ string) bool {
			if managed, data := strings.CutPrefix(typ, "data."); data {
				return m.DataSource(managed, name) != nil || e.Takes(typ+"."+name)
			}
			return m.Resource(typ, name) != nil || m.Moved(typ, name) || e.Takes(typ+"."+name)
		})
	})
}

// identifier makes a part of a name of a text, "" if it has no ASCII letter or
// digit. KMS takes aliases of up to 256 characters.
func identifier(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	slug := strings.Join(words, "_")
	return strings.Trim(slug[:min(len(slug), 60)], "_")
}
