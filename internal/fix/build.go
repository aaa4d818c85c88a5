package fix

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Raw returns the text of an expression as tokens, for
// hclwrite.Body.SetAttributeRaw. hclwrite writes a token's bytes as they are,
// so one token will do: the editing functions check what comes out.
func Raw(text string) hclwrite.Tokens {
	return hclwrite.Tokens{{Type: hclsyntax.TokenIdent, Bytes: []byte(clean(text))}}
}

// Text returns the formatted text of blocks made with hclwrite, as the
// editing functions take it, with an empty line between them.
func Text(blocks ...*hclwrite.Block) string {
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 {
			out.WriteString("\n")
		}
		out.Write(hclwrite.Format(b.BuildTokens(nil).Bytes()))
	}
	return strings.TrimSpace(out.String())
}

// CopyAttributes sets in a new body those of the named arguments that from
// has, with their source text: the meta-arguments, say, that a new block
// shares with the block it stands next to.
func (f *File) CopyAttributes(to *hclwrite.Body, from *hclsyntax.Block, names ...string) {
	for _, name := range names {
		if attr := from.Body.Attributes[name]; attr != nil {
			start, end := f.valueBytes(attr)
			to.SetAttributeRaw(name, Raw(string(f.src[start:end])))
		}
	}
}
