package rules

import (
	"fmt"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// keyUsers are the buckets that surely share a key, in source order.
type keyUsers []*s3.Bucket

// tiersByKey returns the users of each key, in source order of the first of them.
func tiersByKey(inv *s3.Inventory, unclassified bool) []keyUsers {
	at := map[string]int{}
	var out []keyUsers
	for _, b := range inv.Buckets {
		d := b.Default()
		if d == nil || b.Instance.Symbolic || d.Encryption.Instance.Symbolic || !b.Class.Final || !b.Class.Has() && !unclassified || d.Algorithm.Is(s3.SSEKMS, s3.DSSEKMS) != tri.Yes {
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
