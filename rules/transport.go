package rules

import (
	"fmt"
	"slices"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// judgeTransport returns what is wrong with the policy of a bucket, nil if nothing
// surely is, and the statements that it lacks.
func judgeTransport(b *s3.Bucket, minTLS string) (*lint.Finding, []lint.Statement) {
	plain, old := plainHTTPThrough(b), oldTLSThrough(b, minTLS)
	var add []lint.Statement
	if plain != "" {
		add = append(add, denyTransport)
	}
	if old != "" {
		add = append(add, denyOldTLS(minTLS))
	}
	switch {
	case plain != "":
		return ofPolicy(b, plain, "{has|have} a bucket policy that lets plain HTTP through: {value} is not denied"+website(b)), add
	case old != "":
		return ofPolicy(b, old, "{has|have} a bucket policy that lets TLS before "+minTLS+" through: {value} is not denied"), add
	}
	return nil, nil
}

// neverOpen fails if one of some buckets has readers over plain HTTP with other inputs: a
// website, or requesters without credentials.
func neverOpen(buckets []*s3.Bucket) error {
	for _, b := range buckets {
		if !b.Always(func(b *s3.Bucket) bool { return b.ServesWebsite == tri.No }) {
			return fmt.Errorf("%w: with other inputs %s may serve a website", tflint.ErrFixNotSupported, b.Instance.Address())
		}
		if !b.Always(func(b *s3.Bucket) bool { return onlyNamed(b) == nil }) {
			return fmt.Errorf("%w: with other inputs %s may let anonymous requesters in", tflint.ErrFixNotSupported, b.Instance.Address())
		}
	}
	return nil
}

// website says why a bucket that serves a website can't do without plain HTTP.
func website(b *s3.Bucket) string {
	if b.ServesWebsite == tri.Yes {
		return ", and its website endpoint has no TLS"
	}
	return ""
}

// denyByArgument returns what the argument of a well-known module has to deny. It
// isn't safe where more is to be denied, or where the statement or the policy would
// be a second one, as elsewhere tells.
func denyByArgument(elsewhere func(*terraform.Module) bool, b *s3.Bucket, deny []lint.Statement) *lint.Argument {
	safe := len(deny) == 1 && deny[0].Sid == denyTransport.Sid &&
		!elsewhere(b.Instance.Resource.Module)
	for _, p := range b.Policies {
		safe = safe && !slices.ContainsFunc(p.Document.Statements, func(s policy.Statement) bool {
			return known.AddsSid(known.DenyInsecureTransport, s.Sid)
		})
	}
	return &lint.Argument{Wish: known.DenyInsecureTransport, Safe: safe, Against: func(e *lint.Edit, call *terraform.Call) error {
		if err := onlyNamed(b); err != nil {
			return err
		}
		if err := neverOpen([]*s3.Bucket{b}); err != nil {
			return err
		}
		if err := e.CallOnlyTLS(call); err != nil || b.HasPolicy == tri.Yes {
			return err
		}
		if err := e.CallConfiguredHere(call); err != nil {
			return err
		}
		return e.CallWithoutPolicy(call)
	}}
}

// errInstancesDiffer says that an instance speaks against the statement.
var errInstancesDiffer = fmt.Errorf("%w: another bucket of the block, or of the policy, can't have the statement", tflint.ErrFixNotSupported)

// onlyNamed fails if a bucket's policy or ACL lets anonymous requesters in, over plain
// HTTP as well: nobody knows which of them rely on it.
func onlyNamed(b *s3.Bucket) error {
	if b.Anonymous != tri.No && readsOverHTTP(b) {
		return fmt.Errorf("%w: an ACL lets anonymous requesters in, or may, who may come over plain HTTP", tflint.ErrFixNotSupported)
	}
	if action := anonymousOverHTTP(b); action != "" {
		return fmt.Errorf("%w: the policy lets anonymous requesters in (%s), who may come over plain HTTP", tflint.ErrFixNotSupported, action)
	}
	return nil
}

// transportWithheld says why the statement isn't written for a bucket as it is, nil if
// nothing speaks against it.
func transportWithheld(b *s3.Bucket) error {
	switch {
	case b.ServesWebsite == tri.Yes:
		return fmt.Errorf("%w: the bucket serves a website, whose endpoint has no TLS", tflint.ErrFixNotSupported)
	case b.ServesWebsite == tri.Unknown:
		return fmt.Errorf("%w: the bucket may serve a website, whose endpoint has no TLS", tflint.ErrFixNotSupported)
	case b.HasPolicy == tri.Yes && deniesReads(b):
		return fmt.Errorf("%w: the policy denies every read over TLS, and the statement would close the last way in", tflint.ErrFixNotSupported)
	}
	return onlyNamed(b)
}

// readsOverHTTP reports whether a bucket's policy doesn't keep anonymous requesters from
// reading over plain HTTP.
func readsOverHTTP(b *s3.Bucket) bool {
	verdict, _ := b.Denies(plainHTTP(b, "s3:GetObject", "/key", policy.Anonymous()))
	return verdict != policy.Denied
}
