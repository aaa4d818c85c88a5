package trust

import (
	"fmt"
	"strings"
)

// hostileBlocks are modules with too much of everything else: instances, modules,
// policies, files.
var hostileBlocks = map[string]func() map[string]string{
	"instances/for_each of many": func() map[string]string { return module(repeated(`{ for i in range(100000) : "k${i}" => i }`)) },
	"instances/three thousand":   func() map[string]string { return module(repeated(`{ for i in range(3000) : "k${i}" => i }`)) },
	"instances/count of many":    func() map[string]string { return module(bucketWith("count = 1e9")) },
	"instances/each other": func() map[string]string {
		return module(repeated(`{ for i in range(3000) : "k${i}" => i }`) + `
resource "aws_s3_bucket_policy" "all" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
  policy   = jsonencode({ Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = [for b in aws_s3_bucket.b : b.arn] }] })
}
`)
	},
	"instances/each other, by key": func() map[string]string {
		return module(repeated(`{ for i in range(1000) : "k${i}" => i }`) + `
data "aws_iam_policy_document" "all" {
  for_each = aws_s3_bucket.b
  statement {
    actions   = ["s3:*"]
    resources = [for k, b in aws_s3_bucket.b : "${b.arn}/${each.key}/*"]
  }
}
resource "aws_s3_bucket_policy" "all" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
  policy   = data.aws_iam_policy_document.all[each.key].json
}
`)
	},
	"instances/dynamic blocks in dynamic blocks": func() map[string]string {
		return module(`
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = "example-b"
  dynamic "rule" {
    for_each = range(290)
    content {
      dynamic "apply_server_side_encryption_by_default" {
        for_each = range(290)
        content {
          sse_algorithm = "aws:kms"
        }
      }
    }
  }
}
data "aws_iam_policy_document" "b" {
  dynamic "statement" {
    for_each = range(290)
    content {
      actions = ["s3:*"]
      dynamic "condition" {
        for_each = range(290)
        content {
          test     = "StringEquals"
          variable = "aws:PrincipalTag/t${condition.key}"
          values   = [for i in range(100) : "${i}"]
        }
      }
    }
  }
}
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = data.aws_iam_policy_document.b.json
}
` + bucketWith(""))
	},
	"locals/thousands that refer to all": func() map[string]string {
		return uses(allOf(1_000), chain(1_000, "["+strings.TrimSuffix(strings.Repeat("local.x@, ", 30), ", ")+"]")+"x0 = 1")
	},
	"locals/each refers to all others": func() map[string]string { return uses(`local.x1`, chain(150, allOf(150))) },
	"locals/ten thousand":              func() map[string]string { return uses(`local.x10000`, "x0 = \"PHI\"\n"+chain(10_000, `local.x@`)) },
	"modules/a cycle of outputs": func() map[string]string {
		return map[string]string{
			"main.tf":   "module \"m\" {\n  source = \"./m\"\n  v = module.m.v\n}\n" + bucketWith("tags = { DataClassification = module.m.v }"),
			"m/main.tf": "variable \"v\" {}\noutput \"v\" {\n  value = [var.v, var.v]\n}\nlocals {\n  a = local.b\n  b = [local.a, var.v]\n}\n" + bucketWith("tags = { DataClassification = local.a }"),
		}
	},
	"modules/levels of two calls":      func() map[string]string { return levels(9, 2, "") },
	"modules/levels of many instances": func() map[string]string { return levels(4, 1, "  count = 1000\n") },
	"modules/texts handed down":        func() map[string]string { return levels(9, 2, "  v = \"${var.v}${var.v}\"\n") },
	"modules/lists handed up":          func() map[string]string { return levels(8, 2, "  v = [var.v, var.v, var.v, var.v]\n") },
	"policies/ten megabytes": func() map[string]string {
		return withPolicy(statements(50_000, `{"Sid": "S#", "Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example-b/prefix-of-a-path-that-is-long/#/*", "Condition": {"StringLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/#"]}}}`))
	},
	"policies/a thousand statements of jsonencode": func() map[string]string {
		return module(policyOf(`jsonencode({ Statement = [` + numberedAll(1_000, `{ Sid = "S#", Effect = "Deny", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.b.arn}/prefix-of-a-path-that-is-long/#/*", Condition = { StringLike = { "aws:PrincipalArn" = ["arn:aws:iam::*:role/#"] } } },`) + `] })`))
	},
	"policies/wildcards": func() map[string]string {
		return withPolicy(statements(2_000, `{"Effect": "Deny", "Principal": "*", "Action": "`+strings.Repeat("*s", 100)+`3:*#", "Resource": "arn:aws:s3:::*`+strings.Repeat("*a*?", 300)+`#"}`))
	},
	"policies/wildcards against wildcards": func() map[string]string {
		return withPolicy(statements(300, `{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotLike": {"aws:PrincipalArn": ["`+strings.Repeat("*a", 1_000)+`b", "`+strings.Repeat("a*", 900)+`#"]}}}`))
	},
	"policies/statements and conditions": func() map[string]string {
		return withPolicy(statements(1_000, `{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": {`+
			strings.TrimSuffix(strings.Repeat(`"aws:PrincipalTag/t#": ["a*", "b*"], `, 1), ", ")+`, "aws:SourceVpce": "v-#*", "aws:userid": ["*#", "#*"], "s3:prefix": "p${aws:username}#*"}, "NotIpAddress": {"aws:SourceIp": ["10.#.0.0/16"]}}}`))
	},
	"policies/principals": func() map[string]string {
		return withPolicy(statements(2_000, `{"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::11111111111#:role/a", "arn:aws:iam::11111111111#:root", "#"]}, "Action": "s3:*", "Resource": "*"}`))
	},
	"policies/of many buckets": func() map[string]string {
		return module(repeated(`{ for i in range(1000) : "k${i}" => i }`) + `
resource "aws_s3_bucket_policy" "all" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
  policy   = local.policy
}
locals {
  policy = jsonencode({ Statement = [for i in range(1000) : { Effect = "Deny", Principal = "*", Action = "s3:Get${i}", Resource = "*", Condition = { StringLike = { "aws:PrincipalArn" = "*${i}*" } } }] })
}
`)
	},
	"policies/documents of documents": func() map[string]string {
		var b strings.Builder
		b.WriteString("data \"aws_iam_policy_document\" \"d0\" {\n  statement {\n    actions = [\"s3:*\"]\n  }\n}\n")
		for i := 1; i <= 40; i++ {
			fmt.Fprintf(&b, "data \"aws_iam_policy_document\" \"d%d\" {\n  source_policy_documents = [data.aws_iam_policy_document.d%[2]d.json, data.aws_iam_policy_document.d%[2]d.json]\n}\n", i, i-1)
		}
		return module(policyOf("data.aws_iam_policy_document.d40.json") + b.String())
	},
	"policies/sids that replace": func() map[string]string {
		return module(policyOf("data.aws_iam_policy_document.a.json") + "data \"aws_iam_policy_document\" \"a\" {\n" +
			numberedAll(3_000, "  statement {\n    sid     = var.s == \"\" ? null : \"S#\"\n    actions = [\"s3:*\"]\n  }\n") + "}\nvariable \"s\" {}\n")
	},
	"files/a template that includes itself": func() map[string]string {
		return with(uses(`templatefile("t.tpl", { n = range(100) })`, ""), map[string]string{"t.tpl": `%{ for i in n }${templatefile("t.tpl", { n = n })}%{ endfor }`})
	},
	"files/a template of loops": func() map[string]string {
		return with(uses(list(20, `templatefile("t.tpl", { n = range(1000), m = "#" })`), ""), map[string]string{"t.tpl": strings.Repeat("%{ for i in n }", 3) + "${i}${m}" + strings.Repeat("%{ endfor }", 3)})
	},
	"files/a large one, often": func() map[string]string {
		return with(uses(list(1_000, `length("${file("data.txt")}#")`), ""), map[string]string{"data.txt": strings.Repeat("a line of text\n", 500_000)})
	},
	"files/a large one, hashed": func() map[string]string {
		return with(uses(list(500, `filesha512("data.txt")`), ""), map[string]string{"data.txt": strings.Repeat("a line of text\n", 1_000_000)})
	},
	"files/devices": func() map[string]string {
		return uses(`[file("/dev/zero"), file("/proc/kcore"), fileset("/", "**"), fileset("/proc", "**"), filesha1("/dev/random")]`, "")
	},
	"files/patterns": func() map[string]string { return uses(`fileset(".", "`+strings.Repeat("{a,b}*", 2_000)+`")`, "") },
	"files/JSON from a file": func() map[string]string {
		return with(uses(list(100, `jsondecode(file("data.json"))[#]`), ""), map[string]string{"data.json": "[" + strings.Repeat(`{"a":[1,2,3]},`, 50_000) + "1]"})
	},
	"files/JSON syntax": func() map[string]string {
		return map[string]string{"main.tf.json": `{"locals": {"x": ` + strings.Repeat("[", 900) + `"${range(1000)}"` + strings.Repeat("]", 900) + `}, "resource": {"aws_s3_bucket": {"b": {"bucket": "example-b", "tags": {"DataClassification": "${jsonencode(local.x)}"}}}}}`}
	},
}

