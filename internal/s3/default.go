package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Default returns what the bucket does with an upload that doesn't say, nil
// unless exactly one rule of one configuration surely decides it.
func (b *Bucket) Default() *Default {
	if len(b.Encryptions) != 1 {
		return nil
	}
	e := b.Encryptions[0]
	if e.Exists != terraform.Yes || len(e.Rules) != 1 || e.Rules[0].Apply == nil || e.Rules[0].Block.Exists != terraform.Yes {
		return nil
	}
	return e.Rules[0]
}

// KeyARN returns the ARN of the customer managed key as this configuration writes
// it, the stand-in where the key is made here; "" where it isn't known.
func (d *Default) KeyARN() string {
	if d.Key.Kind != CustomerKey {
		return ""
	}
	if d.Key.Key != nil {
		return kmsARN + "key/" + d.Key.ID
	}
	if text, ok := d.KeyID.Text(); ok && strings.HasPrefix(text, "arn:") && strings.Contains(text, ":key/") {
		return text
	}
	return ""
}
