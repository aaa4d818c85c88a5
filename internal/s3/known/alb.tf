# terraform-aws-modules/alb/aws, versions 6.0 to 10.x: where a load balancer's logs go.
# Which logs a version knows differs; what it doesn't know it refuses. Whether logs are
# on whose enabled is null differs too.

data "aws_caller_identity" "current" {}

resource "aws_lb" "this" {
  count = var.create && var.create_lb && var.putin_khuylo ? 1 : 0

  load_balancer_type = var.load_balancer_type
  region             = var.region

  dynamic "access_logs" {
    for_each = try(length(var.access_logs), 0) > 0 ? [var.access_logs] : []

    content {
      bucket  = try(access_logs.value.bucket, null)
      enabled = coalesce(lookup(access_logs.value, "enabled", true), data.aws_caller_identity.current.id == "")
    }
  }

  dynamic "connection_logs" {
    for_each = try(length(var.connection_logs), 0) > 0 ? [var.connection_logs] : []

    content {
      bucket  = try(connection_logs.value.bucket, null)
      enabled = coalesce(lookup(connection_logs.value, "enabled", true), data.aws_caller_identity.current.id == "")
    }
  }

  dynamic "health_check_logs" {
    for_each = try(length(var.health_check_logs), 0) > 0 ? [var.health_check_logs] : []

    content {
      bucket  = try(health_check_logs.value.bucket, null)
      enabled = coalesce(lookup(health_check_logs.value, "enabled", true), data.aws_caller_identity.current.id == "")
    }
  }
}

variable "create" {
  type    = bool
  default = true
}

# The name of create before version 9.
variable "create_lb" {
  type    = bool
  default = true
}

variable "putin_khuylo" {
  type    = bool
  default = true
}

variable "region" {
  type    = string
  default = null
}

variable "load_balancer_type" {
  type    = string
  default = "application"
}

variable "access_logs" {
  type    = any
  default = null
}

variable "connection_logs" {
  type    = any
  default = null
}

variable "health_check_logs" {
  type    = any
  default = null
}

# What the inventory has no use for.
variable "additional_target_group_attachments" {}
variable "associate_web_acl" {}
variable "client_keep_alive" {}
variable "create_security_group" {}
variable "customer_owned_ipv4_pool" {}
variable "default_port" {}
variable "default_protocol" {}
variable "desync_mitigation_mode" {}
variable "dns_record_client_routing_policy" {}
variable "drop_invalid_header_fields" {}
variable "enable_cross_zone_load_balancing" {}
variable "enable_deletion_protection" {}
variable "enable_http2" {}
variable "enable_tls_version_and_cipher_suite_headers" {}
variable "enable_waf_fail_open" {}
variable "enable_xff_client_port" {}
variable "enable_zonal_shift" {}
variable "enforce_security_group_inbound_rules_on_private_link_traffic" {}
variable "extra_ssl_certs" {}
variable "http_tcp_listener_rules" {}
variable "http_tcp_listener_rules_tags" {}
variable "http_tcp_listeners" {}
variable "http_tcp_listeners_tags" {}
variable "https_listener_rules" {}
variable "https_listener_rules_tags" {}
variable "https_listeners" {}
variable "https_listeners_tags" {}
variable "idle_timeout" {}
variable "internal" {}
variable "ip_address_type" {}
variable "ipam_pools" {}
variable "lb_tags" {}
variable "listener_ssl_policy_default" {}
variable "listeners" {}
variable "load_balancer_create_timeout" {}
variable "load_balancer_delete_timeout" {}
variable "load_balancer_update_timeout" {}
variable "minimum_load_balancer_capacity" {}
variable "name" {}
variable "name_prefix" {}
variable "preserve_host_header" {}
variable "route53_records" {}
variable "security_group_description" {}
variable "security_group_egress_rules" {}
variable "security_group_ingress_rules" {}
variable "security_group_name" {}
variable "security_group_rules" {}
variable "security_group_tags" {}
variable "security_group_use_name_prefix" {}
variable "security_groups" {}
variable "subnet_mapping" {}
variable "subnets" {}
variable "tags" {}
variable "target_group_tags" {}
variable "target_groups" {}
variable "timeouts" {}
variable "vpc_id" {}
variable "web_acl_arn" {}
variable "xff_header_processing_mode" {}
