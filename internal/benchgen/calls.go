package benchgen

import (
	"fmt"
	"strings"
)

// Calls returns the files of a root module that calls one module n times: the store has what a bucket of Buckets has.
func Calls(n int) map[string]string {
	var b strings.Builder
	for i := range n {
		separate(&b)
		fmt.Fprintf(&b, callBlock, i)
	}
	return map[string]string{
		"variables.tf":       variables,
		"locals.tf":          locals,
		"main.tf":            b.String(),
		"store/variables.tf": storeVariables,
		"store/main.tf":      strings.ReplaceAll(strings.ReplaceAll(storeBlocks, "bucket_%[1]d", "this"), "-%[1]d", "-${var.name}"),
		"store/outputs.tf":   storeOutputs,
	}
}

const callBlock = `module "store_%[1]d" {
  source = "./store"

  name            = "store-%[1]d"
  prefix          = local.prefix
  deletion_window = var.deletion_window
  tags            = merge(local.bucket_tags, { Name = "store-%[1]d" })
}
`

const storeVariables = `variable "name" {
  type = string
}

variable "prefix" {
  type     = string
  nullable = false
}

variable "deletion_window" {
  type    = number
  default = 30
}

variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  prefix      = var.prefix
  bucket_tags = merge({ Module = "store" }, var.tags)
}
`

const storeBlocks = keyBlock + "\n" + bucketBlocks

const storeOutputs = `output "bucket" {
  value = aws_s3_bucket.this.id
}

output "key_arn" {
  value = aws_kms_key.this.arn
}
`
