package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// selection is the buckets whose objects one list of values selects. A value is
// the beginning of ARNs ("arn:aws:s3" is every bucket); one that goes on behind the
// bucket selects a part of it, which may be what matters. It is read once, whatever
// the number of buckets.
type selection struct {
	exists   tri.Answer            // whether it is there and about objects
	all      bool                  // it selects every bucket
	byID     map[string]tri.Answer // Yes for a bucket, Unknown for a part of it
	prefixes []string              // beginnings of bucket names
	maybe    bool                  // a value may select any bucket
	named    bool                  // a value names a bucket that isn't one of this configuration by its name
}

// newSelection reads a list of values; exists says whether it counts.
func (inv *Inventory) newSelection(list terraform.Value, exists tri.Answer) *selection {
	s := &selection{exists: exists, byID: map[string]tri.Answer{}}
	values := listOf(list)
	s.maybe = values == nil && !list.Definite()
	for _, v := range values {
		s.add(inv, v)
	}
	return s
}

func (s *selection) add(inv *Inventory, v terraform.Value) {
	text, known := inv.arnText(v)
	if !known || v.Symbolic() {
		s.maybe = true
		return
	}
	_, rest, ofBucket := strings.Cut(text, ":::")
	name, part, slash := strings.Cut(rest, "/")
	switch {
	case !ofBucket:
		s.all = s.all || strings.HasPrefix(bucketARN, text)
		s.maybe = s.maybe || !s.all
	case !slash && rest == "":
		s.all = true
	case part != "":
		s.byID[name] = s.byID[name].Or(tri.Unknown)
	default:
		s.byID[name] = tri.Yes
	}
	if ofBucket && !slash && !terraform.MadeUp(rest) {
		s.prefixes = append(s.prefixes, rest)
	}
	s.maybe = s.maybe || ofBucket && !slash && terraform.MadeUp(rest) && !inv.bucketNames().id(rest)
	s.named = s.named || ofBucket && slash && !inv.bucketNames().id(name)
}

// covers says whether the objects of a bucket are selected, at least some of them.
func (s *selection) covers(b *Bucket) tri.Answer {
	selects := tri.No
	part, listed := s.byID[b.id]
	switch {
	case s.all:
		selects = tri.Yes
	case listed:
		selects = part
	case s.maybe, s.named && !b.nameIsCertain():
		selects = tri.Unknown
	}
	for _, prefix := range s.prefixes {
		switch {
		case strings.HasPrefix(b.id, prefix) && b.nameIsCertain():
			selects = tri.Yes
		case !b.nameIsCertain():
			selects = selects.Or(tri.Unknown)
		}
	}
	return selects.And(s.exists)
}

// arnText returns the text of an ARN, with the stand-in of a bucket in place of its
// name where that isn't known and is written as the bucket's name is.
func (inv *Inventory) arnText(v terraform.Value) (string, bool) {
	if text, known := v.Name(); known {
		return text, true
	}
	return inv.bucketNames().substitute(v.Pieces(), nil).Whole()
}

// bucketNames recognises the names of the buckets.
func (inv *Inventory) bucketNames() *bucketNames {
	if inv.names == nil {
		inv.names = &bucketNames{buckets: inv.Buckets}
	}
	return inv.names
}

// listOf returns the elements of a list, nil if it isn't known.
func listOf(v terraform.Value) []terraform.Value {
	if f := v.Form(); f.Kind == terraform.ListForm {
		return f.Parts // they keep the expressions of what isn't known
	}
	return v.Elements()
}
