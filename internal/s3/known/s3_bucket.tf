# terraform-aws-modules/s3-bucket/aws, versions 3.0 to 5.x.
#
# Left out: statements that allow, but for the delivery of logs that need SSE-S3, public
# access blocks, and what else has nothing to do with encryption. What differs between the versions is
# unknown: blocked_encryption_types has an effect from 5.9 on. The placeholders in a
# policy mean something from 5.8 on; before, AWS refuses a policy that has them.

locals {
  general  = var.create_bucket && var.putin_khuylo && !var.is_directory_bucket
  attached = var.attach_policy || var.attach_access_log_delivery_policy || var.attach_analytics_destination_policy || var.attach_cloudtrail_log_delivery_policy || var.attach_deny_incorrect_encryption_headers || var.attach_deny_incorrect_kms_key_sse || var.attach_deny_insecure_transport_policy || var.attach_deny_ssec_encrypted_object_uploads || var.attach_deny_unencrypted_object_uploads || var.attach_elb_log_delivery_policy || var.attach_inventory_destination_policy || var.attach_lb_log_delivery_policy || var.attach_require_latest_tls_policy || var.attach_waf_log_delivery_policy

  grants = try(jsondecode(var.grant), var.grant)

  # The header is compared with the algorithm of a configuration that is written as
  # an object, not as a list of rules.
  denied_unless = try(var.server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.sse_algorithm, null) == "aws:kms" ? "aws:kms" : "AES256"
}

data "aws_caller_identity" "current" {}

data "aws_canonical_user_id" "this" {}

data "aws_elb_service_account" "this" {}

