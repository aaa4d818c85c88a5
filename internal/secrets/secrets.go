// Package secrets has ways in which a configuration might get a secret out of the plugin.
// They are tried in process and in the real tflint. The plugin itself doesn't link it.
package secrets

import (
	"fmt"
	"strings"
)

// Secret shows nowhere. It is a number so that it may stand for any kind of value.
const Secret = "2718281"

// What tells the plugin with a defect, internal/panics/plugin, where to panic (its panics say
// the secret), and where to write the number of its process.
const (
	DefectVariable  = "PLUGIN_PANICS_IN"
	ProcessVariable = "PLUGIN_PROCESS"
)

// Control is an expression that is no secret: it shows.
const Control = `local.plain`

// Config is a configuration of tflint with all rules on.
const Config = "plugin \"s3-encryption\" {\n  enabled = true\n  preset  = \"strict\"\n}\n"

// Ways are expressions that are the secret, or something made of it, or that fail over it.
var Ways = map[string]string{
	"sensitive":            `sensitive("SECRET")`,
	"core sensitive":       `core::sensitive("SECRET")`,
	"ephemeralasnull":      `ephemeralasnull("SECRET")`,
	"nonsensitive":         `nonsensitive(sensitive("SECRET"))`,
	"sensitive number":     `tostring(sensitive(SECRET))`,
	"local":                `local.secret`,
	"variable":             `var.secret`,
	"ephemeral variable":   `var.ephemeral`,
	"part of a variable":   `var.secrets.token`,
	"template":             `"a-${sensitive("SECRET")}"`,
	"concatenated":         `"${local.secret}${local.secret}"`,
	"heredoc":              "<<EOT\n${local.secret}\nEOT",
	"directive":            `"%{ if local.secret == "SECRET" }SECRET%{ endif }"`,
	"format":               `format("%s", local.secret)`,
	"join":                 `join("-", ["a", local.secret])`,
	"upper":                `upper(local.secret)`,
	"substr":               `substr(local.secret, 0, 7)`,
	"replace":              `replace("a", "a", local.secret)`,
	"regex":                `regex(".*", local.secret)`,
	"base64":               `base64decode(base64encode(local.secret))`,
	"json":                 `jsondecode(jsonencode({ a = local.secret })).a`,
	"json text":            `jsonencode([local.secret])`,
	"yaml":                 `yamldecode(yamlencode({ a = local.secret })).a`,
	"yaml text":            `yamlencode(local.secret)`,
	"decoded":              `jsondecode(sensitive("{\"a\":\"SECRET\"}")).a`,
	"csv":                  `csvdecode("a\n${local.secret}")[0].a`,
	"file":                 `sensitive(file("${path.module}/secret.txt"))`,
	"file of that name":    `file(local.secret)`,
	"templatefile":         `templatefile("${path.module}/secret.tpl", { token = local.secret })`,
	"templatefile inside":  `templatefile("${path.module}/hidden.tpl", {})`,
	"templatestring":       `templatestring(local.secret, {})`,
	"templatestring parts": `templatestring(local.template, { token = local.secret })`,
	"attribute":            `sensitive({ token = "SECRET" }).token`,
	"element":              `element([local.secret], 0)`,
	"index":                `[local.secret][0]`,
	"splat":                `[{ a = local.secret }][*].a[0]`,
	"for":                  `[for s in sensitive(["SECRET"]) : s][0]`,
	"for with a key":       `keys({ for s in [local.secret] : s => 1 })[0]`,
	"for under a secret":   `join("", [for s in ["SECRET"] : s if s == local.secret])`,
	"key":                  `keys({ (local.secret) = 1 })[0]`,
	"keys":                 `keys(sensitive({ "SECRET" = 1 }))[0]`,
	"values":               `values({ a = local.secret })[0]`,
	"merge":                `merge({ a = 1 }, sensitive({ b = "SECRET" })).b`,
	"lookup":               `lookup({ a = local.secret }, "a", "x")`,
	"zipmap":               `zipmap(["a"], [local.secret]).a`,
	"zipmap keys":          `keys(zipmap([local.secret], ["a"]))[0]`,
	"set":                  `one(toset([local.secret]))`,
	"union":                `tolist(setunion([local.secret], [local.secret]))[0]`,
	"flatten":              `flatten([[local.secret]])[0]`,
	"concat":               `concat(["a"], [local.secret])[1]`,
	"reverse":              `reverse([local.secret])[0]`,
	"sort":                 `sort([local.secret])[0]`,
	"coalesce":             `coalesce("", local.secret)`,
	"try":                  `try(local.secret, "x")`,
	"try later":            `try({}.a, local.secret)`,
	"condition":            `local.secret == "SECRET" ? "SECRET" : "x"`,
	"branch":               `true ? local.secret : "x"`,
	"both branches":        `var.unknown ? local.secret : local.secret`,
	"length":               `tostring(length(sensitive(range(7))) == 7 ? SECRET : 0)`,
	"contains":             `contains([local.secret], "SECRET") ? "SECRET" : "x"`,
	"can":                  `can(regex("SECRET", local.secret)) ? "SECRET" : "x"`,
	"output":               `module.made_N.secret`,
	"output of an input":   `module.made_N.passed`,
	"output that shows":    `module.made_N.revealed`,
	"tag of a bucket":      `aws_s3_bucket.tagged_N.tags["Token"]`,
	"failing index":        `sensitive({ a = 1 }["SECRET"])`,
	"failing attribute":    `{ a = 1 }[local.secret]`,
	"failing conversion":   `sensitive(tonumber("SECRETx"))`,
	"failing number":       `sensitive(parseint("SECRETx", 10))`,
	"failing document":     `sensitive(jsondecode("SECRET{"))`,
	"failing date":         `sensitive(timeadd("SECRET", "1h"))`,
	"failing address":      `sensitive(cidrhost("SECRET", 1))`,
	"failing pattern":      `sensitive(regex("SECRET(", "a"))`,
	"failing template":     `sensitive(templatestring(nonsensitive("SECRET"), 1))`,
	"no file":              `sensitive(file("SECRET.txt"))`,
	"failing try":          `sensitive(try(tonumber("SECRETx"), file("SECRET.txt")))`,
	"failing format":       `format("%d", sensitive(format("%d", "SECRETx")))`,
}

