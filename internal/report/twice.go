package report

import (
	"fmt"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// merge adds the notes of a document. Where an earlier one has a directory as well, the later one counts, so that nothing is
// counted twice; and so it is where somebody has put the notes of several runs into one document.
func (s *said) merge(notes []*posture.Note) {
	runs := map[string]int{} // by directory
	for _, n := range notes {
		if n.Directory != nil {
			runs[n.Directory.Path]++
		}
	}
	for _, n := range s.notes {
		if n.Directory != nil && runs[n.Directory.Path] > 0 {
			s.replaced(n.Directory.Path, notes)
		}
	}
	s.notes = slices.DeleteFunc(s.notes, func(n *posture.Note) bool { return runs[about(n).directory] > 0 })
	later := map[identity]bool{}
	var kept []*posture.Note
	for _, n := range slices.Backward(notes) {
		id := about(n)
		if runs[id.directory] > 1 && later[id] {
			if n.Directory != nil {
				s.remark(id.directory)
			}
			continue
		}
		later[id] = true
		kept = append(kept, n)
	}
	slices.Reverse(kept)
	s.notes = append(s.notes, kept...)
}

// identity is what a note is about.
type identity struct{ kind, directory, address string }

func about(n *posture.Note) identity {
	switch {
	case n.Bucket != nil:
		return identity{"bucket", n.Bucket.Directory, n.Bucket.Address}
	case n.Key != nil:
		return identity{"key", n.Key.Directory, n.Key.Address}
	case n.Other != nil:
		return identity{"other", n.Other.Directory, n.Other.Address}
	case n.Directory != nil:
		return identity{"directory", n.Directory.Path, ""}
	}
	return identity{}
}

// replaced says that a directory is there twice, and what only the earlier document has: it may be another directory, if
// tflint was started in each.
func (s *said) replaced(directory string, by []*posture.Note) {
	later := map[identity]posture.Place{}
	for _, n := range by {
		later[about(n)] = placeOf(n)
	}
	var lost []string
	for _, n := range s.notes {
		id := about(n)
		if at, found := later[id]; id.directory == directory && (!found || at != placeOf(n)) {
			lost = append(lost, id.address)
		}
	}
	if len(lost) == 0 {
		s.remark(directory)
		return
	}
	s.lost = append(s.lost, fmt.Sprintf("the directory %s is in the input twice, and the later document counts, which has other things: what the earlier has of %s doesn't count. "+
		"For several directories, start tflint in one place, with --chdir or --recursive", directory, listed(lost)))
}

func placeOf(n *posture.Note) posture.Place {
	switch {
	case n.Bucket != nil:
		return n.Bucket.Place
	case n.Key != nil:
		return n.Key.Place
	case n.Other != nil:
		return n.Other.Place
	}
	return posture.Place{}
}

func (s *said) remark(directory string) {
	if text := fmt.Sprintf("the directory %s is in the input twice: the later document counts", directory); !slices.Contains(s.remarks, text) {
		s.remarks = append(s.remarks, text)
	}
}
