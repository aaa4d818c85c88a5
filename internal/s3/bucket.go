package s3

import (
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Bucket is an instance of aws_s3_bucket.
type Bucket struct {
	// Instance is the resource instance.
	Instance *terraform.Instance
	// Name is the argument bucket.
	Name terraform.Value
	// Class is what the bucket's tags say of its data.
	Class classify.Class
	// AlsoNamed are less sensitive tiers of which a pattern of the configuration names the bucket as well.
	AlsoNamed []string
	// Encryptions are the configurations that surely are the bucket's.
	Encryptions []*Encryption
	// Encrypted says whether the bucket has an explicit encryption
	// configuration. It is No only if every configuration in the tree surely
	// belongs to something else and no module that isn't loaded is handed the bucket.
	Encrypted tri.Answer
	// Conditional is set where Encrypted is No, but the code has a configuration
	// that other inputs would make the bucket's: a second one would then be in its
	// way.
	Conditional bool
	// Policies are the policies that surely are the bucket's; S3 keeps one.
	Policies []*BucketPolicy
	// HasPolicy says whether the bucket has a policy. Like Encrypted it is No
	// only if that is certain.
	HasPolicy tri.Answer
	// PolicyConditional is set where the code has a policy for the bucket that
	// other inputs would bring to life.
	PolicyConditional bool
	// ServesWebsite says whether the bucket serves a website, not a redirection
	// of all requests.
	ServesWebsite tri.Answer
	// WebsiteHere is the same, but for modules that aren't loaded and are handed the bucket.
	WebsiteHere tri.Answer
	// ReceivesLogs says whether logs are delivered to the bucket that need SSE-S3
	// there: S3's server access logs, those of application and classic load balancers,
	// Redshift's audit logs. Unknown means that something says so, and not surely; a
	// bucket of which nothing does is No.
	ReceivesLogs tri.Answer
	// LetsIn names what lets, or may let, somebody but the owner into the bucket, apart
	// from its policy: an ACL, or the policy of an access point. It is "" where nothing
	// does.
	LetsIn string
	// OnlyCloudFrontLogs is set where that is CloudFront alone, which delivers its standard logs.
	OnlyCloudFrontLogs bool
	// Writers says whether that lets somebody upload, apart from S3's log delivery.
	Writers tri.Answer
	// Anonymous says whether an ACL lets requesters without credentials in.
	Anonymous tri.Answer

	logSources []LogSource      // see LogSource
	id         string           // the name where it is known, else a token
	pieces     terraform.Pieces // see nameAsKnown
	maybeNamed bool             // a pattern of the configuration may mean it
	inventory  *Inventory
	admits     access // by ACLs
}

func (inv *Inventory) newBucket(inst *terraform.Instance) *Bucket {
	b := &Bucket{Instance: inst, Name: inst.Argument("bucket"), inventory: inv}
	if v, ok := bucketName(inst); ok {
		plain, _ := v.Unmark()
		b.id = plain.AsString()
	}
	b.Conditional = inst.Dynamic("server_side_encryption_configuration")
	for _, block := range inst.Blocks("server_side_encryption_configuration") {
		e := inv.newEncryption(inst, true, block.Exists, block.Blocks("rule"))
		e.Buckets = []*Bucket{b}
		b.Encryptions = append(b.Encryptions, e)
		inv.Encryptions = append(inv.Encryptions, e)
	}
	return b
}

// Tagged returns the tag of the bucket that says its class, all of its tags where
// that can't be told apart. It isn't written where a default tag says it.
func (b *Bucket) Tagged() terraform.Value {
	tags := b.Instance.Argument("tags")
	if own, _ := tags.Entries(); own[b.Class.Tag.Key].Cty == cty.NilVal {
		return terraform.Value{}
	}
	return tags.Member(b.Class.Tag.Key)
}

// nameIsCertain reports whether the bucket's name is a text known for sure.
func (b *Bucket) nameIsCertain() bool {
	name, ok := b.Name.Text()
	return ok && name != ""
}

// ARN returns the bucket's ARN as the policies of this configuration name it: a
// stand-in where the bucket's name isn't known.
func (b *Bucket) ARN() string { return bucketARN + b.id }

// Named says whether a text is the bucket's name.
func (b *Bucket) Named(v terraform.Value) tri.Answer {
	text, known := v.Name()
	switch {
	case known && text == b.id:
		return tri.Yes
	case v.OfWorkspace() != b.Name.OfWorkspace() && !refersToBucket(v): // one may come to be the other
		return tri.Unknown
	case known && (b.nameIsCertain() || !terraform.MadeUp(b.id) || terraform.MadeUp(text)):
		return tri.No
	case !known && v.Identity() == b.Name.Identity() && v.Written():
		return tri.Yes
	}
	return tri.Unknown
}

// refersToBucket reports whether a value comes from a bucket, and so is the name of that one.
func refersToBucket(v terraform.Value) bool {
	of := references{}
	of.keepBuckets(v.References())
	return len(of) > 0
}

// About returns the bucket's instance, the tag that says its class, and its class.
func (b *Bucket) About() (*terraform.Instance, terraform.Value, classify.Class) {
	return b.Instance, b.Tagged(), b.Class
}

// Sensitive returns the tier of a bucket that is surely sensitive, else the zero Tier.
func (b *Bucket) Sensitive() classify.Tier {
	if b.Class.Tier.Sensitive {
		return b.Class.Tier
	}
	return classify.Tier{}
}

// HoldsSensitive says whether the bucket's data is sensitive.
func (b *Bucket) HoldsSensitive() tri.Answer {
	switch {
	case b.Class.Tier.Sensitive:
		return tri.Yes
	case b.Class.Final:
		return tri.No
	}
	return tri.Unknown
}

// UnderKMS says whether the bucket encrypts with KMS by default, wherever it exists.
func (b *Bucket) UnderKMS() tri.Answer {
	switch d := b.Default(); {
	case b.DefaultsToKMS():
		return tri.Yes
	case b.Encrypted == tri.No:
		return tri.No
	case d != nil:
		return d.Algorithm.Is(SSEKMS, DSSEKMS).And(tri.Unknown)
	}
	return tri.Unknown
}
