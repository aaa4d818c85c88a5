package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
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
	Practice: lint.EnforceEncryptionInTransit,
	Controls: lint.Controls{
		SecurityHub: "S3.5",
		Config:      "s3-bucket-ssl-requests-only",
		CIS:         "2.1.2 in 1.4 and 1.5; 2.1.1 in 2.0 to 5.0; 3.1.1 in 6.0 and 7.0",
		PCI:         "4.2.1",
		NIST:        "SC-8, SC-8(1), SC-13, SC-23, AC-17(2), SC-7(4)",
	},
	Fixes: "adds a deny statement to the bucket's policy, or a policy with that statement",
	Doc:   s3BucketDenyInsecureTransportDoc,
	Check: checkS3BucketDenyInsecureTransport,
}

func checkS3BucketDenyInsecureTransport(pass *lint.Pass) error {
	partly := partlyWithPolicy(pass.Inventory)
	statements := agreed(pass.Inventory, func(b *s3.Bucket) []lint.Statement {
		if b.ServesWebsite != terraform.No || b.HasPolicy == terraform.Yes && deniesReads(b) {
			return nil // the statement would close the last way in
		}
		return []lint.Statement{denyTransport}
	})
	for _, b := range pass.Inventory.Buckets {
		resource := b.Instance.Resource
		switch b.HasPolicy {
		case terraform.No:
			f := lint.Finding{
				Range:   resource.Block.DefRange,
				Address: b.Instance.Address(),
				Tier:    sensitive(b),
				Text:    "{has|have} no bucket policy, so nothing denies requests over plain HTTP" + website(b),
			}
			if add := statements[resource]; add != nil && !partly[resource] {
				f.Fix = func(e *lint.Edit) error { return e.AddPolicy(resource, add...) }
			}
			pass.Report(f)
		case terraform.Yes:
			through := plainHTTPThrough(b)
			if through == "" {
				continue
			}
			p := b.Policies[0]
			f := lint.Finding{
				Range:   p.Argument.Range,
				Address: b.Instance.Address(),
				Tier:    sensitive(b),
				Text:    "{has|have} a bucket policy that lets plain HTTP through: {value} is not denied" + website(b),
				Value:   through,
			}
			if add := statements[p.Instance.Resource]; add != nil {
				f.Fix = func(e *lint.Edit) error { return e.AddStatements(p, add...) }
			}
			pass.Report(f)
		case terraform.Unknown:
		}
	}
	return nil
}

// website says why a bucket that serves a website can't do without plain HTTP.
func website(b *s3.Bucket) string {
	if b.ServesWebsite == terraform.Yes {
		return ", and its website endpoint has no TLS"
	}
	return ""
}
