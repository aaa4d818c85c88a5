package rules

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// upload is an upload over TLS that isn't made by an AWS service.
func upload(b *s3.Bucket, who policy.Principal) *policy.Request { return uploadTo(b, "key", who) }

// uploadTo is an upload under a key.
func uploadTo(b *s3.Bucket, key string, who policy.Principal) *policy.Request {
	return policy.NewRequest("s3:PutObject", b.ARN()+"/"+key, who).
		Fix("aws:SecureTransport", "true").
		Fix("aws:PrincipalIsAWSService", "false").
		Fix(sseC)
}

// deniesReads reports whether the policy surely denies every read over TLS to the
// account's own principals, as one does that has the wrong value for
// aws:SecureTransport.
func deniesReads(b *s3.Bucket) bool {
	verdict, _ := b.Denies(policy.NewRequest("s3:GetObject", b.ARN()+"/key", policy.Member("", "")).Fix("aws:SecureTransport", "true"))
	return verdict == policy.Denied
}

// lockedOut returns what a good client of the bucket surely can't do, "" if
// there is nothing.
func lockedOut(b *s3.Bucket) string {
	put := policy.NewRequest("s3:PutObject", b.ARN()+"/key", policy.Member("", "")).Fix("aws:SecureTransport", "true")
	switch {
	case b.HasPolicy != tri.Yes:
		return ""
	case deniesReads(b):
		return "every read"
	case denied(b, put):
		return "every upload"
	case refusesDefault(b):
		return "uploads that ask for the bucket's own default encryption"
	}
	return ""
}

// refusesDefault reports whether a bucket's policy surely denies what its default surely does. Where that is
// SSE-S3, an upload may ask for nothing instead.
func refusesDefault(b *s3.Bucket) bool {
	switch d := b.Default(); {
	case d == nil:
		return false
	case b.DefaultsToKMS():
		return denied(b, asDefault(b, d))
	case d.Algorithm.Is(s3.SSES3) == tri.Yes:
		return denied(b, asDefault(b, d)) && denied(b, headerless(b, policy.Member("", "")))
	}
	return false
}

func denied(b *s3.Bucket, req *policy.Request) bool {
	verdict, _ := b.Denies(req)
	return verdict == policy.Denied
}

// asDefault is an upload that asks for just what the bucket does by default.
func asDefault(b *s3.Bucket, d *s3.Default) *policy.Request { return asDefaultTo(b, "key", d) }

func asDefaultTo(b *s3.Bucket, key string, d *s3.Default) *policy.Request {
	own := uploadTo(b, key, policy.Member("", "")).Fix(sseHeader, algorithm(d))
	if algorithm(d) == s3.SSES3 {
		return own.Fix(sseKey)
	}
	if arn := d.KeyARN(); arn != "" {
		return own.Fix(sseKey, arn)
	}
	return own.Dispute(sseKey)
}

func algorithm(d *s3.Default) string {
	text, _ := d.Algorithm.Text()
	return text
}

// sses3Through returns the first upload with SSE-S3 that a bucket's policy surely
// admits, "" if there is none.
func sses3Through(b *s3.Bucket) string {
	return through(b, "an upload with SSE-S3", func(b *s3.Bucket, who policy.Principal) *policy.Request {
		return upload(b, who).Fix(sseHeader, s3.SSES3).Fix(sseKey)
	})
}

// headerlessThrough returns the first upload without encryption header that a bucket's
// policy surely admits, "" if there is none.
func headerlessThrough(b *s3.Bucket) string {
	return through(b, "an upload without encryption header", headerless)
}

// through returns what a requester surely is let through with, in words.
func through(b *s3.Bucket, name string, request func(*s3.Bucket, policy.Principal) *policy.Request) string {
	who := letThrough(b, func(who policy.Principal) *policy.Request { return request(b, who) })
	if who == "" {
		return ""
	}
	return name + " by " + who
}

// headerless is an upload without encryption header. That S3 puts the bucket's
// key into the request is written in one place only, so it is disputed.
func headerless(b *s3.Bucket, who policy.Principal) *policy.Request {
	return headerlessTo(b, "key", who)
}

func headerlessTo(b *s3.Bucket, key string, who policy.Principal) *policy.Request {
	req := uploadTo(b, key, who).Fix(sseHeader)
	d := b.Default()
	switch {
	case d == nil:
		return req.Dispute(sseKey)
	case algorithm(d) == s3.SSES3:
		return req.Fix(sseKey)
	case d.KeyARN() != "":
		return req.Dispute(sseKey, d.KeyARN())
	}
	return req.Dispute(sseKey)
}

// refusesSSES3 reports whether the bucket's policy surely denies uploads with SSE-S3, so
// that this can't be what the bucket is to do by default.
func refusesSSES3(b *s3.Bucket) bool {
	return denied(b, upload(b, policy.Member("", "")).Fix(sseHeader, s3.SSES3).Fix(sseKey))
}
