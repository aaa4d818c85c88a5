package remedy

import (
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// companion writes a new resource after another one and its encryption
// configuration, where that follows right behind, of the other one's name where it is free, with an instance for each of its instances, in the same
// provider configuration and region. fill writes the arguments; of gives the
// tokens of an attribute of the corresponding instance of the other resource.
func companion(e *lint.Edit, r *terraform.Resource, typ string, fill func(body *hclwrite.Body, of func(attr string) hclwrite.Tokens)) error {
	file, native, err := e.Native(r.Block)
	if err != nil {
		return err
	}
	if err := errors.Join(currentSyntax(e.Snapshot), bucketConfiguredHere(e.Snapshot, r, &e.Doubts), notAdopted(r)); err != nil {
		return err
	}
	name, err := companionName(r, typ)
	if err != nil {
		return err
	}
	block := hclwrite.NewBlock("resource", []string{typ, name})
	body := block.Body()
	address := r.Address.Local()
	instance := address
	switch r.Repetition() {
	case terraform.ForEach:
		body.SetAttributeRaw("for_each", fix.Raw(address))
		instance = "each.value"
	case terraform.Count:
		body.SetAttributeRaw("count", fix.Raw("length("+address+")"))
		instance = address + "[count.index]"
	case terraform.Single:
	}
	of := func(attr string) hclwrite.Tokens { return fix.Raw(instance + "." + attr) }
	for _, name := range []string{"provider", "region"} {
		if attr := r.Block.Body.Attributes[name]; attr != nil && attr.Range.Filename != r.Block.DefRange.Filename {
			return whyWrittenElsewhere.Refuse("the %s is written in %s", name, attr.Range.Filename)
		}
	}
	if provider := native.Body.Attributes["provider"]; provider != nil && terraform.Iterates(provider.Expr) {
		return whyPerInstance.Refuse("the provider differs by instance")
	}
	file.CopyAttributes(body, native, "provider")
	if len(body.Attributes()) > 0 {
		body.AppendNewline()
	}
	if native.Body.Attributes["region"] != nil {
		if err := regional(e.Snapshot, typ); err != nil {
			return err
		}
	}
	if region := native.Body.Attributes["region"]; region != nil && terraform.Iterates(region.Expr) {
		body.SetAttributeRaw("region", of("region"))
	} else {
		file.CopyAttributes(body, native, "region")
	}
	fill(body, of)
	configurations, err := configurations(e.Snapshot, r)
	if err != nil {
		return err
	}
	return file.InsertBlockAfter(e, file.Last(native, configurations), fix.Text(block))
}

// configurations returns where the encryption configurations of a bucket begin that are
// resources of its file: what is written for the bucket stands behind them.
func configurations(s *lint.Snapshot, bucket *terraform.Resource) ([]hcl.Pos, error) {
	u, err := usersOf(s, bucket)
	if err != nil {
		return nil, err
	}
	var out []hcl.Pos
	for _, b := range u.buckets[bucket] {
		for _, c := range b.Encryptions {
			if start := c.Instance.Resource.Block.TypeRange; !c.Inline && start.Filename == bucket.Block.TypeRange.Filename {
				out = append(out, start.Start)
			}
		}
	}
	return out, nil
}

// notAdopted fails if an import block adopts the resource: what is written for it would
// take the place of settings that it has, and that no block here says.
func notAdopted(r *terraform.Resource) error {
	if r.Adopted() {
		return whyAdopted.Refuse("%s is adopted by an import block and may have settings that aren't written here", r.Address)
	}
	return nil
}

// companionName returns a name that no resource of the type has or had, nor may be
// given as the companion of another resource.
func companionName(r *terraform.Resource, typ string) (string, error) {
	name := r.Address.Name
	if r.Module.Removed(typ) {
		return "", whyManagedElsewhere.Refuse("a removed block says that one is managed elsewhere")
	}
	taken := func(next string) bool {
		return r.Module.Resource(typ, next) != nil || r.Module.Moved(typ, next) || next != name && r.Module.Resource(r.Address.Type, next) != nil
	}
	return firstFree(name, taken)
}

// firstFree returns the first of the names name, name_2, name_3, ... that isn't taken.
func firstFree(name string, taken func(string) bool) (string, error) {
	for i, next := 2, name; i <= 100; i, next = i+1, fmt.Sprintf("%s_%d", name, i) {
		if !taken(next) {
			return next, nil
		}
	}
	return "", whyNoName.Refuse("no free name like %s", name)
}

// currentSyntax fails if the module surely or perhaps admits no Terraform from 0.12 on:
// before, blocks were written otherwise.
func currentSyntax(s *lint.Snapshot) error {
	switch s.Module.CoreVersions().Since("0.12.0") {
	case tri.No:
		return whyOldVersions.Refuse("the module is for Terraform before 0.12")
	case tri.Unknown:
		return whyUnknownVersions.Refuse("which versions of Terraform the module admits isn't known")
	case tri.Yes:
	}
	return nil
}

// errVersions says that what is written depends on versions of the provider that aren't
// known.
func errVersions() error {
	return whyUnknownVersions.Refuse("which versions of the AWS provider the configuration admits isn't known")
}

// regional fails if the provider surely or perhaps knows no argument region.
func regional(s *lint.Snapshot, of string) error {
	switch Inventory.Of(s).Regional() {
	case tri.No:
		return whyOldVersions.Refuse("the provider's version knows no argument region of %s", of)
	case tri.Unknown:
		return errVersions()
	case tri.Yes:
	}
	return nil
}

// onlyInline reports whether a bucket's own block is the only way to configure its
// encryption, and fails where that isn't known.
func onlyInline(s *lint.Snapshot) (bool, error) {
	only := Inventory.Of(s).OnlyInline()
	if only == tri.Unknown {
		return false, errVersions()
	}
	return only == tri.Yes, nil
}
