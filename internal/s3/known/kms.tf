# terraform-aws-modules/kms/aws, versions 1.0 to 4.x. Left out: grants, and what the
# module writes into a key policy of its own, which is unknown here.

locals {
  policy  = var.policy == null || var.policy == "" ? data.aws_caller_identity.current.id : var.policy
  aliases = merge({ for name in toset(var.aliases) : name => { name = name } }, var.computed_aliases)
}

data "aws_caller_identity" "current" {}

resource "aws_kms_key" "this" {
  count = var.create && !var.create_external && !var.create_replica && !var.create_replica_external ? 1 : 0

  customer_master_key_spec = var.customer_master_key_spec
  custom_key_store_id      = var.custom_key_store_id
  deletion_window_in_days  = var.deletion_window_in_days
  enable_key_rotation      = var.enable_key_rotation
  is_enabled               = var.is_enabled
  key_usage                = var.key_usage
  rotation_period_in_days  = var.rotation_period_in_days
  policy                   = local.policy
  region                   = var.region
  tags                     = var.tags
}

resource "aws_kms_external_key" "this" {
  count = var.create && var.create_external && !var.create_replica && !var.create_replica_external ? 1 : 0

  deletion_window_in_days = var.deletion_window_in_days
  policy                  = local.policy
  region                  = var.region
  tags                    = var.tags
}

resource "aws_kms_replica_key" "this" {
  count = var.create && var.create_replica && !var.create_external && !var.create_replica_external ? 1 : 0

  deletion_window_in_days = var.deletion_window_in_days
  policy                  = local.policy
  region                  = var.region
  tags                    = var.tags
}

resource "aws_kms_replica_external_key" "this" {
  count = var.create && !var.create_replica && !var.create_external && var.create_replica_external ? 1 : 0

  deletion_window_in_days = var.deletion_window_in_days
  policy                  = local.policy
  region                  = var.region
  tags                    = var.tags
}

resource "aws_kms_alias" "this" {
  for_each = { for k, v in local.aliases : k => v if var.create }

  name          = var.aliases_use_name_prefix ? null : "alias/${each.value.name}"
  target_key_id = local.key_id
}

locals {
  key_id  = try(aws_kms_key.this[0].key_id, aws_kms_external_key.this[0].id, aws_kms_replica_key.this[0].key_id, aws_kms_replica_external_key.this[0].key_id, null)
  key_arn = try(aws_kms_key.this[0].arn, aws_kms_external_key.this[0].arn, aws_kms_replica_key.this[0].arn, aws_kms_replica_external_key.this[0].arn, null)
}

output "key_id" {
  value = local.key_id
}

output "key_arn" {
  value = local.key_arn
}

output "aliases" {
  value = aws_kms_alias.this
}

variable "create" {
  type    = bool
  default = true
}

variable "create_external" {
  type    = bool
  default = false
}

variable "create_replica" {
  type    = bool
  default = false
}

variable "create_replica_external" {
  type    = bool
  default = false
}

variable "region" {
  type    = string
  default = null
}

variable "customer_master_key_spec" {
  type    = string
  default = null
}

variable "custom_key_store_id" {
  type    = string
  default = null
}

variable "deletion_window_in_days" {
  type    = number
  default = null
}

variable "enable_key_rotation" {
  type    = bool
  default = true
}

variable "is_enabled" {
  type    = bool
  default = null
}

variable "key_usage" {
  type    = string
  default = null
}

variable "rotation_period_in_days" {
  type    = number
  default = null
}

variable "policy" {
  type    = string
  default = null
}

variable "aliases" {
  type    = list(string)
  default = []
}

variable "computed_aliases" {
  type    = any
  default = {}
}

variable "aliases_use_name_prefix" {
  type    = bool
  default = false
}

variable "tags" {
  type    = map(string)
  default = {}
}

# What the inventory has no use for.
variable "bypass_policy_lockout_safety_check" {}
variable "description" {}
variable "enable_default_policy" {}
variable "enable_route53_dnssec" {}
variable "grants" {}
variable "key_administrators" {}
variable "key_asymmetric_public_encryption_users" {}
variable "key_asymmetric_sign_verify_users" {}
variable "key_hmac_users" {}
variable "key_material_base64" {}
variable "key_owners" {}
variable "key_service_roles_for_autoscaling" {}
variable "key_service_users" {}
variable "key_spec" {}
variable "key_statements" {}
variable "key_symmetric_encryption_users" {}
variable "key_users" {}
variable "multi_region" {}
variable "override_policy_documents" {}
variable "primary_external_key_arn" {}
variable "primary_key_arn" {}
variable "route53_dnssec_sources" {}
variable "source_policy_documents" {}
variable "valid_to" {}
