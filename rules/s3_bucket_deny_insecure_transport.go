package rules

import (
	_ "embed" // the page
	"slices"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_deny_insecure_transport.md
var s3BucketDenyInsecureTransportDoc string

// s3BucketDenyInsecureTransport reports buckets whose policy surely lets a
// request without TLS through, by evaluating the policy, and buckets without
// policy. It doesn't report a policy of which too little is known.
var s3BucketDenyInsecureTransport = &lint.Rule{
	Name:     "s3_bucket_deny_insecure_transport",
	Severity: tflint.WARNING,
	Preset:   lint.Minimum,
	Summary:  "The bucket policy denies every request without TLS",
	Topic:    string(posture.Transport),
	Practice: lint.EnforceEncryptionInTransit,
	Suppressions: lint.Suppressions{
		Checkov: []string{"CKV_AWS_379"},
		KICS:    []string{"4bc4dd4c-7d8d-405e-a0fb-57fa4c31b4d9"}, // S3 Bucket Policy Accepts HTTP Requests
	},
	Controls: lint.Controls{
		SecurityHub: "S3.5",
		Config:      "s3-bucket-ssl-requests-only",
		CIS:         "2.1.2 in 1.4 and 1.5; 2.1.1 in 2.0 to 5.0; 3.1.1 in 6.0 and 7.0",
		PCI:         "4.2.1",
		NIST:        "SC-8, SC-8(1), SC-13, SC-23, AC-17(2), SC-7(4)",
	},
	Fixes:   "adds a deny statement to the bucket's policy, or a policy with that statement",
	Doc:     s3BucketDenyInsecureTransportDoc,
	Options: func() any { return &s3BucketDenyInsecureTransportOptions{} },
	Ask:     askS3BucketDenyInsecureTransport,
}

type s3BucketDenyInsecureTransportOptions struct {
	// The oldest TLS version allowed, `"1.2"` or `"1.3"`; any version if unset.
	MinTLSVersion string `hclext:"min_tls_version,optional"`
}

// Validate admits the versions that there is a reason to ask for.
func (o *s3BucketDenyInsecureTransportOptions) Validate() error {
	if !slices.Contains([]string{"", "1.2", "1.3"}, o.MinTLSVersion) {
		return lint.WrongOption("min_tls_version", "must be \"1.2\" or \"1.3\", not %q", o.MinTLSVersion)
	}
	return nil
}

func askS3BucketDenyInsecureTransport(pass *lint.Pass) {
	options, _ := pass.Options.(*s3BucketDenyInsecureTransportOptions)
	minimum := options.MinTLSVersion
	for _, b := range remedy.Inventory.Of(pass.Snapshot).Buckets {
		plain, denied := b.PlainHTTPThrough()
		old, tooOld := b.OldTLSThrough(minimum)
		a := lint.Answer{Subject: b, Site: remedy.PolicySite(b), Is: denied.And(tooOld), Why: b.WhyPolicy}
		switch {
		case b.HasPolicy == tri.No:
			a.Finding = remedy.MissingPolicy(b, "nothing denies requests over plain HTTP"+website(b))
		case plain != "":
			a.Finding = remedy.PolicyFinding(b, plain, "{has|have} a bucket policy that lets plain HTTP through: {value} is not denied"+website(b))
		case old != "":
			a.Finding = remedy.PolicyFinding(b, old, "{has|have} a bucket policy that lets TLS before "+minimum+" through: {value} is not denied")
		}
		if a.Finding != nil {
			a.Finding.Argument = remedy.TransportArgument(pass.Snapshot, b, minimum)
			a.Finding.Wish = remedy.TransportWish(pass.Snapshot, b, minimum)
		}
		a.Fix = func() (lint.Fix, error) { return remedy.DenyTransport(pass.Snapshot, b, minimum) }
		pass.Answer(a)
	}
}

// website says why a bucket that serves a website can't do without plain HTTP.
func website(b *s3.Bucket) string {
	if b.ServesWebsite == tri.Yes {
		return ", and its website endpoint has no TLS"
	}
	return ""
}
