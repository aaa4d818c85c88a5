package usage

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/funcs"
)

// Scheme says how the URL that something stands in is asked for.
type Scheme uint8

// The schemes.
const (
	NoScheme Scheme = iota // it stands in no URL, as far as its text tells
	Plain                  // http, or a scheme that isn't known
	Other                  // https, s3 or another one
)

// schemeOf returns the scheme that a text before "://" ends with.
func schemeOf(before string) Scheme {
	start := len(before)
	for start > 0 && isSchemeByte(before[start-1]) {
		start--
	}
	word := strings.ToLower(before[start:])
	switch {
	case word == "http", word == "" && strings.HasSuffix(before, mark):
		return Plain
	case word == "":
		return NoScheme
	}
	return Other
}

func isSchemeByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
}

const sep = "://"

// ends are the characters that a URL can't have, or that end one in a longer text.
const ends = " \t\r\n\"'`<>|\\^,;()[]{}"

// urls follows the URLs in a text that is read piece by piece.
type urls struct {
	tail   string // of what has been read
	within bool   // between two marks
	scheme Scheme // of the URL in which the end is
	host   string // of that URL, as far as it has been read
	path   bool   // the host has been read
}

// storage are the hosts that serve buckets by the first part of the path.
var storage = regexp.MustCompile(`^s3[.-].*amazonaws\.com`)

// ofBucket reports whether what comes next in the URL is the name of a bucket.
func (u *urls) ofBucket() bool { return u.scheme != NoScheme && u.path && storage.MatchString(u.host) }

// read reads a piece and returns the scheme of the URL in which its end is.
func (u *urls) read(piece string) Scheme {
	text := u.tail + piece
	for i := len(u.tail); i < len(text); i++ {
		c := text[i]
		switch {
		case c == mark[0]:
			u.within = !u.within
		case u.within:
		case c == ':' && strings.HasPrefix(text[i:], sep):
			u.scheme, u.host, u.path = schemeOf(text[:i]), "", false
			i += len(sep) - 1
			continue
		case strings.IndexByte(ends, c) >= 0:
			u.scheme = NoScheme
		case c == '/':
			u.path = true
		}
		if u.scheme != NoScheme && !u.path && len(u.host) < maxHost {
			u.host += string(c)
		}
	}
	u.tail = text[max(0, len(text)-maxTail):]
	return u.scheme
}

// schemesOf enters the schemes of the URLs in which the parts of a text are that are
// more than text.
func (x *Index) schemesOf(parts []hclsyntax.Expression, schemes map[hclsyntax.Expression]Scheme) {
	var u urls
	for _, part := range parts {
		s, ok := x.render(nil, part, 0)
		if !ok {
			s = opaque("?")
		}
		if u.scheme != NoScheme {
			schemes[unwrapped(part)] = u.scheme
		}
		u.read(s)
	}
}

// unwrapped returns a part of a text without parentheses and "${}".
func unwrapped(part hclsyntax.Expression) hclsyntax.Expression {
	for {
		switch p := part.(type) {
		case *hclsyntax.ParenthesesExpr:
			part = p.Expression
		case *hclsyntax.TemplateWrapExpr:
			part = p.Wrapped
		default:
			return part
		}
	}
}

// partsOfCall returns the parts of the text that a function puts together in their
// order, nil for functions that don't.
func (x *Index) partsOfCall(e *hclsyntax.FunctionCallExpr) []hclsyntax.Expression {
	literal := func(i int) (string, bool) {
		if i >= len(e.Args) || len(e.Args[i].Variables()) > 0 {
			return "", false
		}
		return x.render(nil, e.Args[i], 0)
	}
	switch funcs.Of(e.Name).Result {
	case funcs.Formatted:
		form, ok := literal(0)
		if !ok {
			return nil
		}
		var out []hclsyntax.Expression
		for i, text := range verb.Split(form, -1) {
			if i > 0 && i < len(e.Args) {
				out = append(out, e.Args[i])
			}
			out = append(out, textExpr(text))
		}
		return out
	case funcs.Joined:
		if _, ok := literal(0); ok && len(e.Args) == 2 {
			if list, is := e.Args[1].(*hclsyntax.TupleConsExpr); is {
				return list.Exprs
			}
		}
	case funcs.Replaced:
		if with, ok := literal(2); ok {
			return []hclsyntax.Expression{textExpr(with), e.Args[0]}
		}
	default:
	}
	return nil
}

// sources returns the expressions in a name.
func sources(name string) []string {
	var out []string
	for i, part := range strings.Split(name, mark) {
		if i%2 == 1 {
			out = append(out, part)
		}
	}
	return out
}

var referencePattern = regexp.MustCompile(`^` + mark + `((?:data\.)?[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*)(?:\[[^\]]*\])?(?:\.([A-Za-z_][\w-]*))?[^` + mark + `]*` + mark + `$`)

// reference returns the address and the attribute to which a name that is nothing
// but a reference refers, "" for other names.
func reference(name string) (address, attr string) {
	m := referencePattern.FindStringSubmatch(name)
	if m == nil || notAddresses[strings.SplitN(m[1], ".", 2)[0]] {
		return "", ""
	}
	return m[1], m[2]
}

func textExpr(s string) hclsyntax.Expression {
	return &hclsyntax.LiteralValueExpr{Val: cty.StringVal(s)}
}
