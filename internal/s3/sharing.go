package s3

import (
	"fmt"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// KeyUsers are the buckets that surely share a key, in source order.
type KeyUsers []*Bucket

// SharedKeys returns the users of each key, in source order of the first of them; buckets
// whose tags name no tier count where unclassified is set.
func (inv *Inventory) SharedKeys(unclassified bool) []KeyUsers {
	at := map[string]int{}
	var out []KeyUsers
	for _, b := range inv.Buckets {
		d := b.Default()
		if d == nil || b.Instance.Symbolic || d.Encryption.Instance.Symbolic || !b.Class.Final || !b.Class.Has() && !unclassified || d.Algorithm.Is(SSEKMS, DSSEKMS) != tri.Yes {
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

// Keeper is the tier that keeps the key: the most sensitive one.
func (u KeyUsers) Keeper() classify.Tier {
	keeper := rank(u[0])
	for _, b := range u[1:] {
		if t := rank(b); t.Rank < keeper.Rank {
			keeper = t
		}
	}
	return keeper
}

// Misplaced are the buckets of other tiers than the keeper.
func (u KeyUsers) Misplaced() []*Bucket {
	keeper := u.Keeper()
	var out []*Bucket
	for _, b := range u {
		if rank(b) != keeper {
			out = append(out, b)
		}
	}
	return out
}

// Others lists the buckets of other tiers than b's with their tiers, but for those
// that are reported together with it.
func (u KeyUsers) Others(b *Bucket) string {
	var names []string
	keeper := u.Keeper()
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
func rank(b *Bucket) classify.Tier {
	if b.Class.Has() {
		return b.Class.Tier
	}
	return classify.Tier{Name: "unclassified", Rank: 1 << 16}
}
