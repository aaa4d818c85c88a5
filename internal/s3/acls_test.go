package s3_test

import (
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestACLs says whom ACLs let in: whether anybody but the owner, for some inputs, and S3's
// log delivery, for these.
func TestACLs(t *testing.T) {
	inline := func(body string) string { return strings.Replace(oneBucket, "\"a\" {\n", "\"a\" {\n"+body+"\n", 1) }
	acl := func(body string) string {
		return oneBucket + "resource \"aws_s3_bucket_acl\" \"l\" {\n  bucket = aws_s3_bucket.a.id\n" + body + "\n}\ndata \"aws_canonical_user_id\" \"me\" {}\n"
	}
	canned := func(value string) string { return acl("acl = " + value) }
	grant := func(grantee, permission string) string {
		return "grant {\n    grantee {\n      " + grantee + "\n    }\n    permission = \"" + permission + "\"\n  }\n"
	}
	policy := func(grants string) string {
		return acl("access_control_policy {\n" + grants + "owner {\n    id = data.aws_canonical_user_id.me.id\n  }\n}")
	}
	controls := func(head, ownership string) string {
		return "resource \"aws_s3_bucket_ownership_controls\" \"c\" {\n" + head + "\n  bucket = aws_s3_bucket.a.id\n  rule {\n    object_ownership = " + ownership + "\n  }\n}\n"
	}
	ignores := func(value string) string {
		return "resource \"aws_s3_bucket_public_access_block\" \"c\" {\n  bucket = aws_s3_bucket.a.id\n  ignore_public_acls = " + value + "\n}\n"
	}
	const (
		group     = "type = \"Group\"\nuri = \"http://acs.amazonaws.com/groups/"
		delivery  = group + "s3/LogDelivery\""
		everybody = group + "global/AllUsers\""
		mine      = "id = data.aws_canonical_user_id.me.id\ntype = \"CanonicalUser\""
		other     = "id = \"0123\"\ntype = \"CanonicalUser\""
		setting   = "variable \"y\" {\n  default = \"private\"\n}\n"
	)
	for name, c := range map[string]struct {
		source string
		lets   bool
		logs   tri.Answer
	}{
		"none":                   {oneBucket, false, tri.No},
		"private":                {canned(`"private"`), false, tri.No},
		"null":                   {canned(`null`), false, tri.No},
		"the owner's":            {canned(`"bucket-owner-full-control"`), false, tri.No},
		"public":                 {canned(`"public-read"`), true, tri.No},
		"authenticated":          {canned(`"authenticated-read"`), true, tri.No},
		"EC2":                    {canned(`"aws-exec-read"`), true, tri.No},
		"log delivery":           {canned(`"log-delivery-write"`), true, tri.Unknown},
		"unknown":                {canned(`var.x`), true, tri.Unknown},
		"with other inputs":      {canned(`var.y`) + setting, true, tri.No},
		"a local":                {canned(`local.y`) + "locals {\n  y = \"private\"\n}\n", false, tri.No},
		"perhaps":                {acl("count = var.x\nacl = \"public-read\""), true, tri.No},
		"not":                    {acl("count = 0\nacl = \"public-read\""), false, tri.No},
		"of any bucket":          {oneBucket + "resource \"aws_s3_bucket_acl\" \"l\" {\n  bucket = var.x\n  acl = \"public-read\"\n}\n", true, tri.No},
		"private, of any bucket": {oneBucket + "resource \"aws_s3_bucket_acl\" \"l\" {\n  bucket = var.x\n  acl = \"private\"\n}\n", false, tri.No},
		"inline":                 {inline(`acl = "public-read-write"`), true, tri.No},
		"inline private":         {inline(`acl = "private"`), false, tri.No},
		"inline empty":           {inline(`acl = ""`), false, tri.No},

		"granted to the owner":      {policy(grant(mine, "FULL_CONTROL")), false, tri.No},
		"granted to others":         {policy(grant(mine, "FULL_CONTROL") + grant(other, "READ")), true, tri.No},
		"granted to the same id":    {strings.ReplaceAll(policy(grant(other, "READ")), "data.aws_canonical_user_id.me.id", `"0123"`), false, tri.No},
		"granted to somebody":       {policy(grant("id = var.x\ntype = \"CanonicalUser\"", "READ")), true, tri.No},
		"granted by email":          {policy(grant("email_address = \"a@example.com\"\ntype = \"AmazonCustomerByEmail\"", "READ")), true, tri.No},
		"granted to log delivery":   {policy(grant(delivery, "WRITE") + grant(delivery, "READ_ACP")), true, tri.Yes},
		"all to log delivery":       {policy(grant(delivery, "FULL_CONTROL")), true, tri.Yes},
		"reading to log delivery":   {policy(grant(delivery, "READ_ACP")), true, tri.No},
		"granted to everybody":      {policy(grant(everybody, "READ")), true, tri.No},
		"dynamic, unknown":          {policy("dynamic \"grant\" {\n  for_each = var.x\n  content {\n    permission = \"READ\"\n    grantee {\n      type = \"CanonicalUser\"\n      id = grant.value\n    }\n  }\n}\n"), true, tri.No},
		"dynamic, none now":         {policy("dynamic \"grant\" {\n  for_each = var.y\n  content {\n    permission = \"READ\"\n    grantee {\n      id = grant.value\n    }\n  }\n}\n") + "variable \"y\" {\n  default = []\n}\n", true, tri.No},
		"dynamic, of two":           {policy("dynamic \"grant\" {\n  for_each = [\"WRITE\", \"READ_ACP\"]\n  content {\n    permission = grant.value\n    grantee {\n      " + delivery + "\n    }\n  }\n}\n"), true, tri.Yes},
		"inline grant":              {inline("grant {\n  " + delivery + "\n  permissions = [\"READ_ACP\", \"WRITE\"]\n}"), true, tri.Yes},
		"inline grant to the owner": {inline("grant {\n  "+mine+"\n  permissions = [\"FULL_CONTROL\"]\n}") + "data \"aws_canonical_user_id\" \"me\" {}\n", false, tri.No},
		"inline grant, none now":    {inline("dynamic \"grant\" {\n  for_each = var.y\n  content {\n    type = \"Group\"\n  }\n}") + "variable \"y\" {\n  default = []\n}\n", true, tri.No},

		"switched off":             {canned(`"log-delivery-write"`) + controls("", `"BucketOwnerEnforced"`), false, tri.No},
		"switched off, perhaps":    {canned(`"public-read"`) + controls("count = var.x", `"BucketOwnerEnforced"`), true, tri.No},
		"switched off by an input": {canned(`"public-read"`) + controls("", "var.y") + strings.Replace(setting, "private", "BucketOwnerEnforced", 1), true, tri.No},
		"the writer's":             {canned(`"public-read"`) + controls("", `"ObjectWriter"`), true, tri.No},
		"ignored":                  {canned(`"public-read"`) + ignores("true"), false, tri.No},
		"ignored, perhaps":         {canned(`"public-read"`) + ignores("var.x"), true, tri.No},
		"not public":               {canned(`"aws-exec-read"`) + ignores("true"), true, tri.No},
		"unknown, ignored":         {canned(`var.x`) + ignores("true"), true, tri.Unknown},
	} {
		b := take(t, c.source).Buckets[0]
		lets := !b.Always(func(b *s3.Bucket) bool { return b.LetsIn == "" })
		if lets != c.lets || b.ReceivesLogs != c.logs {
			t.Errorf("%s: lets others in %t (%s), logs %s; want %t, %s", name, lets, b.LetsIn, b.ReceivesLogs, c.lets, c.logs)
		}
	}
}

// TestForeignCanonicalUser holds that the user of another provider's account is another one.
func TestForeignCanonicalUser(t *testing.T) {
	source := `provider "aws" {
  alias = "other"
}
resource "aws_s3_bucket" "a" {
  grant {
    id          = data.aws_canonical_user_id.them.id
    type        = "CanonicalUser"
    permissions = ["READ"]
  }
}
data "aws_canonical_user_id" "them" {
  provider = aws.other
}
`
	if b := take(t, source).Buckets[0]; b.LetsIn == "" {
		t.Error("nobody else is let in")
	}
}

// TestAccessPoints says which access points let others in.
func TestAccessPoints(t *testing.T) {
	point := func(body string) string {
		return oneBucket + "resource \"aws_s3_access_point\" \"p\" {\n  bucket = aws_s3_bucket.a.id\n" + body + "\n}\n"
	}
	apart := func(statement string) string {
		return "resource \"aws_s3control_access_point_policy\" \"p\" {\n  access_point_arn = aws_s3_access_point.p.arn\n  policy = jsonencode({ Statement = [" + statement + "] })\n}\n"
	}
	const allow, deny = `{ Effect = "Allow", Principal = { AWS = "111122223333" }, Action = "s3:GetObject", Resource = "*" }`, `{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*" }`
	for name, c := range map[string]struct {
		source string
		lets   bool
	}{
		"without policy":  {point(""), false},
		"a policy":        {point("policy = jsonencode({ Statement = [" + allow + "] })"), true},
		"one that denies": {point("policy = jsonencode({ Statement = [" + deny + "] })"), false},
		"an unknown one":  {point("policy = var.x"), true},
		"apart":           {point("") + apart(allow), true},
		"apart, denies":   {point("") + apart(deny), false},
		"of another":      {strings.Replace(point("policy = var.x"), "aws_s3_bucket.a.id", `"o"`, 1), true},
	} {
		if b := take(t, c.source).Buckets[0]; (b.LetsIn != "") != c.lets {
			t.Errorf("%s: let in by %q, want %t", name, b.LetsIn, c.lets)
		}
	}
}
