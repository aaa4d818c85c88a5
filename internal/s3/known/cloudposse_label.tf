# cloudposse/label/null, version 0.25: names and tags out of what it is handed. Left
# out: descriptors, and tags as a list of maps.

locals {
  names = ["namespace", "tenant", "environment", "stage", "name"]

  # What is given goes before the context, or is added to it.
  input = {
    enabled             = var.enabled == null ? var.context.enabled : var.enabled
    namespace           = var.namespace == null ? var.context.namespace : var.namespace
    tenant              = var.tenant == null ? lookup(var.context, "tenant", null) : var.tenant
    environment         = var.environment == null ? var.context.environment : var.environment
    stage               = var.stage == null ? var.context.stage : var.stage
    name                = var.name == null ? var.context.name : var.name
    delimiter           = var.delimiter == null ? var.context.delimiter : var.delimiter
    attributes          = compact(distinct(concat(coalesce(var.context.attributes, []), coalesce(var.attributes, []))))
    tags                = merge(var.context.tags, var.tags)
    additional_tag_map  = merge(var.context.additional_tag_map, var.additional_tag_map)
    label_order         = var.label_order == null ? var.context.label_order : var.label_order
    regex_replace_chars = var.regex_replace_chars == null ? var.context.regex_replace_chars : var.regex_replace_chars
    id_length_limit     = var.id_length_limit == null ? var.context.id_length_limit : var.id_length_limit
    label_key_case      = var.label_key_case == null ? lookup(var.context, "label_key_case", null) : var.label_key_case
    label_value_case    = var.label_value_case == null ? lookup(var.context, "label_value_case", null) : var.label_value_case
    descriptor_formats  = merge(lookup(var.context, "descriptor_formats", {}), var.descriptor_formats)
    labels_as_tags      = try(contains(var.context.labels_as_tags, "unset"), true) ? var.labels_as_tags : var.context.labels_as_tags
  }

  delimiter  = local.input.delimiter == null ? "-" : local.input.delimiter
  key_case   = local.input.label_key_case == null ? "title" : local.input.label_key_case
  value_case = local.input.label_value_case == null ? "lower" : local.input.label_value_case
  unwanted   = coalesce(local.input.regex_replace_chars, "/[^-a-zA-Z0-9]/")
  limit      = local.input.id_length_limit == null ? 0 : local.input.id_length_limit
  order      = local.input.label_order == null ? local.default_order : coalescelist(local.input.label_order, local.default_order)

  default_order = ["namespace", "environment", "stage", "name", "attributes"]

  plain = { for k in local.names : k => local.input[k] == null ? "" : replace(local.input[k], local.unwanted, "") }

  labels = { for k, v in local.plain : k => local.value_case == "none" ? v : local.value_case == "title" ? title(lower(v)) : local.value_case == "upper" ? upper(v) : lower(v) }

  attributes = compact(distinct([
    for v in compact(distinct([for v in local.input.attributes : replace(v, local.unwanted, "")])) :
    local.value_case == "none" ? v : local.value_case == "title" ? title(lower(v)) : local.value_case == "upper" ? upper(v) : lower(v)
  ]))

  parts   = merge(local.labels, { attributes = join(local.delimiter, local.attributes) })
  id_full = join(local.delimiter, [for l in local.order : local.parts[l] if length(local.parts[l]) > 0])

  # An id that is too long ends in a hash.
  room  = local.limit - (5 + length(local.delimiter))
  start = local.room <= 0 ? "" : "${trimsuffix(substr(local.id_full, 0, local.room), local.delimiter)}${local.delimiter}"
  hash  = "${md5(local.id_full)}qrstuvwxyz"
  cased = local.value_case == "title" ? title(local.hash) : local.value_case == "upper" ? upper(local.hash) : local.value_case == "lower" ? lower(local.hash) : local.hash
  short = substr("${local.start}${replace(local.cased, local.unwanted, "")}", 0, local.limit)
  id    = local.limit != 0 && length(local.id_full) > local.limit ? local.short : local.id_full

  tagged    = merge(local.parts, { name = local.id })
  as_tags   = contains(local.input.labels_as_tags, "default") ? keys(local.tagged) : local.input.labels_as_tags
  generated = { for l in setintersection(keys(local.tagged), local.as_tags) : local.key_case == "upper" ? upper(l) : local.key_case == "lower" ? lower(l) : title(lower(l)) => local.tagged[l] if length(local.tagged[l]) > 0 }
}

output "id" {
  value = local.input.enabled ? local.id : ""
}

output "id_full" {
  value = local.input.enabled ? local.id_full : ""
}

output "enabled" {
  value = local.input.enabled
}

output "namespace" {
  value = local.input.enabled ? local.labels["namespace"] : ""
}

output "tenant" {
  value = local.input.enabled ? local.labels["tenant"] : ""
}

output "environment" {
  value = local.input.enabled ? local.labels["environment"] : ""
}

output "stage" {
  value = local.input.enabled ? local.labels["stage"] : ""
}

output "name" {
  value = local.input.enabled ? local.labels["name"] : ""
}

output "delimiter" {
  value = local.input.enabled ? local.delimiter : ""
}

output "attributes" {
  value = local.input.enabled ? local.attributes : []
}

output "tags" {
  value = local.input.enabled ? merge(local.generated, local.input.tags) : {}
}

output "context" {
  value = local.input
}

variable "context" {
  type = any
  default = {
    enabled             = true
    namespace           = null
    tenant              = null
    environment         = null
    stage               = null
    name                = null
    delimiter           = null
    attributes          = []
    tags                = {}
    additional_tag_map  = {}
    regex_replace_chars = null
    label_order         = []
    id_length_limit     = null
    label_key_case      = null
    label_value_case    = null
    descriptor_formats  = {}
    labels_as_tags      = ["unset"]
  }
}

variable "enabled" {
  type    = bool
  default = null
}

variable "namespace" {
  type    = string
  default = null
}

variable "tenant" {
  type    = string
  default = null
}

variable "environment" {
  type    = string
  default = null
}

variable "stage" {
  type    = string
  default = null
}

variable "name" {
  type    = string
  default = null
}

variable "delimiter" {
  type    = string
  default = null
}

variable "attributes" {
  type    = list(string)
  default = []
}

variable "labels_as_tags" {
  type    = set(string)
  default = ["default"]
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "additional_tag_map" {
  type    = map(string)
  default = {}
}

variable "label_order" {
  type    = list(string)
  default = null
}

variable "regex_replace_chars" {
  type    = string
  default = null
}

variable "id_length_limit" {
  type    = number
  default = null
}

variable "label_key_case" {
  type    = string
  default = null
}

variable "label_value_case" {
  type    = string
  default = null
}

variable "descriptor_formats" {
  type    = any
  default = {}
}
