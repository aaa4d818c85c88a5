package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
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
	Practice: lint.ConfigureLogging,
	Controls: lint.Controls{
		SecurityHub: "S3.22, S3.23",
		Config:      "cloudtrail-s3-dataevents-enabled",
		CIS:         "3.10 and 3.11 in 1.4 to 2.0; 3.8 and 3.9 in 3.0 to 5.0; 4.8 and 4.9 in 6.0 and 7.0",
		PCI:         "10.2.1",
		NIST:        "AU-2, AU-12",
	},
	Fixes: "adds the bucket to the trail's selectors",
	Doc:   s3BucketDataEventsDoc,
	Check: checkS3BucketDataEvents,
}

func checkS3BucketDataEvents(pass *lint.Pass) error {
	if !managesTrail(pass.Inventory) {
		return nil
	}
	unlogged := map[*s3.Bucket]bool{}
	for _, b := range pass.Inventory.Buckets {
		unlogged[b] = sensitive(b).Sensitive && pass.Inventory.LogsObjects(b) == tri.No
	}
	trail := onlyTrail(pass.Inventory)
	all := oneWay(pass.Inventory, func(b *s3.Bucket) bool { return unlogged[b] })
	for _, b := range pass.Inventory.Buckets {
		if !unlogged[b] {
			continue
		}
		resource := b.Instance.Resource
		f := lint.Finding{
			Range:   resource.Block.DefRange,
			In:      b.Instance,
			Tags:    b.Tagged(),
			Address: b.Instance.Address(),
			Tier:    sensitive(b),
			Text:    "{has its|have their} object events logged by no trail of this configuration, so nobody can tell who has read {its|their} objects",
		}
		if trail != nil && all[resource] {
			f.Fix = func(e *lint.Edit) error { return e.LogObjects(resource, trail) }
		}
		pass.Report(f)
	}
	return nil
}

// managesTrail reports whether the configuration surely has a trail.
func managesTrail(inv *s3.Inventory) bool {
	for _, t := range inv.Trails {
		if !t.Instance.Symbolic {
			return true
		}
	}
	return false
}

// onlyTrail returns the trail if there is just one and it is surely on, else nil:
// which of several a bucket belongs to is somebody's decision.
func onlyTrail(inv *s3.Inventory) *s3.Trail {
	blocks := 0
	for range inv.Module.Tree("aws_cloudtrail") {
		blocks++ // one without instances now as well
	}
	if blocks != 1 || len(inv.Trails) != 1 || inv.Trails[0].Logs != tri.Yes || inv.Trails[0].Instance.Resource.Repetition() != terraform.Single {
		return nil
	}
	return inv.Trails[0]
}
