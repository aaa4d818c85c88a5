package remedy

import (
	"errors"
	"strconv"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// HoldUploads returns the fix that holds uploads to a bucket's default: that refuses those which
// ask for less or, where the header is demanded and that can be done, those which don't ask for it as well.
func HoldUploads(s *lint.Snapshot, b *s3.Bucket, demanded bool) (lint.Fix, error) {
	weak, silent, _ := b.UploadsThrough(demanded)
	if s3.OnlyExempt(weak) || s3.OnlyExempt(silent) {
		return lint.Fix{}, whyExempt.Refuse("a statement exempts somebody on purpose")
	}
	if !demanded {
		return refuseWeaker(s, b)
	}
	fix, err := demandHeader(s, b)
	if err == nil && (s.UnsafeFixes() || !fix.Doubts.Any()) || b.HasPolicy == tri.Yes && weak == "" {
		return fix, err
	}
	weaker, also := refuseWeaker(s, b)
	switch {
	case also == nil:
		return weaker, nil
	case err == nil:
		return fix, nil
	}
	return weaker, errors.Join(err, also)
}

// refuseWeaker returns the fix that denies uploads which ask for less than a bucket's default.
// It needs no key. Who asks for nothing gets the default, and is left alone.
func refuseWeaker(s *lint.Snapshot, b *s3.Bucket) (lint.Fix, error) {
	if err := keepsKMS(b); err != nil {
		return lint.Fix{}, err
	}
	// A trail without a key of its own asks for SSE-S3, and the statement that lets it in may
	// be the caller's.
	if !b.Always(func(g *s3.Bucket) bool { return allowing(g) <= allowing(b) }) {
		return lint.Fix{}, whyAskingSSES3.Refuse("inputs may let somebody upload who asks for SSE-S3")
	}
	var doubts lint.Doubts
	if err := asksNoSSES3(s, b, &doubts); err != nil {
		return lint.Fix{}, err
	}
	// StringNotEqualsIfExists wouldn't do: it matches a header that isn't there.
	present := condition{Operator: "Null", Key: s3.SSEHeader, Values: []string{`"false"`}}
	add := statement{Sid: "DenyWeakerEncryption", Action: "s3:PutObject", Conditions: []condition{present, atLeastDefault(b)}}
	fix, err := deny(b, add, add)
	fix.Doubts = doubts
	return fix, err
}

// demandHeader returns the fix that denies uploads which don't ask for a bucket's default in so
// many words. Who asks for aws:kms and names no key gets the AWS managed one, so the key is
// pinned as well.
func demandHeader(s *lint.Snapshot, b *s3.Bucket) (lint.Fix, error) {
	pin, _, err := pinStatement(s, b)
	if err != nil {
		return lint.Fix{}, err
	}
	var doubts lint.Doubts
	if err := asksForDefault(s, b, &doubts); err != nil {
		return lint.Fix{}, err
	}
	add := []statement{{Sid: "DenyNonKMSEncryptedPuts", Action: "s3:PutObject", Conditions: []condition{atLeastDefault(b)}}}
	if _, pinned := b.OtherKeyThrough(); pinned != tri.Yes {
		add = append(add, pin)
	}
	fix, err := deny(b, add, add...)
	fix.Doubts = doubts
	return fix, err
}

// PinKey returns the fix that denies uploads under another key than a bucket's customer
// managed one.
func PinKey(s *lint.Snapshot, b *s3.Bucket) (lint.Fix, error) {
	if what := b.LockedOut(); what != "" {
		return lint.Fix{}, WhyLockedOut.Refuse("the policy denies %s, perhaps by the pin of another key", what)
	}
	other, _ := b.OtherKeyThrough()
	weak, _ := b.SSES3Through()
	if s3.OnlyExempt(other) || s3.OnlyExempt(weak) {
		return lint.Fix{}, whyExempt.Refuse("a statement exempts somebody on purpose") // an upload with SSE-S3 has no key
	}
	pin, key, err := pinStatement(s, b)
	if err != nil {
		return lint.Fix{}, err
	}
	var doubts lint.Doubts
	ask := func() error { return asksNoOtherKey(s, b, key, &doubts) }
	if b.DemandsHeader() { // then whoever uploads asks for SSE-KMS, and may name no key
		ask = func() error { return asksForDefault(s, b, &doubts) }
	}
	if err := ask(); err != nil {
		return lint.Fix{}, err
	}
	fix, err := deny(b, pin, pin)
	fix.Doubts = doubts
	return fix, err
}

// pinStatement returns the statement that denies uploads which ask for SSE-KMS under another key, also those which name
// none: they get aws/s3. Who asks for nothing gets the bucket's key, and is left alone, whatever the condition
// sees then. It fails where the key isn't known whatever the inputs.
func pinStatement(s *lint.Snapshot, b *s3.Bucket) (statement, string, error) {
	if err := keepsKMS(b); err != nil {
		return statement{}, "", err
	}
	key := ""
	if b.Default().Key.Kind == s3.CustomerKey {
		key = b.KeyExpression()
	}
	if key == "" {
		return statement{}, "", whyKeyUnknown.Refuse("no expression names the key whatever the inputs")
	}
	if err := keyReaches(s, b.Default().Key.Key, PolicySite(b).Resource); err != nil {
		return statement{}, "", err
	}
	asks := condition{Operator: "StringEquals", Key: s3.SSEHeader, Values: []string{strconv.Quote(s3.SSEKMS), strconv.Quote(s3.DSSEKMS)}}
	own := condition{Operator: "StringNotEquals", Key: s3.SSEKeyHeader, Values: []string{key}}
	return statement{Sid: "DenyOtherKMSKeys", Action: "s3:PutObject", Conditions: []condition{asks, own}}, key, nil
}

// asksForDefault fails where somebody of whom the configuration tells, or Terraform itself, may not ask for a
// bucket's default in so many words.
func asksForDefault(s *lint.Snapshot, b *s3.Bucket, d *lint.Doubts) error {
	for _, p := range b.Policies {
		if p.Document.Grants() {
			return whyLetsIn.Refuse("the policy may let somebody upload")
		}
	}
	ask := unused
	if b.HasPolicy == tri.Yes {
		ask = unusedHere
	}
	return errors.Join(ask(s, b, d), holdsNoState(s, b.Instance.Resource))
}

// keepsKMS fails if a bucket may encrypt otherwise by default with other inputs: a statement that
// admits KMS alone would refuse the bucket's own default.
func keepsKMS(b *s3.Bucket) error {
	keeps := func(g *s3.Bucket) bool {
		return g.DefaultsToKMS() && g.Default().AlgorithmName() == b.Default().AlgorithmName()
	}
	if !b.Always(keeps) {
		return whyInputs.Refuse("with other inputs %s may encrypt otherwise", b.Instance.Address())
	}
	return nil
}

// atLeastDefault is the condition that an upload doesn't ask for what the bucket does by
// default, or for more.
func atLeastDefault(b *s3.Bucket) condition {
	admitted := []string{strconv.Quote(s3.SSEKMS), strconv.Quote(s3.DSSEKMS)}
	if b.Default().AlgorithmName() == s3.DSSEKMS {
		admitted = admitted[1:]
	}
	return condition{Operator: "StringNotEquals", Key: s3.SSEHeader, Values: admitted}
}

// allowing returns how many statements of the bucket's policies may let somebody in.
func allowing(b *s3.Bucket) int {
	n := 0
	for _, p := range b.Policies {
		n += p.Document.Allowing()
	}
	return n
}
