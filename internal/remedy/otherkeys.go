package remedy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// asksNoOtherKey fails if something here names another key than a bucket's when it writes to it, or asks for SSE-KMS and
// names none, or may do so. Who asks for nothing, or for SSE-S3, isn't stopped, and who isn't seen is no reason. key is the
// expression of the bucket's key.
func asksNoOtherKey(s *lint.Snapshot, b *s3.Bucket, key string, d *lint.Doubts) error {
	bucket := b.Instance.Resource
	u, err := usersOf(s, bucket)
	if err != nil {
		return err
	}
	if u.twins[bucket] {
		return errTwin()
	}
	uses := u.uses(bucket)
	for _, index := range u.indexesOf(uses) {
		for _, typ := range []string{"aws_glue_security_configuration", "aws_emr_security_configuration"} {
			for _, block := range index.OfType(typ) {
				if u.keysOf(block).mayBeOther(key) {
					return asksOtherKey(block) // wherever its jobs write
				}
			}
		}
	}
	for _, f := range uses {
		if u.asksOtherKey(f, key) && !f.notLoaded(d) {
			return asksOtherKey(f.use.By)
		}
	}
	if err := letsInNoOtherKey(b, uses, d); err != nil {
		return err
	}
	return holdsNoState(s, bucket)
}

func asksOtherKey(by *usage.Block) error {
	return whyOtherKey.Refuse("%s at %s may name another key when it writes to the bucket", by.Type, by.Range)
}

// settings are where the settings of services are that the policy of a bucket lets in.
var settings = map[string]string{"cloudtrail.": "aws_cloudtrail", "config.": "aws_config_delivery_channel"}

// letsInNoOtherKey fails if a policy, an ACL or an access point lets somebody upload who may name another key.
func letsInNoOtherKey(b *s3.Bucket, uses []found, d *lint.Doubts) error {
	name := b.Instance.Address()
	general := b.General()
	if len(general) == 0 {
		return whyInputs.Refuse("what lets others into %s rests on inputs", name)
	}
	unknown := false
	for _, g := range append([]*s3.Bucket{b}, general...) {
		if g.Writers != tri.No {
			return whyLetsIn.Refuse("others than its owner may upload to %s, by %s", name, g.LetsIn)
		}
		who := g.Uploaders()
		if who.Others {
			return whyOtherKey.Refuse("the policy of %s may let somebody upload who names another key", name)
		}
		for service := range who.By {
			here := func(f found) bool { return f.use.By.Type == settings[service] }
			if !slices.ContainsFunc(uses, here) {
				return whyOtherKey.Refuse("the policy of %s lets in %samazonaws.com, whose settings, and the key in them, aren't here", name, service)
			}
		}
		unknown = unknown || who.Who == s3.UnknownPrincipals
	}
	if unknown {
		whyUnknownPrincipal.Raise(d, "the policy of %s lets in a principal that isn't known", name)
	}
	return nil
}

// telling are the types that only tell somebody of objects.
var telling = regexp.MustCompile(`^aws_(sns_|sqs_|lambda_permission|cloudwatch_event_)`)

// askingItself are the types that ask for SSE-KMS without a key unless they are given one.
var askingItself = regexp.MustCompile(`^aws_(codebuild_project|codepipeline|synthetics_canary)$`)

// asksOtherKey reports whether a user of a bucket names another key than the bucket's when it writes to it, or may do so.
func (u *users) asksOtherKey(f found, key string) bool {
	use, by := f.use, f.use.By
	_, idle := f.wellKnown()
	k := u.keysOf(by)
	switch {
	case f.text(), idle:
		return false
	case by.Type == usage.JSON, by.Type == "module", by.Type == "data.terraform_remote_state":
		return true // what it does isn't seen
	case by.Type == "data.aws_iam_policy_document":
		return !u.traitsOf(by).onlyDenies && k.mayBeOther(key)
	case logged(use), configures.MatchString(by.Type), telling.MatchString(by.Type), strings.HasPrefix(by.Type, "aws_kms_"), strings.HasPrefix(by.Type, "data.aws_"):
		return false // it reads the bucket at most
	case by.Type == "aws_s3_bucket_inventory", by.Type == "aws_s3_bucket_analytics_configuration", by.Type == "aws_s3_bucket_replication_configuration":
		return use.In != "bucket" && use.In != "depends_on" && k.mayBeOther(key)
	case by.Type == "aws_s3_object_copy" && use.In == "source":
		return false
	case unloading.MatchString(by.Type):
		return true // in statements
	case askingItself.MatchString(by.Type):
		return len(k.named) == 0 || k.mayBeOther(key)
	}
	return k.mayBeOther(key)
}

