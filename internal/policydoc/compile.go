package policydoc

import (
	"math"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Subject is what policies are attached to, as far as their texts name it by
// expressions whose values aren't known.
type Subject interface {
	// Owns reports whether the last part of an ARN, or a name, is that of something
	// that surely has the policy.
	Owns(name string) bool
	// Uncertain reports whether Resource may change a text that is known.
	Uncertain() bool
	// Resource returns the pieces of a Resource or NotResource with what names something
	// put in place of the expressions, and whether a known text has been changed.
	Resource(pieces terraform.Pieces) (terraform.Pieces, bool)
}

// Policy is what has been read of a policy.
type Policy struct {
	// Document is what is known of it. Where nothing is known it is one statement
	// that may deny anything.
	Document *policy.Document
	// RepeatsSid is set if two statements surely have the same Sid.
	RepeatsSid bool
	// Source is the policy by what makes it, which knows of statements that may
	// not be there even where the text is known; nil where it wasn't read. It is a
	// tree of maps and lists, for whose leaves there are Text, Value, Allows and Denies.
	Source any
}

// Read reads the policy of a resource of a module.
func (r *Reader) Read(v terraform.Value, m *terraform.Module, subject Subject) Policy {
	r.nodes = 0
	spend := func(steps int) bool { return m.Spend(v.Range, steps) }
	text, known := v.Name()
	known = known && !v.Symbolic()
	if known {
		steps := len(text) / stepsOfPolicy
		switch _, done := r.parsed[text]; {
		case done:
			steps = budget.Text(len(text)) / 8 // to find it
		case len(text) > maxPolicy:
			steps = math.MaxInt
		}
		if !spend(steps) {
			return Policy{Document: policy.FromTree(policy.UnknownLeaf)}
		}
	}
	document := r.document(v)
	p := Policy{Source: r.source(v, document)}
	c := &compiler{subject: subject}
	var tree any
	if !known || subject.Uncertain() {
		p.RepeatsSid = repeatsSid(document)
		tree = c.node(document, false)
	}
	if known && !c.changed {
		if doc := r.parse(text, spend); doc != nil {
			p.RepeatsSid = doc.RepeatsSid()
			p.Document = doc // which knows where its statements are
			return p
		}
		tree = c.node(document, false)
	}
	p.Document = policy.FromTree(tree)
	meter(p.Document, spend)
	return p
}

// Tree reads a policy into the tree from which policy.FromTree makes a document.
func (r *Reader) Tree(v terraform.Value, subject Subject) any {
	r.nodes = 0
	return (&compiler{subject: subject}).node(r.document(v), false)
}

// meter has the evaluations of a policy take from the budget of the inspection.
func meter(doc *policy.Document, spend func(int) bool) {
	doc.Meter(func(steps int) bool { return spend(steps/stepsOfPolicy + 1) })
}

// parse returns the document of a text, nil if it is none: the same for all policies that
// are one text.
func (r *Reader) parse(text string, spend func(int) bool) *policy.Document {
	doc, done := r.parsed[text]
	if !done {
		doc, _ = policy.Parse([]byte(text))
		if doc != nil {
			meter(doc, spend)
		}
		r.parsed[text] = doc
	}
	return doc
}

// compiler turns a tree into one of package policy.
type compiler struct {
	subject Subject
	changed bool // the tree's texts aren't the policy's
}

// node compiles a node; resource is set for what stands in Resource or
// NotResource.
func (c *compiler) node(node any, resource bool) any {
	switch node := node.(type) {
	case map[string]any:
		out := make(map[string]any, len(node))
		for name, value := range node {
			out[name] = c.node(value, name == "Resource" || name == "NotResource")
		}
		return out
	case []any:
		out := make([]any, len(node))
		for i := range node {
			out[i] = c.node(node[i], resource)
		}
		return out
	case string:
		return c.finish(terraform.Pieces{{Known: node}}, resource)
	case leaf:
		return c.leaf(node, resource)
	case terraform.Pieces:
		var pieces terraform.Pieces
		for _, p := range node {
			if p.Hole == nil {
				pieces = append(pieces, p)
			} else {
				pieces = append(pieces, c.pieces(*p.Hole, resource)...)
			}
		}
		return c.finish(pieces, resource)
	case nothing:
		return policy.UnknownLeaf
	case perhapsAllow:
		return "Allow"
	}
	return node
}

// leaf compiles a value of the configuration.
func (c *compiler) leaf(l leaf, resource bool) any {
	if l.value.Cty == cty.NilVal {
		return policy.UnknownLeaf
	}
	plain, _ := l.value.Cty.Unmark()
	if plain.IsKnown() && plain.IsNull() {
		return nil
	}
	pieces := c.pieces(l.value, resource)
	if len(pieces) == 1 && pieces[0].Hole != nil && (plain.IsKnown() || plain.Type() != cty.String) {
		return policy.UnknownLeaf // perhaps a list
	}
	if l.vars {
		for i := range pieces {
			pieces[i].Known = strings.ReplaceAll(pieces[i].Known, "&{", "${")
		}
	}
	return c.finish(pieces, resource)
}

// pieces returns the pieces of a value's text. Text that rests on what was made
// up stays unknown unless it is a name or an ARN, and text that rests on what
// may not exist unless it names a bucket that has the policy, and so exists.
func (c *compiler) pieces(v terraform.Value, resource bool) terraform.Pieces {
	if text, ok := v.Name(); ok && !v.Symbolic() {
		if v.Definite() || terraform.MadeUp(text) || strings.HasPrefix(text, "arn:") {
			return terraform.Pieces{{Known: text}}
		}
		return terraform.Pieces{{Hole: &v}}
	}
	var out terraform.Pieces
	for _, p := range v.Pieces() {
		if p.Hole != nil && resource {
			if name, ok := p.Hole.Name(); ok && c.subject.Owns(name) {
				p = terraform.Piece{Known: name}
			}
		}
		out = append(out, p)
	}
	return out
}

// finish returns pieces as a policy has them.
func (c *compiler) finish(pieces terraform.Pieces, resource bool) any {
	pieces = pieces.Joined()
	if resource {
		var changed bool
		pieces, changed = c.subject.Resource(pieces)
		c.changed = c.changed || changed
	}
	if len(pieces) == 0 {
		return ""
	}
	if len(pieces) == 1 && pieces[0].Hole == nil {
		return pieces[0].Known
	}
	var out policy.Template
	for _, p := range pieces {
		if p.Hole == nil {
			out = append(out, policy.Piece{Known: p.Known})
			continue
		}
		if plain, _ := p.Hole.Cty.Unmark(); plain.Type() == cty.String && !plain.IsKnown() {
			out = append(out, policy.Piece{Known: plain.Range().StringPrefix()})
		}
		out = append(out, policy.Piece{Hole: &policy.UnknownLeaf})
	}
	return out
}

var unknownText = cty.UnknownVal(cty.String)
