package s3

import "github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"

// Classified says whether it is known what the bucket's data is: No where a tag says what no tier has, or where
// nothing says anything.
func (b *Bucket) Classified() tri.Answer {
	switch {
	case b.Class.Has():
		return tri.Of(b.inventory.scheme.Has(b.Class.Tier))
	case b.Class.Final:
		return tri.No
	}
	return tri.Unknown
}

// NearestWord returns the word of a tier of which the value of the bucket's tag is likely a slip of the pen, "" where none is.
func (b *Bucket) NearestWord() string { return b.inventory.scheme.Nearest(b.Class.Tier) }