// keys are what a block shows of the keys that it names, and of asking for SSE-KMS.
type keys struct {
	named []string // what its arguments for keys are given: the text of a reference or literal, "" for what isn't either
	refs  []string // addresses of keys that it refers to
	asks  bool     // it asks for SSE-KMS, or may
}

// mayBeOther reports whether the block names, or may name, another key than the one that an expression names by its ARN.
func (k *keys) mayBeOther(key string) bool {
	other := func(text string) bool { return text != key }
	address := func(text string) bool { return text+".arn" != key }
	return slices.ContainsFunc(k.named, other) || slices.ContainsFunc(k.refs, address) || k.asks && len(k.named) == 0
}

var (
	// sseKMS are the names of SSE-KMS, in arguments, commands and settings.
	sseKMS = regexp.MustCompile(`(?i)(^|[^:\w])aws:kms($|[^:\w]|:dsse)|[SC]SE[-_]KMS|sse-?kms|server-side-encryption-aws-kms-key-id`)
	// keyARN is the ARN of a key.
	keyARN = regexp.MustCompile(`:kms:[^:]*:[^:]*:(key|alias)/`)
	// forKey are the names of arguments, and of settings, that are given a key.
	forKey = regexp.MustCompile(`(?i)kms|^encryption_key$`)
)

// keysOf returns what a block shows of keys.
func (u *users) keysOf(b *usage.Block) *keys {
	k := u.keys[b]
	if k == nil {
		k = &keys{}
		u.keys[b] = k
		if b.Body != nil {
			k.read(b.Body)
		}
	}
	return k
}

func (k *keys) read(body *hclsyntax.Body) {
	for name, attr := range body.Attributes {
		k.asks = k.asks || asking.MatchString(name) && !isConstant(attr.Expr)
		if forKey.MatchString(name) {
			k.name(attr.Expr)
		}
		_ = hclsyntax.VisitAll(attr.Expr, func(node hclsyntax.Node) hcl.Diagnostics {
			k.visit(node)
			return nil
		})
	}
	for _, b := range body.Blocks {
		k.asks = k.asks || sseKMS.MatchString(b.Type)
		k.read(b.Body)
	}
}

func (k *keys) visit(node hclsyntax.Node) {
	switch e := node.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		root, at := e.Traversal.RootName(), 0
		if root == "data" {
			root, at = label(e.Traversal, 1), 1
		}
		if strings.HasPrefix(root, "aws_kms_") {
			address := root + "." + label(e.Traversal, at+1)
			if at == 1 {
				address = "data." + address
			}
			k.refs = append(k.refs, address)
		}
	case *hclsyntax.LiteralValueExpr:
		if e.Val.Type() == cty.String && !e.Val.IsNull() {
			text := e.Val.AsString()
			k.asks = k.asks || sseKMS.MatchString(text)
			if keyARN.MatchString(text) {
				k.named = append(k.named, `"`+text+`"`)
			}
		}
	case *hclsyntax.ObjectConsExpr:
		for _, item := range e.Items {
			name := hcl.ExprAsKeyword(item.KeyExpr)
			if v, diags := item.KeyExpr.Value(nil); name == "" && !diags.HasErrors() && v.Type() == cty.String {
				name = v.AsString()
			}
			if forKey.MatchString(name) && !strings.HasPrefix(name, "kms:") { // a condition of a policy
				k.name(item.ValueExpr)
			}
		}
	}
}

// name enters what an argument for a key is given.
func (k *keys) name(expr hclsyntax.Expression) {
	if v, diags := expr.Value(nil); !diags.HasErrors() {
		switch {
		case v.IsNull(), v.Type() == cty.Bool:
		case v.Type() == cty.String:
			k.named = append(k.named, `"`+v.AsString()+`"`)
		default:
			k.named = append(k.named, "")
		}
		return
	}
	k.named = append(k.named, referenceText(expr))
}

// referenceText returns a plain reference as it is written, "" for anything else.
func referenceText(expr hclsyntax.Expression) string {
	ref, ok := expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return ""
	}
	var text strings.Builder
	text.WriteString(ref.Traversal.RootName())
	for _, step := range ref.Traversal[1:] {
		attr, ok := step.(hcl.TraverseAttr)
		if !ok {
			return ""
		}
		text.WriteString("." + attr.Name)
	}
	return text.String()
}
