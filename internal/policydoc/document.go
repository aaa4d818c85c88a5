package policydoc

import (
	"maps"
	"slices"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// dataDocument reads an aws_iam_policy_document, as the provider puts it
// together: the source documents, the statements, the overriding documents.
func (r *Reader) dataDocument(inst *terraform.Instance) any {
	if inst.Resource.Uniform() {
		inst = inst.Resource.Instances()[0]
	}
	doc, seen := r.documents[inst]
	if seen {
		if doc == nil {
			return nothing{} // it has itself among its sources
		}
		return doc
	}
	r.documents[inst] = nil
	m := &merger{}
	sources := r.merge(m.append, inst, "source_json", "source_policy_documents", false) // without a Sid in common
	m.own(r.statements(inst.Blocks("statement")))
	overrides := r.merge(m.add, inst, "override_json", "override_policy_documents", true)
	doc = any(nothing{})
	if len(m.statements) <= maxStatements {
		out := map[string]any{"Statement": m.statements}
		out["Version"] = documentVersion(inst.Argument("version"), sources || overrides)
		doc = out
	}
	r.documents[inst] = doc
	return doc
}

// documentVersion is the version of a document. Of several the highest one counts, and
// 2012-10-17 is that as well as the default.
func documentVersion(v terraform.Value, merged bool) any {
	switch {
	case v.Null() == tri.Yes || v.Is("2012-10-17") == tri.Yes:
		return "2012-10-17"
	case merged:
		return nothing{}
	}
	return leaf{value: v}
}

// merge merges the documents that two arguments name, and reports whether there
// are any.
func (r *Reader) merge(into func(any), inst *terraform.Instance, single, list string, ordered bool) bool {
	merged := false
	add := func(v terraform.Value) {
		if v.Null() == tri.Yes || v.Is("") == tri.Yes {
			return // the provider skips them
		}
		merged = true
		addDocument(into, r.document(v))
	}
	add(inst.Argument(single))
	if arg := inst.Argument(list); arg.Null() != tri.Yes {
		for _, v := range r.members(arg, ordered) {
			add(v)
		}
	}
	return merged
}

// members returns the elements of a list, each with its syntax where that can
// be had, in their order if that matters. What isn't known is one unknown element.
func (r *Reader) members(v terraform.Value, ordered bool) []terraform.Value {
	defer r.leave()
	if r.enter() {
		f := v.Form()
		switch is := funcs.Of(f.Name); {
		case f.Kind == terraform.ListForm:
			return f.Parts
		case f.Kind == terraform.CallForm && is.Lists() && (!ordered || !is.Reorders):
			var out []terraform.Value
			for _, part := range f.Parts {
				for _, member := range r.members(part, ordered) {
					if is.Result == funcs.Flat && !isText(member.Cty) {
						out = append(out, r.members(member, ordered)...)
						continue
					}
					if !is.Compacts || isEmpty(leaf{value: member}) != tri.Yes {
						out = append(out, member)
					}
				}
			}
			return out
		}
		if list := v.Elements(); list != nil {
			return list
		}
	}
	return []terraform.Value{{Cty: unknownText}}
}

// merger merges statements as the provider does: one with the Sid of an earlier
// one takes its place.
type merger struct{ statements []any }

// addDocument adds the statements of a document.
func addDocument(into func(any), doc any) {
	fields, ok := doc.(map[string]any)
	statements, present := fields["Statement"]
	if !ok || !present { // misspelt, perhaps
		into(nothing{})
		return
	}
	list, ok := statements.([]any)
	if !ok {
		list = []any{statements}
	}
	for _, s := range list {
		into(s)
	}
}

// append adds a statement that replaces no other one.
func (m *merger) append(s any) {
	if len(m.statements) <= maxStatements {
		m.statements = append(m.statements, s)
	}
}

// own adds the statements of the document itself, which take the places of statements of
// the source documents. Where two have one Sid the provider refuses the document:
// both are kept, as S3 sees them in JSON.
func (m *merger) own(statements []any) {
	sources, seen := len(m.statements), map[string]bool{}
	for _, s := range statements {
		if sid, known := sidOf(s); known && seen[sid] {
			m.append(s)
		} else {
			m.replace(s, sources)
			seen[sid] = true
		}
	}
}

// add adds a statement.
func (m *merger) add(s any) { m.replace(s, len(m.statements)) }

// replace adds a statement, which takes the place of one of the first with its
// Sid. One that isn't known may be several, and replace any that have a Sid.
func (m *merger) replace(s any, first int) {
	sid, known := sidOf(s)
	if known && sid == "" {
		m.append(s)
		return
	}
	place := -1
	for i, old := range m.statements[:first] {
		oldSid, oldKnown := sidOf(old)
		switch {
		case known && oldKnown && sid == oldSid:
			place = i
		case oldKnown && oldSid == "", known && oldKnown:
		default:
			m.statements[i] = doubtful(old)
		}
	}
	if place >= 0 {
		m.statements[place] = s
		return
	}
	m.append(s)
}

// sidOf returns the Sid of a statement, and whether it is known.
func sidOf(s any) (string, bool) {
	fields, ok := s.(map[string]any)
	if !ok {
		return "", false
	}
	switch sid := fields["Sid"].(type) {
	case nil:
		return "", true
	case string:
		return sid, true
	case leaf:
		return sid.value.Text()
	}
	return "", false
}

// perhapsAllow is the effect of a statement that allows, and may not be there.
type perhapsAllow struct{}

// doubtful returns a statement that may not be there: what it denies it may
// not deny.
func doubtful(s any) any {
	fields, ok := s.(map[string]any)
	if !ok {
		return s
	}
	out := make(map[string]any, len(fields))
	maps.Copy(out, fields)
	out["Effect"] = nothing{}
	if allows := Allows(fields["Effect"]); allows != tri.No {
		out["Effect"] = perhapsAllow{}
	}
	return out
}

// statements reads statement blocks.
func (r *Reader) statements(blocks []*terraform.Block) []any {
	var out []any
	for _, b := range blocks {
		if s := r.statement(b); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// repeatsSid reports whether two statements of a policy have the same Sid, as far as
// that is known: S3 refuses such a policy, and the provider such a document. What may
// not be there doesn't count.
func repeatsSid(doc any) bool {
	top, _ := doc.(map[string]any)
	list, _ := top["Statement"].([]any)
	seen := map[string]bool{}
	for _, s := range list {
		id := ""
		if fields, ok := s.(map[string]any); ok && fields["Effect"] != (nothing{}) {
			id = sidIdentity(fields["Sid"])
		}
		if id != "" && seen[id] {
			return true
		}
		seen[id] = true
	}
	return false
}

// sidIdentity returns what is equal for equal Sids, "" for none and for one of which
// nothing is known.
func sidIdentity(sid any) string {
	switch sid := sid.(type) {
	case string:
		return sid
	case leaf:
		if text, ok := sid.value.Text(); ok {
			return text
		}
		return sid.value.Identity()
	}
	return ""
}

// statement reads a statement block, nil if it can't deny anything because it
// may not be there and only allows.
func (r *Reader) statement(b *terraform.Block) any {
	out := map[string]any{"Effect": "Allow"}
	if effect := b.Argument("effect"); effect.Null() != tri.Yes && effect.Is("Allow") != tri.Yes {
		out["Effect"] = leaf{value: effect}
	}
	if sid := b.Argument("sid"); sid.Null() != tri.Yes {
		out["Sid"] = leaf{value: sid}
	}
	for name, argument := range map[string]string{
		"Action": "actions", "NotAction": "not_actions", "Resource": "resources", "NotResource": "not_resources",
	} {
		v := b.Argument(argument)
		if v.Null() == tri.Yes {
			continue
		}
		node := r.tree(v)
		if list, ok := node.([]any); ok && len(list) == 0 {
			continue
		}
		if argument == "resources" || argument == "not_resources" {
			node = withVariables(node)
		}
		out[name] = node
	}
	for name, typ := range map[string]string{"Principal": "principals", "NotPrincipal": "not_principals"} {
		if blocks := b.Blocks(typ); len(blocks) > 0 {
			out[name] = r.principals(b, blocks)
		}
	}
	if blocks := b.Blocks("condition"); len(blocks) > 0 {
		out["Condition"] = r.conditions(b, blocks)
	}
	if b.Exists != tri.Yes {
		return doubtful(out)
	}
	return out
}

// principals reads the principals blocks of a statement. Type "*" alone is
// everyone.
func (r *Reader) principals(statement *terraform.Block, blocks []*terraform.Block) any {
	out := map[string]any{}
	for _, b := range blocks {
		typ, ok := b.Argument("type").Text()
		if !ok || b.Exists != statement.Exists {
			return nothing{}
		}
		ids := withVariables(r.tree(b.Argument("identifiers")))
		if typ == "*" && len(blocks) == 1 && isStar(ids) {
			return "*"
		}
		out[typ] = appendNode(out[typ], ids)
	}
	return out
}

func isStar(node any) bool {
	list, ok := node.([]any)
	if !ok || len(list) != 1 {
		return false
	}
	l, ok := list[0].(leaf)
	return ok && l.value.Is("*") == tri.Yes
}

// appendNode appends a list to another one, both of which may be unknown.
func appendNode(to, node any) any {
	if to == nil {
		return node
	}
	list, ok := to.([]any)
	if !ok {
		list = []any{nothing{}}
	}
	if more, ok := node.([]any); ok {
		return append(slices.Clone(list), more...)
	}
	return append(slices.Clone(list), nothing{})
}

// conditions reads the condition blocks of a statement. Those with the same
// test and variable are one. Nothing is known of any if one may not be there.
func (r *Reader) conditions(statement *terraform.Block, blocks []*terraform.Block) any {
	out := map[string]any{}
	for _, b := range blocks {
		test, ok := b.Argument("test").Text()
		variable, known := b.Argument("variable").Text()
		if !ok || !known || b.Exists != statement.Exists {
			return nothing{}
		}
		keys, ok := out[test].(map[string]any)
		if !ok {
			keys = map[string]any{}
			out[test] = keys
		}
		keys[variable] = appendNode(keys[variable], withVariables(r.tree(b.Argument("values"))))
	}
	return out
}

// withVariables marks the texts in which &{...} is a policy variable.
func withVariables(node any) any {
	switch node := node.(type) {
	case []any:
		out := make([]any, len(node))
		for i := range node {
			out[i] = withVariables(node[i])
		}
		return out
	case leaf:
		node.vars = true
		return node
	}
	return node
}
