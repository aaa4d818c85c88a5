package fix

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// checkValue returns the text of an expression, trimmed, if it can be the
// value of an argument of that name.
func checkValue(name, value string) (string, error) {
	value = clean(value)
	src := name + " = " + value
	body, err := parse(src)
	if err != nil {
		return "", err
	}
	attr := body.Attributes[name]
	if attr == nil || len(body.Attributes) != 1 || len(body.Blocks) != 0 || attr.SrcRange.End.Byte != len(src) {
		return "", unsupported("`%s` is not one argument", src)
	}
	return value, nil
}

// checkBlocks returns the text of one or more blocks, trimmed and formatted.
func checkBlocks(text string) (string, error) {
	text = clean(text)
	body, err := parse(text)
	if err != nil {
		return "", err
	}
	if len(body.Attributes) != 0 || len(body.Blocks) == 0 {
		return "", unsupported("`%s` is not a block", text)
	}
	return string(hclwrite.Format([]byte(text))), nil
}

func clean(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"))
}

func parse(src string) (*hclsyntax.Body, error) {
	file, diags := hclsyntax.ParseConfig([]byte(src+"\n"), "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, unsupported("new text `%s` doesn't parse: %s", src, diags)
	}
	return file.Body.(*hclsyntax.Body), nil
}

// indentLines indents each line of text but the first, blank ones, and those
// inside of a heredoc or a comment.
func indentLines(text, indent string) string {
	var out strings.Builder
	done := 0
	tokens := lex(text)
	for i, t := range tokens[:len(tokens)-1] {
		next := tokens[i+1].Type
		if !endsLine(t) || next == hclsyntax.TokenNewline || next == hclsyntax.TokenEOF {
			continue
		}
		out.WriteString(text[done:t.Range.End.Byte])
		out.WriteString(indent)
		done = t.Range.End.Byte
	}
	out.WriteString(text[done:])
	return out.String()
}

// sameTokens reports whether two texts differ in blanks and line ends only.
func sameTokens(a, b string) bool {
	return slices.EqualFunc(lex(a), lex(b), func(x, y hclsyntax.Token) bool {
		return x.Type == y.Type && bytes.Equal(significant(x), significant(y))
	})
}

func hasComment(text string) bool {
	return slices.ContainsFunc(lex(text), func(t hclsyntax.Token) bool { return t.Type == hclsyntax.TokenComment })
}

// endsInHeredoc reports whether nothing may follow the text on its last line.
func endsInHeredoc(text string) bool {
	tokens := lex(text)
	return len(tokens) > 2 && tokens[len(tokens)-3].Type == hclsyntax.TokenCHeredoc
}

// lex returns the tokens of text and a line end, without which a heredoc
// doesn't end. The last two are thus that line end and the end of file.
func lex(text string) hclsyntax.Tokens {
	tokens, _ := hclsyntax.LexConfig([]byte(text+"\n"), "", hcl.InitialPos)
	return tokens
}

func endsLine(t hclsyntax.Token) bool {
	return t.Type == hclsyntax.TokenNewline ||
		t.Type == hclsyntax.TokenComment && bytes.HasSuffix(t.Bytes, []byte("\n"))
}

// significant returns a token's text without what a file's line ends and formatting
// decide. The marker that ends a heredoc carries the blanks around it.
func significant(t hclsyntax.Token) []byte {
	if t.Type == hclsyntax.TokenCHeredoc {
		return bytes.TrimSpace(t.Bytes)
	}
	return bytes.ReplaceAll(t.Bytes, []byte("\r\n"), []byte("\n"))
}
