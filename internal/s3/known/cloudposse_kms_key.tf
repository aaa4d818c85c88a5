# cloudposse/kms-key/aws, versions 0.7 to 0.12. The name of an alias that is put
# together from namespace, stage and so on is unknown.

locals {
  # Which parts of the name become tags, and of which value, is unknown.
  generated = { for k in ["Attributes", "Environment", "Name", "Namespace", "Stage", "Tenant"] : k => data.aws_caller_identity.current.id }

  enabled = var.enabled == null ? try(var.context.enabled, true) != false : var.enabled
}

data "aws_caller_identity" "current" {}

resource "aws_kms_key" "default" {
  count = local.enabled ? 1 : 0

  customer_master_key_spec = var.customer_master_key_spec
  deletion_window_in_days  = var.deletion_window_in_days
  enable_key_rotation      = var.enable_key_rotation
  key_usage                = var.key_usage
  policy                   = var.policy
  tags                     = merge(local.generated, try(var.context.tags, {}), var.tags)
}

resource "aws_kms_alias" "default" {
  count = local.enabled ? 1 : 0

  name          = var.alias == null || var.alias == "" ? "alias/${data.aws_caller_identity.current.id}" : var.alias
  target_key_id = aws_kms_key.default[0].id
}

output "key_arn" {
  value = try(aws_kms_key.default[0].arn, "")
}

output "key_id" {
  value = try(aws_kms_key.default[0].key_id, "")
}

output "alias_arn" {
  value = try(aws_kms_alias.default[0].arn, "")
}

output "alias_name" {
  value = try(aws_kms_alias.default[0].name, "")
}

variable "alias" {
  type    = string
  default = ""
}

variable "context" {
  type    = any
  default = {}
}

variable "customer_master_key_spec" {
  type    = string
  default = "SYMMETRIC_DEFAULT"
}

variable "deletion_window_in_days" {
  type    = number
  default = 10
}

variable "enable_key_rotation" {
  type    = bool
  default = true
}

variable "enabled" {
  type    = bool
  default = null
}

variable "key_usage" {
  type    = string
  default = "ENCRYPT_DECRYPT"
}

variable "policy" {
  type    = string
  default = ""
}

variable "tags" {
  type    = map(string)
  default = {}
}

# What the inventory has no use for.
variable "additional_tag_map" {}
variable "attributes" {}
variable "delimiter" {}
variable "description" {}
variable "descriptor_formats" {}
variable "environment" {}
variable "id_length_limit" {}
variable "label_key_case" {}
variable "label_order" {}
variable "label_value_case" {}
variable "labels_as_tags" {}
variable "multi_region" {}
variable "name" {}
variable "namespace" {}
variable "regex_replace_chars" {}
variable "stage" {}
variable "tenant" {}
