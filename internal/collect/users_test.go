package collect_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// TestUsers holds whom the report says that a key's policy lets use the key: whom it surely does, and why it may be others.
func TestUsers(t *testing.T) {
	const (
		root   = `{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }, Action = "kms:*", Resource = "*" }`
		byIAM  = " (its IAM policies decide)"
		others = `
resource "aws_iam_role" "task" {}
data "aws_caller_identity" "current" {}
data "aws_caller_identity" "elsewhere" {
  provider = aws.other
}
data "aws_region" "current" {}
variable "x" {}
data "aws_iam_policy_document" "k" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.task.arn]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
  statement {
    actions   = ["kms:Encrypt"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.amazonaws.com"]
    }
  }
}
`
	)
	allow := func(principal, action, rest string) string {
		return fmt.Sprintf(`{ Effect = "Allow", Principal = %s, Action = %s, Resource = "*"%s }`, principal, action, rest)
	}
	use := `["kms:Decrypt", "kms:GenerateDataKey*"]`
	for name, c := range map[string]struct {
		policy, says, why string
	}{
		"none":       {"", "the account" + byIAM + ", by KMS's default key policy", ""},
		"root":       {root, "the account" + byIAM, ""},
		"number":     {allow(`{ AWS = "111122223333" }`, use, ""), "account 111122223333" + byIAM, ""},
		"own number": {allow(`{ AWS = data.aws_caller_identity.current.account_id }`, use, ""), "the account" + byIAM, ""},
		"other root": {allow(`{ AWS = "arn:aws:iam::111122223333:root" }`, use, ""), "account 111122223333" + byIAM, ""},
		"elsewhere":  {allow(`{ AWS = "arn:aws:iam::${data.aws_caller_identity.elsewhere.account_id}:root" }`, use, ""), "", "data.aws_caller_identity.elsewhere.account_id is read"},
		"roles": {root + ", " + allow(`{ AWS = [aws_iam_role.task.arn, "arn:aws:iam::111122223333:role/app/reader"] }`, use, ""),
			"the account" + byIAM + ", aws_iam_role.task, role/app/reader of account 111122223333", ""},
		"service":         {allow(`{ Service = "logging.s3.amazonaws.com" }`, use, ""), "logging.s3.amazonaws.com", ""},
		"region":          {allow(`{ Service = "logs.${data.aws_region.current.name}.amazonaws.com" }`, use, ""), "logs.REGION.amazonaws.com", ""},
		"service unknown": {allow(`{ Service = "${var.x}.amazonaws.com" }`, use, ""), "", "var.x has no value"},
		"own role":        {allow(`{ AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/operator" }`, use, ""), "role/operator of the account", ""},
		"half a role":     {allow(`{ AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/${var.x}" }`, use, ""), "", "var.x has no value"},
		"own and more":    {allow(`{ AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}${aws_iam_role.task.unique_id}:root" }`, use, ""), "", "aws_iam_role.task.unique_id"},
		"own, made up":    {allow(`{ AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/${aws_s3_bucket.b.id}" }`, use, ""), "", "aws_s3_bucket.b"},
		"anybody":         {allow(`"*"`, `"*"`, ""), "anybody", ""},
		"condition":       {allow(`{ AWS = "*" }`, use, `, Condition = { StringEquals = { "kms:CallerAccount" = "111122223333" } }`), "anybody under a condition", ""},
		"through S3":      {allow(`{ AWS = "*" }`, use, `, Condition = { StringEquals = { "kms:CallerAccount" = data.aws_caller_identity.current.account_id, "kms:ViaService" = "s3.eu-west-1.amazonaws.com" } }`), "every principal of the account, through S3", ""},
		"but":             {`{ Effect = "Allow", NotPrincipal = { AWS = "arn:aws:iam::111122223333:root" }, Action = "kms:*", Resource = "*" }`, "everybody but whom it names", ""},
		"administer":      {root + ", " + allow(`{ AWS = "arn:aws:iam::111122223333:role/admin" }`, `["kms:Describe*", "kms:PutKeyPolicy"]`, ""), "the account" + byIAM, ""},
		"not these":       {`{ Effect = "Allow", Principal = { AWS = "111122223333" }, NotAction = ["kms:Decrypt"], Resource = "*" }`, "account 111122223333" + byIAM, ""},
		"none of all":     {root + `, { Effect = "Allow", Principal = { AWS = "111122223333" }, NotAction = ["kms:*"], Resource = "*" }`, "the account" + byIAM, ""},
		"no effect":       {root + `, { Principal = { AWS = "111122223333" }, Action = ["kms:*"], Resource = "*" }`, "the account" + byIAM, "what a statement says of others isn't told by the text"},
		"grants":          {allow(`{ AWS = "arn:aws:iam::111122223333:role/granter" }`, `["kms:CreateGrant"]`, ""), "role/granter of account 111122223333", ""},
		"nobody":          {allow(`{ AWS = "arn:aws:iam::111122223333:role/admin" }`, `["kms:Describe*"]`, ""), "nobody by its policy", ""},
		"denies":          {root + `, { Effect = "Deny", Principal = "*", Action = "kms:Decrypt", Resource = "*" }`, "the account" + byIAM + ", unless a statement denies it", ""},
		"in part":         {root + ", " + allow(`{ AWS = var.x }`, use, ""), "the account" + byIAM, "var.x has no value"},
		"action":          {root + ", " + allow(`{ AWS = "111122223333" }`, "var.x", ""), "the account" + byIAM, "var.x has no value"},
		"effect":          {root + `, { Effect = var.x, Principal = "*", Action = "kms:Decrypt", Resource = "*" }`, "the account" + byIAM, "var.x has no value"},
		"many": {allow(`{ AWS = ["000000000001", "000000000002", "000000000003", "000000000004", "000000000005", "000000000006", "000000000007"] }`, use, ""),
			"account 000000000001" + byIAM + ", account 000000000002" + byIAM + ", account 000000000003" + byIAM + ", account 000000000004" + byIAM + ", account 000000000005" + byIAM + ", 2 more", ""},
		"document": {"= data.aws_iam_policy_document.k.json", "the account" + byIAM + ", aws_iam_role.task under a condition, logs.amazonaws.com", ""},
		"text": {"= <<-EOT\n    {\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::${data.aws_caller_identity.current.account_id}:root\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}]}\n  EOT",
			"the account" + byIAM, ""},
		"unknown": {"= var.x", "", "var.x has no value"},
		"made up": {allow(`{ AWS = "arn:aws:iam::111122223333:role/${aws_s3_bucket.b.id}" }`, use, ""), "", "aws_s3_bucket.b gets its value"},
		"broken":  {"= \"{\\\"Statement\\\": [,]}\"", "", "the policy can't be read: it is no JSON"},
		"twice":   {"= jsonencode({ Statement = [" + root + "] })\n}\nresource \"aws_kms_key_policy\" \"k\" {\n  key_id = aws_kms_key.k.id\n  policy = \"{}\"", "", "more than one policy is for it, or may be"},
		"ignored": {"ignored", "", "ignore_changes has the policy"},
	} {
		t.Run(name, func(t *testing.T) {
			argument := "  policy = jsonencode({ Version = \"2012-10-17\", Statement = [" + c.policy + "] })\n"
			switch c.policy {
			case "":
				argument = ""
			case "ignored":
				argument = "  policy = jsonencode({ Statement = [" + root + "] })\n  lifecycle {\n    ignore_changes = [policy]\n  }\n"
			}
			if whole, ok := strings.CutPrefix(c.policy, "="); ok {
				argument = "  policy = " + whole + "\n"
			}
			notes, _ := collected(t, "", map[string]string{"main.tf": others + "resource \"aws_kms_key\" \"k\" {\n" + argument + `}
resource "aws_s3_bucket" "b" {}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.k.arn
    }
  }
}
`})
			r := posture.NewReport(notes)
			fact := r.Keys[0].Facts[posture.KeyPolicy]
			if fact.Says != c.says || !strings.Contains(fact.Why, c.why) || (c.why == "") != (fact.Why == "") {
				t.Errorf("%+v, want %q, %q", fact, c.says, c.why)
			}
			if of := r.Buckets[0].Facts[posture.KeyPolicy]; of.Says != c.says || of.Why != "" {
				t.Errorf("at the bucket: %+v, want %q", of, c.says)
			}
		})
	}
}
