package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Statement is a statement that denies everybody an action on a bucket's
// objects, under one condition.
type Statement struct {
	// Sid is the statement id that it gets where it is free.
	Sid, Action string
	// Bucket is set if the statement is about the bucket as well.
	Bucket bool
	// Operator and Key are those of the condition.
	Operator, Key string
	// Values are the condition's values, as HCL expressions.
	Values []string
}

// AddPolicy writes a bucket policy after a bucket that has none.
func (e *Edit) AddPolicy(bucket *terraform.Resource, statements ...Statement) error {
	return e.Companion(bucket, "aws_s3_bucket_policy", func(body *hclwrite.Body, of func(string) hclwrite.Tokens) {
		body.SetAttributeRaw("bucket", of("id"))
		body.AppendNewline()
		var list strings.Builder
		for _, s := range statements {
			list.WriteString("      " + s.hcl(string(of("arn").Bytes())) + ",\n")
		}
		body.SetAttributeRaw("policy", fix.Raw(
			"jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [\n"+list.String()+"    ]\n  })"))
	})
}

// AddStatements writes statements into the bucket policy that there is, in the
// form in which it is written. A policy that is computed, comes from a file or a
// variable, or is shared, belongs to somebody else.
func (e *Edit) AddStatements(p *s3.BucketPolicy, statements ...Statement) error {
	if p.Inline {
		return fmt.Errorf("%w: an inline policy can't refer to its bucket", tflint.ErrFixNotSupported)
	}
	file, native, err := e.Native(p.Instance.Resource.Block)
	if err != nil {
		return err
	}
	arn, err := arnOf(file, native)
	if err != nil {
		return err
	}
	attr := native.Body.Attributes["policy"]
	if attr == nil || p.Argument.Range.Filename != native.TypeRange.Filename {
		return fmt.Errorf("%w: the policy is written elsewhere", tflint.ErrFixNotSupported)
	}
	var inHCL, inJSON, blocks []string
	for _, s := range statements {
		s.Sid = freeSid(s.Sid, p)
		inHCL, inJSON, blocks = append(inHCL, s.hcl(arn)), append(inJSON, s.json(arn)), append(blocks, s.block(arn))
	}
	switch expr := attr.Expr.(type) {
	case *hclsyntax.FunctionCallExpr:
		if len(expr.Args) == 1 && expr.Name == "jsonencode" {
			if object, ok := expr.Args[0].(*hclsyntax.ObjectConsExpr); ok {
				return file.AppendToList(e.Fixer, object, "Statement", inHCL...)
			}
		}
	case *hclsyntax.TemplateExpr:
		return file.AppendToJSON(e.Fixer, expr, "Statement", inJSON...)
	case *hclsyntax.ScopeTraversalExpr:
		return e.addToDocument(p.Instance.Resource.Module, expr.Traversal, arn, strings.Join(blocks, "\n\n"))
	}
	return fmt.Errorf("%w: the policy isn't written out", tflint.ErrFixNotSupported)
}

// bucketArgument are the forms of a bucket argument from which the expression
// of the ARN follows.
var bucketArgument = regexp.MustCompile(`^(aws_s3_bucket\.[\w-]+(?:\[[^\[\]]+\])?|each\.value)\.(?:id|bucket)$`)

// arnOf returns the expression of the ARN of the bucket that a policy resource
// is for.
func arnOf(file *fix.File, policy *hclsyntax.Block) (string, error) {
	attr := policy.Body.Attributes["bucket"]
	if attr == nil {
		return "", fmt.Errorf("%w: the bucket is written elsewhere", tflint.ErrFixNotSupported)
	}
	match := bucketArgument.FindStringSubmatch(file.Text(attr.Expr.Range()))
	if match == nil {
		return "", fmt.Errorf("%w: the bucket isn't a plain reference", tflint.ErrFixNotSupported)
	}
	return match[1] + ".arn", nil
}

// freeSid returns a statement id that the policy doesn't have.
func freeSid(sid string, p *s3.BucketPolicy) string {
	taken := map[string]bool{}
	for _, s := range p.Document.Statements {
		taken[s.Sid] = true
	}
	name := sid
	for i := 2; taken[name]; i++ {
		name = fmt.Sprintf("%s%d", sid, i)
	}
	return name
}

