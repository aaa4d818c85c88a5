package trust

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// spellings change the bytes of native files, and nothing that Terraform sees.
var spellings = []struct {
	name   string
	change func(name string, src []byte) []byte
}{
	{"CRLF", func(_ string, src []byte) []byte {
		return bytes.ReplaceAll(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	}},
	{"byte order mark", func(_ string, src []byte) []byte {
		return append([]byte("\ufeff"), bytes.TrimPrefix(src, []byte("\ufeff"))...)
	}},
	{"no final newline", func(_ string, src []byte) []byte { return bytes.TrimRight(src, "\r\n") }},
	{"tabs", func(name string, src []byte) []byte { return between(name, src, "\t\t") }},
	{"comments", func(name string, src []byte) []byte { return between(name, src, " /* { \"é${ */ ") }},
	{"comments at the ends of lines", commentedLines},
}

// TestSpelling holds for every fixture in each spelling that the same is reported, and
// for some that fixes make nothing worse and leave nothing to do.
func TestSpelling(t *testing.T) {
	cases := fixtures(t)
	before := map[*fixture.Case]*fakehost.Result{}
	for _, c := range cases {
		if res, err := inspectFiles(t, c, c.Files, "."); err == nil {
			before[c] = res
		}
	}
	for n, s := range spellings {
		t.Run(s.name, func(t *testing.T) {
			skipped := map[string]int{}
			for i, c := range cases {
				want, ok := before[c]
				if !ok {
					skipped["tflint refuses it"]++
					continue
				}
				changed := *c
				changed.Files = maps.Clone(c.Files)
				for _, name := range nativeFiles(c.Files) {
					changed.Files[name] = s.change(name, c.Files[name])
				}
				if show(c.Files, changed.Files) == "" {
					skipped["is spelled so"]++
					continue
				}
				name := c.Rule + "/" + c.Name
				res, err := inspectFiles(t, c, changed.Files, ".")
				if err != nil {
					t.Errorf("%s: %s\n%s", name, err, show(c.Files, changed.Files))
					continue
				}
				if diff := cmp.Diff(decisions(want, nil), decisions(res, nil)); diff != "" {
					t.Errorf("%s (-want +got):\n%s%s", name, diff, show(c.Files, changed.Files))
				}
				if i%len(spellings) != n {
					continue // a sample of each
				}
				t.Run(name, func(t *testing.T) {
					complaints, changes := checkFixes(t, &changed)
					if len(complaints) > 0 {
						t.Errorf("%s\nbefore:\n%s\nafter:\n%s", strings.Join(complaints, "\n"), show(nil, changed.Files), changes)
					}
				})
			}
			checkSkipped(t, skipped, len(cases), 10)
		})
	}
}

// between writes something between all tokens, but for those of texts and comments:
// where a line begins, before its first token.
func between(name string, src []byte, text string) []byte {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	var edits []edit
	depth := 0 // of templates: what is between their quotes
	for i, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
			depth--
		case hclsyntax.TokenComment, hclsyntax.TokenNewline, hclsyntax.TokenEOF:
		default:
			if depth == 0 && separate(tokens, i) {
				edits = append(edits, edit{token.Range.Start.Byte, token.Range.Start.Byte, text})
			}
			if token.Type == hclsyntax.TokenOQuote || token.Type == hclsyntax.TokenOHeredoc {
				depth++
			}
		}
	}
	return apply(src, edits)
}

// separate reports whether something may stand before a token: not in the middle of a
// reference or a call, where hclsyntax takes a comment but formatting moves it, and not
// after a heredoc, which needs its line.
func separate(tokens hclsyntax.Tokens, i int) bool {
	if i == 0 {
		return false // an annotation of the file stays at the top
	}
	return !slices.Contains([]hclsyntax.TokenType{hclsyntax.TokenDot, hclsyntax.TokenOBrack, hclsyntax.TokenOParen}, tokens[i].Type) &&
		!slices.Contains([]hclsyntax.TokenType{hclsyntax.TokenDot, hclsyntax.TokenCHeredoc}, tokens[i-1].Type)
}

// commentedLines writes a comment at the end of each line that ends outside of texts,
// without one of its own.
func commentedLines(name string, src []byte) []byte {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	var edits []edit
	n := 0
	for i, token := range tokens {
		if token.Type == hclsyntax.TokenNewline && i > 0 && tokens[i-1].Type != hclsyntax.TokenCHeredoc {
			n++
			edits = append(edits, edit{token.Range.Start.Byte, token.Range.Start.Byte, fmt.Sprintf(" # %d } \"${ ü", n)})
		}
	}
	return apply(src, edits)
}