// repeated is a bucket for each element, with a configuration for each.
func repeated(forEach string) string {
	return `
locals {
  all = ` + forEach + `
}
resource "aws_s3_bucket" "b" {
  for_each = local.all
  bucket   = "example-${each.key}"
  tags     = { DataClassification = "PHI" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}
`
}

// policyOf is a bucket with a policy.
func policyOf(text string) string {
	return bucketWith("") + "resource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  policy = " + text + "\n}\n"
}

// withPolicy is a bucket with a policy from a file.
func withPolicy(text string) map[string]string {
	return with(module(policyOf(`file("policy.json")`)), map[string]string{"policy.json": text})
}

// statements is a policy of n statements.
func statements(n int, statement string) string {
	return "{\"Version\": \"2012-10-17\", \"Statement\": [\n" + strings.TrimSuffix(numberedAll(n, statement+",\n"), ",\n") + "\n]}"
}

// numberedAll is a text n times, with its number in the place of #.
func numberedAll(n int, text string) string {
	parts := strings.Split(text, "#")
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Join(parts, fmt.Sprint(i)))
	}
	return b.String()
}

// levels are modules each of which calls the next one so many times.
func levels(depth, calls int, arguments string) map[string]string {
	files := map[string]string{}
	for i := range depth + 1 {
		var b strings.Builder
		b.WriteString("variable \"v\" {\n  default = \"x\"\n}\noutput \"v\" {\n  value = var.v\n}\n")
		b.WriteString(strings.Replace(bucketWith("tags = { DataClassification = jsonencode(var.v) }"), "example-b", "${var.v}", 1))
		up := "../"
		if i == 0 {
			up = "./"
		}
		for j := range calls {
			if i < depth {
				fmt.Fprintf(&b, "module \"m%d\" {\n  source = \"%sl%d\"\n%s}\n", j, up, i+1, arguments)
			}
		}
		name := "main.tf"
		if i > 0 {
			name = fmt.Sprintf("l%d/main.tf", i)
		}
		files[name] = b.String()
	}
	return files
}
