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

// byAccount are the block types whose use of a bucket goes by principals of the bucket's own
// account, whom a new key admits through S3: they are IAM's, or act as a role. Others only
// configure the bucket, or speak of it. Whoever comes from another account needs the bucket's policy, an ACL or an
// access point, which are asked for apart.
var byAccount = regexp.MustCompile(`^(` +
	`aws_s3_bucket|aws_s3_bucket_(accelerate_configuration|acl|analytics_configuration|cors_configuration|intelligent_tiering_configuration|inventory|` +
	`lifecycle_configuration|logging|metric|notification|object|object_lock_configuration|ownership_controls|policy|public_access_block|` +
	`request_payment_configuration|server_side_encryption_configuration|versioning|website_configuration)|` +
	`aws_s3_object|aws_s3_object_copy|data\.aws_s3_(bucket_)?objects?|` +
	`aws_iam_\w+|data\.aws_iam_policy_document|` +
	`aws_athena_\w+|aws_glue_\w+|aws_emr_\w+|aws_sagemaker_\w+|aws_lambda_\w+|aws_sfn_\w+|aws_kinesis_firehose_delivery_stream|` +
	`aws_codebuild_project|aws_codepipeline|aws_ecs_\w+|aws_batch_\w+|aws_instance|aws_launch_(configuration|template)|` +
	`aws_kms_alias|aws_sns_topic|aws_sns_topic_policy|aws_sqs_queue|aws_sqs_queue_policy|` +
	`aws_cloudwatch_event_(rule|target)|aws_cloudwatch_metric_alarm|aws_cloudwatch_dashboard|` +
	`aws_ssm_parameter|data\.template_file|moved|import|removed|check|output)$`)

// mayUseNewKey fails if somebody may use a bucket whom the policy of a new key doesn't admit: it
// admits the principals of the account, through S3.
func mayUseNewKey(s *lint.Snapshot, b *s3.Bucket, d *lint.Doubts) error {
	admits := func(whom s3.Principals) bool {
		return b.Always(func(b *s3.Bucket) bool { return b.WebsiteHere == tri.No && b.AdmitsNewKey(whom) })
	}
	switch {
	case admits(s3.OwnPrincipals):
	case admits(s3.UnknownPrincipals):
		whyUnknownPrincipal.Raise(d, "the policy of %s lets in a principal that isn't known", b.Instance.Address())
	case !b.Always(documentsServices):
		return whyService.Refuse("what a service that the policy of %s lets in needs of a key isn't known", b.Instance.Address())
	default:
		return whyLetsIn.Refuse("the policy or the website of %s may let somebody in who couldn't use a new key", b.Instance.Address())
	}
	if b.ServesWebsite != tri.No {
		whyNotLoaded.Raise(d, "a module that isn't loaded is handed %s, and may make a website of it", b.Instance.Address())
	}
	bucket := b.Instance.Resource
	u, err := usersOf(s, bucket)
	if err != nil {
		return err
	}
	if err := keptToItself(b, true); err != nil {
		return err
	}
	for _, block := range u.index.Blocks(bucket.Address.Local()) {
		if u.traitsOf(block).replicates {
			replicated(b, d)
		}
	}
	used := slices.ContainsFunc(b.Policies, func(p *s3.BucketPolicy) bool { return p.Document.Grants() })
	uses := u.uses(bucket)
	for _, f := range uses {
		use := f.use
		if _, idle := f.wellKnown(); logged(use) || idle || f.text() {
			continue
		}
		if use.By.Type == "aws_s3_bucket_replication_configuration" && (use.In == "bucket" || use.In == "depends_on") {
			replicated(b, d)
			continue
		}
		if f.notLoaded(d) {
			used = true
			continue
		}
		if comesAsService(b, use) {
			continue
		}
		if !u.goesByAccount(use) {
			return inUse(use)
		}
		used = used || !configures.MatchString(use.By.Type) || use.By.Type == "data.aws_iam_policy_document" && !u.traitsOf(use.By).onlyDenies
	}
	if used {
		for _, index := range u.indexesOf(uses) {
			if err := u.notBounded(index); err != nil {
				return err
			}
		}
	}
	return bucketConfiguredHere(s, bucket, d)
}

