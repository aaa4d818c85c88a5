package lint

import (
	"fmt"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// LogObjects adds the objects of every instance of a bucket to what a trail logs,
// in the kind of selectors that the trail has.
func (e *Edit) LogObjects(bucket *terraform.Resource, trail *s3.Trail) error {
	resource := trail.Instance.Resource
	if mayFilter() && resource.Block.DefRange.Filename != bucket.Block.DefRange.Filename {
		return fmt.Errorf("%w: with --filter the trail's file may not be written", tflint.ErrFixNotSupported)
	}
	if err := e.seesEvents(bucket, trail); err != nil {
		return err
	}
	if err := e.independent(bucket.Address.Local(), resource); err != nil {
		return err
	}
	for _, b := range e.runner.inventory.Buckets {
		if b.Instance.Resource == bucket && trail.MayDeliverTo(b) {
			return fmt.Errorf("%w: the trail may log to the bucket, and would log its own deliveries", tflint.ErrFixNotSupported)
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
			return fmt.Errorf("%w: the trail has dynamic blocks", tflint.ErrFixNotSupported)
		}
	}
	if len(trail.Advanced) > 0 {
		if bucket.Repetition() != terraform.Single {
			return fmt.Errorf("%w: with other inputs the selector might have no value, which the provider refuses", tflint.ErrFixNotSupported)
		}
		return file.AppendBlock(e.Fixer, native, fmt.Sprintf(advancedSelector, bucket.Address.Name, arns))
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
		return file.AppendBlock(e.Fixer, block, data)
	}
	if len(trail.Selectors) >= maxSelectors {
		return fmt.Errorf("%w: the trail has all the selectors that it can have", tflint.ErrFixNotSupported)
	}
	// One pass makes one selector, to which the next one adds other buckets: a
	// trail has five at most, and management events belong in one of them.
	use := "selector of " + resource.Address.String()
	if e.freshAt(use) != "" {
		return fmt.Errorf("%w: the trail has got a selector in this pass: %w", tflint.ErrFixNotSupported, errNextPass)
	}
	e.note(use, use, resource.Block.DefRange.Filename, arns)
	management := ""
	if len(trail.Selectors) > 0 {
		management = "  include_management_events = false\n\n"
	}
	return file.AppendBlock(e.Fixer, native, "event_selector {\n"+management+data+"\n}")
}

// seesEvents fails unless the trail surely sees events of the bucket's region.
func (e *Edit) seesEvents(bucket *terraform.Resource, trail *s3.Trail) error {
	there, err := e.homeOf(trail.Instance.Resource)
	if err != nil {
		return err
	}
	here, err := e.homeOf(bucket)
	if err != nil {
		return err
	}
	everywhere := trail.Instance.Argument("is_multi_region_trail").Is("true") == tri.Yes && here.provider == there.provider
	if here != there && !everywhere {
		return fmt.Errorf("%w: the trail may be of another region or account", tflint.ErrFixNotSupported)
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
