package rules

import (
	"fmt"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
)

// The condition keys of uploads. The second one is the key that S3 will use, not
// only one that the request names (Amazon S3 User Guide, "Using SSE-KMS").
const (
	sseHeader = "s3:x-amz-server-side-encryption"
	sseKey    = "s3:x-amz-server-side-encryption-aws-kms-key-id"
	sseC      = "s3:x-amz-server-side-encryption-customer-algorithm"
)

// requesters are who the policies of buckets must hold against.
var requesters = []struct {
	name      string
	principal policy.Principal
}{
	{"a principal of the account", policy.Member("", "")},
	{"a principal of another account", policy.OtherAccount("")},
	{"an anonymous requester", policy.Anonymous()},
}

// plainHTTPThrough returns the first plain-HTTP request that a bucket's policy
// surely lets through, "" if there is none.
func plainHTTPThrough(b *s3.Bucket) string {
	for _, probe := range transportProbes {
		for _, who := range requesters {
			if verdict, _ := b.Denies(plainHTTP(b, probe.action, probe.below, who.principal)); verdict == policy.NotDenied {
				return fmt.Sprintf("%s by %s", probe.action, who.name)
			}
		}
	}
	return ""
}

// plainHTTP is a request without TLS that isn't made by an AWS service. Whether it
// counts as one of a low TLS version is disputed (AWS re:Post,
// "s3-enforce-modern-tls").
func plainHTTP(b *s3.Bucket, action, below string, who policy.Principal) *policy.Request {
	return policy.NewRequest(action, b.ARN()+below, who).
		Fix("aws:SecureTransport", "false").
		Fix("aws:PrincipalIsAWSService", "false").
		Dispute("s3:TlsVersion", "1.0", "1.1")
}

// transportProbes are what must not work over plain HTTP: reading, writing and
// deleting objects, listing the bucket and reading its configuration.
var transportProbes = []struct{ action, below string }{
	{"s3:GetObject", "/key"},
	{"s3:PutObject", "/key"},
	{"s3:DeleteObject", "/key"},
	{"s3:ListBucket", ""},
	{"s3:GetBucketPolicy", ""},
}

// upload is an upload over TLS that isn't made by an AWS service.
func upload(b *s3.Bucket, who policy.Principal) *policy.Request {
	return policy.NewRequest("s3:PutObject", b.ARN()+"/key", who).
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
func lockedOut(b *s3.Bucket, d *s3.Default) string {
	denied := func(req *policy.Request) bool {
		verdict, _ := b.Denies(req)
		return verdict == policy.Denied
	}
	member := policy.Member("", "")
	own := upload(b, member).Fix(sseHeader, algorithm(d))
	if arn := d.KeyARN(); arn != "" {
		own.Fix(sseKey, arn)
	} else {
		own.Dispute(sseKey)
	}
	switch {
	case deniesReads(b):
		return "every read"
	case denied(policy.NewRequest("s3:PutObject", b.ARN()+"/key", member).Fix("aws:SecureTransport", "true")):
		return "every upload"
	case denied(own):
		return "uploads that ask for the bucket's own default encryption"
	}
	return ""
}

func algorithm(d *s3.Default) string {
	text, _ := d.Algorithm.Text()
	return text
}

// weakUpload returns the first upload with weaker encryption than the bucket's
// that its policy surely admits, "" if there is none.
func weakUpload(b *s3.Bucket, d *s3.Default, allowDefault bool) string {
	for _, who := range requesters {
		if verdict, _ := b.Denies(upload(b, who.principal).Fix(sseHeader, s3.SSES3).Fix(sseKey)); verdict == policy.NotDenied {
			return "an upload with SSE-S3 by " + who.name
		}
	}
	if allowDefault {
		return ""
	}
	for _, who := range requesters {
		// That S3 puts the bucket's key into the request is written in one place only.
		if verdict, _ := b.Denies(upload(b, who.principal).Fix(sseHeader).Dispute(sseKey, known(d.KeyARN())...)); verdict == policy.NotDenied {
			return "an upload without encryption header by " + who.name
		}
	}
	return ""
}

// known returns a text as a list, an empty one for "".
func known(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
