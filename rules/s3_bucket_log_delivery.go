package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_log_delivery.md
var s3BucketLogDeliveryDoc string

// s3BucketLogDelivery reports buckets that surely are the target of logs which can be delivered with SSE-S3 only, and
// that encrypt with KMS or refuse the delivery. It doesn't report what is a target perhaps.
var s3BucketLogDelivery = &lint.Rule{
	Name:     "s3_bucket_log_delivery",
	Severity: tflint.WARNING,
	Summary:  "Logs can be delivered to the bucket that is their target: SSE-S3, and no deny that refuses them",
	Topic:    string(posture.LogDelivery),
	Practice: lint.ConfigureLogging,
	Doc:      s3BucketLogDeliveryDoc,
	Ask:      askS3BucketLogDelivery,
}

func askS3BucketLogDelivery(pass *lint.Pass) {
	for _, b := range remedy.Inventory.Of(pass.Snapshot).Buckets {
		source := b.LogSource()
		refused := b.RefusesLogs(source.Kind)
		a := lint.Answer{Subject: b, Is: b.UnderKMS().Or(refused).Not(), Why: b.WhyEncrypted}
		if b.UnderKMS() == tri.No {
			a.Why = b.WhyPolicy
		}
		a.Among(b.ReceivesLogs, b.WhyLogs)
		if a.Is == tri.No && !a.Beside {
			a.Finding = undelivered(b, source)
		}
		pass.Answer(a)
	}
}

// undelivered is the finding about a bucket that the logs of a source can't be delivered to.
func undelivered(b *s3.Bucket, source s3.LogSource) *lint.Finding {
	what, follows := "logs that need SSE-S3", "they may not be delivered"
	from := ""
	if source.Instance != nil && source.Instance != b.Instance {
		from = " of " + source.Instance.Address().String()
	}
	switch source.Kind {
	case s3.AccessLogs:
		what, follows = "the server access logs"+from, "S3 may deliver them under a key that this account can't use"
	case s3.BalancerLogs:
		what, follows = "the logs"+from, "switching them on fails"
	case s3.RedshiftLogs:
		what, follows = "the audit logs"+from, "Redshift doesn't deliver them"
	case s3.SomeLogs:
	}
	d := b.Default()
	if b.UnderKMS() == tri.Yes {
		return &lint.Finding{In: d.Encryption.Instance, Block: d.Apply.Block, Anchor: d.Algorithm, Text: "{receives|receive} " + what + " and {encrypts|encrypt} with " + d.Describe() + ", so " + follows}
	}
	return remedy.PolicyFinding(b, what, "{receives|receive} "+what+" and {has|have} a bucket policy that denies their delivery")
}
