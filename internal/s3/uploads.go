package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// upload is an upload over TLS that isn't made by an AWS service.
func (b *Bucket) upload(who policy.Principal) *policy.Request { return b.uploadTo("key", who) }

// uploadTo is an upload under a key.
func (b *Bucket) uploadTo(key string, who policy.Principal) *policy.Request {
	return policy.NewRequest("s3:PutObject", b.ARN()+"/"+key, who).
		Fix("aws:SecureTransport", "true").
		Fix("aws:PrincipalIsAWSService", "false").
		Fix(sseC)
}

// DeniesReads reports whether the policy surely denies every read over TLS to the
// account's own principals, as one does that has the wrong value for
// aws:SecureTransport.
func (b *Bucket) DeniesReads() bool {
	verdict, _ := b.Denies(policy.NewRequest("s3:GetObject", b.ARN()+"/key", policy.Member("", "")).Fix("aws:SecureTransport", "true"))
	return verdict == policy.Denied
}

// LockedOut returns what a good client of the bucket surely can't do, "" if
// there is nothing.
func (b *Bucket) LockedOut() string {
	put := policy.NewRequest("s3:PutObject", b.ARN()+"/key", policy.Member("", "")).Fix("aws:SecureTransport", "true")
	switch {
	case b.HasPolicy != tri.Yes:
		return ""
	case b.DeniesReads():
		return "every read"
	case b.denies(put):
		return "every upload"
	case b.refusesDefault():
		return "uploads that ask for the bucket's own default encryption"
	}
	return ""
}

// refusesDefault reports whether a bucket's policy surely denies what its default surely does. Where that is
// SSE-S3, an upload may ask for nothing instead.
func (b *Bucket) refusesDefault() bool {
	switch d := b.Default(); {
	case d == nil:
		return false
	case b.DefaultsToKMS():
		return b.denies(b.asDefault(d))
	case d.Algorithm.Is(SSES3) == tri.Yes:
		return b.denies(b.asDefault(d)) && b.denies(b.headerless(policy.Member("", "")))
	}
	return false
}

func (b *Bucket) denies(req *policy.Request) bool {
	verdict, _ := b.Denies(req)
	return verdict == policy.Denied
}

// asDefault is an upload that asks for just what the bucket does by default.
func (b *Bucket) asDefault(d *Default) *policy.Request { return b.asDefaultTo("key", d) }

func (b *Bucket) asDefaultTo(key string, d *Default) *policy.Request {
	own := b.uploadTo(key, policy.Member("", "")).Fix(SSEHeader, d.AlgorithmName())
	if d.AlgorithmName() == SSES3 {
		return own.Fix(SSEKeyHeader)
	}
	if arn := d.KeyARN(); arn != "" {
		return own.Fix(SSEKeyHeader, arn)
	}
	return own.Dispute(SSEKeyHeader)
}

// AlgorithmName returns the algorithm where it is known, else "".
func (d *Default) AlgorithmName() string {
	text, _ := d.Algorithm.Text()
	return text
}

// SSES3Through returns the first upload with SSE-S3 that a bucket's policy surely
// admits, "" if there is none, and says whether all are denied.
func (b *Bucket) SSES3Through() (string, tri.Answer) {
	return b.through("an upload with SSE-S3", func(b *Bucket, who policy.Principal) *policy.Request {
		return b.upload(who).Fix(SSEHeader, SSES3).Fix(SSEKeyHeader)
	})
}

// headerlessThrough returns the first upload without encryption header that a bucket's
// policy surely admits, "" if there is none, and says whether all are denied.
func (b *Bucket) headerlessThrough() (string, tri.Answer) {
	return b.through("an upload without encryption header", (*Bucket).headerless)
}

// DemandsHeader reports whether the policy may deny uploads without encryption header, so that whoever uploads asks for
// something.
func (b *Bucket) DemandsHeader() bool {
	verdict, _ := b.Denies(b.headerless(policy.Member("", "")))
	return verdict != policy.NotDenied
}

