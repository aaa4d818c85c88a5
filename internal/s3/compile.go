package s3

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// compiler turns a tree into a policy of some buckets.
type compiler struct {
	own       map[string]bool // ids of those buckets
	uncertain bool            // the name of one of them isn't certain
	names     *bucketNames
	changed   bool // the tree's texts aren't the policy's
}

// read reads the document of a policy.
func (r *reader) read(p *BucketPolicy, names *bucketNames) {
	r.nodes = 0
	c := &compiler{own: map[string]bool{}, names: names}
	for _, b := range p.Buckets {
		c.own[b.id] = true
		c.uncertain = c.uncertain || !b.nameIsCertain()
	}
	text, known := p.Argument.Name()
	known = known && !p.Argument.Symbolic()
	if known {
		steps := len(text) / stepsOfPolicy
		switch _, done := r.parsed[text]; {
		case done:
			steps = budget.Text(len(text)) / 8 // to find it
		case len(text) > maxPolicy:
			steps = math.MaxInt
		}
		if !p.Instance.Resource.Module.Spend(p.Argument.Range, steps) {
			p.Document, p.delivers = policy.FromTree(policy.UnknownLeaf), tri.No
			return
		}
	}
	document := r.document(p.Argument)
	source := r.source(p.Argument, document)
	p.delivers, p.Asking = delivers(source), askingIn(source)
	var tree any
	if !known || c.uncertain {
		p.RepeatsSid = repeatsSid(document)
		tree = c.node(document, false)
	}
	if known && !c.changed {
		if doc := r.parse(p, text); doc != nil {
			p.RepeatsSid = doc.RepeatsSid()
			p.Document = doc // which knows where its statements are
			return
		}
		tree = c.node(document, false)
	}
	p.Document = policy.FromTree(tree)
	meter(p.Document, p)
}

// grants reports whether a policy, of something else than a bucket, may allow anything.
func (r *reader) grants(v terraform.Value, names *bucketNames) bool {
	r.nodes = 0
	c := &compiler{own: map[string]bool{}, names: names}
	return policy.FromTree(c.node(r.document(v), false)).Grants()
}

// stepsOfPolicy is how many steps of a policy's evaluation are one of the budget.
const stepsOfPolicy = 16

// meter has the evaluations of a policy take from the budget of the inspection.
func meter(doc *policy.Document, p *BucketPolicy) {
	m, place := p.Instance.Resource.Module, p.Argument.Range
	doc.Meter(func(steps int) bool { return m.Spend(place, steps/stepsOfPolicy+1) })
}

// maxPolicy is the length of a policy above which it isn't read. S3 refuses what has more
// than 20 KB without its blanks.
const maxPolicy = 1 << 18