// addToDocument writes statement blocks into the policy document that a
// reference means, if this is the only reference to it.
func (e *Edit) addToDocument(m *terraform.Module, ref hcl.Traversal, arn, blocks string) error {
	if len(ref) != 4 || ref.RootName() != "data" || strings.HasPrefix(arn, "each.") || strings.ContainsAny(arn, "[") {
		return fmt.Errorf("%w: the policy isn't one document for one bucket", tflint.ErrFixNotSupported)
	}
	typ, _ := ref[1].(hcl.TraverseAttr)
	name, _ := ref[2].(hcl.TraverseAttr)
	document := m.DataSource(typ.Name, name.Name)
	if typ.Name != "aws_iam_policy_document" || document == nil || document.Repetition() != terraform.Single {
		return fmt.Errorf("%w: the policy isn't one document for one bucket", tflint.ErrFixNotSupported)
	}
	files, err := e.runner.allFiles()
	if err != nil {
		return err
	}
	if n := references(files, typ.Name, name.Name); n != 1 {
		return fmt.Errorf("%w: the document is referred to %d times", tflint.ErrFixNotSupported, n)
	}
	file, native, err := e.Native(document.Block)
	if err != nil {
		return err
	}
	return file.AppendBlock(e.Fixer, native, blocks)
}

// references counts the references to a data source in native files; one in
// JSON counts as two, because its syntax isn't looked at.
func references(files map[string]*hcl.File, typ, name string) int {
	n := 0
	for _, f := range files {
		body, native := f.Body.(*hclsyntax.Body)
		if !native {
			n += 2 * strings.Count(string(f.Bytes), typ+"."+name)
			continue
		}
		_ = hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
			expr, ok := node.(*hclsyntax.ScopeTraversalExpr)
			if !ok || len(expr.Traversal) < 3 || expr.Traversal.RootName() != "data" {
				return nil
			}
			t, isAttr := expr.Traversal[1].(hcl.TraverseAttr)
			d, isName := expr.Traversal[2].(hcl.TraverseAttr)
			if isAttr && isName && t.Name == typ && d.Name == name {
				n++
			}
			return nil
		})
	}
	return n
}

// resources returns the resources of the statement as HCL expressions.
func (s Statement) resources(arn string) []string {
	objects := `"${` + arn + `}/*"`
	if !s.Bucket {
		return []string{objects}
	}
	return []string{arn, objects}
}

// hcl returns the statement as an element of a list in HCL.
func (s Statement) hcl(arn string) string {
	return fmt.Sprintf(`{
  Sid       = %q
  Effect    = "Deny"
  Principal = "*"
  Action    = %q
  Resource  = %s
  Condition = {
    %s = { %q = %s }
  }
}`, s.Sid, s.Action, oneOrList(s.resources(arn)), s.Operator, s.Key, oneOrList(s.Values))
}

// json returns the statement as JSON with expressions interpolated.
func (s Statement) json(arn string) string {
	return fmt.Sprintf(`{
  "Sid": %q,
  "Effect": "Deny",
  "Principal": "*",
  "Action": %q,
  "Resource": %s,
  "Condition": {
    %q: {
      %q: %s
    }
  }
}`, s.Sid, s.Action, oneOrList(interpolated(s.resources(arn))), s.Operator, s.Key, oneOrList(interpolated(s.Values)))
}

// block returns the statement as a block of a policy document.
func (s Statement) block(arn string) string {
	return fmt.Sprintf(`statement {
  sid       = %q
  effect    = "Deny"
  actions   = [%q]
  resources = [%s]

  principals {
    type        = "*"
    identifiers = ["*"]
  }

  condition {
    test     = %q
    variable = %q
    values   = [%s]
  }
}`, s.Sid, s.Action, strings.Join(s.resources(arn), ", "), s.Operator, s.Key, strings.Join(s.Values, ", "))
}

// oneOrList returns a single value bare, several as a list.
func oneOrList(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	return "[" + strings.Join(values, ", ") + "]"
}

// interpolated returns expressions as strings of a template.
func interpolated(exprs []string) []string {
	out := make([]string, len(exprs))
	for i, e := range exprs {
		if out[i] = e; !strings.HasPrefix(e, `"`) {
			out[i] = `"${` + e + `}"`
		}
	}
	return out
}

// configures are the block types, "data." before data sources, in which a
// reference to a bucket surely makes nobody write to it.
var configures = regexp.MustCompile(`^(aws_s3_bucket|aws_s3_bucket_(acl|cors_configuration|lifecycle_configuration|logging|ownership_controls|policy|` +
	`public_access_block|server_side_encryption_configuration|versioning|website_configuration)|aws_iam_\w+|data\.aws_iam_policy_document|output)$`)

// OnlyConfigured fails if something in the configuration may write to a bucket
// in a way of its own: an object, a trail, a delivery stream. A statement about
// uploads could stop it.
func (e *Edit) OnlyConfigured(bucket *terraform.Resource) error {
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
			if !configures.MatchString(blockType(b)) && refersTo(b, bucket.Address) {
				return fmt.Errorf("%w: %s at %s may write to the bucket", tflint.ErrFixNotSupported, blockType(b), b.TypeRange)
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
