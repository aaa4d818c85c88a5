package s3

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"

// joinWebsites finds out which buckets serve a website.
func (inv *Inventory) joinWebsites(j *join) {
	found := map[*Bucket]terraform.Verdict{}
	for inst := range instances(inv.Module, "aws_s3_bucket_website_configuration") {
		serves := terraform.Yes
		for _, redirect := range inst.Blocks("redirect_all_requests_to") {
			serves = serves.And(redirect.Exists.Not())
		}
		for _, b := range j.find(inst.Argument("bucket")) {
			if old, twice := found[b]; twice && old != serves {
				serves = terraform.Unknown
			}
			found[b] = serves
		}
	}
	for _, b := range inv.Buckets {
		b.ServesWebsite = j.possible(b)
		if serves, ok := found[b]; ok {
			b.ServesWebsite = serves
		}
		for _, block := range b.Instance.Blocks("website") {
			redirects := block.Argument("redirect_all_requests_to").Null().Not()
			b.ServesWebsite = b.ServesWebsite.Or(block.Exists.And(redirects.Not()))
		}
	}
}

// logACL is the canned ACL that lets S3 deliver server access logs.
const logACL = "log-delivery-write"

// loggers are the services that deliver access logs of S3 and of load balancers
// to buckets whose policy lets them.
var loggers = []string{"logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com"}

// joinLogs finds out to which buckets logs are delivered: by what names them as a
// target, or by an ACL or a policy that lets the services in.
func (inv *Inventory) joinLogs(j *join) {
	found := map[*Bucket]terraform.Verdict{}
	target := func(v terraform.Value, is terraform.Verdict) {
		if v.Null() == terraform.Yes || v.Is("") == terraform.Yes || is == terraform.No {
			return
		}
		for _, b := range j.find(v) {
			found[b] = found[b].Or(is)
		}
	}
	for inst := range instances(inv.Module, "aws_s3_bucket_logging") {
		target(inst.Argument("target_bucket"), terraform.Yes)
	}
	for _, b := range inv.Buckets {
		for _, block := range b.Instance.Blocks("logging") {
			target(block.Argument("target_bucket"), block.Exists)
		}
	}
	for _, typ := range []string{"aws_lb", "aws_alb", "aws_elb"} {
		for inst := range instances(inv.Module, typ) {
			other := inst.Argument("load_balancer_type").Is("network").Not()
			for _, name := range []string{"access_logs", "connection_logs"} {
				for _, block := range inst.Blocks(name) {
					off := block.Argument("enabled").Is("false")
					target(block.Argument("bucket"), other.And(block.Exists).And(off.Not()))
				}
			}
		}
	}
	for inst := range instances(inv.Module, "aws_s3_bucket_acl") {
		target(inst.Argument("bucket"), inst.Argument("acl").Is(logACL))
	}
	for _, b := range inv.Buckets {
		if is := b.Instance.Argument("acl").Is(logACL); is != terraform.No {
			found[b] = found[b].Or(is)
		}
		for _, p := range b.Policies {
			if p.Document.GrantsTo(loggers...) {
				found[b] = terraform.Yes
			}
		}
		b.ReceivesLogs = j.possible(b)
		if is, ok := found[b]; ok {
			b.ReceivesLogs = is
		}
	}
}