// parse returns the document of a text, nil if it is none: the same for all policies that
// are one text.
func (r *reader) parse(p *BucketPolicy, text string) *policy.Document {
	doc, done := r.parsed[text]
	if !done {
		doc, _ = policy.Parse([]byte(text))
		if doc != nil {
			meter(doc, p)
		}
		r.parsed[text] = doc
	}
	return doc
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
		return c.finish([]piece{{text: node}}, resource)
	case leaf:
		return c.leaf(node, resource)
	case mixed:
		var pieces []piece
		for _, part := range node {
			switch part := part.(type) {
			case string:
				pieces = append(pieces, piece{text: part})
			case terraform.Value:
				pieces = append(pieces, c.pieces(part, resource)...)
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
	if len(pieces) == 1 && pieces[0].value != nil && (plain.IsKnown() || plain.Type() != cty.String) {
		return policy.UnknownLeaf // perhaps a list
	}
	if l.vars {
		for i := range pieces {
			pieces[i].text = strings.ReplaceAll(pieces[i].text, "&{", "${")
		}
	}
	return c.finish(pieces, resource)
}

// piece is a part of a text: text, or a value that isn't known.
type piece struct {
	text  string
	value *terraform.Value
}

// pieces returns the pieces of a value's text. Text that rests on what was made
// up stays unknown unless it is a name or an ARN, and text that rests on what
// may not exist unless it names a bucket that has the policy, and so exists.
func (c *compiler) pieces(v terraform.Value, resource bool) []piece {
	if text, ok := v.Name(); ok && !v.Symbolic() {
		if v.Definite() || terraform.MadeUp(text) || strings.HasPrefix(text, "arn:") {
			return []piece{{text: text}}
		}
		return []piece{{value: &v}}
	}
	var out []piece
	for _, p := range v.Pieces() {
		name, ok := p.Value.Name()
		switch {
		case p.Known():
			out = append(out, piece{text: p.Text})
		case ok && resource && c.own[bucketOf(name)]:
			out = append(out, piece{text: name})
		default:
			out = append(out, piece{value: &p.Value})
		}
	}
	return out
}

// bucketOf returns the bucket that a text names, as its name or by an ARN of it
// or its objects.
func bucketOf(text string) string {
	head, _, _ := strings.Cut(text[resourcePart(text):], "/")
	return head
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

// finish returns pieces as a policy has them.
func (c *compiler) finish(pieces []piece, resource bool) any {
	pieces = joined(pieces)
	if resource {
		pieces = joined(c.names.substitute(pieces, c.own))
		if c.uncertain {
			pieces = c.blur(pieces)
		}
	}
	if len(pieces) == 0 {
		return ""
	}
	if len(pieces) == 1 && pieces[0].value == nil {
		return pieces[0].text
	}
	var out policy.Template
	for _, p := range pieces {
		if p.value == nil {
			out = append(out, p.text)
			continue
		}
		if plain, _ := p.value.Cty.Unmark(); plain.Type() == cty.String && !plain.IsKnown() {
			out = append(out, plain.Range().StringPrefix())
		}
		out = append(out, policy.UnknownLeaf)
	}
	return out
}

// joined joins texts that follow each other.
func joined(pieces []piece) []piece {
	var out []piece
	for _, p := range pieces {
		if n := len(out); n > 0 && p.value == nil && out[n-1].value == nil {
			out[n-1].text += p.text
			continue
		}
		out = append(out, p)
	}
	return out
}

// blur makes a bucket's name in a resource unknown where it may be that of a
// bucket whose name isn't certain: where it is text of its own, or is put
// together from text and what isn't known.
func (c *compiler) blur(pieces []piece) []piece {
	first, at := resourceStart(pieces)
	if first < 0 {
		return pieces
	}
	name, last, tail := pieces[first].text[at:], first, ""
	for ; last < len(pieces); last++ {
		text := pieces[last].text
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
	if whole && (strings.Trim(name, "*") == "" || c.names.id(strings.TrimRight(name, "*?"))) {
		return pieces
	}
	c.changed = true
	out := slices.Clone(pieces[:first])
	out = append(out, piece{text: pieces[first].text[:at]}, piece{value: &terraform.Value{Cty: cty.DynamicVal}})
	if tail != "" {
		out = append(out, piece{text: tail})
	}
	return joined(append(out, pieces[min(last+1, len(pieces)):]...))
}

// resourceStart returns the piece and the place in it where the last part of an
// ARN begins, the very beginning where that isn't known, and a piece below 0
// where the text is no ARN.
func resourceStart(pieces []piece) (first, at int) {
	for i, p := range pieces {
		if at := strings.Index(p.text, ":::"); at >= 0 {
			return i, at + 3
		}
	}
	switch {
	case len(pieces) > 0 && resourcePart(pieces[0].text) > 0:
		return 0, resourcePart(pieces[0].text)
	case len(pieces) < 2:
		return -1, 0
	}
	return 0, 0
}

var unknownText = cty.UnknownVal(cty.String)

// documentJSON is the JSON text of an aws_iam_policy_document.
func documentJSON(inst *terraform.Instance) (cty.Value, bool) {
	v := toCty(newReader().dataDocument(inst))
	if !v.IsWhollyKnown() {
		return functions.Encode(v), true
	}
	plain, _ := v.UnmarkDeep()
	text, err := stdlib.JSONEncode(plain)
	if err != nil {
		return cty.NilVal, false
	}
	return text.WithMarks(functions.Origins(v)), true
}

// toCty returns a tree as a value.
func toCty(node any) cty.Value {
	switch node := node.(type) {
	case nil:
		return cty.NullVal(cty.DynamicPseudoType)
	case map[string]any:
		out := make(map[string]cty.Value, len(node))
		for name, value := range node {
			out[name] = toCty(value)
		}
		return cty.ObjectVal(out)
	case []any:
		out := make([]cty.Value, len(node))
		for i := range node {
			out[i] = toCty(node[i])
		}
		return cty.TupleVal(out)
	case string:
		return cty.StringVal(node)
	case json.Number:
		return cty.StringVal(node.String())
	case bool:
		return cty.BoolVal(node)
	case leaf:
		return leafCty(node)
	case perhapsAllow:
		return cty.StringVal("Allow")
	}
	return cty.DynamicVal
}

func leafCty(l leaf) cty.Value {
	v := l.value.Cty
	if v == cty.NilVal {
		return cty.DynamicVal
	}
	plain, marks := v.Unmark()
	if !l.vars || plain.Type() != cty.String || plain.IsNull() {
		return v
	}
	if !plain.IsKnown() {
		if strings.Contains(plain.Range().StringPrefix(), "&{") {
			return unknownText.WithMarks(marks)
		}
		return v
	}
	return cty.StringVal(strings.ReplaceAll(plain.AsString(), "&{", "${")).WithMarks(marks)
}