func documentsServices(b *s3.Bucket) bool {
	_, ok := b.Services()
	return ok
}

// asService are the services by which types use a bucket.
var asService = map[string]string{
	"aws_config_delivery_channel":             s3.ConfigService,
	"aws_flow_log":                            s3.VendedLogs,
	"aws_route53_resolver_query_log_config":   s3.VendedLogs,
	"aws_cloudwatch_log_delivery_destination": s3.VendedLogs,
	"aws_s3_bucket_analytics_configuration":   s3.InventoryService,
	"aws_s3_bucket_inventory":                 s3.InventoryService,
	"aws_cloudfront_distribution":             s3.CloudFrontService,
}

// comesAsService reports whether a use of a bucket goes by a service that its policy lets in as itself.
func comesAsService(b *s3.Bucket, use usage.Use) bool {
	if use.By.Type == "aws_cloudfront_origin_access_control" {
		return true // has a name
	}
	if deliversCloudFrontLogs(use) {
		return true
	}
	name := asService[use.By.Type]
	return name != "" && b.Always(func(b *s3.Bucket) bool {
		services, _ := b.Services()
		return slices.ContainsFunc(services, func(s s3.Service) bool { return s.Name == name })
	})
}

// deliversCloudFrontLogs reports whether a distribution delivers its standard logs to what is used.
func deliversCloudFrontLogs(use usage.Use) bool {
	return use.By.Type == "aws_cloudfront_distribution" && use.In == "logging_config"
}

// replicated raises the doubt about a bucket that is replicated: what is encrypted with a key of KMS is left
// out unless the rules of the replication and its role see to it.
func replicated(b *s3.Bucket, d *lint.Doubts) {
	whyReplicated.Raise(d, "%s is replicated, and objects under a new key may not be", b.Instance.Address())
}

// goesByAccount reports whether a use of a bucket surely goes by principals of its account.
func (u *users) goesByAccount(use usage.Use) bool {
	by := use.By
	if !byAccount.MatchString(by.Type) || u.traitsOf(by).provisions {
		return false
	}
	switch by.Type {
	case "aws_s3_bucket":
		return use.In != "replication_configuration"
	case "aws_s3_bucket_analytics_configuration", "aws_s3_bucket_inventory":
		return use.In == "bucket" || use.In == "depends_on" // else S3 writes to it
	case "aws_s3_object", "aws_s3_bucket_object":
		return staysPrivate(by.Body)
	case "aws_s3_object_copy":
		return use.In == "source" || staysPrivate(by.Body)
	case "data.aws_iam_policy_document":
		return u.traitsOf(by).onlyDenies || !u.traitsOf(by).onResource || ofKnownResource(u.indexOf(by), by, map[*usage.Block]bool{})
	}
	return true
}

// staysPrivate reports whether an object can be read by nobody whom its bucket doesn't let in, and
// has nothing that changes with another default: under KMS the ETag isn't the MD5 of the content, so that a plan would
// never end.
func staysPrivate(object *hclsyntax.Body) bool {
	for _, name := range []string{"acl", "etag"} {
		if object.Attributes[name] != nil {
			return false
		}
	}
	for _, b := range object.Blocks {
		if b.Type == "grant" || b.Type == "dynamic" {
			return false
		}
	}
	return true
}

// hasPolicy are the types whose policy a document with principals may be, where that is read
// elsewhere or lets nobody into a bucket: a bucket's own is.
var hasPolicy = regexp.MustCompile(`^(aws_s3_bucket|aws_s3_bucket_policy|aws_sns_topic|aws_sns_topic_policy|aws_sqs_queue|aws_sqs_queue_policy|aws_iam_\w+)$`)

// ofKnownResource reports whether a document with principals goes to such policies only.
func ofKnownResource(index *usage.Index, document *usage.Block, seen map[*usage.Block]bool) bool {
	if seen[document] {
		return true
	}
	seen[document] = true
	for _, use := range index.Of(document.Address, nil, func(*usage.Block) bool { return false }) {
		switch {
		case hasPolicy.MatchString(use.By.Type):
		case use.By.Type == document.Type && ofKnownResource(index, use.By, seen):
		default:
			return false
		}
	}
	return true
}

