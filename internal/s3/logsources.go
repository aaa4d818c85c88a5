package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// LogKind is a kind of logs that are delivered to buckets with SSE-S3 only.
type LogKind int8

// The kinds of such logs.
const (
	// SomeLogs are those of a service that a policy or an ACL lets in.
	SomeLogs LogKind = iota
	// AccessLogs are S3's server access logs.
	AccessLogs
	// BalancerLogs are those of application and classic load balancers.
	BalancerLogs
	// RedshiftLogs are the audit logs of Redshift.
	RedshiftLogs
)

// LogSource is what surely delivers logs to a bucket that need SSE-S3 there.
type LogSource struct {
	// Instance sends them; nil where a policy or an ACL says so.
	Instance *terraform.Instance
	Kind     LogKind
}

// LogSource returns the first source of logs of a bucket that surely is their target.
func (b *Bucket) LogSource() LogSource {
	if len(b.logSources) == 0 {
		return LogSource{}
	}
	return b.logSources[0]
}

// deliverers are those who put the logs of each kind, all of whom a policy has to let: an older region's load balancers
// come from an account of AWS (application/enable-access-logging, Elastic Load Balancing).
var deliverers = map[LogKind][]policy.Principal{
	AccessLogs:   {policy.Service("logging.s3.amazonaws.com")},
	BalancerLogs: {policy.Service("logdelivery.elasticloadbalancing.amazonaws.com"), policy.Member(usEast1ELB, "arn:aws:iam::"+usEast1ELB+":root")},
	RedshiftLogs: {policy.Service("redshift.amazonaws.com")},
}

// usEast1ELB is the account of Elastic Load Balancing in us-east-1.
const usEast1ELB = "127311923021"

// RefusesLogs says whether the bucket's policy denies the delivery of a kind of logs: an upload without encryption
// header of access logs, and of others one that asks for SSE-S3 (2.4 of the guide to each).
func (b *Bucket) RefusesLogs(kind LogKind) tri.Answer {
	if len(b.Policies) == 0 {
		return b.HasPolicy.And(tri.Unknown)
	}
	if kind == SomeLogs { // whose they are isn't known: nothing is refused if none of them is
		all := b.RefusesLogs(AccessLogs).Or(b.RefusesLogs(BalancerLogs)).Or(b.RefusesLogs(RedshiftLogs))
		return all.And(tri.Unknown)
	}
	refused := tri.Yes
	for _, who := range deliverers[kind] {
		for _, object := range deliveredObjects {
			req := policy.NewRequest("s3:PutObject", b.ARN()+object, who).Fix(sseC).Fix(SSEKeyHeader)
			if kind == AccessLogs {
				req.Fix(SSEHeader)
			} else {
				req.Fix(SSEHeader, SSES3)
			}
			switch verdict, by := b.Denies(req); {
			case verdict == policy.NotDenied:
				return tri.No
			case verdict == policy.Unknown || by.Excepts(): // perhaps the logs, by their prefix
				refused = tri.Unknown
			}
		}
	}
	return refused
}

// deliveredObjects are objects that have no beginning in common: where logs are put, a prefix decides that may be unknown.
var deliveredObjects = []string{"/key", "/AWSLogs/key"}
