package remedy

import (
	"bytes"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// objectContext is a condition on what KMS is told that a key is used for. With a
// bucket key that is the bucket's ARN and no longer the object's, so that permissions for
// "${bucket.arn}/*" end (Amazon S3 User Guide, "Changes to note before enabling an S3
// Bucket Key").
var objectContext = []byte("kms:encryptioncontext:aws:s3:arn")

// mayUseBucketKey fails if the provider doesn't know bucket keys, or a permission in the module
// may end with one.
func mayUseBucketKey(s *lint.Snapshot) error {
	switch Inventory.Of(s).KnowsBucketKey() {
	case tri.No:
		return whyOldVersions.Refuse("the AWS provider is one that doesn't know bucket_key_enabled")
	case tri.Unknown:
		return errVersions()
	case tri.Yes:
	}
	if objectPermissions.Of(s) {
		return whyObjectPermissions.Refuse("a permission depends on the objects that a key is used for")
	}
	return nil
}

// objectPermissions tells whether one of the files mentions the condition, whose name is the
// same in any case.
var objectPermissions = lint.NewFact(func(s *lint.Snapshot) bool {
	for _, f := range s.Files() {
		if f != nil && bytes.Contains(bytes.ToLower(f.Bytes), objectContext) {
			return true
		}
	}
	return false
})
