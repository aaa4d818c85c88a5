package s3

import (
	"fmt"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// The groups that an ACL may grant something to.
const (
	groups             = "http://acs.amazonaws.com/groups/"
	allUsers           = groups + "global/AllUsers"
	authenticatedUsers = groups + "global/AuthenticatedUsers"
	logDelivery        = groups + "s3/LogDelivery"
)

// access is whom an ACL lets into a bucket: the verdicts of several ACLs are added up.
type access struct {
	public    tri.Answer // everybody, or everybody with an account of AWS
	others    tri.Answer // somebody else who isn't the owner
	logs      tri.Answer // S3's log delivery, to write
	anonymous tri.Answer // everybody
	writers   tri.Answer // others, to write, apart from S3's log delivery
	open      tri.Answer // public, to write

	cloudFront tri.Answer // CloudFront, which delivers its standard logs
}

// nobody is the access of the owner alone.
var nobody = access{tri.No, tri.No, tri.No, tri.No, tri.No, tri.No, tri.No}

func (a access) or(b access) access {
	return access{a.public.Or(b.public), a.others.Or(b.others), a.logs.Or(b.logs), a.anonymous.Or(b.anonymous), a.writers.Or(b.writers), a.open.Or(b.open), a.cloudFront.Or(b.cloudFront)}
}

// and is the access where something holds as well.
func (a access) and(v tri.Answer) access {
	return access{a.public.And(v), a.others.And(v), a.logs.And(v), a.anonymous.And(v), a.writers.And(v), a.open.And(v), a.cloudFront.And(v)}
}

// lets reports whether somebody but the owner may be let in.
func (a access) lets() bool {
	return a.public != tri.No || a.others != tri.No || a.cloudFront != tri.No
}

// joinACLs finds out whom the ACLs of a bucket let in.
func (inv *Inventory) joinACLs(acls *join) {
	for _, b := range inv.Buckets {
		b.admits = inv.inlineACL(b)
		if b.admits.lets() {
			b.LetsIn = "its own ACL"
		}
	}
	for inst := range instances(inv.Module, "aws_s3_bucket_acl") {
		target := inst.Argument("bucket")
		for _, b := range acls.named(target) {
			if a := inv.aclOf(inst, b).and(with(inst, b)); a.lets() {
				b.admits, b.LetsIn = b.admits.or(a), inst.Address().String()
			}
		}
		if inv.aclOf(inst, nil).lets() {
			acls.find(target)
		}
	}
	switches := inv.aclSwitches()
	for _, b := range inv.Buckets {
		off := switches[b]
		if off.public {
			b.admits.public, b.admits.anonymous, b.admits.open = tri.No, tri.No, tri.No
		}
		if off.all {
			b.admits = nobody
		}
		b.Anonymous = b.admits.anonymous
		b.Writers = b.admits.writers.Or(b.admits.open).Or(tri.Of(!off.all && acls.kept(b)).And(tri.Unknown))
		b.OnlyCloudFrontLogs = b.admits.cloudFront != tri.No && b.admits.public == tri.No && b.admits.others == tri.No && !acls.kept(b)
		switch {
		case b.admits.lets():
		case !off.all && acls.kept(b):
			b.LetsIn = "an ACL that may be for it"
		default:
			b.LetsIn = ""
		}
	}
}

// aclSwitch is what of ACLs surely has no effect.
type aclSwitch struct{ all, public bool }

// aclSwitches returns for each bucket what switches its ACLs off: ownership controls that
// leave all to the bucket's owner, and a public access block that ignores what they grant to
// everybody.
func (inv *Inventory) aclSwitches() map[*Bucket]aclSwitch {
	out := map[*Bucket]aclSwitch{}
	const enforced = "BucketOwnerEnforced"
	for inst := range instances(inv.Module, "aws_s3_bucket_ownership_controls") {
		for _, rule := range inst.Blocks("rule") {
			ownership := rule.Argument("object_ownership")
			sure := rule.Exists == tri.Yes && ownership.Is(enforced) == tri.Yes && !inst.Resource.Ignores("rule")
			for _, b := range inv.index.named(inst.Argument("bucket")) {
				off := out[b]
				off.all = sure && inst.ExistsWith(b.Instance)
				out[b] = off
			}
		}
	}
	for inst := range instances(inv.Module, "aws_s3_bucket_public_access_block") {
		ignores := inst.Argument("ignore_public_acls")
		sure := ignores.Is("true") == tri.Yes && !inst.Resource.Ignores("ignore_public_acls")
		for _, b := range inv.index.named(inst.Argument("bucket")) {
			off := out[b]
			off.public = sure && inst.ExistsWith(b.Instance)
			out[b] = off
		}
	}
	return out
}

// canned returns whom a canned ACL lets in. Who delivers by log-delivery-write isn't said:
// CloudFront does, and old trails do.
func canned(acl terraform.Value) access {
	if acl.Null() == tri.Yes {
		return nobody
	}
	switch text, _ := acl.Text(); text {
	case "private", "bucket-owner-read", "bucket-owner-full-control":
		return nobody
	case "public-read", "public-read-write":
		return access{tri.Yes, tri.No, tri.No, tri.Yes, tri.No, tri.Of(text == "public-read-write"), tri.No}
	case "authenticated-read":
		return access{tri.Yes, tri.No, tri.No, tri.No, tri.No, tri.No, tri.No}
	case "aws-exec-read":
		return access{tri.No, tri.Yes, tri.No, tri.No, tri.No, tri.No, tri.No}
	case "log-delivery-write":
		return access{tri.No, tri.Yes, tri.Unknown, tri.No, tri.No, tri.No, tri.No}
	}
	return access{writers: tri.No, cloudFront: tri.No} // other ones may be any: only public-read-write lets others than logs write
}

// aclOf returns whom an aws_s3_bucket_acl lets into a bucket, nil for one that isn't known.
func (inv *Inventory) aclOf(inst *terraform.Instance, b *Bucket) access {
	a := canned(inst.Argument("acl"))
	for _, policy := range inst.Blocks("access_control_policy") {
		owner := terraform.Value{}
		for _, block := range policy.Blocks("owner") {
			owner = block.Argument("id")
		}
		for _, grant := range policy.Blocks("grant") {
			writes := grant.Argument("permission").Is("WRITE", "FULL_CONTROL")
			for _, to := range grant.Blocks("grantee") {
				a = a.or(inv.grantee(to, writes, b, owner).and(to.Exists))
			}
		}
	}
	return a
}

// inlineACL returns whom the arguments of a bucket let in.
func (inv *Inventory) inlineACL(b *Bucket) access {
	a := nobody
	if acl := b.Instance.Argument("acl"); acl.Is("") != tri.Yes {
		a = canned(acl)
	}
	for _, grant := range b.Instance.Blocks("grant") {
		permissions := grant.Argument("permissions")
		writes := anyOf(permissions, "WRITE").Or(anyOf(permissions, "FULL_CONTROL"))
		a = a.or(inv.grantee(grant, writes, b, terraform.Value{}).and(grant.Exists))
	}
	return a
}

// grantee returns the access of the grantee that a block names.
func (inv *Inventory) grantee(block *terraform.Block, writes tri.Answer, b *Bucket, owner terraform.Value) access {
	uri, id := block.Argument("uri"), block.Argument("id")
	switch text, known := uri.Text(); {
	case known && text == logDelivery:
		return access{tri.No, tri.Yes, writes, tri.No, tri.No, tri.No, tri.No}
	case known && text == allUsers:
		return access{tri.Yes, tri.No, tri.No, tri.Yes, tri.No, writes, tri.No}
	case known && text == authenticatedUsers:
		return access{tri.Yes, tri.No, tri.No, tri.No, tri.No, writes, tri.No}
	case uri.Null() == tri.Yes && inv.isOwner(id, b, owner):
		return nobody
	case uri.Null() == tri.Yes && isCloudFront(id):
		return access{tri.No, tri.No, tri.No, tri.No, tri.Yes, tri.No, tri.Yes}
	case uri.Null() == tri.Yes:
		return access{tri.No, tri.Yes, tri.No, tri.No, writes, tri.No, tri.No}
	}
	return access{tri.Unknown, tri.Unknown, uri.Is(logDelivery).And(writes), uri.Is(allUsers), tri.Unknown.And(writes), tri.Unknown.And(writes), tri.No}
}

// cloudFrontLogs is the canonical user id of CloudFront's delivery of standard logs (Amazon CloudFront Developer Guide,
// "Configure standard logging (legacy)").
const cloudFrontLogs = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"

// isCloudFront reports whether a canonical user id surely is that one.
func isCloudFront(id terraform.Value) bool {
	inst, name, ok := id.Attribute()
	return id.Is(cloudFrontLogs) == tri.Yes ||
		ok && name == "id" && inst.Resource.Address.Data && inst.Resource.Address.Type == "aws_cloudfront_log_delivery_canonical_user_id"
}

// isOwner reports whether a canonical user id surely is that of a bucket's owner: the one
// that the ACL names as such, or that of the account in which the bucket is made.
func (inv *Inventory) isOwner(id terraform.Value, b *Bucket, owner terraform.Value) bool {
	name, known := id.Name()
	if is, ok := owner.Name(); known && ok && is == name || !known && id.Written() && id.Identity() == owner.Identity() {
		return true
	}
	account := inv.canonicalUser(name)
	if !known || account == nil {
		return false
	}
	if b == nil {
		return true // of whichever account it is
	}
	here, ok := b.Instance.Resource.ProviderConfig()
	there, known := account.Resource.ProviderConfig()
	return ok && known && here == there
}

// canonicalUser returns the instance of aws_canonical_user_id that an id is from, nil if there
// is none.
func (inv *Inventory) canonicalUser(id string) *terraform.Instance {
	if inv.canonicalUsers == nil {
		inv.canonicalUsers = map[string]*terraform.Instance{}
		for inst := range instances(inv.Module, "data.aws_canonical_user_id") {
			token, _ := inst.Token().Unmark()
			inv.canonicalUsers[token.AsString()] = inst
		}
	}
	return inv.canonicalUsers[id]
}

// joinAccessPoints finds the access points whose policies let others into a bucket.
func (inv *Inventory) joinAccessPoints(points *join) {
	r, subject := policydoc.NewReader(), inv.subject(nil)
	grants := func(v terraform.Value) bool {
		return v.Null() != tri.Yes && v.Is("") != tri.Yes && policy.FromTree(r.Tree(v, subject)).Grants()
	}
	byResource := map[terraform.Reference][]*terraform.Instance{}
	enter := func(point *terraform.Instance) {
		for _, b := range points.find(point.Argument("bucket")) {
			b.LetsIn, b.Writers = fmt.Sprintf("the policy of %s", point.Address()), tri.Unknown
			b.OnlyCloudFrontLogs = false
		}
	}
	for inst := range instances(inv.Module, "aws_s3_access_point") {
		ref := terraform.Reference{Module: inst.Resource.Module, Address: inst.Resource.Address.Local()}
		byResource[ref] = append(byResource[ref], inst)
		if grants(inst.Argument("policy")) {
			enter(inst)
		}
	}
	for inst := range instances(inv.Module, "aws_s3control_access_point_policy") {
		if !grants(inst.Argument("policy")) {
			continue
		}
		for ref := range inst.Argument("access_point_arn").References() {
			for _, point := range byResource[ref] {
				enter(point)
			}
		}
	}
	for _, b := range inv.Buckets {
		if (b.LetsIn == "" || b.OnlyCloudFrontLogs) && points.kept(b) {
			b.OnlyCloudFrontLogs = false
			b.LetsIn, b.Writers = "the policy of an access point that may be for it", tri.Unknown
		}
	}
}
