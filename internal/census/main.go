// Command census is a tflint plugin that finds nothing. It counts what the plugin
// knows of a module and writes it, one line for each question with the answers that
// are yes, no and unknown, to the file that CENSUS names: the corpus tool runs it in the
// plugin's place.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/plugin"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// count are the answers to one question, in the order of terraform.Verdict's names.
type count struct{ yes, no, unknown int }

func (c *count) add(v terraform.Verdict) {
	switch v {
	case terraform.Yes:
		c.yes++
	case terraform.No:
		c.no++
	default:
		c.unknown++
	}
}

// known adds a question that is only whether something is known.
func (c *count) known(known bool) {
	if known {
		c.yes++
	} else {
		c.unknown++
	}
}

func main() {
	rule := &lint.Rule{Name: "census", Severity: tflint.NOTICE, Summary: "Counts", Check: check}
	plugin.Serve(&plugin.ServeOpts{RuleSet: lint.NewRuleSet([]*lint.Rule{rule})})
}

func check(pass *lint.Pass) error {
	var encrypted, class, sensitive, hasPolicy, http, weak, rotated, window, key, bucketKey count
	for _, b := range pass.Inventory.Buckets {
		encrypted.add(b.Encrypted)
		class.known(b.Class.Final)
		if b.Class.Final {
			sensitive.add(verdict(b.Class.Tier.Sensitive))
		}
		hasPolicy.add(b.HasPolicy)
		who := policy.Member("", "")
		http.add(denied(b.Denies(policy.NewRequest("s3:GetObject", b.ARN()+"/key", who).Fix("aws:SecureTransport", "false"))))
		weak.add(denied(b.Denies(policy.NewRequest("s3:PutObject", b.ARN()+"/key", who).Fix("s3:x-amz-server-side-encryption", s3.SSES3))))
	}
	for _, e := range pass.Inventory.Encryptions {
		for _, d := range e.Rules {
			kms := d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS)
			if kms != terraform.No {
				key.known(kms == terraform.Yes && d.Key.Kind != s3.OpaqueKey)
				bucketKey.add(d.BucketKey.Is("true"))
			}
		}
	}
	for _, k := range pass.Inventory.Keys {
		rotated.add(k.Instance.Argument("enable_key_rotation").Is("true"))
		w := k.Instance.Argument("deletion_window_in_days")
		_, ok := w.Int()
		window.known(ok || w.Null() == terraform.Yes)
	}
	var out strings.Builder
	for _, q := range []struct {
		name string
		c    count
	}{
		{"s3_bucket_explicit_sse: is the bucket encrypted", encrypted},
		{"s3_bucket_sensitive_cmk: is the bucket's class known", class},
		{"s3_bucket_sensitive_cmk: if so, is it sensitive", sensitive},
		{"s3_bucket_sensitive_cmk: under SSE-KMS, whose key is it", key},
		{"s3_bucket_key_enabled: under SSE-KMS, is there a bucket key", bucketKey},
		{"s3_bucket_deny_insecure_transport: has the bucket a policy", hasPolicy},
		{"s3_bucket_deny_insecure_transport: is plain HTTP denied", http},
		{"s3_bucket_deny_unencrypted_put: is SSE-S3 denied", weak},
		{"kms_key_rotation: is the key rotated", rotated},
		{"kms_key_deletion_window: is the window known", window},
	} {
		fmt.Fprintf(&out, "%s\t%d\t%d\t%d\n", q.name, q.c.yes, q.c.no, q.c.unknown)
	}
	return os.WriteFile(os.Getenv("CENSUS"), []byte(out.String()), 0o600)
}

func denied(v policy.Verdict, _ *policy.Statement) terraform.Verdict {
	switch v {
	case policy.Denied:
		return terraform.Yes
	case policy.NotDenied:
		return terraform.No
	default:
		return terraform.Unknown
	}
}

func verdict(b bool) terraform.Verdict {
	if b {
		return terraform.Yes
	}
	return terraform.No
}
