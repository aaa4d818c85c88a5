package fix

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// hole stands for an interpolation in the text of a template. It is no byte
// of UTF-8.
const hole = 0xFF

var errNoText = unsupported("no text is written out here")

// template is what a template's source says but for what it interpolates.
type template struct {
	src    []byte
	text   []byte // escapes resolved, a hole for each interpolation
	at     []int  // where the source of each byte of text starts, and the end
	quoted bool
	marker string // that ends a heredoc
}

// template reads a heredoc or a quoted string of the file that starts at a place.
// A `<<-` heredoc keeps its indentation.
func (f *File) template(at hcl.Pos) (*template, error) {
	expr, ok := f.constructor(at).(*hclsyntax.TemplateExpr)
	if !ok {
		return nil, errNoText
	}
	start := expr.SrcRange.Start.Byte
	tokens := lex(string(f.src[start:expr.SrcRange.End.Byte]))
	open := tokens[0]
	if len(tokens) < 4 || open.Type != hclsyntax.TokenOQuote && open.Type != hclsyntax.TokenOHeredoc {
		return nil, errNoText // what a directive holds
	}
	tokens = tokens[1 : len(tokens)-3]
	for i := range tokens {
		tokens[i].Range.Start.Byte += start
		tokens[i].Range.End.Byte += start
	}
	t := &template{src: f.src, quoted: open.Type == hclsyntax.TokenOQuote}
	if !t.quoted {
		t.marker = strings.TrimSpace(strings.TrimLeft(string(open.Bytes), "<-"))
	}
	err := t.read(tokens, start+len(open.Bytes))
	return t, err
}

// newText reads the text of a template without its delimiters, as it would
// stand in a heredoc.
func newText(src string) (*template, error) {
	if _, diags := hclsyntax.ParseTemplate([]byte(src), "", hcl.InitialPos); diags.HasErrors() {
		return nil, unsupported("new text `%s` doesn't parse: %s", src, diags)
	}
	tokens, _ := hclsyntax.LexTemplate([]byte(src), "", hcl.InitialPos)
	t := &template{src: []byte(src)}
	err := t.read(tokens[:len(tokens)-1], 0)
	return t, err
}

// read takes the tokens between the delimiters of a template, which start at
// a byte of the source.
func (t *template) read(tokens hclsyntax.Tokens, start int) error {
	end, depth := start, 0
	for _, token := range tokens {
		end = token.Range.End.Byte
		switch token.Type {
		case hclsyntax.TokenTemplateControl:
			if depth == 0 {
				return unsupported("a template has directives")
			}
			depth++
		case hclsyntax.TokenTemplateInterp:
			if depth == 0 {
				t.add([]byte{hole}, token.Range.Start.Byte)
			}
			depth++
		case hclsyntax.TokenTemplateSeqEnd:
			depth--
		case hclsyntax.TokenStringLit, hclsyntax.TokenQuotedLit:
			if depth == 0 {
				t.literal(token)
			}
		default:
			if depth == 0 {
				return errNoText
			}
		}
	}
	t.at = append(t.at, end)
	return nil
}

func (t *template) literal(token hclsyntax.Token) {
	i := token.Range.Start.Byte
	for rest := token.Bytes; len(rest) > 0; {
		n := min(escapeLen(rest, t.quoted), len(rest))
		if text := rest[:n]; n == 1 {
			t.add(text, i)
		} else {
			s, _ := hclsyntax.ParseStringLiteralToken(hclsyntax.Token{Type: token.Type, Bytes: text})
			t.add([]byte(s), i)
		}
		i, rest = i+n, rest[n:]
	}
}

func (t *template) add(text []byte, at int) {
	t.text = append(t.text, text...)
	for range text {
		t.at = append(t.at, at)
	}
}

// source returns what stands in the source for a part of the text.
func (t *template) source(start, end int) string {
	return string(t.src[t.at[start]:t.at[end]])
}

// indent returns the blanks at the start of the line that byte i is on.
func (t *template) indent(i int) string {
	line := t.text[bytes.LastIndexByte(t.text[:i], '\n')+1 : i]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// escapeLen returns how many bytes at the start of a literal are read as one.
func escapeLen(text []byte, quoted bool) int {
	switch {
	case quoted && bytes.HasPrefix(text, []byte(`\u`)):
		return 6
	case quoted && bytes.HasPrefix(text, []byte(`\U`)):
		return 10
	case quoted && text[0] == '\\':
		return 2
	case bytes.HasPrefix(text, []byte("$${")), bytes.HasPrefix(text, []byte("%%{")):
		return 3
	case bytes.HasPrefix(text, []byte("$$")), bytes.HasPrefix(text, []byte("%%")):
		return 2
	}
	return 1
}

// quote returns the text of a template, without delimiters, for a quoted
// string.
func (t *template) quote(lineEnd string) string {
	lineEnd = strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(lineEnd)
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", lineEnd, "\r", `\r`, "\t", `\t`)
	var out strings.Builder
	for i, c := range t.text {
		if s := t.source(i, i+1); c == hole {
			out.WriteString(s)
		} else {
			out.WriteString(escape.Replace(s))
		}
	}
	return out.String()
}