resource "aws_s3_bucket" "this" {
  count = local.general ? 1 : 0

  region        = var.region
  bucket        = var.bucket
  bucket_prefix = var.bucket_prefix
  tags          = var.tags
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = local.general && length(keys(var.server_side_encryption_configuration)) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  dynamic "rule" {
    for_each = try(flatten([var.server_side_encryption_configuration["rule"]]), [])

    content {
      bucket_key_enabled       = try(rule.value.bucket_key_enabled, null)
      blocked_encryption_types = [data.aws_caller_identity.current.id]

      dynamic "apply_server_side_encryption_by_default" {
        for_each = try([rule.value.apply_server_side_encryption_by_default], [])

        content {
          sse_algorithm     = apply_server_side_encryption_by_default.value.sse_algorithm
          kms_master_key_id = try(apply_server_side_encryption_by_default.value.kms_master_key_id, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_logging" "this" {
  count = local.general && length(keys(var.logging)) > 0 ? 1 : 0

  bucket        = aws_s3_bucket.this[0].id
  target_bucket = var.logging["target_bucket"]
}

resource "aws_s3_bucket_acl" "this" {
  count = local.general && (var.acl != null && var.acl != "null" || length(local.grants) > 0) ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  acl    = var.acl == "null" ? null : var.acl

  dynamic "access_control_policy" {
    for_each = length(local.grants) > 0 ? [true] : []

    content {
      dynamic "grant" {
        for_each = local.grants

        content {
          permission = grant.value.permission

          grantee {
            id  = try(grant.value.id, null)
            uri = try(grant.value.uri, null)
          }
        }
      }

      owner {
        id = try(var.owner["id"], data.aws_canonical_user_id.this.id)
      }
    }
  }
}

# Which ownership is the default differs between the versions.
resource "aws_s3_bucket_ownership_controls" "this" {
  count = local.general && var.control_object_ownership ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  rule {
    object_ownership = var.object_ownership == null ? data.aws_caller_identity.current.id : var.object_ownership
  }
}

resource "aws_s3_bucket_website_configuration" "this" {
  count = local.general && length(keys(var.website)) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  dynamic "redirect_all_requests_to" {
    for_each = try([var.website["redirect_all_requests_to"]], [])
    content {}
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = local.general && local.attached ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  policy = replace(replace(replace(data.aws_iam_policy_document.combined[0].json,
    "_S3_BUCKET_ID_", aws_s3_bucket.this[0].id),
    "_S3_BUCKET_ARN_", aws_s3_bucket.this[0].arn),
    "_AWS_ACCOUNT_ID_", data.aws_caller_identity.current.account_id)
}

data "aws_iam_policy_document" "combined" {
  count = local.general && local.attached ? 1 : 0

  source_policy_documents = compact([
    var.attach_elb_log_delivery_policy ? data.aws_iam_policy_document.elb_log_delivery[0].json : "",
    var.attach_lb_log_delivery_policy ? data.aws_iam_policy_document.lb_log_delivery[0].json : "",
    var.attach_access_log_delivery_policy ? data.aws_iam_policy_document.access_log_delivery[0].json : "",
    var.attach_require_latest_tls_policy ? data.aws_iam_policy_document.require_latest_tls[0].json : "",
    var.attach_deny_insecure_transport_policy ? data.aws_iam_policy_document.deny_insecure_transport[0].json : "",
    var.attach_deny_unencrypted_object_uploads ? data.aws_iam_policy_document.deny_unencrypted_object_uploads[0].json : "",
    var.attach_deny_ssec_encrypted_object_uploads ? data.aws_iam_policy_document.deny_ssec_encrypted_object_uploads[0].json : "",
    var.attach_deny_incorrect_kms_key_sse ? data.aws_iam_policy_document.deny_incorrect_kms_key_sse[0].json : "",
    var.attach_deny_incorrect_encryption_headers ? data.aws_iam_policy_document.deny_incorrect_encryption_headers[0].json : "",
    var.attach_policy ? var.policy : "",
  ])
}

data "aws_iam_policy_document" "elb_log_delivery" {
  count = local.general && var.attach_elb_log_delivery_policy ? 1 : 0

  statement {
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "AWS"
      identifiers = [data.aws_elb_service_account.this.arn]
    }
  }
}

# The real statement is for whatever delivery.logs delivers. That it is meant for load
# balancers of any type is what the argument says.
data "aws_iam_policy_document" "lb_log_delivery" {
  count = local.general && var.attach_lb_log_delivery_policy ? 1 : 0

  statement {
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["delivery.logs.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:aws:elasticloadbalancing:*:*:loadbalancer/*"]
    }
  }
}

data "aws_iam_policy_document" "access_log_delivery" {
  count = local.general && var.attach_access_log_delivery_policy ? 1 : 0

  statement {
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "require_latest_tls" {
  count = local.general && var.attach_require_latest_tls_policy ? 1 : 0

  statement {
    sid       = "denyOutdatedTLS"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }
}

data "aws_iam_policy_document" "deny_insecure_transport" {
  count = local.general && var.attach_deny_insecure_transport_policy ? 1 : 0

  statement {
    sid       = "denyInsecureTransport"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

data "aws_iam_policy_document" "deny_unencrypted_object_uploads" {
  count = local.general && var.attach_deny_unencrypted_object_uploads ? 1 : 0

  statement {
    sid       = "denyUnencryptedObjectUploads"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["true"]
    }
  }
}

data "aws_iam_policy_document" "deny_ssec_encrypted_object_uploads" {
  count = local.general && var.attach_deny_ssec_encrypted_object_uploads ? 1 : 0

  statement {
    sid       = "denySSECEncryptedObjectUploads"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption-customer-algorithm"
      values   = ["false"]
    }
  }
}

data "aws_iam_policy_document" "deny_incorrect_kms_key_sse" {
  count = local.general && var.attach_deny_incorrect_kms_key_sse ? 1 : 0

  statement {
    sid       = "denyIncorrectKmsKeySse"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = [var.allowed_kms_key_arn]
    }
  }
}

data "aws_iam_policy_document" "deny_incorrect_encryption_headers" {
  count = local.general && var.attach_deny_incorrect_encryption_headers ? 1 : 0

  statement {
    sid       = "denyIncorrectEncryptionHeaders"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption"
      values   = [local.denied_unless]
    }
  }
}

output "s3_bucket_id" {
  value = try(aws_s3_bucket.this[0].id, "")
}

output "s3_bucket_arn" {
  value = try(aws_s3_bucket.this[0].arn, "")
}

output "s3_bucket_policy" {
  value = try(aws_s3_bucket_policy.this[0].policy, "")
}

output "s3_bucket_tags" {
  value = try(aws_s3_bucket.this[0].tags, {})
}

variable "create_bucket" {
  type    = bool
  default = true
}

variable "putin_khuylo" {
  type    = bool
  default = true
}

variable "is_directory_bucket" {
  type    = bool
  default = false
}

variable "region" {
  type    = string
  default = null
}

variable "bucket" {
  type    = string
  default = null
}

variable "bucket_prefix" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "acl" {
  type    = string
  default = null
}

variable "grant" {
  type    = any
  default = []
}

variable "owner" {
  type    = any
  default = {}
}

variable "control_object_ownership" {
  type    = bool
  default = false
}

variable "object_ownership" {
  type    = string
  default = null
}

variable "logging" {
  type    = any
  default = {}
}

variable "website" {
  type    = any
  default = {}
}

variable "server_side_encryption_configuration" {
  type    = any
  default = {}
}

variable "policy" {
  type    = string
  default = null
}

variable "allowed_kms_key_arn" {
  type    = string
  default = null
}

variable "attach_policy" {
  type    = bool
  default = false
}

variable "attach_access_log_delivery_policy" {
  type    = bool
  default = false
}

variable "attach_analytics_destination_policy" {
  type    = bool
  default = false
}

variable "attach_cloudtrail_log_delivery_policy" {
  type    = bool
  default = false
}

variable "attach_deny_incorrect_encryption_headers" {
  type    = bool
  default = false
}

variable "attach_deny_incorrect_kms_key_sse" {
  type    = bool
  default = false
}

variable "attach_deny_insecure_transport_policy" {
  type    = bool
  default = false
}

variable "attach_deny_ssec_encrypted_object_uploads" {
  type    = bool
  default = false
}

variable "attach_deny_unencrypted_object_uploads" {
  type    = bool
  default = false
}

variable "attach_elb_log_delivery_policy" {
  type    = bool
  default = false
}

variable "attach_inventory_destination_policy" {
  type    = bool
  default = false
}

variable "attach_lb_log_delivery_policy" {
  type    = bool
  default = false
}

variable "attach_require_latest_tls_policy" {
  type    = bool
  default = false
}

variable "attach_waf_log_delivery_policy" {
  type    = bool
  default = false
}

# What the inventory has no use for.
variable "acceleration_status" {}
variable "access_log_delivery_policy_source_accounts" {}
variable "access_log_delivery_policy_source_buckets" {}
variable "access_log_delivery_policy_source_organizations" {}
variable "analytics_configuration" {}
variable "analytics_self_source_destination" {}
variable "analytics_source_account_id" {}
variable "analytics_source_bucket_arn" {}
variable "attach_public_policy" {}
variable "availability_zone_id" {}
variable "block_public_acls" {}
variable "block_public_policy" {}
variable "bucket_namespace" {}
variable "cors_rule" {}
variable "create_metadata_configuration" {}
variable "data_redundancy" {}
variable "expected_bucket_owner" {}
variable "force_destroy" {}
variable "ignore_public_acls" {}
variable "intelligent_tiering" {}
variable "inventory_configuration" {}
variable "inventory_self_source_destination" {}
variable "inventory_source_account_id" {}
variable "inventory_source_bucket_arn" {}
variable "lb_log_delivery_policy_source_organizations" {}
variable "lifecycle_rule" {}
variable "location_type" {}
variable "metadata_encryption_configuration" {}
variable "metadata_inventory_table_configuration_state" {}
variable "metadata_journal_table_record_expiration" {}
variable "metadata_journal_table_record_expiration_days" {}
variable "metric_configuration" {}
variable "object_lock_configuration" {}
variable "object_lock_enabled" {}
variable "replication_configuration" {}
variable "request_payer" {}
variable "restrict_public_buckets" {}
variable "skip_destroy_public_access_block" {}
variable "transition_default_minimum_object_size" {}
variable "type" {}
variable "versioning" {}
