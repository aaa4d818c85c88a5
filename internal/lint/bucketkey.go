package lint

import (
	"bytes"
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// objectContext is a condition on what KMS is told that a key is used for. With a
// bucket key that is the bucket's ARN and no longer the object's, so that permissions for
// "${bucket.arn}/*" end (Amazon S3 User Guide, "Changes to note before enabling an S3
// Bucket Key").
var objectContext = []byte("kms:encryptioncontext:aws:s3:arn")

// MayUseBucketKey fails if the provider doesn't know bucket keys, or a permission in the module
// may end with one.
func (e *Edit) MayUseBucketKey() error {
	switch e.runner.inventory.KnowsBucketKey() {
	case tri.No:
		return fmt.Errorf("%w: the AWS provider is one that doesn't know bucket_key_enabled", tflint.ErrFixNotSupported)
	case tri.Unknown:
		return errVersions()
	case tri.Yes:
	}
	if _, err := e.runner.allFiles(); err != nil {
		return err
	}
	if e.runner.objectContext {
		return fmt.Errorf("%w: a permission depends on the objects that a key is used for", tflint.ErrFixNotSupported)
	}
	return nil
}

// hasObjectContext reports whether a file mentions the condition, whose name is the same in
// any case.
func hasObjectContext(src []byte) bool { return bytes.Contains(bytes.ToLower(src), objectContext) }