// notBounded fails if a permissions boundary, or a statement of an IAM policy, may keep a principal of
// a module from KMS: no policy of a key helps against that.
func (u *users) notBounded(index *usage.Index) error {
	err, asked := u.bounded[index]
	if !asked {
		err = findBoundary(index)
		u.bounded[index] = err
	}
	return err
}

func findBoundary(index *usage.Index) error {
	for _, typ := range []string{"aws_iam_role", "aws_iam_user"} {
		for _, b := range index.OfType(typ) {
			if attr := b.Body.Attributes["permissions_boundary"]; attr != nil && !isNull(attr.Expr) {
				return whyBounded.Refuse("%s at %s has a permissions boundary", b.Type, b.Range)
			}
		}
	}
	for _, typ := range []string{
		"aws_iam_policy", "aws_iam_role", "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy", "data.aws_iam_policy_document",
	} {
		for _, b := range index.OfType(typ) {
			if deniesKMS(b) {
				return whyBounded.Refuse("a statement of %s at %s may deny the use of keys", b.Type, b.Range)
			}
		}
	}
	return nil
}

func isNull(expr hclsyntax.Expression) bool {
	v, diags := expr.Value(nil)
	return !diags.HasErrors() && v.IsNull()
}

// deniesKMS reports whether a policy of IAM may deny the use of keys, as far as it is written here.
func deniesKMS(b *usage.Block) bool {
	if b.Type == "data.aws_iam_policy_document" {
		for _, statement := range b.Body.Blocks {
			body := statement.Body
			if statement.Type == "dynamic" && len(body.Blocks) == 1 {
				body = body.Blocks[0].Body
			}
			if denies(body) && touchesKMS(body.Attributes["actions"], body.Attributes["not_actions"] != nil) {
				return true
			}
		}
		return false
	}
	var texts strings.Builder
	for _, policy := range policiesIn(b.Body) {
		_ = hclsyntax.VisitAll(policy, func(node hclsyntax.Node) hcl.Diagnostics {
			if e, ok := node.(*hclsyntax.LiteralValueExpr); ok && e.Val.Type() == cty.String {
				texts.WriteString(e.Val.AsString() + "\n")
			}
			if e, ok := node.(*hclsyntax.ObjectConsKeyExpr); ok {
				texts.WriteString(hcl.ExprAsKeyword(e) + "\n")
			}
			return nil
		})
	}
	return strings.Contains(texts.String(), "Deny") && allKMS.MatchString(texts.String())
}

// allKMS finds what of an IAM policy may be about KMS: its actions, all actions, all but some.
var allKMS = regexp.MustCompile(`(?mi)\bkms:|NotAction|"Action"\s*:\s*\[?\s*"\*"|^\*$`)

// policiesIn are the policies that a block of IAM writes.
func policiesIn(body *hclsyntax.Body) []hclsyntax.Expression {
	var out []hclsyntax.Expression
	if attr := body.Attributes["policy"]; attr != nil {
		out = append(out, attr.Expr)
	}
	for _, b := range body.Blocks {
		out = append(out, policiesIn(b.Body)...)
	}
	return out
}

// denies reports whether a statement of a document without principals may deny something.
func denies(statement *hclsyntax.Body) bool {
	for _, b := range statement.Blocks {
		if b.Type == "principals" || b.Type == "not_principals" {
			return false // of a resource's policy
		}
	}
	effect := statement.Attributes["effect"]
	return effect != nil && !isText(effect.Expr, "Allow")
}

// touchesKMS reports whether actions may be KMS's.
func touchesKMS(actions *hclsyntax.Attribute, negated bool) bool {
	if actions == nil || negated {
		return true
	}
	v, diags := actions.Expr.Value(nil)
	if diags.HasErrors() || !v.CanIterateElements() {
		return true
	}
	for _, action := range v.AsValueSlice() {
		if action.IsNull() || action.Type() != cty.String {
			return true
		}
		if text := strings.ToLower(action.AsString()); text == "*" || strings.HasPrefix(text, "kms:") || strings.HasPrefix(text, "k*") {
			return true
		}
	}
	return false
}
