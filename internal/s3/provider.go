package s3

import (
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Provider is the part of the AWS provider that the inventory reads.
type Provider struct{}

var _ terraform.Provider = Provider{}

// Schema returns the arguments that the inventory reads, of all types together.
func (Provider) Schema() *hclext.BodySchema {
	rule := &hclext.BodySchema{
		Attributes: attributes("bucket_key_enabled", "blocked_encryption_types"),
		Blocks: []hclext.BlockSchema{{
			Type: "apply_server_side_encryption_by_default",
			Body: &hclext.BodySchema{Attributes: attributes("sse_algorithm", "kms_master_key_id")},
		}},
	}
	rule.Attributes = append(rule.Attributes, attributes("object_ownership")...) // of ownership controls
	rule.Attributes = append(rule.Attributes, replicationSchema().Attributes...)
	rule.Blocks = append(rule.Blocks, replicationSchema().Blocks...)
	rules := []hclext.BlockSchema{{Type: "rule", Body: rule}}
	return &hclext.BodySchema{
		Attributes: attributes(
			"bucket", "bucket_prefix", "region", // buckets and what refers to them
			"name", "target_key_id", "key_id", // aliases, data sources
			"enable_key_rotation", "rotation_period_in_days", "deletion_window_in_days", "is_enabled",
			"customer_master_key_spec", "key_usage", "custom_key_store_id", "xks_key_id",
			"policy", "bypass_policy_lockout_safety_check", "version", "source_policy_documents", "override_policy_documents", "source_json", "override_json",
			"template", "vars", // of the data source template_file
			"target_bucket", "load_balancer_type", "bucket_name", "log_destination_type", // of logs
			"acl", "ignore_public_acls", "access_point_arn",
			"tags",
			"key", "server_side_encryption", "kms_key_id", "bucket_key_enabled", "customer_key", "customer_algorithm", "etag", // of objects
			"enable_logging", "is_multi_region_trail", "s3_bucket_name", // of trails
		),
		Blocks: append([]hclext.BlockSchema{
			{Type: "server_side_encryption_configuration", Body: &hclext.BodySchema{Blocks: rules}},
			{Type: "replication_configuration", Body: &hclext.BodySchema{Blocks: []hclext.BlockSchema{{Type: "rules", Body: replicationSchema()}}}},
			{Type: "statement", Body: statementSchema()},
			{Type: "logging", Body: &hclext.BodySchema{Attributes: attributes("target_bucket", "bucket_name", "enable", "log_destination_type")}},
			{Type: "access_logs", Body: &hclext.BodySchema{Attributes: attributes("bucket", "enabled")}},
			{Type: "connection_logs", Body: &hclext.BodySchema{Attributes: attributes("bucket", "enabled")}},
			{Type: "health_check_logs", Body: &hclext.BodySchema{Attributes: attributes("bucket", "enabled")}},
			{Type: "access_control_policy", Body: aclSchema()},
			{Type: "event_selector", Body: &hclext.BodySchema{
				Attributes: attributes("read_write_type", "include_management_events"),
				Blocks:     []hclext.BlockSchema{{Type: "data_resource", Body: &hclext.BodySchema{Attributes: attributes("type", "values")}}},
			}},
			{Type: "advanced_event_selector", Body: &hclext.BodySchema{Blocks: []hclext.BlockSchema{
				{Type: "field_selector", Body: &hclext.BodySchema{Attributes: attributes("field", "equals", "starts_with")}},
			}}},
			{Type: "grant", Body: &hclext.BodySchema{Attributes: attributes("id", "uri", "permissions")}}, // of objects and buckets
			{Type: "website", Body: &hclext.BodySchema{Attributes: attributes("redirect_all_requests_to")}},
			{Type: "redirect_all_requests_to", Body: &hclext.BodySchema{}},
		}, rules...),
	}
}

// ConfigSchema returns what the inventory reads of the provider's configuration.
func (Provider) ConfigSchema() *hclext.BodySchema {
	return &hclext.BodySchema{
		// That one of these is written says that the module isn't called.
		Attributes: attributes("region", "profile", "access_key", "allowed_account_ids", "forbidden_account_ids", "shared_config_files", "shared_credentials_files"),
		Blocks: []hclext.BlockSchema{
			{Type: "assume_role", Body: &hclext.BodySchema{}},
			{Type: "assume_role_with_web_identity", Body: &hclext.BodySchema{}},
			{Type: "default_tags", Body: &hclext.BodySchema{Attributes: attributes("tags")}},
		},
	}
}

// aclSchema is the schema of an access control policy.
func aclSchema() *hclext.BodySchema {
	grant := &hclext.BodySchema{
		Attributes: attributes("permission"),
		Blocks:     []hclext.BlockSchema{{Type: "grantee", Body: &hclext.BodySchema{Attributes: attributes("id", "uri")}}},
	}
	return &hclext.BodySchema{Blocks: []hclext.BlockSchema{
		{Type: "grant", Body: grant},
		{Type: "owner", Body: &hclext.BodySchema{Attributes: attributes("id")}},
	}}
}

// replicationSchema is the schema of a rule of replication, in both forms.
func replicationSchema() *hclext.BodySchema {
	objects := &hclext.BodySchema{Attributes: attributes("status", "enabled")}
	return &hclext.BodySchema{
		Attributes: attributes("status"),
		Blocks: []hclext.BlockSchema{
			{Type: "source_selection_criteria", Body: &hclext.BodySchema{Blocks: []hclext.BlockSchema{{Type: "sse_kms_encrypted_objects", Body: objects}}}},
			{Type: "destination", Body: &hclext.BodySchema{
				Attributes: attributes("bucket", "replica_kms_key_id"),
				Blocks:     []hclext.BlockSchema{{Type: "encryption_configuration", Body: &hclext.BodySchema{Attributes: attributes("replica_kms_key_id")}}},
			}},
		},
	}
}

// statementSchema is the schema of a statement of aws_iam_policy_document.
func statementSchema() *hclext.BodySchema {
	principals := &hclext.BodySchema{Attributes: attributes("type", "identifiers")}
	return &hclext.BodySchema{
		Attributes: attributes("sid", "effect", "actions", "not_actions", "resources", "not_resources"),
		Blocks: []hclext.BlockSchema{
			{Type: "principals", Body: principals},
			{Type: "not_principals", Body: principals},
			{Type: "condition", Body: &hclext.BodySchema{Attributes: attributes("test", "variable", "values")}},
		},
	}
}

func attributes(names ...string) []hclext.AttributeSchema {
	out := make([]hclext.AttributeSchema, len(names))
	for i, n := range names {
		out[i].Name = n
	}
	return out
}

// computed are the functions behind the computed attributes of one type.
type computed map[string]func(*terraform.Instance) (cty.Value, bool)

var (
	managed = map[string]computed{
		"aws_s3_bucket": {
			"id":     bucketName,
			"bucket": bucketName,
			"arn":    prefixed(bucketARN, bucketName),
		},
		"aws_kms_alias": {
			"id":             aliasName,
			"name":           aliasName,
			"arn":            prefixed(kmsARN, aliasName),
			"target_key_id":  argument("target_key_id"),
			"target_key_arn": keyARN(argument("target_key_id")),
		},
		"aws_kms_key":                  keyAttributes,
		"aws_kms_external_key":         keyAttributes,
		"aws_kms_replica_key":          keyAttributes,
		"aws_kms_replica_external_key": keyAttributes,
	}
	data = map[string]computed{
		"aws_s3_bucket": {
			"id":     argument("bucket"),
			"bucket": argument("bucket"),
			"arn":    prefixed(bucketARN, argument("bucket")),
		},
		// What an alias targets is known by the alias: KeyRef understands both.
		"aws_kms_alias": {
			"name":           argument("name"),
			"arn":            prefixed(kmsARN, argument("name")),
			"id":             prefixed(kmsARN, argument("name")),
			"target_key_id":  prefixed(kmsARN, argument("name")),
			"target_key_arn": prefixed(kmsARN, argument("name")),
		},
		"aws_kms_key": {
			"id":     keyARN(argument("key_id")),
			"key_id": argument("key_id"),
			"arn":    keyARN(argument("key_id")),
		},
		"aws_iam_policy_document": {
			"json":          policydoc.JSON,
			"minified_json": policydoc.JSON,
		},
		"aws_partition": {
			"partition": standIn("aws"),
			"id":        standIn("aws"),
		},
		"aws_elb_service_account": {
			"id":  standIn(elbAccount),
			"arn": standIn("arn:aws:iam::" + elbAccount + ":root"),
		},
		"aws_canonical_user_id": {"id": token},
	}
	keyAttributes = computed{
		"id":     token,
		"key_id": token,
		"arn":    prefixed(kmsARN+"key/", token),
	}
	// ofBucket are the types whose id is the name of the bucket that they
	// configure.
	ofBucket = map[string]bool{
		"aws_s3_bucket_accelerate_configuration":             true,
		"aws_s3_bucket_cors_configuration":                   true,
		"aws_s3_bucket_lifecycle_configuration":              true,
		"aws_s3_bucket_logging":                              true,
		"aws_s3_bucket_notification":                         true,
		"aws_s3_bucket_object_lock_configuration":            true,
		"aws_s3_bucket_ownership_controls":                   true,
		"aws_s3_bucket_policy":                               true,
		"aws_s3_bucket_public_access_block":                  true,
		"aws_s3_bucket_request_payment_configuration":        true,
		"aws_s3_bucket_server_side_encryption_configuration": true,
		"aws_s3_bucket_versioning":                           true,
		"aws_s3_bucket_website_configuration":                true,
	}
	bucketConfiguration = computed{"id": argument("bucket"), "bucket": argument("bucket")}
)

// bucketARN begins the ARN of a bucket.
const bucketARN = "arn:aws:s3:::"

// kmsARN begins the stand-in ARN of a key or alias: region and account are
// left out, because they are rarely known and never needed.
const kmsARN = "arn:aws:kms:::"

func attributesOf(isData bool, typ string) computed {
	switch {
	case isData:
		return data[typ]
	case ofBucket[typ]:
		return bucketConfiguration
	}
	return managed[typ]
}

// Computed returns the computed attribute of an instance or its stand-in.
func (Provider) Computed(inst *terraform.Instance, attr string) (cty.Value, bool) {
	a := inst.Resource.Address
	if f := attributesOf(a.Data, a.Type)[attr]; f != nil {
		return f(inst)
	}
	return cty.NilVal, false
}

// Repeats returns the argument that a computed attribute repeats.
func (Provider) Repeats(isData bool, typ, attr string) string {
	switch {
	case (isData && typ == "aws_s3_bucket" || !isData && ofBucket[typ]) && (attr == "id" || attr == "bucket"):
		return "bucket"
	case !isData && typ == "aws_kms_alias" && attr == "target_key_id":
		return "target_key_id"
	}
	return ""
}

// Attributes lists the attributes by which other resources refer to a type.
func (Provider) Attributes(isData bool, typ string) []string {
	var names []string
	for name := range attributesOf(isData, typ) {
		names = append(names, name)
	}
	return names
}

// bucketName is the name of a bucket where it is known, else its token. An
// empty name counts as none, as it does for the provider.
func bucketName(inst *terraform.Instance) (cty.Value, bool) {
	arg := inst.Argument("bucket")
	if name, ok := arg.Name(); ok && name != "" {
		_, marks := arg.Cty.UnmarkDeep()
		return cty.StringVal(name).WithMarks(marks), true
	}
	return inst.Token(), true
}

// aliasName is the name of an alias where it is known, else made from its token.
func aliasName(inst *terraform.Instance) (cty.Value, bool) {
	arg := inst.Argument("name")
	if name, ok := arg.Name(); ok && name != "" {
		_, marks := arg.Cty.UnmarkDeep()
		return cty.StringVal(name).WithMarks(marks), true
	}
	return prefixed("alias/", token)(inst)
}

func token(inst *terraform.Instance) (cty.Value, bool) { return inst.Token(), true }

// argument returns what an argument of the instance says.
func argument(name string) func(*terraform.Instance) (cty.Value, bool) {
	return func(inst *terraform.Instance) (cty.Value, bool) {
		arg := inst.Argument(name)
		return arg.Cty, arg.Null() != tri.Yes
	}
}

// standIn returns a fixed text that only stands for the real value.
func standIn(text string) func(*terraform.Instance) (cty.Value, bool) {
	return func(inst *terraform.Instance) (cty.Value, bool) {
		return cty.StringVal(text).Mark(inst.StandIn()), true
	}
}

// prefixed returns prefix and another attribute's value, as a stand-in.
func prefixed(prefix string, of func(*terraform.Instance) (cty.Value, bool)) func(*terraform.Instance) (cty.Value, bool) {
	return func(inst *terraform.Instance) (cty.Value, bool) {
		return text(inst, of, func(s string) string { return prefix + s })
	}
}

// keyARN returns the stand-in ARN of what a key id, ARN or alias names.
func keyARN(of func(*terraform.Instance) (cty.Value, bool)) func(*terraform.Instance) (cty.Value, bool) {
	return func(inst *terraform.Instance) (cty.Value, bool) {
		return text(inst, of, func(s string) string {
			switch {
			case strings.HasPrefix(s, "arn:"):
				return s
			case strings.HasPrefix(s, "alias/"):
				return kmsARN + s
			}
			return kmsARN + "key/" + s
		})
	}
}

// text maps a known string attribute; an unknown one stays what it is.
func text(inst *terraform.Instance, of func(*terraform.Instance) (cty.Value, bool), f func(string) string) (cty.Value, bool) {
	v, ok := of(inst)
	plain, marks := v.Unmark()
	if !ok || !plain.IsKnown() || plain.IsNull() || plain.Type() != cty.String {
		return v, ok
	}
	return cty.StringVal(f(plain.AsString())).WithMarks(marks).Mark(inst.StandIn()), true
}
