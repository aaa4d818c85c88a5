package rules

import (
	"strconv"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
)

// keepsKMS reports whether a bucket encrypts with KMS by default, whatever the inputs: a
// statement that admits KMS alone then never refuses the bucket's own default.
func keepsKMS(b *s3.Bucket) bool {
	return b.Always(func(g *s3.Bucket) bool { return g.DefaultsToKMS() && algorithm(g.Default()) == algorithm(b.Default()) })
}

// atLeastDefault is the condition that an upload doesn't ask for what the bucket does by
// default, or for more.
func atLeastDefault(b *s3.Bucket) lint.Condition {
	admitted := []string{strconv.Quote(s3.SSEKMS), strconv.Quote(s3.DSSEKMS)}
	if algorithm(b.Default()) == s3.DSSEKMS {
		admitted = admitted[1:]
	}
	return lint.Condition{Operator: "StringNotEquals", Key: sseHeader, Values: admitted}
}

// refuseWeaker returns the statement that denies uploads which ask for less than the bucket's
// default, nil where other inputs may change that. An upload that asks for nothing gets the
// default, and so is left alone. StringNotEqualsIfExists wouldn't do: it
// matches a header that isn't there.
func refuseWeaker(b *s3.Bucket) []lint.Statement {
	if !keepsKMS(b) {
		return nil
	}
	present := lint.Condition{Operator: "Null", Key: sseHeader, Values: []string{`"false"`}}
	return []lint.Statement{{Sid: "DenyWeakerEncryption", Action: "s3:PutObject", Conditions: []lint.Condition{present, atLeastDefault(b)}}}
}

// demandHeader returns the statements that deny uploads which don't ask for the bucket's
// default, nil where its key isn't known: who asks for aws:kms and names no key gets
// the AWS managed one, so the key has to be pinned as well.
func demandHeader(b *s3.Bucket) []lint.Statement {
	pin := pinKey(b)
	if pin == nil {
		return nil
	}
	header := lint.Statement{Sid: "DenyNonKMSEncryptedPuts", Action: "s3:PutObject", Conditions: []lint.Condition{atLeastDefault(b)}}
	if pinned(b) {
		return []lint.Statement{header}
	}
	return append([]lint.Statement{header}, pin...)
}

// pinKey returns the statement that denies uploads under another key than the bucket's
// customer managed one, nil where that isn't known whatever the inputs.
func pinKey(b *s3.Bucket) []lint.Statement {
	if !keepsKMS(b) || b.Default().Key.Kind != s3.CustomerKey {
		return nil
	}
	key := b.KeyExpression()
	if key == "" {
		return nil
	}
	own := lint.Condition{Operator: "StringNotEquals", Key: sseKey, Values: []string{key}}
	return []lint.Statement{{Sid: "DenyOtherKMSKeys", Action: "s3:PutObject", Conditions: []lint.Condition{own}}}
}
