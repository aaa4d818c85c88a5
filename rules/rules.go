// Package rules holds the rules of the plugin: one file each, listed once, in
// All. A rule answers for each thing that it judges, from the inventory, in its own words, and
// names the remedy. It knows nothing of syntax, of the host, or of what other rules decide.
package rules

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
)

// New returns the rule set.
func New() *lint.RuleSet { return lint.NewRuleSet(remedy.Domain, All) }

// All are the rules in the order in which they run: first those whose fixes decide
// what others ask of a bucket, its encryption and its key, and last the policies,
// which hold uploads to that. So one pass of --fix sees to all of it. Where a new
// block stands doesn't depend on the order: see companion.go of package remedy.
var All = []*lint.Rule{
	s3BucketExplicitSSE,
	s3BucketSensitiveCMK,
	s3BucketSeparateCMK,
	s3BucketClassified,
	s3BucketKeyEnabled,
	kmsKeyRotation,
	kmsKeyDeletionWindow,
	kmsKeyPolicy,
	s3BucketBlockSSEC,
	s3ObjectEncryption,
	s3BucketReplicationKMS,
	s3BucketLogDelivery,
	s3BucketDataEvents,
	s3BucketDenyInsecureTransport,
	s3BucketDenyUnencryptedPut,
	s3BucketPinCMK,
}
