package rules

import (
	"reflect"
	"strconv"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// denyTransport is the form of AWS's remediation for Security Hub S3.5.
var denyTransport = lint.Statement{
	Sid: "DenyUnencryptedTransport", Action: "s3:*", Bucket: true,
	Operator: "Bool", Key: "aws:SecureTransport", Values: []string{`"false"`},
}

// denyOldTLS is the form of the Amazon S3 User Guide ("Bucket policy examples using
// condition keys", s3:TlsVersion).
func denyOldTLS(minimum string) lint.Statement {
	return lint.Statement{
		Sid: "DenyOutdatedTLS", Action: "s3:*", Bucket: true,
		Operator: "NumericLessThan", Key: "s3:TlsVersion", Values: []string{strconv.Quote(minimum)},
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
	return b.Always(func(b *s3.Bucket) bool { return b.HasPolicy == terraform.No && !b.PolicyConditional })
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

// enforceKMS returns the statements that hold uploads to a bucket's default, nil
// if none would do so safely: a policy that demands a header of a bucket whose
// key isn't known makes S3 use the AWS managed key where clients name none.
func enforceKMS(b *s3.Bucket, d *s3.Default, allowDefault bool) []lint.Statement {
	header := lint.Statement{
		Sid: "DenyNonKMSEncryptedPuts", Action: "s3:PutObject",
		Operator: "StringNotEquals", Key: sseHeader, Values: []string{strconv.Quote(s3.SSEKMS), strconv.Quote(s3.DSSEKMS)},
	}
	if !b.KeepsDefault() {
		return nil // other inputs may make it another one
	}
	if algorithm(d) == s3.DSSEKMS {
		header.Values = header.Values[1:]
	}
	var statements []lint.Statement
	if !allowDefault {
		statements = append(statements, header)
	}
	switch d.Key.Kind {
	case s3.CustomerKey:
		key := b.KeyExpression()
		if key == "" {
			return nil
		}
		return append(statements, lint.Statement{
			Sid: "DenyOtherKMSKeys", Action: "s3:PutObject",
			Operator: "StringNotEquals", Key: sseKey, Values: []string{key},
		})
	case s3.AWSManagedKey, s3.OpaqueKey:
	}
	if d.Key.Kind == s3.OpaqueKey {
		return nil
	}
	return statements
}
