package s3

import (
	"fmt"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// keyUses are what the policy of a key must not allow to everybody.
var keyUses = []string{"kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"}

// OpenTo returns the first request by an outsider that a key policy surely
// allows, "" if there is none, and says whether it allows none. An outsider calls KMS directly, so what only calls
// through services have isn't there, and belongs to no organization that could be
// ours (AWS KMS Developer Guide, "AWS KMS condition keys").
func (p *KeyPolicy) OpenTo(k *Key) (string, tri.Answer) {
	closed := tri.Yes
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
			switch allowed := p.Allows(req); allowed {
			case tri.Yes:
				return fmt.Sprintf("%s by %s", action, who.name), tri.No
			case tri.Unknown, tri.No:
				closed = closed.And(allowed.Not())
			}
		}
	}
	return "", closed
}
