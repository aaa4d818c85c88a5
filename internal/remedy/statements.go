package remedy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// statement is a statement that denies everybody an action on a bucket's
// objects, where all of its conditions hold.
type statement struct {
	// Sid is the statement id that it gets where it is free.
	Sid, Action string
	// Bucket is set if the statement is about the bucket as well.
	Bucket bool
	// Conditions have an operator each.
	Conditions []condition
}

// condition is a condition on one key.
type condition struct {
	Operator, Key string
	// Values are HCL expressions.
	Values []string
}

// addPolicy writes a bucket policy after a bucket that has none.
func addPolicy(e *lint.Edit, bucket *terraform.Resource, statements ...statement) error {
	if err := bucketWithoutPolicy(e.Snapshot, bucket, &e.Doubts); err != nil {
		return err
	}
	return companion(e, bucket, "aws_s3_bucket_policy", func(body *hclwrite.Body, of func(string) hclwrite.Tokens) {
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

// addStatements writes statements into the bucket policy that there is, where it is written.
// A policy that is computed, comes from a file or a variable, or is shared, belongs to
// somebody else.
func addStatements(e *lint.Edit, p *s3.BucketPolicy, statements ...statement) error {
	if p.RepeatsSid {
		return whyInvalidPolicy.Refuse("two statements of the policy have the same Sid, so S3 refuses it")
	}
	for _, s := range statements {
		if slices.ContainsFunc(s.Conditions, func(c condition) bool { return p.SwitchedOff(c.Key) }) {
			return whySwitchedOff.Refuse("the policy has such a statement, and it is switched off")
		}
	}
	if p.Inline {
		return whyPolicyForm.Refuse("an inline policy can't refer to its bucket")
	}
	for _, b := range p.Buckets {
		if call, _ := callOf(b.Instance.Resource); call == nil && !b.Instance.Resource.Module.IsRoot() {
			return whyCalledModule.Refuse("the bucket is in a called module")
		}
	}
	if err := currentSyntax(e.Snapshot); err != nil {
		return err
	}
	site, err := siteOf(e.Snapshot, p)
	if err != nil {
		return err
	}
	file, err := e.File(site.Range.Filename)
	if err != nil {
		return err
	}
	arn, err := arnOf(e.Snapshot, p, site)
	if err != nil {
		return err
	}
	var inHCL, inJSON, blocks []string
	for _, s := range statements {
		s.Sid = freeSid(s.Sid, p)
		inHCL, inJSON, blocks = append(inHCL, s.hcl(arn)), append(inJSON, s.json(arn)), append(blocks, s.block(arn))
	}
	switch site.Form {
	case policydoc.InList:
		return file.AppendToList(e, site.Range.Start, inHCL...)
	case policydoc.InText:
		return file.AppendToJSON(e, site.Range.Start, "Statement", inJSON...)
	default:
		native, err := file.Block(site.Range.Start)
		if err != nil {
			return err
		}
		return file.AppendBlock(e, native, strings.Join(blocks, "\n\n"))
	}
}

// sitesIn tells where the module's policies are written.
var sitesIn = lint.NewFact(func(s *lint.Snapshot) *policydoc.Sites { return policydoc.NewSites(referencesIn.Of(s).To) })

// siteOf returns the site of a policy, which is the same for all instances of its block and
// nobody else's.
func siteOf(s *lint.Snapshot, p *s3.BucketPolicy) (policydoc.Site, error) {
	site := sitesIn.Of(s).Of(p.Instance, "policy")
	switch {
	case site.Form == policydoc.Elsewhere:
		return site, whyPolicyForm.Refuse("the policy %s", site.Why)
	case site.Handed:
		return site, whyPolicyForm.Refuse("the policy is handed to a module")
	case len(site.Shared) > 0:
		return site, whySharedDocument.Refuse("what the policy is made of is referred to %d times", len(site.Shared))
	case len(site.Instances) < len(p.Instance.Resource.Instances()):
		return site, whyPolicyForm.Refuse("each instance has a policy of its own")
	}
	return site, nil
}

// arnOf returns an expression of the ARN of the bucket that a policy is for, at the site
// of the policy: by the policy's own reference to the bucket, else by what joins them
// whatever the inputs are.
func arnOf(s *lint.Snapshot, p *s3.BucketPolicy, site policydoc.Site) (string, error) {
	bucket := p.Buckets[0].Instance.Resource
	if call, entry := callOf(bucket); call != nil {
		return arnOfCalled(s, p, call, entry)
	}
	address, repeated := bucket.Address.Local(), bucket.Repetition() != terraform.Single
	iterates := repeated
	object, refers := p.Instance.Argument("bucket").Object()
	if refers && object.Resource == bucket && (object.Attribute == "id" || object.Attribute == "bucket") {
		var err error
		if address, err = s.Text(object.Range); err != nil {
			return "", err
		}
		iterates = object.Iterates
	} else {
		if err := joined(s, p, bucket); err != nil {
			return "", err
		}
		address += map[terraform.Repetition]string{terraform.Count: "[count.index]", terraform.ForEach: "[each.key]"}[bucket.Repetition()]
	}
	single := p.Instance.Resource.Repetition() == terraform.Single
	if !site.Own && repeated && (iterates || !single) && !along(s, p) {
		return "", whyPolicyForm.Refuse("the policy isn't one document for one bucket")
	}
	return address + ".arn", nil
}

// arnOfCalled is arnOf for the bucket of a well-known module: it hands its ARN out.
func arnOfCalled(s *lint.Snapshot, p *s3.BucketPolicy, call *terraform.Call, entry *known.Module) (string, error) {
	bucket := p.Buckets[0].Instance.Resource
	address := "module." + call.Name
	for _, other := range p.Block() {
		if len(other.Buckets) != 1 || other.Buckets[0].Instance.Resource.Code() != bucket.Code() {
			return "", whyInputs.Refuse("the policy isn't surely for %s with other inputs", address)
		}
	}
	if p.Instance.Resource.Repetition() == terraform.ForEach {
		return "", whyPolicyForm.Refuse("the policy isn't one document for one bucket")
	}
	return address + "." + entry.ARN, independent(s, address, p.Instance.Resource)
}

// joined fails unless the policies of a block are for the instances of a bucket whatever
// the inputs are, each for the one of its key, and can refer to it.
func joined(s *lint.Snapshot, p *s3.BucketPolicy, bucket *terraform.Resource) error {
	keyed := bucket.Repetition() != terraform.Single || p.Instance.Resource.Repetition() == terraform.ForEach
	for _, other := range p.Block() {
		if len(other.Buckets) != 1 || other.Buckets[0].Instance.Resource.Code() != bucket.Code() ||
			keyed && !other.Instance.Along(other.Buckets[0].Instance) {
			return whyInputs.Refuse("the policy isn't surely for %s with other inputs", bucket.Address)
		}
	}
	return independent(s, bucket.Address.Local(), p.Instance.Resource)
}

// along reports whether the policies of a block are documents that have the same instances
// as the block, each the one of its key.
func along(s *lint.Snapshot, p *s3.BucketPolicy) bool {
	return !slices.ContainsFunc(p.Block(), func(other *s3.BucketPolicy) bool {
		site, err := siteOf(s, other)
		return err != nil || site.Document == nil || !other.Instance.Along(site.Document)
	})
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

// resources returns the resources of the statement as HCL expressions.
func (s statement) resources(arn string) []string {
	objects := `"${` + arn + `}/*"`
	if !s.Bucket {
		return []string{objects}
	}
	return []string{arn, objects}
}

// hcl returns the statement as an element of a list in HCL.
func (s statement) hcl(arn string) string {
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
func (s statement) json(arn string) string {
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
func (s statement) block(arn string) string {
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
func (s statement) conditions(form, between string, list func([]string) string) string {
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
