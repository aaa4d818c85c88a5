package lint

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// TierKey is the customer managed key of a tier.
type TierKey struct {
	// ARN is the expression of the key's ARN.
	ARN string

	edit   *Edit
	edited *terraform.Resource // that is going to refer to the key, nil if it is new
	blocks []*hclwrite.Block   // that make the key
	file   *fix.File
	after  *hclsyntax.Block
}

// Write writes the key after the block for which it was asked, if it is new. It
// is called last: what is inserted earlier stands nearer to the block.
func (k *TierKey) Write() error {
	if len(k.blocks) == 0 {
		return nil
	}
	text := strings.ReplaceAll(fix.Text(k.blocks...), "\" {\n}", "\" {}")
	return k.file.InsertBlockAfter(k.edit.Fixer, k.after, text)
}

// fresh are blocks that the rule at hand has written, which no inventory has
// yet, by what they are for.
type fresh map[string]freshBlock

// freshBlock is such a block: its address, its file, and a text by which it is
// known there.
type freshBlock struct {
	address, file, mark string
}

// TierKey returns the key that encrypts the data of the tier of some buckets, which
// have the same: the one that the plugin's configuration names, else one of this module that serves this
// tier's buckets and no others, else a new one, which Write puts after the block
// of at. inline is set where the bucket's own block is going to refer to it. It
// fails where it isn't certain that the bucket could use the key. Where the buckets leave a
// key, which is nil if they don't, the policy of the new one is the same, so that nobody whom it names gains or loses
// anything.
func (e *Edit) TierKey(buckets []*s3.Bucket, at *terraform.Resource, inline bool, leave *s3.Key) (*TierKey, error) {
	if err := e.CurrentSyntax(); err != nil {
		return nil, err
	}
	file, native, err := e.Native(at.Block)
	if err != nil {
		return nil, err
	}
	k := &TierKey{edit: e, file: file, after: native}
	b := buckets[0]
	home, err := e.homeOf(b.Instance.Resource)
	if err != nil {
		return nil, err
	}
	for _, other := range buckets[1:] {
		if there, err := e.homeOf(other.Instance.Resource); err != nil || there != home {
			return nil, fmt.Errorf("%w: the buckets aren't all of one region", tflint.ErrFixNotSupported)
		}
	}
	name := at.Block.DefRange.Filename
	if inline || at != b.Instance.Resource {
		k.edited = at
	}
	inherited := "" // the expression of the policy
	if leave != nil {
		if inherited, err = e.inherit(leave); err != nil {
			return nil, err
		}
	}
	if key, ok := e.runner.config.keys[b.Class.Tier.Name]; ok {
		if inv := e.runner.inventory; leave != nil && !leave.SamePolicy(inv.KeyOf(inv.Module.Evaluate(key.expr)).Key) {
			return nil, fmt.Errorf("%w: the policy of the tier's kms_key isn't that of the key that the bucket leaves", tflint.ErrFixNotSupported)
		}
		k.ARN, err = e.configuredKey(key, b.Class.Tier, home, k, inline)
		return k, err
	}
	if key := e.servingKey(keyUse{b.Class.Tier, home, inline, leave}); key != nil {
		address := key.Instance.Address().String()
		k.ARN = address + ".arn"
		err := k.mayReferTo(address)
		return k, err
	}
	use := "key of " + b.Class.Tier.Name + " in " + home.String() + " with " + inherited
	if address := e.freshAt(use); address != "" {
		k.ARN = address + ".arn"
		return k, e.runner.made.reaches(address, name)
	}
	if leave != nil {
		if err := k.mayReferTo(strings.TrimSuffix(inherited, ".policy")); err != nil {
			return nil, err
		}
	}
	address, err := e.newKey(k, b.Class.Tier.Name, home, name, inherited)
	if err != nil {
		return nil, err
	}
	e.note(use, address, name, "resource "+labels(address))
	k.ARN = address + ".arn"
	return k, nil
}

// mayReferTo fails if a block may not be there when the file is written that is
// going to refer to it, or if it depends on the one that does.
func (k *TierKey) mayReferTo(address string) error {
	if k.edited != nil {
		if err := k.edit.independent(address, k.edited); err != nil {
			return err
		}
	}
	return k.edit.runner.made.reaches(address, k.after.TypeRange.Filename)
}

// Reaches fails if a key may not be there when the file of a block is written that
// is going to refer to it, or if the key depends on that block. Of a bucket it is
// another block, which is new, that refers to the key.
func (e *Edit) Reaches(key *s3.Key, block *terraform.Resource) error {
	if key == nil {
		return nil
	}
	address := key.Instance.Resource.Address.String()
	if block.Address.Type != "aws_s3_bucket" {
		if err := e.independent(address, block); err != nil {
			return err
		}
	}
	return e.runner.made.reaches(address, block.Block.DefRange.Filename)
}

// note remembers what the edit writes, for when it has succeeded.
func (e *Edit) note(use, address, file, mark string) {
	if e.fresh == nil {
		e.fresh = fresh{}
	}
	e.fresh[use] = freshBlock{address, file, mark}
}

// labels returns the labels of the header of a block.
func labels(address string) string {
	typ, name, _ := strings.Cut(address, ".")
	return strconv.Quote(typ) + " " + strconv.Quote(name)
}

