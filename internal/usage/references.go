package usage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// References are those of a module's files to locals, variables and data sources.
type References struct {
	native map[string][]hcl.Range
	json   map[string]string // texts of files in JSON, whose syntax isn't looked at
}

// NewReferences finds the references in files.
func NewReferences(files map[string]*hcl.File) *References {
	r := &References{map[string][]hcl.Range{}, map[string]string{}}
	for name, file := range files {
		body, native := file.Body.(*hclsyntax.Body)
		if !native {
			r.json[name] = string(file.Bytes)
			continue
		}
		_ = hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
			if ref, ok := node.(*hclsyntax.ScopeTraversalExpr); ok {
				address := addressOf(ref.Traversal)
				r.native[address] = append(r.native[address], ref.SrcRange)
			}
			return nil
		})
	}
	return r
}

// To returns the references to an address, such as "local.x" or "data.t.x". Those of a file in
// JSON have the beginning of the file for a range.
func (r *References) To(address string) []hcl.Range {
	out := append([]hcl.Range(nil), r.native[address]...)
	for file, text := range r.json {
		for _, rest := range strings.Split(text, address)[1:] {
			if next, _ := utf8.DecodeRuneInString(rest); !unicode.IsLetter(next) && !unicode.IsDigit(next) && next != '_' && next != '-' {
				out = append(out, hcl.Range{Filename: file, Start: hcl.InitialPos, End: hcl.InitialPos})
			}
		}
	}
	return out
}
