package s3

import (
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// subjects are the buckets that have a policy, as its text may name them.
type subjects struct {
	own       map[string]bool // their ids
	uncertain bool            // the name of one of them isn't certain
	names     *bucketNames
}

// subject returns the subject of a policy of buckets, which may be none.
func (inv *Inventory) subject(of []*Bucket) policydoc.Subject {
	s := &subjects{own: map[string]bool{}, names: inv.bucketNames()}
	for _, b := range of {
		s.own[b.id] = true
		s.uncertain = s.uncertain || !b.nameIsCertain()
	}
	return s
}

// Owns reports whether a text names one of the buckets, as its name or by an ARN of it
// or its objects.
func (s *subjects) Owns(text string) bool {
	name, _, _ := strings.Cut(text[resourcePart(text):], "/")
	return s.own[name]
}

// Uncertain reports whether the name of one of the buckets isn't certain.
func (s *subjects) Uncertain() bool { return s.uncertain }

// Resource puts the names of buckets in place of the same expressions.
func (s *subjects) Resource(pieces terraform.Pieces) (terraform.Pieces, bool) {
	pieces = inPartition(s.names.substitute(pieces, s.own).Joined())
	if !s.uncertain {
		return pieces, false
	}
	return s.blur(pieces)
}

// inPartition puts the partition of the buckets in the place of one that isn't known: S3 refuses a policy that names
// a resource of another one.
func inPartition(pieces terraform.Pieces) terraform.Pieces {
	if len(pieces) < 3 || pieces[0].Known != "arn:" || pieces[1].Hole == nil || !strings.HasPrefix(pieces[2].Known, ":s3:::") {
		return pieces
	}
	known := bucketARN + strings.TrimPrefix(pieces[2].Known, ":s3:::")
	return append(terraform.Pieces{{Known: known}}, pieces[3:]...)
}

// resourcePart returns where the last part of an ARN begins, 0 if it is none.
func resourcePart(text string) int {
	at := 0
	for range 5 {
		i := strings.IndexByte(text[at:], ':')
		if i < 0 {
			return 0
		}
		at += i + 1
	}
	return at
}

// blur makes a bucket's name in a resource unknown where it may be that of a
// bucket whose name isn't certain: where it is text of its own, or is put
// together from text and what isn't known. It reports whether it does.
func (s *subjects) blur(pieces terraform.Pieces) (terraform.Pieces, bool) {
	first, at := resourceStart(pieces)
	if first < 0 {
		return pieces, false
	}
	name, last, tail := pieces[first].Known[at:], first, ""
	for ; last < len(pieces); last++ {
		text := pieces[last].Known
		if last == first {
			text = text[at:]
		}
		if i := strings.IndexByte(text, '/'); i >= 0 {
			tail = text[i:]
			break
		}
	}
	if last == first {
		name = strings.TrimSuffix(name, tail)
	}
	whole := last == first || last == len(pieces) && first == last-1
	if whole && (name != "" && strings.Trim(name, "*") == "" || s.names.id(strings.TrimRight(name, "*?"))) {
		return pieces, false
	}
	out := slices.Clone(pieces[:first])
	out = append(out, terraform.Piece{Known: pieces[first].Known[:at]}, terraform.Piece{Hole: &terraform.Value{Cty: cty.DynamicVal}})
	if tail != "" {
		out = append(out, terraform.Piece{Known: tail})
	}
	return append(out, pieces[min(last+1, len(pieces)):]...).Joined(), true
}

// resourceStart returns the piece and the place in it where the last part of an
// ARN begins, the very beginning where that isn't known, and a piece below 0
// where the text is no ARN.
func resourceStart(pieces terraform.Pieces) (first, at int) {
	for i, p := range pieces {
		if at := strings.Index(p.Known, ":::"); at >= 0 {
			return i, at + 3
		}
	}
	switch {
	case len(pieces) > 0 && resourcePart(pieces[0].Known) > 0:
		return 0, resourcePart(pieces[0].Known)
	case len(pieces) < 2:
		return -1, 0
	}
	return 0, 0
}
