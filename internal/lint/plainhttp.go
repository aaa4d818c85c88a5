package lint

import (
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// OnlyTLS fails if something may read a bucket over plain HTTP, in this module or in
// one that it calls: its website, a distribution, another provider, or the callers of
// the module.
func (e *Edit) OnlyTLS(bucket *terraform.Resource) error {
	if bucket.Ignores("website") {
		return fmt.Errorf("%w: the bucket may serve a website", tflint.ErrFixNotSupported)
	}
	u, err := e.usersOf(bucket)
	if err != nil {
		return err
	}
	why, known := u.plain[bucket]
	if !known {
		why = e.runner.readers(u).of(bucket.Address.Local(), u.names(bucket))
		u.plain[bucket] = why
	}
	return onlyTLS(why)
}

// CallOnlyTLS is OnlyTLS for the bucket of a call.
func (e *Edit) CallOnlyTLS(call *terraform.Call) error {
	u, b, err := e.called(call)
	if err != nil {
		return err
	}
	return onlyTLS(e.runner.readers(u).of(b.address, b.names))
}

// onlyTLS fails for a reader over plain HTTP.
func onlyTLS(reader string) error {
	if reader == "" {
		return nil
	}
	return fmt.Errorf("%w: %s", tflint.ErrFixNotSupported, reader)
}
