# cloudposse/s3-bucket/aws, versions 2.0 to 4.x.
#
# Left out: statements that allow, the IAM user, replication. What differs between the
# versions is unknown: blocked_encryption_types have an effect from 4.12 on, and of the
# deprecated policy alone 3.1.3 makes a bucket policy, which earlier ones don't.

locals {
  # Which parts of the name become tags, and of which value, is unknown.
  generated = { for k in ["Attributes", "Environment", "Name", "Namespace", "Stage", "Tenant"] : k => data.aws_caller_identity.current.id }

  enabled    = var.enabled == null ? try(var.context.enabled, true) != false : var.enabled
  named      = var.bucket_name != null && var.bucket_name != ""
  bucket_id  = try(aws_s3_bucket.default[0].id, "")
  bucket_arn = try(aws_s3_bucket.default[0].arn, "")
  logging    = try(flatten([var.logging]), [])
  acl_grants = flatten([for g in coalesce(var.grants, []) : [for p in g.permissions : { id = try(g.id, null), uri = try(g.uri, null), permission = p }]])
  documents  = compact(concat([var.policy], var.source_policy_documents))
  deprecated = var.policy != null && var.policy != "" && data.aws_caller_identity.current.id == "3.1.3"
  attached   = local.deprecated || var.allow_ssl_requests_only || var.allow_encrypted_uploads_only || length(var.s3_replication_source_roles) > 0 || length(var.privileged_principal_arns) > 0 || length(var.source_policy_documents) > 0
}

data "aws_caller_identity" "current" {}

data "aws_canonical_user_id" "default" {}

resource "aws_s3_bucket" "default" {
  count = local.enabled ? 1 : 0

  bucket = local.named ? var.bucket_name : data.aws_caller_identity.current.id
  tags   = merge(local.generated, try(var.context.tags, {}), var.tags)
}

resource "aws_s3_bucket_server_side_encryption_configuration" "default" {
  count = local.enabled ? 1 : 0

  bucket = local.bucket_id

  rule {
    bucket_key_enabled       = var.bucket_key_enabled
    blocked_encryption_types = [data.aws_caller_identity.current.id]

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.sse_algorithm
      kms_master_key_id = var.kms_master_key_arn
    }
  }
}

# An object before version 4, a list from there on.
resource "aws_s3_bucket_logging" "default" {
  count = local.enabled && try(length(local.logging) > 0 && local.logging[0] != null, false) ? 1 : 0

  bucket        = local.bucket_id
  target_bucket = local.logging[0].bucket_name
}

resource "aws_s3_bucket_acl" "default" {
  count = local.enabled && var.s3_object_ownership != "BucketOwnerEnforced" ? 1 : 0

  bucket = local.bucket_id
  acl    = length(local.acl_grants) == 0 ? var.acl : null

  dynamic "access_control_policy" {
    for_each = length(local.acl_grants) == 0 || try(length(var.acl), 0) > 0 ? [] : [1]

    content {
      dynamic "grant" {
        for_each = local.acl_grants

        content {
          permission = grant.value.permission

          grantee {
            id  = grant.value.id
            uri = grant.value.uri
          }
        }
      }

      owner {
        id = data.aws_canonical_user_id.default.id
      }
    }
  }
}

resource "aws_s3_bucket_website_configuration" "default" {
  count = local.enabled && (try(length(var.website_configuration), 0) > 0 || try(length(var.website_inputs), 0) > 0) ? 1 : 0

  bucket = local.bucket_id
}

resource "aws_s3_bucket_website_configuration" "redirect" {
  count = local.enabled && try(length(var.website_redirect_all_requests_to), 0) > 0 ? 1 : 0

  bucket = local.bucket_id

  redirect_all_requests_to {}
}

resource "aws_s3_bucket_policy" "default" {
  count = local.enabled && local.attached ? 1 : 0

  bucket = local.bucket_id
  policy = one(data.aws_iam_policy_document.aggregated_policy[*].json)
}

data "aws_iam_policy_document" "aggregated_policy" {
  count = local.enabled ? 1 : 0

  source_policy_documents   = [one(data.aws_iam_policy_document.bucket_policy[*].json)]
  override_policy_documents = local.documents
}

