package rules

import (
	_ "embed" // the page
	"slices"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

//go:embed s3_bucket_block_sse_c.md
var s3BucketBlockSSECDoc string

// s3BucketBlockSSEC reports configurations that surely admit uploads with SSE-C
// again, which S3 blocks by default on new buckets; in the strict preset also
// those of sensitive buckets that don't block it in so many words. It doesn't
// report a bucket whose policy denies such uploads, nor a missing block where the
// provider may be too old for it.
var s3BucketBlockSSEC = &lint.Rule{
	Name:     "s3_bucket_block_sse_c",
	Severity: tflint.WARNING,
	Summary:  "SSE-C is not re-enabled; in strict, it is blocked explicitly",
	Practice: lint.EnforceEncryptionAtRest,
	Fixes:    "writes `blocked_encryption_types = [\"SSE-C\"]`",
	Doc:      s3BucketBlockSSECDoc,
	Check:    checkS3BucketBlockSSEC,
}

// knowsBlockedTypes is the first version of the AWS provider that knows
// blocked_encryption_types (its changelog, #45105).
const knowsBlockedTypes = "6.22.0"

func checkS3BucketBlockSSEC(pass *lint.Pass) error {
	missing := pass.Preset == lint.Strict && pass.Inventory.ProvesProvider(knowsBlockedTypes)
	fixable := inEach(pass.Inventory)
	report := func(d *s3.Default, text string) {
		f := lint.Finding{
			Range:   anchor(d.Blocked, d.Block.Block),
			In:      d.Encryption.Instance,
			Anchor:  d.Blocked,
			Address: d.Encryption.Instance.Address(),
			Tags:    d.Tagged(),
			Tier:    d.Tier(),
			Text:    text,
		}
		if !d.Encryption.Inline && fixable[d.Block.Block] {
			f.Fix = func(e *lint.Edit) error {
				return e.SetList(d.Block.Block, "blocked_encryption_types", d.Blocked, []string{"SSE-C"}, "bucket_key_enabled")
			}
		}
		pass.Report(f)
	}
	for _, e := range pass.Inventory.Encryptions {
		for _, d := range e.Rules {
			text := ""
			switch {
			case d.Block.Exists != tri.Yes:
			case d.Blocks("NONE") == tri.Yes:
				text = "{admits|admit} uploads with SSE-C, whose keys nobody in this account has, so their objects can't be read without the uploader"
			case missing && d.Tier().Sensitive && !mayBlock(e):
				text = "{doesn't|don't} block SSE-C, so whether an upload may bring a key of its own depends on when the bucket was made"
			}
			if text != "" && !deniesSSEC(e) {
				report(d, text)
			}
		}
	}
	return nil
}

// mayBlock reports whether a rule of a configuration blocks SSE-C, or may do so.
func mayBlock(e *s3.Encryption) bool {
	return slices.ContainsFunc(e.Rules, func(d *s3.Default) bool { return d.Blocks("SSE-C") != tri.No })
}

// inEach returns the blocks, which a fix changes for all instances, that have one rule
// each, written out, and need the fix in each.
func inEach(inv *s3.Inventory) map[*hclext.Block]bool {
	out := map[*hclext.Block]bool{}
	for _, e := range inv.Encryptions {
		for _, d := range e.Rules {
			needs := d.Block.Exists == tri.Yes && len(e.Rules) == 1 && (d.Blocks("NONE") == tri.Yes || d.Tier().Sensitive)
			before, seen := out[d.Block.Block]
			out[d.Block.Block] = needs && (before || !seen)
		}
	}
	return out
}

// deniesSSEC reports whether the policies of all buckets that a configuration is
// for may deny uploads with SSE-C.
func deniesSSEC(e *s3.Encryption) bool {
	for _, b := range e.Buckets {
		for _, who := range requesters {
			req := upload(b, who.principal).Fix(sseHeader).Fix(sseKey).Fix(sseC, "AES256")
			if verdict, _ := b.Denies(req); verdict == policy.NotDenied {
				return false
			}
		}
	}
	return len(e.Buckets) > 0
}
