package usage

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// A name is a text that may hold expressions that aren't known here: these stand in
// it as their source between two marks, so that "${var.env}-data" is the same
// name wherever it is written. Locals that are themselves such texts are put in.

// mark encloses the source of an expression in a name.
const mark = "\x00"

func opaque(source string) string { return mark + source + mark }

// Known reports whether a name is a text rather than an expression.
func Known(name string) bool { return !strings.Contains(name, mark) }

// local is the definition of a local.
type local struct {
	expr hclsyntax.Expression
	name string
	ok   bool
	done bool
	busy bool // Names is in it
}

// simple returns the name that a local is, false if it is anything else.
func (x *Index) simple(name string, depth int) (string, bool) {
	l := x.locals[name]
	if l == nil {
		return "", false
	}
	if !l.done {
		l.done = true // before it is known: a cycle is nothing
		l.name, l.ok = x.render(nil, l.expr, depth+1)
		l.ok = l.ok && len(l.name) <= maxName
	}
	return l.name, l.ok
}

// render returns an expression as a name, false if it isn't a text or a reference.
// by is the block that it is in, nil for a local.
func (x *Index) render(by *Block, expr hclsyntax.Expression, depth int) (string, bool) {
	if depth > maxDepth {
		return "", false
	}
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return text(e.Val)
	case *hclsyntax.ParenthesesExpr:
		return x.render(by, e.Expression, depth+1)
	case *hclsyntax.TemplateWrapExpr:
		return x.render(by, e.Wrapped, depth+1)
	case *hclsyntax.TemplateExpr:
		var b strings.Builder
		for _, part := range e.Parts {
			s, ok := x.render(by, part, depth+1)
			if !ok || b.Len()+len(s) > maxName && depth > 0 {
				s = opaque(x.source(part))
			}
			b.WriteString(s)
		}
		return b.String(), true
	case *hclsyntax.ScopeTraversalExpr:
		return x.renderReference(by, e, depth), true
	}
	return "", false
}

func (x *Index) renderReference(by *Block, e *hclsyntax.ScopeTraversalExpr, depth int) string {
	source := x.source(e)
	switch e.Traversal.RootName() {
	case "local":
		if name, ok := x.simple(strings.TrimPrefix(source, "local."), depth); ok {
			return name
		}
	case "each":
		// The same expression over another collection is something else.
		if by != nil {
			if strings.HasPrefix(by.forEach, "toset(") {
				source = strings.Replace(source, "each.value", "each.key", 1)
			}
			return opaque(source + "(" + by.forEach + ")")
		}
	}
	return opaque(source)
}

func text(v cty.Value) (string, bool) {
	if !v.IsKnown() || v.IsNull() {
		return "", false
	}
	s, err := convert.Convert(v, cty.String)
	if err != nil {
		return "", false
	}
	return s.AsString(), true
}

// source returns the text of an expression without blanks.
func (x *Index) source(expr hclsyntax.Expression) string {
	rng := expr.Range()
	file := x.files[rng.Filename]
	if file == nil || !rng.CanSliceBytes(file.Bytes) {
		return "?"
	}
	return strings.Join(strings.Fields(string(rng.SliceBytes(file.Bytes))), "")
}

// namesIn passes on the names that a text holds.
func (x *Index) namesIn(by *Block, expr hclsyntax.Expression, named func(name)) {
	s, _ := x.render(by, expr, 0)
	for _, n := range split(s) {
		named(n)
	}
}

// sayParts marks the parts of a text that are read with it: the name in
// "${var.name}-logs" isn't var.name.
func sayParts(e *hclsyntax.TemplateExpr, said map[hclsyntax.Expression]bool) {
	for _, part := range e.Parts {
		said[unwrapped(part)] = true
	}
}

// name is a name in a text.
type name struct {
	text   string
	host   bool // the name of a host begins with it, or it comes after one of S3
	scheme Scheme
}

// split returns the names in a text: what stands between characters that names of
// buckets can't have. The first labels of a domain name of S3 are one as well.
func split(s string) []name {
	var out []name
	start, within := 0, false
	var u urls
	read := 0 // to where u has read
	flush := func(end int) {
		text := strings.Trim(s[start:end], ".")
		if len(text) < 3 {
			return
		}
		scheme := u.read(s[read:start])
		read = start
		out = append(out, name{text: text, host: u.ofBucket(), scheme: scheme})
		if bucket := bucketOf(text); len(bucket) >= 3 {
			out = append(out, name{text: bucket, host: true, scheme: scheme})
		}
	}
	for i := range len(s) {
		c := s[i]
		if c == mark[0] {
			within = !within
		}
		if within || c == mark[0] || c == '-' || c == '.' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			continue
		}
		flush(i)
		start = i + 1
	}
	flush(len(s))
	return out
}

// bucketOf returns the labels before those of S3 in a domain name, "" if it has none.
func bucketOf(host string) string {
	within := false
	for i := range len(host) {
		switch {
		case host[i] == mark[0]:
			within = !within
		case !within && strings.HasPrefix(host[i:], ".s3"):
			return host[:i]
		}
	}
	return ""
}

// texts returns the names in a text without more.
func texts(s string) []string {
	var out []string
	for _, n := range split(s) {
		out = append(out, n.text)
	}
	return out
}

// Names returns the names that an argument of a block may have.
func (x *Index) Names(by *Block, expr hclsyntax.Expression) []string {
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return x.Names(by, e.Expression)
	case *hclsyntax.TemplateWrapExpr:
		return x.Names(by, e.Wrapped)
	case *hclsyntax.ConditionalExpr:
		return append(x.Names(by, e.TrueResult), x.Names(by, e.FalseResult)...)
	case *hclsyntax.FunctionCallExpr:
		switch result := funcs.Of(e.Name).Result; {
		case result == funcs.Given, result == funcs.FirstOf, result == funcs.OneOf && len(e.Args) == 1:
			var out []string
			for _, arg := range e.Args {
				out = append(out, x.Names(by, arg)...)
			}
			return out
		}
	}
	if ref, is := expr.(*hclsyntax.ScopeTraversalExpr); is && ref.Traversal.RootName() == "local" {
		name := strings.TrimPrefix(x.source(ref), "local.")
		l := x.locals[name]
		if _, simple := x.simple(name, 0); l != nil && !simple && !l.busy {
			l.busy = true
			defer func() { l.busy = false }()
			return append(x.Names(nil, l.expr), opaque("local."+name))
		}
	}
	s, ok := x.render(by, expr, 0)
	if !ok {
		s = opaque(x.source(expr))
	}
	return texts(s)
}
