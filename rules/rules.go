// Package rules holds the rules of the plugin: one file each, listed once, in
// All. A rule reads the inventory and reports; it knows nothing of syntax, of
// the host or of other rules.
package rules

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"

// All are the rules in the order in which they run. Fixes that insert lines
// come last: see docs/architecture.md on annotations. Of two blocks that are
// inserted after a bucket, the later one stands nearer to it.
var All = []*lint.Rule{
	s3BucketKeyEnabled,
	kmsKeyRotation,
	kmsKeyDeletionWindow,
	kmsKeyPolicy,
	s3BucketBlockSSEC,
	s3ObjectEncryption,
	s3BucketSensitiveCMK,
	s3BucketSeparateCMK,
	s3BucketDataEvents,
	s3BucketDenyInsecureTransport,
	s3BucketDenyUnencryptedPut,
	s3BucketPinCMK,
	s3BucketExplicitSSE,
}
