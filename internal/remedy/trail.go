package remedy

import (
	"fmt"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// LogObjects returns the fix that adds a bucket's objects to what the only trail logs: which of
// several they belong to is somebody's decision.
func LogObjects(s *lint.Snapshot, b *s3.Bucket) (lint.Fix, error) {
	trail := Inventory.Of(s).OnlyTrail()
	if trail == nil {
		return lint.Fix{}, whyTrailFull.Refuse("there isn't just one trail that is surely on")
	}
	return lint.Fix{Wants: trail, Do: func(e *lint.Edit) error { return logObjects(e, b.Instance.Resource, trail) }}, nil
}

// logObjects adds the objects of every instance of a bucket to what a trail logs,
// in the kind of selectors that the trail has.
func logObjects(e *lint.Edit, bucket *terraform.Resource, trail *s3.Trail) error {
	resource := trail.Instance.Resource
	if err := e.WritesBoth(resource.Block.DefRange.Filename, bucket.Block.DefRange.Filename); err != nil {
		return err
	}
	if err := seesEvents(e.Snapshot, bucket, trail); err != nil {
		return err
	}
	if err := independent(e.Snapshot, bucket.Address.Local(), resource); err != nil {
		return err
	}
	for _, b := range Inventory.Of(e.Snapshot).Buckets {
		if b.Instance.Resource == bucket && trail.MayDeliverTo(b) {
			return whyTrailFull.Refuse("the trail may log to the bucket, and would log its own deliveries")
		}
	}
	arns := `["${` + bucket.Address.Local() + `.arn}/"]`
	if bucket.Repetition() != terraform.Single {
		arns = `[for bucket in ` + bucket.Address.Local() + ` : "${bucket.arn}/"]`
	}
	file, native, err := e.Native(resource.Block)
	if err != nil {
		return err
	}
	for _, b := range native.Body.Blocks {
		if b.Type == "dynamic" {
			return whyTrailFull.Refuse("the trail has dynamic blocks")
		}
	}
	if len(trail.Advanced) > 0 {
		if bucket.Repetition() != terraform.Single {
			return whyTrailFull.Refuse("with other inputs the selector might have no value, which the provider refuses")
		}
		return file.AppendBlock(e, native, fmt.Sprintf(advancedSelector, bucket.Address.Name, arns))
	}
	data := fmt.Sprintf(dataResource, arns)
	for _, selector := range trail.Selectors {
		if kind := selector.Argument("read_write_type"); kind.Null().Or(kind.Is("All")) != tri.Yes || !kind.Settled() {
			continue
		}
		_, block, err := e.Native(selector.Block)
		if err != nil {
			return err
		}
		return file.AppendBlock(e, block, data)
	}
	if len(trail.Selectors) >= maxSelectors {
		return whyTrailFull.Refuse("the trail has all the selectors that it can have")
	}
	// One pass makes one selector, to which the next one adds other buckets: a
	// trail has five at most, and management events belong in one of them.
	use := "selector of " + resource.Address.String()
	if e.Noted(use) != "" {
		return lint.Wait("the trail has got a selector in this pass")
	}
	e.Note(use, use, resource.Block.DefRange.Filename, arns)
	management := ""
	if len(trail.Selectors) > 0 {
		management = "  include_management_events = false\n\n"
	}
	return file.AppendBlock(e, native, "event_selector {\n"+management+data+"\n}")
}

// seesEvents fails unless the trail surely sees events of the bucket's region.
func seesEvents(s *lint.Snapshot, bucket *terraform.Resource, trail *s3.Trail) error {
	there, err := homeOf(s, trail.Instance.Resource)
	if err != nil {
		return err
	}
	here, err := homeOf(s, bucket)
	if err != nil {
		return err
	}
	everywhere := trail.Instance.Argument("is_multi_region_trail").Is("true") == tri.Yes && here.provider == there.provider
	if here != there && !everywhere {
		return whyOtherRegion.Refuse("the trail may be of another region or account")
	}
	return nil
}

// maxSelectors is how many event_selector blocks the provider admits.
const maxSelectors = 5

const (
	dataResource = `data_resource {
  type   = "AWS::S3::Object"
  values = %s
}`
	advancedSelector = `advanced_event_selector {
  name = "Objects of %s"

  field_selector {
    field  = "eventCategory"
    equals = ["Data"]
  }

  field_selector {
    field  = "resources.type"
    equals = ["AWS::S3::Object"]
  }

  field_selector {
    field       = "resources.ARN"
    starts_with = %s
  }
}`
)
