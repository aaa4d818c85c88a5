package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_data_events.md
var s3BucketDataEventsDoc string

// s3BucketDataEvents reports sensitive buckets whose object events surely no trail
// logs, in configurations that have a trail. It doesn't report where trails are
// managed elsewhere, nor a bucket of which a part is logged.
var s3BucketDataEvents = &lint.Rule{
	Name:     "s3_bucket_data_events",
	Severity: tflint.NOTICE,
	Summary:  "A sensitive bucket's object events are logged by the trail managed here",
	Topic:    string(posture.Events),
	Practice: lint.ConfigureLogging,
	Suppressions: lint.Suppressions{
		Trivy: []string{"AVD-AWS-0171", "aws-s3-enable-object-write-logging", "AVD-AWS-0172", "aws-s3-enable-object-read-logging"},
	},
	Controls: lint.Controls{
		SecurityHub: "S3.22, S3.23",
		Config:      "cloudtrail-s3-dataevents-enabled",
		CIS:         "3.10 and 3.11 in 1.4 to 2.0; 3.8 and 3.9 in 3.0 to 5.0; 4.8 and 4.9 in 6.0 and 7.0",
		PCI:         "10.2.1",
		NIST:        "AU-2, AU-12",
	},
	Fixes: "adds the bucket to the trail's selectors",
	Doc:   s3BucketDataEventsDoc,
	Ask:   askS3BucketDataEvents,
}

func askS3BucketDataEvents(pass *lint.Pass) {
	inv := remedy.Inventory.Of(pass.Snapshot)
	if !inv.ManagesTrail() {
		return
	}
	for _, b := range inv.Buckets {
		a := lint.Answer{Subject: b, Site: b.Instance, Is: inv.LogsObjects(b), Why: b.WhyLogged}
		if a.Is == tri.No {
			a.Finding = &lint.Finding{
				Text: "{isn't|aren't} covered by the data events of a trail in this configuration, so none of them records who reads {its|their} objects",
			}
		}
		if b.Class.Tier.Sensitive && a.Is == tri.No {
			a.Fix = func() (lint.Fix, error) { return remedy.LogObjects(pass.Snapshot, b) }
		}
		a.Among(b.HoldsSensitive(), b.WhyClass)
		a.Beside = a.Beside || !inv.TrailBeside(b)
		pass.Answer(a)
	}
}