data "aws_iam_policy_document" "bucket_policy" {
  count = local.enabled ? 1 : 0

  dynamic "statement" {
    for_each = var.allow_encrypted_uploads_only ? [1] : []

    content {
      sid       = "DenyIncorrectEncryptionHeader"
      effect    = "Deny"
      actions   = ["s3:PutObject"]
      resources = ["${local.bucket_arn}/*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "StringNotEquals"
        variable = "s3:x-amz-server-side-encryption"
        values   = [var.sse_algorithm]
      }
    }
  }

  dynamic "statement" {
    for_each = var.allow_encrypted_uploads_only ? [1] : []

    content {
      sid       = "DenyUnEncryptedObjectUploads"
      effect    = "Deny"
      actions   = ["s3:PutObject"]
      resources = ["${local.bucket_arn}/*"]

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

  dynamic "statement" {
    for_each = var.allow_ssl_requests_only ? [1] : []

    content {
      sid       = "ForceSSLOnlyAccess"
      effect    = "Deny"
      actions   = ["s3:*"]
      resources = [local.bucket_arn, "${local.bucket_arn}/*"]

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

  dynamic "statement" {
    for_each = var.minimum_tls_version != null ? [var.minimum_tls_version] : []

    content {
      sid       = "EnforceTLSVersion"
      effect    = "Deny"
      actions   = ["s3:*"]
      resources = [local.bucket_arn, "${local.bucket_arn}/*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "NumericLessThan"
        variable = "s3:TlsVersion"
        values   = [statement.value]
      }
    }
  }

  dynamic "statement" {
    for_each = length(var.source_ip_allow_list) > 0 ? [1] : []

    content {
      sid       = "AllowIPPrincipals"
      effect    = "Deny"
      actions   = ["s3:*"]
      resources = [local.bucket_arn, "${local.bucket_arn}/*"]

      principals {
        type        = "*"
        identifiers = ["*"]
      }

      condition {
        test     = "NotIpAddress"
        variable = "aws:SourceIp"
        values   = var.source_ip_allow_list
      }
    }
  }
}

output "bucket_id" {
  value = local.enabled ? local.bucket_id : ""
}

output "bucket_arn" {
  value = local.enabled ? local.bucket_arn : ""
}

output "enabled" {
  value = local.enabled
}

variable "acl" {
  type    = string
  default = "private"
}

variable "grants" {
  type    = any
  default = []
}

variable "s3_object_ownership" {
  type    = string
  default = "ObjectWriter"
}

variable "allow_encrypted_uploads_only" {
  type    = bool
  default = false
}

variable "allow_ssl_requests_only" {
  type    = bool
  default = false
}

variable "bucket_key_enabled" {
  type    = bool
  default = false
}

variable "bucket_name" {
  type    = string
  default = null
}

variable "context" {
  type    = any
  default = {}
}

variable "enabled" {
  type    = bool
  default = null
}

variable "kms_master_key_arn" {
  type    = string
  default = ""
}

variable "logging" {
  type    = any
  default = []
}

variable "minimum_tls_version" {
  type    = string
  default = null
}

variable "privileged_principal_arns" {
  type    = any
  default = []
}

variable "s3_replication_source_roles" {
  type    = list(string)
  default = []
}

variable "source_ip_allow_list" {
  type    = list(string)
  default = []
}

variable "source_policy_documents" {
  type    = list(string)
  default = []
}

variable "sse_algorithm" {
  type    = string
  default = "AES256"
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "website_configuration" {
  type    = any
  default = []
}

variable "website_inputs" {
  type    = any
  default = null
}

variable "website_redirect_all_requests_to" {
  type    = any
  default = []
}

# Deprecated, and gone since.
variable "policy" {
  default = ""
}

# What the inventory has no use for.
variable "access_key_enabled" {}
variable "additional_tag_map" {}
variable "allowed_bucket_actions" {}
variable "attributes" {}
variable "availability_zone_id" {}
variable "block_public_acls" {}
variable "block_public_policy" {}
variable "blocked_encryption_types" {}
variable "bucket_namespace" {}
variable "cors_configuration" {}
variable "cors_rule_inputs" {}
variable "create_s3_directory_bucket" {}
variable "delimiter" {}
variable "descriptor_formats" {}
variable "environment" {}
variable "event_notification_details" {}
variable "expected_bucket_owner" {}
variable "force_destroy" {}
variable "id_length_limit" {}
variable "ignore_public_acls" {}
variable "intelligent_tiering_configuration" {}
variable "label_key_case" {}
variable "label_order" {}
variable "label_value_case" {}
variable "labels_as_tags" {}
variable "lifecycle_configuration_rules" {}
variable "lifecycle_rule_ids" {}
variable "lifecycle_rules" {}
variable "name" {}
variable "namespace" {}
variable "object_lock_configuration" {}
variable "privileged_principal_actions" {}
variable "regex_replace_chars" {}
variable "replication_rules" {}
variable "restrict_public_buckets" {}
variable "s3_replica_bucket_arn" {}
variable "s3_replication_enabled" {}
variable "s3_replication_permissions_boundary_arn" {}
variable "s3_replication_rules" {}
variable "s3_request_payment_configuration" {}
variable "ssm_base_path" {}
variable "stage" {}
variable "store_access_key_in_ssm" {}
variable "tenant" {}
variable "transfer_acceleration_enabled" {}
variable "user_enabled" {}
variable "user_permissions_boundary_arn" {}
variable "versioning_enabled" {}
