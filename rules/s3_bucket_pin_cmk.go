package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
)

//go:embed s3_bucket_pin_cmk.md
var s3BucketPinCMKDoc string

// s3BucketPinCMK reports buckets with a customer managed key by default whose
// policy surely admits uploads under another key. It doesn't report opaque keys,
// nor targets of logs.
var s3BucketPinCMK = &lint.Rule{
	Name:     "s3_bucket_pin_cmk",
	Severity: tflint.WARNING,
	Preset:   lint.Strict,
	Summary:  "The bucket policy admits uploads under the bucket's own customer managed key only",
	Practice: lint.SecureKeyManagement,
	Controls: lint.Controls{NIST: "SC-28"},
	Fixes:    "adds a deny statement to the bucket's policy, or a policy with that statement",
	Doc:      s3BucketPinCMKDoc,
	Check:    checkS3BucketPinCMK,
}

func checkS3BucketPinCMK(pass *lint.Pass) error {
	enforceUploads(pass, uploadRule{
		concerns: hasCMK,
		missing:  "an upload may use another key than the bucket's",
		judge:    judgeKeys,
		fixes: []uploadFix{{stops: stopsUsers, statements: func(b *s3.Bucket) []lint.Statement {
			if lockedOut(b) != "" || onlyExempt(sses3Through(b)) {
				return nil // perhaps by the pin of another key; an upload with SSE-S3 has no key
			}
			return pinKey(b)
		}}},
	})
	return nil
}

// judgeKeys returns what is wrong with the policy of a bucket, nil if nothing surely
// is.
func judgeKeys(b *s3.Bucket) *lint.Finding {
	other := otherKey(b)
	if other == "" {
		return nil
	}
	return ofPolicy(b, other, "{has|have} a bucket policy that admits other keys than the bucket's: {value} is not denied")
}

// hasCMK reports whether a bucket surely encrypts under a customer managed key by
// default.
func hasCMK(b *s3.Bucket) bool { return b.DefaultsToKMS() && b.Default().Key.Kind == s3.CustomerKey }

// otherKey returns the first upload under another key than the bucket's that its
// policy surely admits, "" if there is none.
func otherKey(b *s3.Bucket) string {
	for _, probe := range keyProbes {
		if found := through(b, probe.name, probe.request); found != "" {
			return found
		}
	}
	return ""
}

// pinned reports whether a bucket's policy surely denies all uploads under another key.
func pinned(b *s3.Bucket) bool {
	for _, probe := range keyProbes {
		for _, who := range requesters {
			if !denied(b, probe.request(b, who.principal)) {
				return false
			}
		}
	}
	return true
}

// keyProbes are uploads under another key than the bucket's.
var keyProbes = []struct {
	name    string
	request func(*s3.Bucket, policy.Principal) *policy.Request
}{
	{"an upload under another key", func(b *s3.Bucket, who policy.Principal) *policy.Request {
		return upload(b, who).Fix(sseHeader, s3.SSEKMS).Fix(sseKey, "arn:aws:kms:::key/other")
	}},
	// S3 then uses aws/s3; which key the condition sees isn't documented.
	{"an upload with aws:kms and no key", func(b *s3.Bucket, who policy.Principal) *policy.Request {
		return upload(b, who).Fix(sseHeader, s3.SSEKMS).Dispute(sseKey, "arn:aws:kms:::key/aws-s3")
	}},
}
