package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed kms_key_policy.md
var kmsKeyPolicyDoc string

// kmsKeyPolicy reports keys of sensitive buckets whose key policy surely lets
// everybody use them, and reminds of those that let every principal of the account do so through S3. It doesn't
// report grants to principals that it names, nor grants under a condition that an outsider's request need not meet.
var kmsKeyPolicy = &lint.Rule{
	Name:     "kms_key_policy",
	Severity: tflint.WARNING,
	Preset:   lint.Strict,
	Summary:  "The key policy of a sensitive bucket's key doesn't let everybody use it",
	Practice: lint.SecureKeyManagement,
	Doc:      kmsKeyPolicyDoc,
	Ask:      askKMSKeyPolicy,
}

func askKMSKeyPolicy(pass *lint.Pass) {
	inv := remedy.Inventory.Of(pass.Snapshot)
	for _, k := range inv.Keys {
		a := lint.Answer{Subject: k, Is: tri.Yes, Beside: !k.Tier().Sensitive}
		if p := inv.KeyPolicy(k); p != nil && !a.Beside {
			if open := p.OpenTo(k); open != "" {
				a.Is = tri.No
				a.Finding = &lint.Finding{
					In:     p.Instance,
					Anchor: p.Argument,
					Text:   "{has|have} a key policy that lets everybody use the key: {value} is allowed",
					Value:  open,
				}
			} else if k.ServesThroughS3() {
				a.Is = tri.No
				a.Finding = &lint.Finding{
					In:     p.Instance,
					Anchor: p.Argument,
					Text:   "{has|have} a key policy that lets every principal of the account use the key through S3, so it doesn't restrict who of the account reads",
					Note:   true,
				}
			}
		}
		pass.Answer(a)
	}
}
