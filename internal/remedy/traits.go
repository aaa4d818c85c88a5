package remedy

import (
	"regexp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// traits are what a block that uses buckets shows of how it uses them.
type traits struct {
	onlyDenies  bool // a policy document without Allow
	onResource  bool // a policy document that says whom it admits to what is named
	provisions  bool // runs commands
	replicates  bool // a bucket with a replication of its own
	website     bool // reads the website endpoint of something
	logDelivery bool // an ACL that lets S3 deliver logs
	sses3       bool // says something of SSE-S3, or lets an input choose what encryption to ask for
}

var (
	// sses3 are the names of SSE-S3, in arguments, commands and settings.
	sses3 = regexp.MustCompile(`(?i)AES-?256|SSE[-_]S3`)
	// asking are the arguments that say what encryption to ask for.
	asking = regexp.MustCompile(`^(server_side_encryption|encryption_option|encryption_mode|s3_encryption_mode)$`)
)

// traitsOf returns the traits of a block.
func (u *users) traitsOf(b *usage.Block) *traits {
	t := u.traits[b]
	if t != nil {
		return t
	}
	t = &traits{}
	u.traits[b] = t
	if b.Body == nil {
		return t
	}
	t.read(b.Body)
	t.replicates = replicates(b)
	if b.Type == "data.aws_iam_policy_document" {
		t.onlyDenies, t.onResource = onlyDenies(b.Body), onResource(b.Body)
	}
	return t
}

// read enters what the arguments at any depth show.
func (t *traits) read(body *hclsyntax.Body) {
	for name, attr := range body.Attributes {
		t.sses3 = t.sses3 || asking.MatchString(name) && !isConstant(attr.Expr)
		_ = hclsyntax.VisitAll(attr.Expr, func(node hclsyntax.Node) hcl.Diagnostics {
			switch e := node.(type) {
			case *hclsyntax.ScopeTraversalExpr:
				t.readSteps(e.Traversal)
			case *hclsyntax.RelativeTraversalExpr:
				t.readSteps(e.Traversal)
			case *hclsyntax.LiteralValueExpr:
				t.sses3 = t.sses3 || e.Val.Type() == cty.String && sses3.MatchString(e.Val.AsString())
			case *hclsyntax.TemplateExpr:
				t.logDelivery = t.logDelivery || isText(e, "log-delivery-write") || isText(e, "http://acs.amazonaws.com/groups/s3/LogDelivery")
			}
			return nil
		})
	}
	for _, b := range body.Blocks {
		t.provisions = t.provisions || b.Type == "provisioner"
		t.sses3 = t.sses3 || sses3.MatchString(b.Type) // of an inventory
		t.read(b.Body)
	}
}

func (t *traits) readSteps(steps hcl.Traversal) {
	for _, step := range steps {
		if attr, ok := step.(hcl.TraverseAttr); ok && (attr.Name == "website_endpoint" || attr.Name == "website_domain") {
			t.website = true
		}
	}
}

// replicates reports whether a bucket's own block replicates it.
func replicates(b *usage.Block) bool {
	return b.Type == "aws_s3_bucket" && slices.ContainsFunc(b.Body.Blocks, func(inner *hclsyntax.Block) bool {
		return inner.Type == "replication_configuration" || inner.Type == "dynamic" && slices.Contains(inner.Labels, "replication_configuration")
	})
}

// onlyDenies reports whether a policy document has deny statements only.
func onlyDenies(document *hclsyntax.Body) bool {
	for _, b := range document.Blocks {
		effect := b.Body.Attributes["effect"]
		if b.Type != "statement" || effect == nil {
			return false
		}
		if v, diags := effect.Expr.Value(nil); diags.HasErrors() || !v.RawEquals(cty.StringVal("Deny")) {
			return false
		}
	}
	for _, name := range []string{"source_json", "source_policy_documents", "override_json", "override_policy_documents"} {
		if document.Attributes[name] != nil {
			return false
		}
	}
	return true
}

// onResource reports whether a policy document has a statement with principals about
// a resource that the configuration names, as the policy of that resource has.
func onResource(document *hclsyntax.Body) bool {
	for _, b := range document.Blocks {
		body := b.Body
		if b.Type == "dynamic" && len(body.Blocks) == 1 {
			body = body.Blocks[0].Body
		}
		principals := false
		for _, inner := range body.Blocks {
			principals = principals || inner.Type == "principals" || inner.Type == "not_principals" || inner.Type == "dynamic"
		}
		resources := body.Attributes["resources"]
		if resources == nil {
			resources = body.Attributes["not_resources"]
		}
		if !principals || resources == nil {
			continue
		}
		if v, diags := resources.Expr.Value(nil); diags.HasErrors() || !v.RawEquals(cty.TupleVal([]cty.Value{cty.StringVal("*")})) {
			return true
		}
	}
	return false
}

// isConstant reports whether an expression is written as a value.
func isConstant(expr hclsyntax.Expression) bool {
	_, diags := expr.Value(nil)
	return !diags.HasErrors()
}

// isText reports whether an expression is written as a text.
func isText(expr hclsyntax.Expression, text string) bool {
	if t, ok := expr.(*hclsyntax.TemplateExpr); !ok || !t.IsStringLiteral() {
		return false
	}
	v, diags := expr.Value(nil)
	return !diags.HasErrors() && v.RawEquals(cty.StringVal(text))
}
