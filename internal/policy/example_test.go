package policy_test

import (
	"fmt"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
)

// A policy of which one resource is not known in full.
func Example() {
	doc := policy.FromTree(map[string]any{
		"Version": "2012-10-17",
		"Statement": map[string]any{
			"Sid": "TLS", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
			"Resource":  []any{"arn:aws:s3:::data", "arn:aws:s3:::data/*", policy.Template{{Known: "arn:aws:s3:::"}, {Hole: &policy.UnknownLeaf}}},
			"Condition": map[string]any{"Bool": map[string]any{"aws:SecureTransport": false}},
		},
	})
	for _, resource := range []string{"arn:aws:s3:::data/key", "arn:aws:s3:::other"} {
		plainHTTP := policy.NewRequest("s3:GetObject", resource, policy.Anonymous()).
			Fix("aws:SecureTransport", "false").
			Dispute("s3:TlsVersion", "1.0", "1.1")
		verdict, by := policy.Denies(doc, plainHTTP)
		fmt.Println(resource, verdict, by.Sid)
	}
	// Output:
	// arn:aws:s3:::data/key denied TLS
	// arn:aws:s3:::other unknown TLS
}
