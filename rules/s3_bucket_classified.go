package rules

import (
	_ "embed" // the page

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_classified.md
var s3BucketClassifiedDoc string

// s3BucketClassified reports values of classification tags that no tier has, each once, and with required the first
// of the buckets that nothing classifies. It doesn't report tags that aren't known.
var s3BucketClassified = &lint.Rule{
	Name:     "s3_bucket_classified",
	Severity: tflint.NOTICE,
	Summary:  "A classification tag has a value that a tier knows; in strict, every bucket is classified",
	Topic:    string(posture.Classified),
	Practice: lint.IdentifyData,
	Controls: lint.Controls{NIST: "RA-2"},
	Doc:      s3BucketClassifiedDoc,
	Options:  func() any { return &s3BucketClassifiedOptions{} },
	Ask:      askS3BucketClassified,
}

type s3BucketClassifiedOptions struct {
	// Every bucket whose tags are known, default tags included, must be classified; `true` in the preset strict, else `false`.
	Required *bool `hclext:"required,optional"`
}

func askS3BucketClassified(pass *lint.Pass) {
	options, _ := pass.Options.(*s3BucketClassifiedOptions)
	required := pass.Preset == lint.Strict
	if options.Required != nil {
		required = *options.Required
	}
	first := map[string]*s3.Bucket{} // by what is said of the data
	for _, b := range remedy.Inventory.Of(pass.Snapshot).Buckets {
		a := lint.Answer{Subject: b, Is: b.Classified(), Why: b.WhyClass}
		a.Beside = a.Is == tri.No && !b.Class.Has() && !required
		if a.Is == tri.No && !a.Beside {
			said := b.Class.Tier.Name
			if first[said] == nil {
				first[said] = b
			}
			a.Finding = unclassified(b, first[said])
		}
		pass.Answer(a)
	}
}

// unclassified is the finding about a bucket, at the first one of which the same is so.
func unclassified(b, first *s3.Bucket) *lint.Finding {
	f := &lint.Finding{In: first.Instance, Anchor: first.Tagged(), Graded: true, Rests: []terraform.Value{first.Tagged()}}
	switch nearest := b.NearestWord(); {
	case !b.Class.Has():
		f.Anchor, f.Rests = terraform.Value{}, []terraform.Value{first.Instance.Argument("tags")}
		f.Text = "{has|have} no classification tag, so no rule counts {it|them} as sensitive"
	case nearest != "":
		f.Text = "{has|have} a classification that no tier has, so no rule counts {it|them} as sensitive; \"" + nearest + "\" is nearest"
	default:
		f.Text = "{has|have} a classification that no tier has, so no rule counts {it|them} as sensitive; a tier block in .tflint.hcl can add it"
	}
	return f
}
