package rules

import (
	"reflect"
	"strconv"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// denyTransport is the form of AWS's remediation for Security Hub S3.5.
var denyTransport = lint.Statement{
	Sid: "DenyUnencryptedTransport", Action: "s3:*", Bucket: true,
	Conditions: []lint.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{`"false"`}}},
}

// denyOldTLS is the form of the Amazon S3 User Guide ("Bucket policy examples using
// condition keys", s3:TlsVersion).
func denyOldTLS(minimum string) lint.Statement {
	return lint.Statement{
		Sid: "DenyOutdatedTLS", Action: "s3:*", Bucket: true,
		Conditions: []lint.Condition{{Operator: "NumericLessThan", Key: "s3:TlsVersion", Values: []string{strconv.Quote(minimum)}}},
	}
}

// ofPolicy returns a finding about the only policy of a bucket.
func ofPolicy(b *s3.Bucket, value, text string) *lint.Finding {
	p := b.Policies[0]
	return &lint.Finding{
		Range:   p.Argument.Range,
		In:      p.Instance,
		Anchor:  p.Argument,
		Address: b.Instance.Address(),
		Tags:    b.Tagged(),
		Tier:    sensitive(b),
		Value:   value,
		Text:    text,
	}
}

// withoutPolicy reports whether a bucket has no policy, whatever the inputs.
func withoutPolicy(b *s3.Bucket) bool {
	return b.Always(func(b *s3.Bucket) bool { return b.HasPolicy == tri.No && !b.PolicyConditional })
}

// agreed returns what a fix writes for each block that buckets or their policies
// come from: nothing where its instances don't all want the same, because the
// fix is for all of them.
func agreed(inv *s3.Inventory, want func(*s3.Bucket) []lint.Statement) map[*terraform.Resource][]lint.Statement {
	out := map[*terraform.Resource][]lint.Statement{}
	enter := func(r *terraform.Resource, statements []lint.Statement) {
		if before, seen := out[r]; seen && !reflect.DeepEqual(before, statements) {
			statements = nil
		}
		out[r] = statements
	}
	for _, b := range inv.Buckets {
		statements := want(b)
		enter(b.Instance.Resource, statements)
		for _, p := range b.Policies {
			enter(p.Instance.Resource, statements)
		}
	}
	for _, p := range inv.Policies {
		if len(p.Buckets) == 0 {
			enter(p.Instance.Resource, nil)
		}
	}
	return out
}
