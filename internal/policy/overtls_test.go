package policy_test

import (
	"fmt"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
)

// TestOverTLS holds that only statements which surely deny plain HTTP and nothing else aren't counted.
func TestOverTLS(t *testing.T) {
	for statement, want := range map[string]int{
		`"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}`:                                                0,
		`"Effect": "Deny", "Condition": {"BoolIfExists": {"AWS:securetransport": [false]}}`:                                        0,
		`"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:PrincipalAccount": "1"}}`: 0,
		`"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "true"}}`:                                                 1,
		`"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": ["false", "true"]}}`:                                      1,
		`"Effect": "Deny", "Condition": {"Null": {"aws:SecureTransport": "false"}}`:                                                1,
		`"Effect": "Deny", "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}`:                                             1,
		`"Effect": "Deny"`: 1,
		`"Effect": "Allow", "Condition": {"Bool": {"aws:SecureTransport": "false"}}`: 1,
	} {
		doc, err := policy.Parse(fmt.Appendf(nil, `{"Version": "2012-10-17", "Statement": [{"Principal": "*", "Action": "s3:*", "Resource": "*", %s}]}`, statement))
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.OverTLS(); got != want {
			t.Errorf("%s: %d statements, not %d", statement, got, want)
		}
	}
}
