package rules

import (
	_ "embed" // the page
	"fmt"
	"slices"
	"sync"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
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
	Practice: lint.EnforceEncryptionInTransit,
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
	Check:   checkS3BucketDenyInsecureTransport,
}

type s3BucketDenyInsecureTransportOptions struct {
	// The oldest TLS version allowed, `"1.2"` or `"1.3"`; any version if unset.
	MinTLSVersion string `hclext:"min_tls_version,optional"`
}

// Validate admits the versions that there is a reason to ask for.
func (o *s3BucketDenyInsecureTransportOptions) Validate() error {
	if !slices.Contains([]string{"", "1.2", "1.3"}, o.MinTLSVersion) {
		return fmt.Errorf("min_tls_version must be \"1.2\" or \"1.3\", not %q", o.MinTLSVersion)
	}
	return nil
}

func checkS3BucketDenyInsecureTransport(pass *lint.Pass) error {
	options, _ := pass.Options.(*s3BucketDenyInsecureTransportOptions)
	deny := []lint.Statement{denyTransport}
	if options.MinTLSVersion != "" {
		deny = append(deny, denyOldTLS(options.MinTLSVersion))
	}
	configured := elsewhere(pass.Module, "aws_s3_bucket_policy")
	without := oneWay(pass.Inventory, withoutPolicy)
	statements := sync.OnceValue(func() map[*terraform.Resource][]lint.Statement {
		return agreed(pass.Inventory, func(b *s3.Bucket) []lint.Statement {
			if transportWithheld(b) != nil {
				return nil
			}
			return deny
		})
	})
	for _, b := range pass.Inventory.Buckets {
		resource := b.Instance.Resource
		switch b.HasPolicy {
		case tri.No:
			f := lint.Finding{
				Range:   resource.Block.DefRange,
				In:      b.Instance,
				Rests:   b.Switches("aws_s3_bucket_policy"),
				Address: b.Instance.Address(),
				Tags:    b.Tagged(),
				Tier:    sensitive(b),
				Text:    "{has|have} no bucket policy, so nothing denies requests over plain HTTP" + website(b),
			}
			if without[resource] {
				f.Fix = func(e *lint.Edit) error {
					if err := e.OnlyTLS(resource); err != nil {
						return err
					}
					if err := transportWithheld(b); err != nil {
						return err
					}
					if err := neverOpen(ofResource(pass.Inventory, resource)); err != nil {
						return err
					}
					if statements()[resource] == nil {
						return errInstancesDiffer
					}
					return e.AddPolicy(resource, deny...)
				}
			}
			f.Argument = denyByArgument(configured, b, deny)
			f.Argument.Safe = f.Argument.Safe && statements()[resource] != nil
			pass.Report(f)
		case tri.Yes:
			f, add := judgeTransport(b, options.MinTLSVersion)
			if f == nil {
				continue
			}
			p := b.Policies[0]
			if p.Instance.Resource.Module == resource.Module {
				f.Argument = denyByArgument(configured, b, add)
				f.Argument.Safe = f.Argument.Safe && statements()[resource] != nil && exempts(f) == nil
			}
			f.Fix = func(e *lint.Edit) error {
				if err := exempts(f); err != nil {
					return err
				}
				for _, b := range p.Buckets {
					if err := e.OnlyTLS(b.Instance.Resource); err != nil {
						return err
					}
					if err := transportWithheld(b); err != nil {
						return err
					}
				}
				if err := neverOpen(p.Buckets); err != nil {
					return err
				}
				if statements()[p.Instance.Resource] == nil {
					return errInstancesDiffer
				}
				return e.AddStatements(p, add...)
			}
			pass.Report(*f)
		case tri.Unknown:
		}
	}
	return nil
}
