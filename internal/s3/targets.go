package s3

import (
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// targets are the buckets to which logs are delivered that need SSE-S3 there, surely or
// perhaps. A target that isn't a bucket here, a variable say, says nothing of those that are.
type targets struct {
	*bucketIndex
	found map[*Bucket]tri.Answer
}

// joinLogs finds out to which buckets logs are delivered that need SSE-S3: by what names them
// as a target, or by an ACL or a policy that lets the services in.
func (inv *Inventory) joinLogs(index *bucketIndex) {
	t := &targets{bucketIndex: index, found: map[*Bucket]tri.Answer{}}
	t.ofAccessLogs(inv)
	for _, typ := range balancers {
		for inst := range instances(inv.Module, typ) {
			t.ofBalancer(inst)
		}
	}
	for inst := range instances(inv.Module, "aws_redshift_logging") {
		t.add(LogSource{inst, RedshiftLogs}, inst.Argument("bucket_name"), toS3(inst.Argument("log_destination_type")))
	}
	for inst := range instances(inv.Module, "aws_redshift_cluster") {
		for _, block := range inst.Blocks("logging") {
			on := turned(block.Argument("enable"), true).And(toS3(block.Argument("log_destination_type")))
			t.add(LogSource{inst, RedshiftLogs}, block.Argument("bucket_name"), on.And(block.Exists))
		}
	}
	for _, b := range inv.Buckets {
		for _, p := range b.Policies {
			is := p.delivers
			if len(b.Policies) > 1 {
				is = is.And(tri.Unknown) // S3 keeps one of them
			}
			t.enter(b, is.And(with(p.Instance, b)))
		}
		t.enter(b, b.admits.logs)
		if t.logged.has(b) {
			t.enter(b, tri.Unknown)
		}
		b.ReceivesLogs = tri.No
		if is, ok := t.found[b]; ok {
			b.ReceivesLogs = is
		}
	}
}

// enter enters that a bucket is a target, if it isn't surely none.
func (t *targets) enter(b *Bucket, is tri.Answer) {
	if is != tri.No {
		t.found[b] = t.found[b].Or(is)
	}
}

// add enters the buckets that are, or may be, what a source of logs names as its target.
func (t *targets) add(source LogSource, target terraform.Value, is tri.Answer) {
	if is == tri.No || target.Null() == tri.Yes || target.Is("") == tri.Yes {
		return
	}
	found := t.named(target)
	for _, b := range found {
		surely := is.And(with(source.Instance, b))
		t.enter(b, surely)
		if surely == tri.Yes {
			b.logSources = append(b.logSources, source)
		}
	}
	if found != nil {
		return
	}
	refs := references{} // buckets that the expression refers to
	refs.keepBuckets(target.References())
	for ref := range refs {
		for _, b := range t.byResource[ref] {
			t.enter(b, tri.Unknown)
		}
	}
}

// with says whether an instance exists wherever a bucket does.
func with(inst *terraform.Instance, b *Bucket) tri.Answer {
	if inst.ExistsWith(b.Instance) {
		return tri.Yes
	}
	return tri.Unknown
}

// ofAccessLogs enters the targets of S3's own access logs.
func (t *targets) ofAccessLogs(inv *Inventory) {
	for inst := range instances(inv.Module, "aws_s3_bucket_logging") {
		t.add(LogSource{inst, AccessLogs}, inst.Argument("target_bucket"), tri.Yes)
	}
	for _, b := range inv.Buckets {
		for _, block := range b.Instance.Blocks("logging") {
			t.add(LogSource{b.Instance, AccessLogs}, block.Argument("target_bucket"), block.Exists)
		}
	}
}

// balancers are the types of load balancers.
var balancers = []string{"aws_lb", "aws_alb", "aws_elb"}

// ofBalancer enters the targets of a load balancer's logs.
func (t *targets) ofBalancer(inst *terraform.Instance) {
	classic := inst.Resource.Address.Type == "aws_elb"
	needsSSES3 := tri.Yes
	if !classic {
		needsSSES3 = networkBalancer(inst).Not()
	}
	for _, typ := range []string{"access_logs", "connection_logs", "health_check_logs"} {
		for _, block := range inst.Blocks(typ) {
			// aws_elb has them on by default, the others have them off.
			on := turned(block.Argument("enabled"), classic)
			t.add(LogSource{inst, BalancerLogs}, block.Argument("bucket"), on.And(needsSSES3).And(block.Exists))
		}
	}
}

// isBalancer reports whether a resource is a load balancer that has a type.
func isBalancer(inst *terraform.Instance) bool {
	typ := inst.Resource.Address.Type
	return typ == "aws_lb" || typ == "aws_alb"
}

// networkBalancer says whether a load balancer is a network load balancer, whose logs can do
// with SSE-KMS.
func networkBalancer(inst *terraform.Instance) tri.Answer {
	return inst.Argument("load_balancer_type").Is("network")
}

// turned says whether a switch is on that has a default.
func turned(v terraform.Value, byDefault bool) tri.Answer {
	if v.Null() == tri.Yes {
		return tri.Of(byDefault)
	}
	return v.Is("true")
}

// toS3 says whether a log_destination_type is S3, as it is by default.
func toS3(typ terraform.Value) tri.Answer { return typ.Null().Or(typ.Is("s3")) }

// placesForLogs returns what a call's arguments name as a place for access logs: its own
// and those of the objects in them.
func placesForLogs(call *terraform.Call) []terraform.Value {
	var out []terraform.Value
	var search func(name string, v terraform.Value, depth int)
	search = func(name string, v terraform.Value, depth int) {
		if isPlaceForLogs(name) {
			out = append(out, v)
			return
		}
		f := v.Form()
		if depth == 0 || f.Kind != terraform.ObjectForm && f.Kind != terraform.ListForm {
			return
		}
		for i, part := range f.Parts {
			key := ""
			if f.Kind == terraform.ObjectForm {
				key, _ = f.Keys[i].Text()
			}
			search(key, part, depth-1)
		}
	}
	for _, name := range call.ArgumentNames() {
		search(name, call.Argument(name), maxPlaceDepth)
	}
	return out
}

// isPlaceForLogs reports whether an argument of a name is likely a place for access logs,
// and not for those of services that can do with SSE-KMS.
func isPlaceForLogs(name string) bool {
	logs := false
	for word := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return r == '_' || r == '-' }) {
		switch {
		case slices.Contains([]string{"trail", "cloudtrail", "flow", "vpc", "cloudfront", "cdn", "waf", "config", "cloudwatch", "group"}, word):
			return false
		case slices.Contains([]string{"log", "logs", "logging"}, word):
			logs = true
		}
	}
	return logs
}