// UploadsThrough returns the first upload that asks for weaker encryption and, where a header is
// demanded and there is none of those, the first one without it that the bucket's policy surely
// admits, and says whether all are denied.
func (b *Bucket) UploadsThrough(demanded bool) (weak, silent string, denied tri.Answer) {
	weak, denied = b.SSES3Through()
	if demanded && weak == "" {
		var also tri.Answer
		silent, also = b.headerlessThrough()
		denied = denied.And(also)
	}
	return weak, silent, denied
}

// through returns what a requester surely is let through with, in words.
func (b *Bucket) through(name string, request func(*Bucket, policy.Principal) *policy.Request) (string, tri.Answer) {
	who, denied := b.letThrough(func(who policy.Principal) *policy.Request { return request(b, who) })
	if who == "" {
		return "", denied
	}
	return name + " by " + who, tri.No
}

// headerless is an upload without encryption header. That S3 puts the bucket's
// key into the request is written in one place only, so it is disputed.
func (b *Bucket) headerless(who policy.Principal) *policy.Request {
	return b.headerlessTo("key", who)
}

func (b *Bucket) headerlessTo(key string, who policy.Principal) *policy.Request {
	req := b.uploadTo(key, who).Fix(SSEHeader)
	d := b.Default()
	switch {
	case d == nil:
		return req.Dispute(SSEKeyHeader)
	case d.AlgorithmName() == SSES3:
		return req.Fix(SSEKeyHeader)
	case d.KeyARN() != "":
		return req.Dispute(SSEKeyHeader, d.KeyARN())
	}
	return req.Dispute(SSEKeyHeader)
}

// RefusesSSES3 reports whether the bucket's policy surely denies uploads with SSE-S3, so
// that this can't be what the bucket is to do by default.
func (b *Bucket) RefusesSSES3() bool {
	return b.denies(b.upload(policy.Member("", "")).Fix(SSEHeader, SSES3).Fix(SSEKeyHeader))
}

// OtherKeyThrough returns the first upload under another key than the bucket's that its
// policy surely admits, "" if there is none, and says whether all are denied.
func (b *Bucket) OtherKeyThrough() (string, tri.Answer) {
	denied := tri.Yes
	for _, probe := range keyProbes {
		found, all := b.through(probe.name, probe.request)
		if found != "" {
			return found, tri.No
		}
		denied = denied.And(all)
	}
	return "", denied
}

// keyProbes are uploads under another key than the bucket's.
var keyProbes = []struct {
	name    string
	request func(*Bucket, policy.Principal) *policy.Request
}{
	{"an upload under another key", func(b *Bucket, who policy.Principal) *policy.Request {
		return b.upload(who).Fix(SSEHeader, SSEKMS).Fix(SSEKeyHeader, "arn:aws:kms:::key/other")
	}},
	// S3 then uses aws/s3; which key the condition sees isn't documented.
	{"an upload with aws:kms and no key", func(b *Bucket, who policy.Principal) *policy.Request {
		return b.upload(who).Fix(SSEHeader, SSEKMS).Dispute(SSEKeyHeader, "arn:aws:kms:::key/aws-s3")
	}},
}

// takesNewKey reports whether the policies surely let uploads under a new default key through.
func (b *Bucket) takesNewKey() bool {
	put := b.upload(policy.Member("", "")).Fix(SSEHeader, SSEKMS).Fix(SSEKeyHeader, "arn:aws:kms:::key/new")
	verdict, _ := b.Denies(put)
	return verdict == policy.NotDenied
}

// DeniesSSEC reports whether the policies of all buckets that a configuration is
// for may deny uploads with SSE-C.
func (e *Encryption) DeniesSSEC() bool {
	for _, b := range e.Buckets {
		for _, who := range requesters {
			req := b.upload(who.principal).Fix(SSEHeader).Fix(SSEKeyHeader).Fix(sseC, "AES256")
			if verdict, _ := b.Denies(req); verdict == policy.NotDenied {
				return false
			}
		}
	}
	return len(e.Buckets) > 0
}