// freshAt returns what this edit, or an earlier one of the rule, wrote for a use.
func (e *Edit) freshAt(use string) string {
	if block, ok := e.fresh[use]; ok {
		return block.address
	}
	return e.runner.fresh[use].address
}

// keyUse is what a key has to serve: buckets of a tier at a place, which name it in a block of their own.
type keyUse struct {
	tier   classify.Tier
	home   home
	inline bool
	leave  *s3.Key // the key whose policy it has to have, nil for one that leaves the use to IAM
}

// servingKey returns a key that encrypts buckets of the tier and of no other, nil
// if there is none. Each bucket asks, so the answer is kept until something is fixed.
func (e *Edit) servingKey(u keyUse) *s3.Key {
	r := e.runner
	key, known := r.serving[u]
	if !known {
		if r.serving == nil {
			r.serving = map[keyUse]*s3.Key{}
		}
		key = e.findServingKey(u)
		r.serving[u] = key
	}
	return key
}

func (e *Edit) findServingKey(u keyUse) *s3.Key {
	for _, k := range e.runner.inventory.Keys {
		r := k.Instance.Resource
		plain := k.Type() == "aws_kms_key" && r.Repetition() == terraform.Single
		if !r.Module.IsRoot() || !plain || !k.Serves(u.tier) || e.configuredForOther(k, u.tier) {
			continue
		}
		if u.inline && e.runner.inventory.HasPolicy(k) || !admitsAll(k, u.leave) {
			continue // the policy may refer to the bucket, or not admit who uses it
		}
		if other, err := e.homeOf(r); err == nil && other == u.home {
			return k
		}
	}
	return nil
}

// newKey makes the blocks of a new key with its alias and returns its address. Its policy
// is the one given, as an expression, else one that leaves the use to IAM.
func (e *Edit) newKey(k *TierKey, tier string, home home, file, policy string) (string, error) {
	m := k.module()
	if m.Removed("aws_kms_key") || m.Removed("aws_kms_alias") {
		return "", fmt.Errorf("%w: a removed block says that keys are managed elsewhere", tflint.ErrFixNotSupported)
	}
	slug := identifier(tier)
	if slug == "" {
		slug = "tier"
	}
	base := "s3_" + slug
	if home.provider.Alias != "" {
		base += "_" + home.provider.Alias
	}
	name, err := e.freeName(m, base, "aws_kms_key", "aws_kms_alias")
	if err != nil {
		return "", err
	}
	if policy == "" {
		if policy, err = e.leavingToIAM(k, home, file); err != nil {
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

// leavingToIAM returns the default key policy of the account in which a key is made.
func (e *Edit) leavingToIAM(k *TierKey, home home, file string) (string, error) {
	identity, err := e.dataSource(k, "aws_caller_identity", home, file)
	if err != nil {
		return "", err
	}
	partition, err := e.dataSource(k, "aws_partition", home, file)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(keyPolicy, partition, identity), nil
}

// keyPolicy is KMS's default key policy: the account's IAM policies decide (AWS
// KMS Developer Guide, "Default key policy").
const keyPolicy = `jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "EnableIAMUserPermissions"
        Effect    = "Allow"
        Principal = { AWS = "arn:${%s.partition}:iam::${%s.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })`

// dataSource returns the address of a data source of a provider configuration, and
// makes it where the module has none.
func (e *Edit) dataSource(k *TierKey, typ string, home home, file string) (string, error) {
	m := k.module()
	for _, r := range m.Resources("data." + typ) {
		if ref, known := r.Provider(); known && ref == home.provider && r.Repetition() == terraform.Single {
			return r.Address.String(), k.mayReferTo(r.Address.String())
		}
	}
	use := typ + " of " + home.provider.String()
	if address := e.freshAt(use); address != "" {
		return address, e.runner.made.reaches(address, file)
	}
	base := "current"
	if home.provider.Alias != "" {
		base = home.provider.Alias
	}
	name, err := e.freeName(m, base, "data."+typ)
	if err != nil {
		return "", err
	}
	block := hclwrite.NewBlock("data", []string{typ, name})
	home.write(block.Body(), false)
	k.blocks = append(k.blocks, block)
	address := "data." + typ + "." + name
	e.note(use, address, file, "data "+labels(typ+"."+name))
	return address, nil
}

// module is the module under inspection.
func (k *TierKey) module() *terraform.Module { return k.edit.runner.inventory.Module }

// errNoName says that a hundred names are taken.
var errNoName = errors.New("no free name")

// freeName returns a name that nothing of the types has or had.
func (e *Edit) freeName(m *terraform.Module, base string, types ...string) (string, error) {
	taken := func(name string) bool {
		for _, typ := range types {
			managed, data := strings.TrimPrefix(typ, "data."), strings.HasPrefix(typ, "data.")
			if data && m.DataSource(managed, name) != nil || !data && (m.Resource(typ, name) != nil || m.Moved(typ, name)) {
				return true
			}
			for _, block := range e.runner.fresh {
				if block.address == typ+"."+name {
					return true
				}
			}
		}
		return false
	}
	for i, name := 2, base; i < 100; i, name = i+1, fmt.Sprintf("%s_%d", base, i) {
		if !taken(name) {
			return name, nil
		}
	}
	return "", fmt.Errorf("%w: %w like %s", tflint.ErrFixNotSupported, errNoName, base)
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
