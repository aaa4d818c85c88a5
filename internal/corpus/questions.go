package main

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// question is what a rule asks of each of the things that it judges.
type question struct {
	rule, text string
	ask        func(*s3.Inventory, *count)
}

// questions has at least one for each rule.
var questions = []question{
	{"s3_bucket_explicit_sse", "is the bucket encrypted", ofBuckets(func(b *s3.Bucket, c *count) { c.add(b.Encrypted) })},
	{"s3_bucket_sensitive_cmk", "is the bucket's class known", ofBuckets(func(b *s3.Bucket, c *count) { c.known(b.Class.Final) })},
	{"s3_bucket_sensitive_cmk", "if so, is it sensitive", ofBuckets(func(b *s3.Bucket, c *count) { c.among(tri.Of(b.Class.Final), sensitive(b)) })},
	{"s3_bucket_sensitive_cmk", "is the sensitive bucket under a customer managed key", ofBuckets(func(b *s3.Bucket, c *count) { c.among(sensitive(b), customerKey(b)) })},
	{"s3_bucket_sensitive_cmk", "under SSE-KMS, whose key is it", ofDefaults(func(d *s3.Default, c *count) {
		if kms := d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS); kms != tri.No {
			c.known(kms == tri.Yes && d.Key.Kind != s3.OpaqueKey)
		}
	})},
	{"s3_bucket_separate_cmk", "are all the key's buckets of one tier", oneTier},
	{"s3_bucket_key_enabled", "under SSE-KMS, is there a bucket key", ofDefaults(func(d *s3.Default, c *count) { c.among(d.Algorithm.Is(s3.SSEKMS), d.BucketKey.Is("true")) })},
	{"s3_bucket_block_sse_c", "is SSE-C admitted again", ofDefaults(func(d *s3.Default, c *count) { c.among(d.Block.Exists, d.Blocks("NONE")) })},
	{"s3_bucket_deny_insecure_transport", "has the bucket a policy", ofBuckets(func(b *s3.Bucket, c *count) { c.add(b.HasPolicy) })},
	{"s3_bucket_deny_insecure_transport", "is plain HTTP denied", ofBuckets(func(b *s3.Bucket, c *count) {
		c.add(denies(b, policy.NewRequest("s3:GetObject", b.ARN()+"/key", policy.Member("", "")).Fix("aws:SecureTransport", "false")))
	})},
	{"s3_bucket_deny_unencrypted_put", "of a bucket with SSE-KMS, is SSE-S3 denied", ofBuckets(func(b *s3.Bucket, c *count) {
		c.among(kms(b).And(judgedUploads(b)), denies(b, upload(b, s3.SSES3).Fix(sseKey)))
	})},
	{"s3_bucket_pin_cmk", "of a bucket with a customer managed key, is another key denied", ofBuckets(func(b *s3.Bucket, c *count) {
		c.among(customerKey(b).And(judgedUploads(b)), denies(b, upload(b, s3.SSEKMS).Fix(sseKey, "arn:aws:kms:::key/other")))
	})},
	{"s3_bucket_data_events", "beside a trail, are the sensitive bucket's object events logged", func(inv *s3.Inventory, c *count) {
		if len(inv.Trails) == 0 {
			return
		}
		for _, b := range inv.Buckets {
			c.among(sensitive(b), inv.LogsObjects(b))
		}
	}},
	{"s3_object_encryption", "does the object ask for less than its bucket's default", func(inv *s3.Inventory, c *count) {
		for _, o := range inv.Objects {
			c.add(asksForLess(o))
		}
	}},
	{"kms_key_rotation", "is the key that KMS can rotate rotated", ofKeys(func(k *s3.Key, c *count) { c.among(k.Rotatable, k.Instance.Argument("enable_key_rotation").Is("true")) })},
	{"kms_key_deletion_window", "is the window known", ofKeys(func(k *s3.Key, c *count) {
		w := k.Instance.Argument("deletion_window_in_days")
		_, ok := w.Int()
		c.known(ok || w.Null() == tri.Yes)
	})},
	{"kms_key_policy", "may everybody decrypt under the sensitive bucket's key", everybodysKeys},
}

// The condition keys of uploads.
const (
	sseHeader = "s3:x-amz-server-side-encryption"
	sseKey    = "s3:x-amz-server-side-encryption-aws-kms-key-id"
)

// upload is an upload with an algorithm by a principal of the account.
func upload(b *s3.Bucket, algorithm string) *policy.Request {
	return policy.NewRequest("s3:PutObject", b.ARN()+"/key", policy.Member("", "")).Fix(sseHeader, algorithm)
}

func ofBuckets(ask func(*s3.Bucket, *count)) func(*s3.Inventory, *count) {
	return func(inv *s3.Inventory, c *count) {
		for _, b := range inv.Buckets {
			ask(b, c)
		}
	}
}

func ofDefaults(ask func(*s3.Default, *count)) func(*s3.Inventory, *count) {
	return func(inv *s3.Inventory, c *count) {
		for _, e := range inv.Encryptions {
			for _, d := range e.Rules {
				ask(d, c)
			}
		}
	}
}

