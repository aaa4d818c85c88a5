package remedy

import (
	"slices"
	"strconv"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// PolicySite returns an instance of the block that says what a bucket's policy is: the
// policy's, the first one's of several, or the bucket's where there is none; nil where it isn't known which it is.
func PolicySite(b *s3.Bucket) *terraform.Instance {
	switch b.HasPolicy {
	case tri.No:
		return b.Instance
	case tri.Yes:
		return b.Policies[0].Instance
	case tri.Unknown:
	}
	return nil
}

// PolicyFinding returns a finding about the policy of a bucket, the first one of several that have the same fault.
func PolicyFinding(b *s3.Bucket, value, text string) *lint.Finding {
	p := b.Policies[0]
	return &lint.Finding{In: p.Instance, Anchor: p.Argument, Value: value, Text: text}
}

// MissingPolicy returns a finding about a bucket without policy, with what follows from that.
func MissingPolicy(b *s3.Bucket, follows string) *lint.Finding {
	switches := b.Switches("aws_s3_bucket_policy")
	return &lint.Finding{Rests: switches, Misses: slices.Concat(switches, b.Contents("aws_s3_bucket_policy", "policy")), Text: "{has|have} no bucket policy, so " + follows}
}

// deny returns the fix that adds statements to a bucket's policy, or makes one of them. The
// instances of one block are compared by wants. It doesn't ask whether the statements stop anybody who has
// to get through, nor, where there is a policy, whether that is another one with other inputs: that is the caller's.
func deny(b *s3.Bucket, wants any, statements ...statement) (lint.Fix, error) {
	if len(b.Policies) > 1 {
		return lint.Fix{}, whyInputs.Refuse("which of several policies %s has rests on the inputs", b.Instance.Address())
	}
	if b.HasPolicy == tri.Yes {
		p := b.Policies[0]
		return lint.Fix{Wants: wants, Do: func(e *lint.Edit) error { return addStatements(e, p, statements...) }}, nil
	}
	if !b.Always(func(b *s3.Bucket) bool { return b.HasPolicy == tri.No && !b.PolicyConditional }) {
		return lint.Fix{}, whyInputs.Refuse("with other inputs %s may have a policy", b.Instance.Address())
	}
	resource := b.Instance.Resource
	return lint.Fix{Wants: wants, Do: func(e *lint.Edit) error { return addPolicy(e, resource, statements...) }}, nil
}

// denyTransport is the form of AWS's remediation for Security Hub S3.5.
var denyTransport = statement{
	Sid: "DenyUnencryptedTransport", Action: "s3:*", Bucket: true,
	Conditions: []condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{`"false"`}}},
}

// denyOldTLS is the form of the Amazon S3 User Guide ("Bucket policy examples using
// condition keys", s3:TlsVersion).
func denyOldTLS(minimum string) statement {
	return statement{
		Sid: "DenyOutdatedTLS", Action: "s3:*", Bucket: true,
		Conditions: []condition{{Operator: "NumericLessThan", Key: "s3:TlsVersion", Values: []string{strconv.Quote(minimum)}}},
	}
}

// transportStatements are those that a bucket's policy lacks to deny plain HTTP, and TLS before
// a version if that isn't "".
func transportStatements(b *s3.Bucket, minimum string) []statement {
	var add []statement
	if plain, _ := b.PlainHTTPThrough(); plain != "" {
		add = append(add, denyTransport)
	}
	if old, _ := b.OldTLSThrough(minimum); old != "" {
		add = append(add, denyOldTLS(minimum))
	}
	return add
}

// DenyTransport returns the fix that denies plain HTTP, and TLS before a version if that isn't
// "", where nobody may read a bucket so.
func DenyTransport(s *lint.Snapshot, b *s3.Bucket, minimum string) (lint.Fix, error) {
	if plain, _ := b.PlainHTTPThrough(); s3.OnlyExempt(plain) {
		return lint.Fix{}, whyExempt.Refuse("a statement exempts somebody on purpose")
	}
	var doubts lint.Doubts
	if err := bucketOnlyTLS(s, b.Instance.Resource, &doubts); err != nil {
		return lint.Fix{}, err
	}
	if err := closedToHTTP(b, &doubts); err != nil {
		return lint.Fix{}, err
	}
	fix, err := deny(b, denyTransport.Sid+minimum, transportStatements(b, minimum)...)
	fix.Doubts = doubts
	return fix, err
}

// closedToHTTP fails if a bucket has readers over plain HTTP, now or with other inputs, as far
// as its own configuration tells.
func closedToHTTP(b *s3.Bucket, d *lint.Doubts) error {
	name := b.Instance.Address()
	switch {
	case b.WebsiteHere == tri.Yes:
		return whyOverHTTP.Refuse("%s serves a website, whose endpoint has no TLS", name)
	case b.WebsiteHere == tri.Unknown:
		return whyOverHTTP.Refuse("%s may serve a website, whose endpoint has no TLS", name)
	case b.HasPolicy == tri.Yes && b.DeniesReads():
		return WhyLockedOut.Refuse("the policy denies every read over TLS, and the statement would close the last way in")
	}
	if err := onlyNamed(b); err != nil {
		return err
	}
	if !b.Always(func(b *s3.Bucket) bool { return b.WebsiteHere == tri.No }) {
		return whyInputs.Refuse("with other inputs %s may serve a website", name)
	}
	if b.ServesWebsite != tri.No {
		whyNotLoaded.Raise(d, "a module that isn't loaded is handed %s, and may make a website of it", name)
	}
	if !b.Always(func(b *s3.Bucket) bool { return onlyNamed(b) == nil }) {
		return whyInputs.Refuse("with other inputs %s may let anonymous requesters in", name)
	}
	return nil
}

// onlyNamed fails if a bucket's policy or ACL lets anonymous requesters in, over plain
// HTTP as well: nobody knows which of them rely on it.
func onlyNamed(b *s3.Bucket) error {
	if b.Anonymous != tri.No && b.AdmitsPlainHTTP() {
		return whyOverHTTP.Refuse("an ACL lets anonymous requesters in, or may, who may come over plain HTTP")
	}
	if action := b.AnonymousOverHTTP(); action != "" {
		return whyOverHTTP.Refuse("the policy lets anonymous requesters in (%s), who may come over plain HTTP", action)
	}
	return nil
}
