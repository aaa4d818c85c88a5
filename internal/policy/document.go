package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/text"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// A Document is a policy document, compiled once and safe for concurrent use.
type Document struct {
	// Statements holds every statement in order, Allow statements included.
	Statements []Statement

	variables tri.Answer       // whether ${...} is a policy variable here
	keys      []*docKey        // condition keys that a statement mentions
	callers   []caller         // principals that a statement mentions
	allowing  func() *Document // see AdmitsAnybody
	steps     int              // that beginning with it takes
	meter     func(steps int) bool

	// namesAccounts says that callers has every account on which a condition
	// or principal can depend.
	namesAccounts bool
}

// A Statement is what messages need to know of one statement.
type Statement struct {
	Index  int    // position in the list, from 0
	Sid    string // empty when absent or unknown
	Offset int    // byte offset of the statement in the JSON text, -1 for a tree

	effect    tri.Answer // whether the effect is Deny
	malformed bool       // AWS would refuse it: it matches at most maybe
	who       principals
	actions   elements
	resources elements
	atoms     []atom
	steps     int // that looking at it takes, without its atoms
}

// Excepts reports whether the statement names the resources that it is not about: what it says of one
// says nothing of another.
func (s *Statement) Excepts() bool { return s.resources.negated }

// Grants reports whether a statement may allow anything: one of them isn't surely
// a Deny.
func (d *Document) Grants() bool { return d.Allowing() > 0 }

// Allowing returns how many statements may allow anything.
func (d *Document) Allowing() int {
	n := 0
	for i := range d.Statements {
		if d.Statements[i].effect != tri.Yes {
			n++
		}
	}
	return n
}

// OverTLS returns how many statements may apply to requests that are made over TLS: all but those that deny nothing else.
func (d *Document) OverTLS() int {
	n := 0
	for i := range d.Statements {
		if s := &d.Statements[i]; s.effect != tri.Yes || !slices.ContainsFunc(s.atoms, d.plainHTTP) {
			n++
		}
	}
	return n
}

// plainHTTP reports whether a condition holds of no request that is made over TLS.
func (d *Document) plainHTTP(a atom) bool {
	return d.keys[a.key].name == "aws:securetransport" && a.family == familyBool && !a.negated && !a.unknown &&
		len(a.values) == 1 && a.values[0].valid && !a.values[0].flag
}

// RepeatsSid reports whether two statements have the same Sid, so that S3 refuses the
// document.
func (d *Document) RepeatsSid() bool {
	seen := map[string]bool{}
	for i := range d.Statements {
		sid := d.Statements[i].Sid
		if sid != "" && seen[sid] {
			return true
		}
		seen[sid] = true
	}
	return false
}

// UnknownLeaf stands for a value of the configuration that isn't known: in
// place of a string, a list, a statement, the statement list, a condition
// block or a whole document. As a member of a list it is one value.
var UnknownLeaf = unknownLeaf{}

type unknownLeaf struct{}

// A Template is a partly known string. One that is nothing but a hole is a string of
// which only the type is known.
type Template = text.Text[unknownLeaf]

// Piece is a part of a Template.
type Piece = text.Piece[unknownLeaf]

// errNotPolicy is returned for JSON that isn't an object.
var errNotPolicy = errors.New("a policy document is a JSON object")

// Parse reads a document from JSON text. Where an object has a key twice the
// last one wins, because the AWS provider normalises policies through
// encoding/json before AWS sees them. Nesting is limited by encoding/json.
func Parse(text []byte) (*Document, error) {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, fmt.Errorf("parse policy: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	if tok, _ := dec.Token(); tok != json.Delim('{') {
		return nil, fmt.Errorf("parse policy: %w", errNotPolicy)
	}
	// The text is valid JSON from here on, so decoding can't fail.
	tree := map[string]any{}
	var offsets []int
	for dec.More() {
		tok, _ := dec.Token()
		name, _ := tok.(string)
		raw, start := rawValue(dec)
		if name == "Statement" {
			offsets = statementOffsets(raw, start)
		}
		tree[name] = decodeValue(raw)
	}
	doc := FromTree(tree)
	for i, at := range offsets {
		doc.Statements[i].Offset = at
	}
	return doc, nil
}

// rawValue reads one value and says where in the decoder's text it starts.
func rawValue(dec *json.Decoder) (json.RawMessage, int) {
	var raw json.RawMessage
	_ = dec.Decode(&raw)
	return raw, int(dec.InputOffset()) - len(raw)
}

// decodeValue decodes valid JSON, with numbers kept as text.
func decodeValue(raw json.RawMessage) any {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	_ = dec.Decode(&v)
	return v
}

// statementOffsets returns where each statement starts.
func statementOffsets(raw json.RawMessage, start int) []int {
	if raw[0] != '[' {
		return []int{start}
	}
	offsets := []int{}
	dec := json.NewDecoder(bytes.NewReader(raw))
	_, _ = dec.Token()
	for dec.More() {
		_, at := rawValue(dec)
		offsets = append(offsets, start+at)
	}
	return offsets
}
