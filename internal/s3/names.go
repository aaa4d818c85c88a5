package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// bucketNames recognises the names of buckets in ARNs that are written with the
// same expressions over the same unknowns. It is made when it is needed.
type bucketNames struct {
	buckets []*Bucket
	ids     map[string]bool
	byFirst map[string][]unknownName // by the identity of the first unknown piece
}

// unknownName is the name of a bucket that isn't known.
type unknownName struct {
	id     string
	prefix string // known text before the first unknown piece
	rest   terraform.Pieces
}

func (n *bucketNames) index() {
	if n.ids != nil {
		return
	}
	n.ids, n.byFirst = map[string]bool{}, map[string][]unknownName{}
	for _, b := range n.buckets {
		n.ids[b.id] = true
		if _, known := b.Name.Name(); known || !b.Name.Written() || b.Instance.Argument("bucket_prefix").Null() != tri.Yes {
			continue
		}
		name, pieces := unknownName{id: b.id}, b.Name.Pieces()
		if pieces[0].Hole == nil {
			name.prefix, pieces = pieces[0].Known, pieces[1:]
		}
		if len(pieces) == 0 {
			continue
		}
		name.rest = pieces[1:]
		first := pieces[0].Hole.Identity()
		n.byFirst[first] = append(n.byFirst[first], name)
	}
}

// id reports whether a text is the name or the token of a bucket.
func (n *bucketNames) id(text string) bool {
	n.index()
	return n.ids[text]
}

// substitute puts the id of a bucket in place of its name in the pieces of an
// ARN. Where several buckets have the name, that of the only one in own counts.
func (n *bucketNames) substitute(pieces terraform.Pieces, own map[string]bool) terraform.Pieces {
	if len(pieces) < 2 || pieces[0].Hole != nil || pieces[1].Hole == nil || !strings.Contains(pieces[0].Known, ":::") {
		return pieces
	}
	n.index()
	identity := pieces[1].Hole.Identity()
	if identity == "" {
		return pieces
	}
	var found []string
	var after terraform.Pieces
	for _, mine := range []bool{true, false} {
		for _, name := range n.byFirst[identity] {
			if own[name.id] != mine {
				continue
			}
			if rest, ok := name.match(pieces); ok {
				found, after = append(found, name.id), rest
			}
		}
		if len(found) > 0 {
			break
		}
	}
	if len(found) != 1 {
		return pieces
	}
	text := pieces[0].Known
	return append(terraform.Pieces{{Known: text[:strings.LastIndex(text, ":::")+3] + found[0]}}, after...)
}

// match reports whether the name stands at the end of the first of the pieces
// and in what follows, and returns what comes after it.
func (name *unknownName) match(pieces terraform.Pieces) (terraform.Pieces, bool) {
	if !strings.HasSuffix(pieces[0].Known, ":::"+name.prefix) {
		return nil, false
	}
	pieces = pieces[2:]
	for i, want := range name.rest {
		if len(pieces) == 0 {
			return nil, false
		}
		got := pieces[0]
		pieces = pieces[1:]
		switch {
		case (want.Hole == nil) != (got.Hole == nil):
			return nil, false
		case want.Hole != nil:
			if identity := got.Hole.Identity(); identity == "" || identity != want.Hole.Identity() {
				return nil, false
			}
		case i < len(name.rest)-1:
			if got.Known != want.Known {
				return nil, false
			}
		default:
			tail, ok := strings.CutPrefix(got.Known, want.Known)
			if !ok {
				return nil, false
			}
			if tail != "" || len(pieces) > 0 {
				pieces = append(terraform.Pieces{{Known: tail}}, pieces...)
			}
		}
	}
	if len(pieces) > 0 && (pieces[0].Hole != nil || pieces[0].Known == "" || !strings.ContainsAny(pieces[0].Known[:1], "/*?")) {
		return nil, false // a longer name
	}
	return pieces, true
}
