package remedy

import (
	"fmt"
	"regexp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// policyless are the block types whose use of a bucket goes without a bucket policy: they
// configure the bucket, or act with the rights of a role of the account. All else
// isn't on the list: services that deliver to a bucket only if its policy lets them
// (trails, flow logs, load balancers), distributions, other providers. Where such a
// thing uses a bucket without policy, the policy is kept elsewhere, and a new one would
// take its place.
var policyless = regexp.MustCompile(`^(` +
	`aws_s3_bucket|aws_s3_bucket_(accelerate_configuration|acl|analytics_configuration|cors_configuration|intelligent_tiering_configuration|inventory|lifecycle_configuration|` +
	`logging|metric|notification|object|object_lock_configuration|ownership_controls|policy|public_access_block|replication_configuration|` +
	`request_payment_configuration|server_side_encryption_configuration|versioning|website_configuration)|` +
	`aws_s3_object|aws_s3_object_copy|data\.aws_s3_(bucket_)?objects?|` +
	`aws_iam_\w+|data\.aws_iam_policy_document|` +
	`aws_athena_\w+|aws_glue_\w+|aws_emr_\w+|aws_sagemaker_\w+|aws_lambda_\w+|aws_sfn_\w+|aws_kinesis_firehose_delivery_stream|` +
	`aws_codebuild_project|aws_codepipeline|aws_ecs_task_definition|aws_batch_job_definition|aws_instance|aws_launch_(configuration|template)|` +
	`aws_kms_alias|aws_kms_key|aws_kms_key_policy|aws_sns_topic|aws_sns_topic_policy|aws_sqs_queue|aws_sqs_queue_policy|` +
	`aws_cloudwatch_event_(rule|target)|aws_cloudwatch_metric_alarm|aws_cloudwatch_dashboard|` +
	`aws_mwaa_environment|aws_scheduler_schedule|aws_synthetics_canary|aws_signer_signing_job|` +
	`aws_ssm_parameter|data\.template_file|data\.terraform_remote_state|terraform|moved|import|removed|check|output)$`)

// needsNoPolicy reports whether a use of a bucket goes without a bucket policy.
func (u *users) needsNoPolicy(f found) bool {
	use := f.use
	t := u.traitsOf(use.By)
	// What waits for the bucket may be a service that writes to it by its policy, though by a name that isn't readable.
	if _, idle := f.wellKnown(); logged(use) || idle || f.text() && use.In != "depends_on" && !t.provisions {
		return true
	}
	if !policyless.MatchString(use.By.Type) || t.provisions || t.onResource {
		return false
	}
	switch use.By.Type {
	case "aws_s3_bucket":
		return use.In != "replication_configuration"
	case "aws_s3_bucket_analytics_configuration", "aws_s3_bucket_inventory", "aws_s3_bucket_replication_configuration":
		return use.In == "bucket" || use.In == "depends_on" // else S3 writes to it
	}
	return true
}

// logsTo reports whether a use makes S3 deliver access logs to the bucket.
func logsTo(use usage.Use) bool {
	return use.By.Type == "aws_s3_bucket_logging" && use.In == "target_bucket" || use.By.Type == "aws_s3_bucket" && use.In == "logging"
}

// bucketWithoutPolicy fails if the code shows that a bucket that has no policy here may
// have one from elsewhere.
func bucketWithoutPolicy(s *lint.Snapshot, bucket *terraform.Resource, d *lint.Doubts) error {
	u, err := usersOf(s, bucket)
	if err != nil {
		return err
	}
	if bucket.Ignores("policy") {
		return keptElsewhere("Terraform doesn't manage the bucket's argument policy")
	}
	return u.withoutPolicy(u.buckets[bucket], bucket.Address.Local(), u.uses(bucket), d)
}

func keptElsewhere(why string) error {
	return whyPolicyElsewhere.Refuse("%s, so its policy may be kept elsewhere", why)
}

// withoutPolicy is bucketWithoutPolicy for the buckets of an address.
func (u *users) withoutPolicy(buckets []*s3.Bucket, address string, uses []found, d *lint.Doubts) error {
	logs, delivery := false, false
	for _, b := range buckets {
		if b.ServesWebsite == tri.Yes {
			return keptElsewhere("the bucket serves a website")
		}
		logs = logs || b.ReceivesLogs == tri.Yes
	}
	for _, b := range u.index.Blocks(address) {
		if u.traitsOf(b).provisions {
			return keptElsewhere("commands are run for the bucket")
		}
		delivery = delivery || u.traitsOf(b).logDelivery
	}
	for _, f := range uses {
		use := f.use
		if !u.needsNoPolicy(f) {
			if f.notLoaded(d) {
				continue
			}
			return keptElsewhere(fmt.Sprintf("%s at %s uses the bucket", use.By.Type, use.By.Range))
		}
		logs = logs || logsTo(use)
		delivery = delivery || u.traitsOf(use.By).logDelivery
	}
	if logs && !delivery {
		return keptElsewhere("logs are delivered to the bucket by no ACL")
	}
	return nil
}
