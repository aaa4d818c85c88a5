package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
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
	Topic:    string(posture.KeyPolicy),
	Practice: lint.SecureKeyManagement,
	Doc:      kmsKeyPolicyDoc,
	Ask:      askKMSKeyPolicy,
}

func askKMSKeyPolicy(pass *lint.Pass) {
	inv := remedy.Inventory.Of(pass.Snapshot)
	for _, k := range inv.Keys {
		a := lint.Answer{Subject: k, Why: k.WhyPolicy}
		p := inv.KeyPolicy(k)
		switch {
		case !k.Tier().Sensitive:
			a.Beside = true
		case p == nil:
			a.Is = tri.Of(!inv.HasPolicy(k)).Or(tri.Unknown) // KMS's own leaves it to the account
		default:
			f := &lint.Finding{In: p.Instance, Anchor: p.Argument}
			open, closed := p.OpenTo(k)
			switch a.Is = closed; {
			case open != "":
				f.Text, f.Value = "{has|have} a key policy that lets everybody use the key: {value} is allowed", open
			case k.ServesThroughS3():
				a.Is, f.Note = tri.No, true
				f.Text = "{has|have} a key policy that lets every principal of the account use the key through S3, so it doesn't restrict who of the account reads"
			}
			if a.Is == tri.No {
				a.Finding = f
			}
		}
		pass.Answer(a)
	}
}
