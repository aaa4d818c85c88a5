package lint

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Companion writes a new resource after another one and its encryption
// configuration, where that follows right behind, of the other one's name where it is free, with an instance for each of its instances, in the same
// provider configuration and region. fill writes the arguments; of gives the
// tokens of an attribute of the corresponding instance of the other resource.
func (e *Edit) Companion(r *terraform.Resource, typ string, fill func(body *hclwrite.Body, of func(attr string) hclwrite.Tokens)) error {
	file, native, err := e.Native(r.Block)
	if err != nil {
		return err
	}
	if err := errors.Join(e.CurrentSyntax(), e.ConfiguredHere(r), e.NotAdopted(r)); err != nil {
		return err
	}
	name, err := freeName(r, typ)
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
			return fmt.Errorf("%w: the %s is written in %s", tflint.ErrFixNotSupported, name, attr.Range.Filename)
		}
	}
	if provider := native.Body.Attributes["provider"]; provider != nil && iterates(provider.Expr.Variables()) {
		return fmt.Errorf("%w: the provider differs by instance", tflint.ErrFixNotSupported)
	}
	file.CopyAttributes(body, native, "provider")
	if len(body.Attributes()) > 0 {
		body.AppendNewline()
	}
	if native.Body.Attributes["region"] != nil {
		if err := e.regional(typ); err != nil {
			return err
		}
	}
	if region := native.Body.Attributes["region"]; region != nil && iterates(region.Expr.Variables()) {
		body.SetAttributeRaw("region", of("region"))
	} else {
		file.CopyAttributes(body, native, "region")
	}
	fill(body, of)
	configurations, err := e.configurations(r)
	if err != nil {
		return err
	}
	return file.InsertBlockAfter(e.Fixer, file.Last(native, configurations), fix.Text(block))
}

// configurations returns where the encryption configurations of a bucket begin that are
// resources of its file: what is written for the bucket stands behind them.
func (e *Edit) configurations(bucket *terraform.Resource) ([]hcl.Pos, error) {
	u, err := e.usersOf(bucket)
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

// NotAdopted fails if an import block adopts the resource: what is written for it would
// take the place of settings that it has, and that no block here says.
func (e *Edit) NotAdopted(r *terraform.Resource) error {
	if r.Adopted() {
		return fmt.Errorf("%w: %s is adopted by an import block and may have settings that aren't written here", tflint.ErrFixNotSupported, r.Address)
	}
	return nil
}

// iterates reports whether a reference is to the instance at hand.
func iterates(refs []hcl.Traversal) bool {
	return slices.ContainsFunc(refs, func(t hcl.Traversal) bool {
		return t.RootName() == "each" || t.RootName() == "count"
	})
}

// freeName returns a name that no resource of the type has or had, nor may be
// given as the companion of another resource.
func freeName(r *terraform.Resource, typ string) (string, error) {
	name := r.Address.Name
	if r.Module.Removed(typ) {
		return "", fmt.Errorf("%w: a removed block says that one is managed elsewhere", tflint.ErrFixNotSupported)
	}
	free := func(name string) bool { return r.Module.Resource(typ, name) == nil && !r.Module.Moved(typ, name) }
	if free(name) {
		return name, nil
	}
	for i := 2; i < 100; i++ {
		next := fmt.Sprintf("%s_%d", name, i)
		if free(next) && r.Module.Resource(r.Address.Type, next) == nil {
			return next, nil
		}
	}
	return "", fmt.Errorf("%w: no free name like %s", tflint.ErrFixNotSupported, name)
}

// CurrentSyntax fails if the module surely or perhaps admits no Terraform from 0.12 on:
// before, blocks were written otherwise.
func (e *Edit) CurrentSyntax() error {
	switch e.runner.inventory.Module.CoreVersions().Since("0.12.0") {
	case tri.No:
		return fmt.Errorf("%w: the module is for Terraform before 0.12", tflint.ErrFixNotSupported)
	case tri.Unknown:
		return fmt.Errorf("%w: which versions of Terraform the module admits isn't known", tflint.ErrFixNotSupported)
	case tri.Yes:
	}
	return nil
}

// errVersions says that what is written depends on versions of the provider that aren't
// known.
func errVersions() error {
	return fmt.Errorf("%w: which versions of the AWS provider the configuration admits isn't known", tflint.ErrFixNotSupported)
}

// regional fails if the provider surely or perhaps knows no argument region.
func (e *Edit) regional(of string) error {
	switch e.runner.inventory.Regional() {
	case tri.No:
		return fmt.Errorf("%w: the provider's version knows no argument region of %s", tflint.ErrFixNotSupported, of)
	case tri.Unknown:
		return errVersions()
	case tri.Yes:
	}
	return nil
}

// OnlyInline reports whether a bucket's own block is the only way to configure its
// encryption, and fails where that isn't known.
func (e *Edit) OnlyInline() (bool, error) {
	only := e.runner.inventory.OnlyInline()
	if only == tri.Unknown {
		return false, errVersions()
	}
	return only == tri.Yes, nil
}
