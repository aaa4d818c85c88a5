package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// WhyLogs says why it isn't known whether logs are delivered to the bucket that need SSE-S3.
func (b *Bucket) WhyLogs() string {
	for _, acl := range b.acls() {
		switch {
		case acl.Is("log-delivery-write") == tri.Yes:
			return "the ACL log-delivery-write lets services in of which some need SSE-S3"
		case acl.Is("log-delivery-write") == tri.Unknown && acl.Why() != "":
			return "the ACL may let logs be delivered: " + acl.Why()
		}
	}
	for _, p := range b.Policies {
		if p.delivers == tri.Unknown {
			return "the policy may let logs be delivered that need SSE-S3"
		}
	}
	if b.inventory.index.logged.has(b) {
		return "a module that isn't loaded is handed the bucket as a place for logs"
	}
	return "whether something that is here delivers logs to it isn't known"
}

// acls are the canned ACLs that are or may be the bucket's.
func (b *Bucket) acls() []terraform.Value {
	if b.admits.logs != tri.Unknown {
		return nil
	}
	out := []terraform.Value{b.Instance.Argument("acl")}
	for inst := range instances(b.inventory.Module, "aws_s3_bucket_acl") {
		if b.Named(inst.Argument("bucket")) != tri.No {
			out = append(out, inst.Argument("acl"))
		}
	}
	return out
}
