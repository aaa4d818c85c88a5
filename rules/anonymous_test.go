package rules_test

import (
	"strings"
	"testing"
)

// TestAnonymousReaders holds which statements of a policy let in requesters without
// credentials, who may come over plain HTTP.
func TestAnonymousReaders(t *testing.T) {
	for statement, fixed := range map[string]bool{
		`Effect = "Allow", Principal = "*", Action = "s3:GetObject"`:                                       false,
		`Effect = "Allow", Principal = { AWS = "*" }, Action = ["s3:GetObject", "s3:ListBucket"]`:          false,
		`Effect = "Allow", Principal = { AWS = ["*"] }, Action = "s3:*"`:                                   false,
		`Effect = "Allow", Principal = "*", NotAction = "s3:DeleteObject"`:                                 false,
		`Effect = "Allow", Principal = "*", Action = var.actions`:                                          false,
		`Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "s3:GetObject"`:                  true,
		`Effect = "Allow", Principal = { Service = "cloudfront.amazonaws.com" }, Action = "s3:GetObject"`:  true,
		`Effect = "Allow", Principal = { AWS = var.actions }, Action = "s3:GetObject"`:                     true,
		`Effect = "Allow", Principal = "*", Action = "s3:GetBucketLocation"`:                               true,
		`Effect = "Deny", Principal = "*", Action = "s3:DeleteObject"`:                                     true,
		allow(`Bool = { "aws:SecureTransport" = "true" }`):                                                 true,
		allow(`Bool = { "aws:SecureTransport" = "false" }`):                                                false,
		allow(`NumericGreaterThanEquals = { "s3:TlsVersion" = "1.2" }`):                                    true,
		allow(`StringEquals = { "aws:PrincipalOrgID" = "o-1" }`):                                           true,
		allow(`StringEquals = { "aws:PrincipalAccount" = "111122223333" }`):                                true,
		allow(`ArnLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/reader" }`):                           true,
		allow(`StringLike = { "aws:userid" = "AROAEXAMPLE:*" }`):                                           true,
		allow(`StringEquals = { "aws:SourceArn" = "arn:aws:cloudfront::111122223333:distribution/E1" }`):   true,
		allow(`StringEquals = { "s3:DataAccessPointAccount" = "111122223333" }`):                           true,
		allow(`StringNotEquals = { "aws:PrincipalAccount" = "111122223333" }`):                             false,
		allow(`StringEqualsIfExists = { "aws:PrincipalOrgID" = "o-1" }`):                                   false,
		allow(`StringEquals = { "aws:SourceVpce" = "vpce-1" }`):                                            false,
		allow(`IpAddress = { "aws:SourceIp" = "203.0.113.0/24" }`):                                         false,
		allow(`StringLike = { "aws:Referer" = "https://example.com/*" }`):                                  false,
		allow(`StringEquals = { "s3:ExistingObjectTag/public" = "yes" }`):                                  false,
		allow(`StringEquals = { "aws:SourceVpce" = var.actions }`):                                         false,
		allow(`StringEquals = { "aws:SourceVpce" = "vpce-1" }, Bool = { "aws:SecureTransport" = "true" }`): true,
		allow(`StringEquals = { "aws:SourceVpce" = "vpce-1", "aws:PrincipalOrgID" = "o-1" }`):              true,
		allow(`IpAddress = { "aws:SourceIp" = "203.0.113.0/24" }`) + "}, {\n" + `Effect = "Deny", Principal = "*", Action = ["s3:GetObject*", "s3:ListBucket*"], Resource = [aws_s3_bucket.site.arn, "${aws_s3_bucket.site.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" } }`: true,
	} {
		t.Run(statement, func(t *testing.T) {
			holdFixed(t, map[string]string{"main.tf": `
terraform {
  backend "s3" {}
}
variable "actions" {}
resource "aws_s3_bucket" "site" {
  bucket = "example-site"
}
resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Resource = "${aws_s3_bucket.site.arn}/*"
    ` + strings.Replace(statement, "}, {\n", "}, {\n    ", 1) + `
  }] })
}
`}, fixed)
		})
	}
}

// allow is a statement that lets everybody read under a condition.
func allow(condition string) string {
	return `Effect = "Allow", Principal = "*", Action = "s3:GetObject", Condition = { ` + condition + ` }`
}

// TestAnonymousByACL is TestAnonymousReaders for ACLs.
func TestAnonymousByACL(t *testing.T) {
	acl := func(arguments string) string {
		return "resource \"aws_s3_bucket_acl\" \"site\" {\n  bucket = aws_s3_bucket.site.id\n  " + arguments + "\n}\n"
	}
	grant := func(grantee string) string {
		return acl("access_control_policy {\n    owner {\n      id = \"o\"\n    }\n    grant {\n      permission = \"READ\"\n      grantee {\n        " + grantee + "\n      }\n    }\n  }")
	}
	of := func(typ, arguments string) string {
		return "resource \"aws_s3_bucket_" + typ + "\" \"site\" {\n  bucket = aws_s3_bucket.site.id\n  " + arguments + "\n}\n"
	}
	const public = `acl = "public-read"`
	for text, fixed := range map[string]bool{
		acl(`acl = "private"`):            true,
		acl(public):                       false,
		acl(`acl = "public-read-write"`):  false,
		acl(`acl = "authenticated-read"`): true,
		acl(`acl = "log-delivery-write"`): true,
		acl(`acl = var.acl`):              false,
		acl(public) + of("public_access_block", "ignore_public_acls = true"):                                   true,
		acl(public) + of("public_access_block", "ignore_public_acls = var.acl"):                                false,
		acl(public) + of("ownership_controls", "rule {\n    object_ownership = \"BucketOwnerEnforced\"\n  }"):  true,
		acl(public) + of("ownership_controls", "rule {\n    object_ownership = \"BucketOwnerPreferred\"\n  }"): false,
		grant("type = \"Group\"\nuri = \"http://acs.amazonaws.com/groups/global/AllUsers\""):                   false,
		grant("type = \"Group\"\nuri = \"http://acs.amazonaws.com/groups/global/AuthenticatedUsers\""):         true,
		grant("type = \"Group\"\nuri = var.acl"):                                                               false,
		grant("type = \"CanonicalUser\"\nid = \"other\""):                                                      true,
	} {
		t.Run(text, func(t *testing.T) {
			holdFixed(t, map[string]string{"acl.tf": text, "main.tf": `
terraform {
  backend "s3" {}
}
variable "acl" {}
resource "aws_s3_bucket" "site" {
  bucket = "example-site"
}
resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
`}, fixed)
		})
	}
}
