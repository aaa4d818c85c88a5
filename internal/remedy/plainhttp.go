package remedy

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// bucketOnlyTLS fails if something may read a bucket over plain HTTP, in this module or in
// one that it calls: its website, a distribution, another provider, or the callers of
// the module.
func bucketOnlyTLS(s *lint.Snapshot, bucket *terraform.Resource, d *lint.Doubts) error {
	if bucket.Ignores("website") {
		return whyOverHTTP.Refuse("the bucket may serve a website")
	}
	if call, _ := callOf(bucket); call != nil {
		return callOnlyTLS(s, call, d)
	}
	u, err := usersOf(s, bucket)
	if err != nil {
		return err
	}
	why, known := u.plain[bucket]
	if !known {
		why = u.readersOf(bucket.Address.Local(), u.names(bucket))
		u.plain[bucket] = why
	}
	return onlyTLS(why, d)
}

// callOnlyTLS is bucketOnlyTLS for the bucket of a call.
func callOnlyTLS(s *lint.Snapshot, call *terraform.Call, d *lint.Doubts) error {
	u, b := called(s, call)
	return onlyTLS(u.readersOf(b.address, b.names), d)
}

// onlyTLS fails for a reader over plain HTTP.
func onlyTLS(h *handed, d *lint.Doubts) error {
	if h.reader != "" {
		return whyOverHTTP.Refuse("%s", h.reader)
	}
	if h.module != "" {
		whyNotLoaded.Raise(d, "%s", h.module)
	}
	if h.output != "" {
		whyHandedOut.Raise(d, "the module hands out the bucket's domain name by its output %s, and its callers may read it over plain HTTP", h.output)
	}
	return nil
}
