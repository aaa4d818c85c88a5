package policy

import (
	"maps"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// AdmitsAnybody reports whether a statement allows everybody what a request asks for,
// or may do so by conditions that the requester can meet: an Allow that surely names
// everybody, and in which nothing surely speaks against the request. Resources aren't
// compared: a bucket's policy is about that bucket. Whether another statement denies the
// request is for Denies to say.
func (d *Document) AdmitsAnybody(req *Request) bool {
	doc := d.allowing()
	if len(doc.Statements) == 0 {
		return false
	}
	e := evaluations.Get().(*evaluation)
	defer e.end()
	e.begin(doc, req)
	for i := range e.live {
		if e.applies(&e.live[i]) != tri.No {
			return true
		}
	}
	return false
}

// NamesAnybody reports whether a statement surely names everybody and allows, or may allow, something:
// without one AdmitsAnybody is false of all requests.
func (d *Document) NamesAnybody() bool { return len(d.allowing().Statements) > 0 }

// anybody is a requester of whom nothing else is known than that everybody is meant.
var anybody = newCaller(Anonymous())

// allowDocument returns the document of the statements that allow everybody something,
// each as the Deny that it would be.
func allowDocument(version any, statements []map[string]any) *Document {
	list := []any{}
	for _, fields := range statements {
		s := maps.Clone(fields)
		s["Effect"], s["Resource"] = "Deny", "*"
		delete(s, "NotResource")
		list = append(list, s)
	}
	return FromTree(map[string]any{"Version": version, "Statement": list})
}
