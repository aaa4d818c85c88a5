package remedy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Statement is a statement that denies everybody an action on a bucket's
// objects, where all of its conditions hold.
type Statement struct {
	// Sid is the statement id that it gets where it is free.
	Sid, Action string
	// Bucket is set if the statement is about the bucket as well.
	Bucket bool
	// Conditions have an operator each.
	Conditions []Condition
}

// Condition is a condition on one key.
type Condition struct {
	Operator, Key string
	// Values are HCL expressions.
	Values []string
}

// AddPolicy writes a bucket policy after a bucket that has none.
func AddPolicy(e *lint.Edit, bucket *terraform.Resource, statements ...Statement) error {
	if err := WithoutPolicy(e.Snapshot, bucket); err != nil {
		return err
	}
	return Companion(e, bucket, "aws_s3_bucket_policy", func(body *hclwrite.Body, of func(string) hclwrite.Tokens) {
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
func AddStatements(e *lint.Edit, p *s3.BucketPolicy, statements ...Statement) error {
	if p.RepeatsSid {
		return InvalidPolicy.Refuse("two statements of the policy have the same Sid, so S3 refuses it")
	}
	for _, s := range statements {
		if slices.ContainsFunc(s.Conditions, func(c Condition) bool { return p.SwitchedOff(c.Key) }) {
			return SwitchedOff.Refuse("the policy has such a statement, and it is switched off")
		}
	}
	if p.Inline {
		return PolicyForm.Refuse("an inline policy can't refer to its bucket")
	}
	for _, b := range p.Buckets {
		if !b.Instance.Resource.Module.IsRoot() {
			return CalledModule.Refuse("the bucket is in a called module")
		}
	}
	if err := CurrentSyntax(e.Snapshot); err != nil {
		return err
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
		return PolicyForm.Refuse("the policy is written elsewhere")
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
				return file.AppendToList(e, object, "Statement", inHCL...)
			}
		}
	case *hclsyntax.TemplateExpr:
		return file.AppendToJSON(e, expr, "Statement", inJSON...)
	case *hclsyntax.ScopeTraversalExpr:
		return addToDocument(e, p.Instance.Resource.Module, expr.Traversal, arn, strings.Join(blocks, "\n\n"))
	}
	return PolicyForm.Refuse("the policy isn't written out")
}

// bucketArgument are the forms of a bucket argument from which the expression
// of the ARN follows.
var bucketArgument = regexp.MustCompile(`^(aws_s3_bucket\.[\pL\pM\pN_-]+(?:\[[^\[\]]+\])?|each\.value)\.(?:id|bucket)$`)

// arnOf returns the expression of the ARN of the bucket that a policy resource
// is for.
func arnOf(file *fix.File, policy *hclsyntax.Block) (string, error) {
	attr := policy.Body.Attributes["bucket"]
	if attr == nil {
		return "", PolicyForm.Refuse("the bucket is written elsewhere")
	}
	match := bucketArgument.FindStringSubmatch(file.Text(attr.Expr.Range()))
	if match == nil || match[1] == "each.value" && !overBuckets(file, policy) {
		return "", PolicyForm.Refuse("the bucket isn't a plain reference")
	}
	return match[1] + ".arn", nil
}

// buckets is a for_each whose values are buckets.
var buckets = regexp.MustCompile(`^aws_s3_bucket\.[\w-]+$`)

// overBuckets reports whether each.value is a bucket.
func overBuckets(file *fix.File, policy *hclsyntax.Block) bool {
	attr := policy.Body.Attributes["for_each"]
	return attr != nil && buckets.MatchString(file.Text(attr.Expr.Range()))
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
func addToDocument(e *lint.Edit, m *terraform.Module, ref hcl.Traversal, arn, blocks string) error {
	if len(ref) != 4 || ref.RootName() != "data" || strings.HasPrefix(arn, "each.") || strings.ContainsAny(arn, "[") {
		return PolicyForm.Refuse("the policy isn't one document for one bucket")
	}
	typ, _ := ref[1].(hcl.TraverseAttr)
	name, _ := ref[2].(hcl.TraverseAttr)
	document := m.DataSource(typ.Name, name.Name)
	if typ.Name != "aws_iam_policy_document" || document == nil || document.Repetition() != terraform.Single {
		return PolicyForm.Refuse("the policy isn't one document for one bucket")
	}
	if n := references(e.Files(), typ.Name, name.Name); n != 1 {
		return SharedDocument.Refuse("the document is referred to %d times", n)
	}
	file, native, err := e.Native(document.Block)
	if err != nil {
		return err
	}
	return file.AppendBlock(e, native, blocks)
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
%s
  }
}`, s.Sid, s.Action, oneOrList(s.resources(arn)), s.conditions("    %s = { %q = %s }", "\n", oneOrList))
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
%s
  }
}`, s.Sid, s.Action, oneOrList(interpolated(s.resources(arn))),
		s.conditions("    %q: {\n      %q: %s\n    }", ",\n", func(values []string) string { return oneOrList(interpolated(values)) }))
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

%s
}`, s.Sid, s.Action, strings.Join(s.resources(arn), ", "),
		s.conditions("  condition {\n    test     = %q\n    variable = %q\n    values   = [%s]\n  }", "\n\n", func(values []string) string { return strings.Join(values, ", ") }))
}

// conditions writes the conditions in a form for operator, key and values.
func (s Statement) conditions(form, between string, list func([]string) string) string {
	texts := make([]string, len(s.Conditions))
	for i, c := range s.Conditions {
		texts[i] = fmt.Sprintf(form, c.Operator, c.Key, list(c.Values))
	}
	return strings.Join(texts, between)
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