func ofKeys(ask func(*s3.Key, *count)) func(*s3.Inventory, *count) {
	return func(inv *s3.Inventory, c *count) {
		for _, k := range inv.Keys {
			ask(k, c)
		}
	}
}

// sensitive says whether a bucket is.
func sensitive(b *s3.Bucket) tri.Answer {
	switch {
	case b.Class.Tier.Sensitive:
		return tri.Yes
	case b.Class.Final:
		return tri.No
	}
	return tri.Unknown
}

// kms says whether a bucket encrypts with KMS by default.
func kms(b *s3.Bucket) tri.Answer {
	if d := b.Default(); d != nil {
		return d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS)
	}
	return b.Encrypted.And(tri.Unknown)
}

// judgedUploads says whether the rules about uploads judge a bucket: what surely receives
// logs under SSE-S3 only is another rule's.
func judgedUploads(b *s3.Bucket) tri.Answer { return tri.Of(b.ReceivesLogs != tri.Yes) }

// customerKey says whether a bucket encrypts under a customer managed key by default.
func customerKey(b *s3.Bucket) tri.Answer {
	with := kms(b)
	if with != tri.Yes {
		return with
	}
	switch b.Default().Key.Kind {
	case s3.CustomerKey:
		return tri.Yes
	case s3.AWSManagedKey:
		return tri.No
	case s3.OpaqueKey:
	}
	return tri.Unknown
}

// oneTier asks of each key under which buckets are encrypted, made here or not.
func oneTier(inv *s3.Inventory, c *count) {
	tiers := map[string]map[classify.Tier]bool{}
	final := map[string]bool{}
	var order []string
	for _, b := range inv.Buckets {
		if kms(b) != tri.Yes || b.Default().KeyIdentity() == "" {
			continue
		}
		key := b.Default().KeyIdentity()
		if tiers[key] == nil {
			tiers[key], final[key] = map[classify.Tier]bool{}, true
			order = append(order, key)
		}
		if b.Class.Has() && b.Class.Final {
			tiers[key][b.Class.Tier] = true
		}
		final[key] = final[key] && b.Class.Final
	}
	for _, key := range order {
		switch {
		case len(tiers[key]) > 1:
			c.No++
		case final[key]:
			c.Yes++
		default:
			c.Unknown++
		}
	}
}

// asksForLess says whether an object asks for weaker encryption than it would get.
func asksForLess(o *s3.Object) tri.Answer {
	asks, known := o.Asks()
	if !known || o.Bucket == nil {
		return tri.Unknown
	}
	with := kms(o.Bucket)
	switch {
	case with != tri.Yes:
		return with
	case asks == "":
		return tri.No
	case asks == s3.SSES3:
		return tri.Yes
	case o.Key.Kind == s3.OpaqueKey:
		return tri.Unknown
	}
	return customerKey(o.Bucket).And(tri.Of(o.Key.Kind == s3.AWSManagedKey))
}

// everybodysKeys asks of each key that encrypts buckets. One without a policy here
// has KMS's own, which leaves it to the account.
func everybodysKeys(inv *s3.Inventory, c *count) {
	for _, k := range inv.Keys {
		ofSensitive := tri.No
		for _, d := range k.Encrypts {
			for _, b := range d.Encryption.Buckets {
				ofSensitive = ofSensitive.Or(sensitive(b))
			}
		}
		answer := tri.Unknown
		if p := inv.KeyPolicy(k); p != nil {
			allowed, _ := policy.Denies(p.Inverse, stranger(k))
			denied, _ := policy.Denies(p.Document, stranger(k))
			answer = decided(allowed).And(decided(denied).Not())
		} else if !inv.HasPolicy(k) {
			answer = tri.No
		}
		c.among(ofSensitive, answer)
	}
}

// stranger is a request by somebody of another account, which comes through no
// service.
func stranger(k *s3.Key) *policy.Request {
	const other = "000000000000"
	return policy.NewRequest("kms:Decrypt", k.ARN(), policy.OtherAccount("")).
		Fix("kms:CallerAccount", other).Fix("aws:PrincipalAccount", other).Fix("aws:PrincipalIsAWSService", "false").
		Fix("kms:ViaService").Fix("aws:PrincipalOrgID").Fix("aws:SourceAccount").Fix("aws:SourceArn")
}

// denies says whether a bucket's policy denies a request.
func denies(b *s3.Bucket, req *policy.Request) tri.Answer {
	v, _ := b.Denies(req)
	return decided(v)
}

func decided(v policy.Verdict) tri.Answer {
	switch v {
	case policy.Denied:
		return tri.Yes
	case policy.NotDenied:
		return tri.No
	default:
		return tri.Unknown
	}
}

// known adds a question that is only whether something is known.
func (c *count) known(known bool) {
	if known {
		c.Yes++
	} else {
		c.Unknown++
	}
}

// among adds the answer for one of those that a rule judges. Where it isn't known
// that it is one the rule is silent, whatever the answer.
func (c *count) among(judged, answer tri.Answer) {
	switch judged {
	case tri.No:
	case tri.Yes:
		c.add(answer)
	default:
		c.Unknown++
	}
}
