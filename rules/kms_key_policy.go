package rules

import (
	_ "embed" // the page
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
)

//go:embed kms_key_policy.md
var kmsKeyPolicyDoc string

// kmsKeyPolicy reports keys of sensitive buckets whose key policy surely lets
// everybody use them. It doesn't report grants to principals that it names, nor
// grants under a condition that an outsider's request need not meet.
var kmsKeyPolicy = &lint.Rule{
	Name:     "kms_key_policy",
	Severity: tflint.WARNING,
	Preset:   lint.Strict,
	Summary:  "The key policy of a sensitive bucket's key doesn't let everybody use it",
	Practice: lint.SecureKeyManagement,
	Doc:      kmsKeyPolicyDoc,
	Check:    checkKMSKeyPolicy,
}

func checkKMSKeyPolicy(pass *lint.Pass) error {
	for _, k := range pass.Inventory.Keys {
		if !k.Tier().Sensitive {
			continue
		}
		p := pass.Inventory.KeyPolicy(k)
		if p == nil {
			continue
		}
		if open := openTo(k, p); open != "" {
			pass.Report(lint.Finding{
				Range:   p.Argument.Range,
				In:      p.Instance,
				Anchor:  p.Argument,
				Address: k.Instance.Address(),
				Tags:    k.Tagged(),
				Tier:    k.Tier(),
				Text:    "{has|have} a key policy that lets everybody use the key: {value} is allowed",
				Value:   open,
			})
		}
	}
	return nil
}

// keyUses are what the policy of a key must not allow to everybody.
var keyUses = []string{"kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"}

// openTo returns the first request by an outsider that a key policy surely
// allows, "" if there is none. An outsider calls KMS directly, so what only calls
// through services have isn't there, and belongs to no organization that could be
// ours (AWS KMS Developer Guide, "AWS KMS condition keys").
func openTo(k *s3.Key, p *s3.KeyPolicy) string {
	for _, action := range keyUses {
		for _, who := range requesters[1:] {
			req := policy.NewRequest(action, k.ARN(), who.principal).
				Fix("kms:CallerAccount", "000000000000").
				Fix("aws:PrincipalAccount", "000000000000").
				Fix("aws:PrincipalIsAWSService", "false").
				Fix("aws:ViaAWSService", "false").
				Fix("kms:GrantIsForAWSResource", "false")
			for _, absent := range []string{
				"kms:ViaService", "aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths",
				"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:CalledVia", "aws:PrincipalServiceName",
			} {
				req.Fix(absent)
			}
			// Where a stranger's request comes from, and under which id, isn't the stranger's
			// choice.
			for _, given := range []string{"aws:SourceIp", "aws:VpcSourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn", "aws:userid"} {
				req.Dispute(given)
			}
			if p.Allows(req) {
				return fmt.Sprintf("%s by %s", action, who.name)
			}
		}
	}
	return ""
}
