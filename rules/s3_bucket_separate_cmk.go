package rules

import (
	_ "embed" // the page
	"fmt"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

//go:embed s3_bucket_separate_cmk.md
var s3BucketSeparateCMKDoc string

// s3BucketSeparateCMK reports customer managed keys that surely encrypt buckets
// of different tiers. It doesn't report buckets without tier, nor keys that may
// be two.
var s3BucketSeparateCMK = &lint.Rule{
	Name:     "s3_bucket_separate_cmk",
	Severity: tflint.ERROR,
	Summary:  "No customer managed key serves buckets of different tiers",
	Practice: lint.SecureKeyManagement,
	Fixes:    "gives the other tiers keys of their own",
	Doc:      s3BucketSeparateCMKDoc,
	Options:  func() any { return &s3BucketSeparateCMKOptions{} },
	Check:    checkS3BucketSeparateCMK,
}

type s3BucketSeparateCMKOptions struct {
	// Take buckets whose tags are known and name no tier as a tier of their own.
	IncludeUnclassified bool `hclext:"include_unclassified,optional"`
}

func checkS3BucketSeparateCMK(pass *lint.Pass) error {
	options, _ := pass.Options.(*s3BucketSeparateCMKOptions)
	shared := tiersByKey(pass.Inventory, options.IncludeUnclassified)
	var moved []*s3.Bucket
	for _, users := range shared {
		moved = append(moved, users.misplaced()...)
	}
	misplaced := map[*s3.Bucket]bool{}
	for _, b := range moved {
		misplaced[b] = true
	}
	fixable := oneTier(pass.Inventory, configurations, func(b *s3.Bucket) bool {
		d := b.Default()
		return misplaced[b] && b.Class.Has() && d.Algorithm.Literal() && (d.KeyID.Literal() || d.KeyID.Refers()) && takesNewKey(b)
	})
	for _, users := range shared {
		for _, b := range users.misplaced() {
			d := b.Default()
			f := lint.Finding{
				Range:   d.KeyID.Range,
				In:      d.Encryption.Instance,
				Anchor:  d.KeyID,
				Rests:   []terraform.Value{b.Tagged()},
				Address: b.Instance.Address(),
				Text:    "{is|are} {value} and under the same key as " + users.others(b) + ", so whoever may use the key for one tier can read the other",
				Value:   tier(b),
			}
			if at := d.Encryption.Instance.Resource; fixable[at] != nil {
				f.Fix = func(e *lint.Edit) error { return encrypt(e, fixable[at], d) }
			}
			pass.Report(f)
		}
	}
	return nil
}

// keyUsers are the buckets that surely share a key, in source order.
type keyUsers []*s3.Bucket

// tiersByKey returns the users of each key, in source order of the first of them.
func tiersByKey(inv *s3.Inventory, unclassified bool) []keyUsers {
	at := map[string]int{}
	var out []keyUsers
	for _, b := range inv.Buckets {
		d := b.Default()
		if d == nil || b.Instance.Symbolic || d.Encryption.Instance.Symbolic || !b.Class.Final || !b.Class.Has() && !unclassified || d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS) != terraform.Yes {
			continue
		}
		id := d.KeyIdentity()
		if id == "" {
			continue
		}
		i, seen := at[id]
		if !seen {
			i = len(out)
			at[id] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], b)
	}
	return out
}

// keeper is the tier that keeps the key: the most sensitive one.
func (u keyUsers) keeper() classify.Tier {
	keeper := rank(u[0])
	for _, b := range u[1:] {
		if t := rank(b); t.Rank < keeper.Rank {
			keeper = t
		}
	}
	return keeper
}

// misplaced are the buckets of other tiers than the keeper.
func (u keyUsers) misplaced() []*s3.Bucket {
	keeper := u.keeper()
	var out []*s3.Bucket
	for _, b := range u {
		if rank(b) != keeper {
			out = append(out, b)
		}
	}
	return out
}

// others lists the buckets of other tiers than b's with their tiers, but for those
// that are reported together with it.
func (u keyUsers) others(b *s3.Bucket) string {
	var names []string
	keeper := u.keeper()
	for _, o := range u {
		together := rank(o) != keeper && o.Default().KeyID.Range == b.Default().KeyID.Range
		if rank(o) != rank(b) && !together {
			names = append(names, fmt.Sprintf("%s (%s)", o.Instance.Address(), rank(o).Name))
		}
	}
	if n := len(names); n > 3 {
		names = append(names[:2], fmt.Sprintf("%d more", n-2))
	}
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// rank is the tier of a bucket, with a last one for those without.
func rank(b *s3.Bucket) classify.Tier {
	if b.Class.Has() {
		return b.Class.Tier
	}
	return classify.Tier{Name: "unclassified", Rank: 1 << 16}
}

// tier says which tier a bucket is of.
func tier(b *s3.Bucket) string {
	if b.Class.Has() {
		return "tagged " + tagged(b.Class)
	}
	return "unclassified"
}
