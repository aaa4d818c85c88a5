# terraform-aws-modules/s3-bucket/aws//modules/object, versions 3.0 to 5.x: one object.

resource "aws_s3_object" "this" {
  count = var.create ? 1 : 0

  bucket                 = var.bucket
  key                    = var.key
  acl                    = var.acl
  server_side_encryption = var.server_side_encryption
  kms_key_id             = var.kms_key_id
  bucket_key_enabled     = var.bucket_key_enabled
}

variable "create" {
  default = true
}

variable "bucket" {
  default = ""
}

variable "key" {
  default = ""
}

variable "acl" {
  default = null
}

variable "server_side_encryption" {
  default = null
}

variable "kms_key_id" {
  default = null
}

variable "bucket_key_enabled" {
  default = null
}

variable "cache_control" {}
variable "content" {}
variable "content_base64" {}
variable "content_disposition" {}
variable "content_encoding" {}
variable "content_language" {}
variable "content_type" {}
variable "etag" {}
variable "file_source" {}
variable "force_destroy" {}
variable "metadata" {}
variable "object_lock_legal_hold_status" {}
variable "object_lock_mode" {}
variable "object_lock_retain_until_date" {}
variable "override_default_tags" {}
variable "region" {}
variable "source_hash" {}
variable "storage_class" {}
variable "tags" {}
variable "website_redirect" {}
