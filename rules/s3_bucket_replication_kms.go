package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_replication_kms.md
var s3BucketReplicationKMSDoc string

// s3BucketReplicationKMS reports rules of replication that surely leave out what their bucket encrypts with SSE-KMS, or
// replicate what is sensitive under the AWS managed key (replication-config-for-kms-objects, Amazon S3 User Guide).
var s3BucketReplicationKMS = &lint.Rule{
	Name:     "s3_bucket_replication_kms",
	Severity: tflint.WARNING,
	Summary:  "What is under SSE-KMS is replicated, under a customer managed key where it is sensitive",
	Topic:    string(posture.Replication),
	Practice: lint.EnforceEncryptionAtRest,
	Fixes:    "with `unsafe_fixes`, selects objects under SSE-KMS and names the destination's key, where both are of this module",
	Doc:      s3BucketReplicationKMSDoc,
	Ask:      askS3BucketReplicationKMS,
}

func askS3BucketReplicationKMS(pass *lint.Pass) {
	for _, r := range remedy.Inventory.Of(pass.Snapshot).Replications {
		b := r.Of
		a := lint.Answer{Subject: r, Is: r.Selects, Site: r.Instance, Block: r.Block.Block, Why: r.Selection.WhyNot("whether it is on")}
		f := &lint.Finding{In: r.Instance, Block: r.Block.Block, Anchor: r.Selection, Rests: b.DefaultValues(), Value: b.Instance.Address().String()}
		switch {
		case b.UnderKMS() != tri.Yes:
		case a.Is == tri.No:
			f.Text = "{leaves|leave} out objects under SSE-KMS, without an error, and {value} {encrypts|encrypt} with " + b.Default().Describe()
			a.Finding = f
			a.Fix = func() (lint.Fix, error) { return remedy.SelectEncrypted(pass.Snapshot, r) }
		case a.Is == tri.Yes && b.Class.Tier.Sensitive && r.ToAWSManagedKey():
			f.Anchor = r.ReplicaKey
			f.Text = "{replicates|replicate} objects of {value} under the AWS managed key aws/s3, so access to the replicas can't be cut off by disabling a key"
			a.Is, a.Finding = tri.No, f
			a.Fix = remedy.None(remedy.WhyDecided.Refuse("which key the replicas are to have isn't known"))
		}
		a.Among(b.UnderKMS(), b.WhyEncrypted)
		a.Among(r.Enabled, r.Block.Argument("status").WhyNot("whether it is on"))
		pass.Answer(a)
	}
}
