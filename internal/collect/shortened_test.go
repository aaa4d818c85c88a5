package collect

import (
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// TestShortened holds that a reason has no made-up text in it, and isn't longer than it has to be.
func TestShortened(t *testing.T) {
	made := terraform.TokenPrefix + strings.Repeat("0a", 12)
	for text, want := range map[string]string{
		"var.x has no value":                       "var.x has no value",
		"aws_kms_alias.this[\"" + made + "\"] is":  "aws_kms_alias.this[\"…\"] is",
		strings.Repeat("é", 400):                   strings.Repeat("é", 400),
		strings.Repeat("é", 401):                   strings.Repeat("é", 400) + "…",
		made + ", " + made + ", not standin-alone": "…, …, not standin-alone",
	} {
		if got := shortened(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