// Module returns the files of a module in which expressions stand, each wherever a message,
// the log or a fix might show it.
func Module(exprs ...string) map[string]string {
	files := map[string]string{}
	for name, text := range module {
		files[name] = strings.NewReplacer("SECRET", Secret).Replace(text)
	}
	for i, expr := range exprs {
		replace := strings.NewReplacer("EXPR", expr, "SECRET", Secret, "_N", fmt.Sprintf("_%d", i)).Replace
		files[fmt.Sprintf("way_%d.tf", i)] = replace(replace(way))
	}
	return files
}

var module = map[string]string{
	"main.tf": `
locals {
  secret   = sensitive("SECRET")
  plain    = "SECRET"
  template = "$${token}"
}

variable "secret" {
  default   = "SECRET"
  sensitive = true
}

variable "ephemeral" {
  default   = "SECRET"
  ephemeral = true
}

variable "secrets" {
  default   = { token = "SECRET" }
  sensitive = true
}

variable "unknown" {
  type = bool
}
`,
	"made/main.tf": `
variable "secret" {
  sensitive = true
}

variable "tag" {
  type = string
}

output "secret" {
  value     = "SECRET"
  sensitive = true
}

output "passed" {
  value = var.secret
}

output "revealed" {
  value = nonsensitive(var.secret)
}

resource "aws_s3_bucket" "in" {
  bucket = "example-in"
  tags   = { DataClassification = var.secret, Token = var.tag }
}

resource "aws_kms_key" "in" {
  deletion_window_in_days = try(tonumber(var.tag), 10)
}
`,
	"secret.txt": "SECRET",
	"secret.tpl": "${token}",
	"hidden.tpl": `${sensitive("SECRET")}`,
}

// way is the file of an expression.
const way = `resource "aws_s3_bucket" "own_N" {
  bucket = "example-own_N"
  tags   = { DataClassification = local.way_N, Token = local.way_N }
}

resource "aws_s3_bucket" "named_N" {
  bucket = local.way_N
  region = local.way_N
  tags   = { DataClassification = "PHI", (local.way_N) = "PII" }
}

resource "aws_s3_bucket" "each_N" {
  for_each = toset([local.way_N])
  bucket   = "example_N-${each.key}"
}

resource "aws_s3_bucket" "tagged_N" {
  bucket = "example-tagged_N"
  tags   = { DataClassification = "PHI", Token = local.secret }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "shared_N" {
  for_each = { own = aws_s3_bucket.own_N.id, tagged = aws_s3_bucket.tagged_N.id }
  bucket   = each.value
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "named_N" {
  bucket = aws_s3_bucket.named_N.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = local.way_N
      kms_master_key_id = local.way_N
    }
    blocked_encryption_types = [local.way_N]
  }
}

resource "aws_kms_key" "secret_N" {
  description             = local.way_N
  deletion_window_in_days = local.number_N
  enable_key_rotation     = true
  rotation_period_in_days = local.number_N
}

resource "aws_s3_bucket_policy" "own_N" {
  bucket = aws_s3_bucket.own_N.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = local.way_N
        Effect    = "Allow"
        Principal = { AWS = local.way_N }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.own_N.arn}/${local.way_N}"
      },
    ]
  })
}

resource "aws_s3_object" "secret_N" {
  bucket                 = aws_s3_bucket.tagged_N.id
  key                    = local.way_N
  server_side_encryption = local.way_N
}

module "made_N" {
  source = "./made"
  secret = local.secret
  tag    = local.way_N
}

locals {
  way_N    = EXPR
  number_N = try(tonumber(local.way_N), 10)
}
`
