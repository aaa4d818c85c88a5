package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// configures are the block types, "data." before data sources, in which a
// reference to a bucket surely makes nobody write to it.
var configures = regexp.MustCompile(`^(aws_s3_bucket|aws_s3_bucket_(acl|cors_configuration|lifecycle_configuration|logging|ownership_controls|policy|` +
	`public_access_block|server_side_encryption_configuration|versioning|website_configuration)|aws_iam_\w+|data\.aws_iam_policy_document|output)$`)

// grants are those of them that let somebody read or write a bucket.
var grants = regexp.MustCompile(`^(aws_iam_\w+|data\.aws_iam_policy_document)$`)

// OnlyConfigured fails if something in the configuration may write to a bucket
// in a way of its own: an object, a trail, a delivery stream. A statement about
// uploads could stop it.
func (e *Edit) OnlyConfigured(bucket *terraform.Resource) error {
	return e.refersOnly(bucket, func(b *hclsyntax.Block) bool { return configures.MatchString(blockType(b)) })
}

// Ungranted fails if the configuration lets anybody or anything read or write a
// bucket: who may use the bucket may not use a new key, and would be locked out.
func (e *Edit) Ungranted(bucket *terraform.Resource) error {
	return e.refersOnly(bucket, func(b *hclsyntax.Block) bool {
		typ := blockType(b)
		return configures.MatchString(typ) && (!grants.MatchString(typ) || onlyDenies(b))
	})
}

// onlyDenies reports whether a policy document has deny statements only.
func onlyDenies(document *hclsyntax.Block) bool {
	if blockType(document) != "data.aws_iam_policy_document" {
		return false
	}
	for _, b := range document.Body.Blocks {
		effect := b.Body.Attributes["effect"]
		if b.Type != "statement" || effect == nil {
			return false
		}
		if v, diags := effect.Expr.Value(nil); diags.HasErrors() || !v.RawEquals(cty.StringVal("Deny")) {
			return false
		}
	}
	for name := range document.Body.Attributes {
		if strings.HasPrefix(name, "source_") || strings.HasPrefix(name, "override_") {
			return false
		}
	}
	return true
}

// refersOnly fails if a block refers to a bucket that isn't fine.
func (e *Edit) refersOnly(bucket *terraform.Resource, fine func(*hclsyntax.Block) bool) error {
	if !bucket.Module.IsRoot() {
		return fmt.Errorf("%w: %s is in a called module, whose files aren't searched", tflint.ErrFixNotSupported, bucket.Address)
	}
	files, err := e.runner.allFiles()
	if err != nil {
		return err
	}
	for name, f := range files {
		body, native := f.Body.(*hclsyntax.Body)
		if !native {
			if strings.Contains(string(f.Bytes), bucket.Address.Local()) {
				return fmt.Errorf("%w: %s refers to the bucket", tflint.ErrFixNotSupported, name)
			}
			continue
		}
		for _, b := range body.Blocks {
			if refersTo(b, bucket.Address) && !fine(b) {
				return fmt.Errorf("%w: %s at %s may use the bucket", tflint.ErrFixNotSupported, blockType(b), b.TypeRange)
			}
		}
	}
	return nil
}

// ConfiguredHere fails if the callers of the module may configure a resource: the
// module is made to be called, as far as its files show, and hands the resource
// out. S3 keeps one policy and one encryption configuration for a bucket, and a
// second one would take the place of the callers'.
func (e *Edit) ConfiguredHere(r *terraform.Resource) error {
	files, err := e.runner.allFiles()
	if err != nil {
		return err
	}
	handedOut := false
	for _, f := range files {
		body, native := f.Body.(*hclsyntax.Body)
		if !native {
			continue
		}
		for _, b := range body.Blocks {
			if b.Type == "provider" || b.Type == "terraform" && keepsState(b) {
				return nil // a root module
			}
			handedOut = handedOut || b.Type == "output" && refersTo(b, r.Address)
		}
	}
	if handedOut {
		return fmt.Errorf("%w: the module hands the bucket out, and its callers may configure it", tflint.ErrFixNotSupported)
	}
	return nil
}

// keepsState reports whether a terraform block says where the state is kept, as
// only those of root modules do.
func keepsState(b *hclsyntax.Block) bool {
	return slices.ContainsFunc(b.Body.Blocks, func(n *hclsyntax.Block) bool { return n.Type == "backend" || n.Type == "cloud" })
}

// blockType returns the resource type of a block, or else its own type.
func blockType(b *hclsyntax.Block) string {
	switch {
	case b.Type == "resource" && len(b.Labels) > 0:
		return b.Labels[0]
	case b.Type == "data" && len(b.Labels) > 0:
		return "data." + b.Labels[0]
	}
	return b.Type
}

// refersTo reports whether something in a block refers to a managed resource.
func refersTo(b *hclsyntax.Block, a terraform.Address) bool {
	found := false
	_ = hclsyntax.VisitAll(b.Body, func(node hclsyntax.Node) hcl.Diagnostics {
		if expr, ok := node.(*hclsyntax.ScopeTraversalExpr); ok && len(expr.Traversal) > 1 && expr.Traversal.RootName() == a.Type {
			attr, isAttr := expr.Traversal[1].(hcl.TraverseAttr)
			found = found || isAttr && attr.Name == a.Name
		}
		return nil
	})
	return found
}
