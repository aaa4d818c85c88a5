package s3

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// The condition keys of uploads. The second one is the key that S3 will use, not
// only one that the request names (Amazon S3 User Guide, "Using SSE-KMS").
const (
	SSEHeader    = "s3:x-amz-server-side-encryption"
	SSEKeyHeader = "s3:x-amz-server-side-encryption-aws-kms-key-id"
	sseC         = "s3:x-amz-server-side-encryption-customer-algorithm"
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

// whoIsExempt names requesters whom a statement exempts by their ARN or account.
const whoIsExempt = "a principal of the account or of another account"

// OnlyExempt reports whether what is let through is so for whom a statement exempts.
func OnlyExempt(through string) bool { return strings.HasSuffix(through, whoIsExempt) }

// letThrough names the first requester whom a bucket's policy surely lets through, ""
// if there is none, and says whether all are denied.
func (b *Bucket) letThrough(ask func(policy.Principal) *policy.Request) (string, tri.Answer) {
	denied := tri.Yes
	for _, who := range requesters {
		switch verdict, _ := b.Denies(ask(who.principal)); verdict {
		case policy.NotDenied:
			return who.name, tri.No
		case policy.Denied:
		default:
			denied = tri.Unknown
		}
	}
	if denied == tri.Yes {
		return "", tri.Yes
	}
	// Whom a statement exempts by a literal ARN is a member of the bucket's account or of
	// another one, whichever that is.
	if verdict, _ := b.Denies(ask(policy.AnyAccount())); verdict == policy.NotDenied {
		return whoIsExempt, tri.No
	}
	return "", tri.Unknown
}

// PlainHTTPThrough returns the first plain-HTTP request that a bucket's policy
// surely lets through, "" if there is none, and says whether all are denied.
func (b *Bucket) PlainHTTPThrough() (string, tri.Answer) {
	denied := tri.Yes
	for _, probe := range transportProbes {
		plain := func(who policy.Principal) *policy.Request { return b.plainHTTP(probe.action, probe.below, who) }
		who, all := b.letThrough(plain)
		if who != "" {
			return fmt.Sprintf("%s by %s", probe.action, who), tri.No
		}
		denied = denied.And(all)
	}
	return "", denied
}

// plainHTTP is a request without TLS that isn't made by an AWS service. Whether it
// counts as one of a low TLS version is disputed (AWS re:Post,
// "s3-enforce-modern-tls").
func (b *Bucket) plainHTTP(action, below string, who policy.Principal) *policy.Request {
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

// anonymousKeys are condition keys that speak of the signature of a request, or of the
// service or access point that it comes by, and that no anonymous request has.
var anonymousKeys = []string{
	"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceOwner", "aws:CalledVia", "aws:SourceIdentity",
	"aws:Ec2InstanceSourceVpc", "aws:FederatedProvider",
	"s3:authType", "s3:signatureAge", "s3:signatureversion", "s3:DataAccessPointAccount", "s3:DataAccessPointArn",
}

// anonymousProbes are what those do who have no credentials.
var anonymousProbes = []string{"s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions", "s3:PutObject"}

// AnonymousOverHTTP returns an action that a bucket's policy lets anonymous requesters do,
// and doesn't keep them from doing over plain HTTP, "" if there is none.
func (b *Bucket) AnonymousOverHTTP() string {
	for _, p := range b.Policies {
		if !p.Document.NamesAnybody() { // most, and then there is no need to make requests
			continue
		}
		for _, action := range anonymousProbes {
			req := b.plainHTTP(action, "/key", policy.Anonymous()).Fix("aws:userid", "anonymous").Fix("aws:ViaAWSService", "false")
			for _, key := range anonymousKeys {
				req.Fix(key)
			}
			if !p.Document.AdmitsAnybody(req) {
				continue
			}
			if verdict, _ := policy.Denies(p.Document, req); verdict != policy.Denied {
				return action
			}
		}
	}
	return ""
}

// tlsVersions are the values of s3:TlsVersion, oldest first.
var tlsVersions = []string{"1.0", "1.1", "1.2", "1.3"}

// OldTLSThrough returns the first request over TLS before minimum that a bucket's
// policy surely lets through, "" if there is none or any version will do, and says whether all
// are denied.
func (b *Bucket) OldTLSThrough(minimum string) (string, tri.Answer) {
	denied := tri.Yes
	for _, version := range tlsVersions[:max(slices.Index(tlsVersions, minimum), 0)] {
		for _, probe := range transportProbes {
			old := func(who policy.Principal) *policy.Request {
				return policy.NewRequest(probe.action, b.ARN()+probe.below, who).
					Fix("aws:SecureTransport", "true").
					Fix("aws:PrincipalIsAWSService", "false").
					Fix("s3:TlsVersion", version)
			}
			who, all := b.letThrough(old)
			if who != "" {
				return fmt.Sprintf("%s over TLS %s by %s", probe.action, version, who), tri.No
			}
			denied = denied.And(all)
		}
	}
	return "", denied
}

// AdmitsPlainHTTP reports whether the bucket's policy doesn't keep anonymous requesters from
// reading over plain HTTP.
func (b *Bucket) AdmitsPlainHTTP() bool {
	verdict, _ := b.Denies(b.plainHTTP("s3:GetObject", "/key", policy.Anonymous()))
	return verdict != policy.Denied
}
