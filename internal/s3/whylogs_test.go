package s3_test

import (
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestWhyLogs holds that the reason why it isn't known whether a bucket receives logs names what may deliver them.
func TestWhyLogs(t *testing.T) {
	const bucket = "variable \"x\" {}\nresource \"aws_s3_bucket\" \"this\" {\n  bucket = \"example\"\n}\n"
	const acl = "resource \"aws_s3_bucket_acl\" \"this\" {\n  bucket = aws_s3_bucket.this.id\n  acl    = "
	const policy = "resource \"aws_s3_bucket_policy\" \"this\" {\n  bucket = aws_s3_bucket.this.id\n  policy = jsonencode({ Statement = [{ Effect = \"Allow\", Resource = \"arn:aws:s3:::example/*\", "
	for source, want := range map[string]string{
		"variable \"x\" {}\nresource \"aws_s3_bucket\" \"this\" {\n  acl = var.x\n}\n": "the ACL may let logs be delivered: var.x has no value",
		bucket + acl + "var.x\n}\n":                  "the ACL may let logs be delivered: var.x has no value",
		bucket + acl + "\"log-delivery-write\"\n}\n": "the ACL log-delivery-write lets services in of which some need SSE-S3",
		bucket + "resource \"aws_s3_bucket_acl\" \"other\" {\n  bucket = \"other\"\n  acl    = \"private\"\n}\n" + acl + "var.x\n}\n":                                                                                                                 "the ACL may let logs be delivered: var.x has no value",
		bucket + policy + "Action = \"s3:PutObject\", Principal = { Service = \"delivery.logs.amazonaws.com\" }, Condition = { ArnLike = { \"aws:SourceArn\" = \"arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/*\" } } }] })\n}\n": "the policy may let logs be delivered that need SSE-S3",
		bucket + "module \"m\" {\n  source = \"example.com/m/aws\"\n  access_logs = { bucket = aws_s3_bucket.this.id }\n}\n":                                                                                                                          "a module that isn't loaded is handed the bucket as a place for logs",
		bucket + "resource \"aws_lb\" \"this\" {\n  load_balancer_type = var.x\n  access_logs {\n    bucket  = aws_s3_bucket.this.id\n    enabled = true\n  }\n}\n":                                                                                   "whether something that is here delivers logs to it isn't known",
		// An ACL of another bucket, and one that ownership of objects switches off, are no reason.
		bucket + "resource \"aws_s3_bucket_acl\" \"other\" {\n  bucket = \"other\"\n  acl    = var.x\n}\n" + acl + "\"log-delivery-write\"\n}\n": "the ACL log-delivery-write lets services in",
		bucket + acl + "var.x\n}\nresource \"aws_s3_bucket_ownership_controls\" \"this\" {\n  bucket = aws_s3_bucket.this.id\n  rule {\n    object_ownership = \"BucketOwnerEnforced\"\n  }\n}\n" +
			"resource \"aws_lb\" \"this\" {\n  load_balancer_type = var.x\n  access_logs {\n    bucket  = aws_s3_bucket.this.id\n    enabled = true\n  }\n}\n": "whether something that is here delivers logs to it isn't known",
	} {
		b := take(t, source).Buckets[0]
		if b.ReceivesLogs != tri.Unknown {
			t.Errorf("%s: logs %s", source, b.ReceivesLogs)
		}
		if why := b.WhyLogs(); !strings.HasPrefix(why, want) {
			t.Errorf("%s: %q, want %q", source, why, want)
		}
	}
}
