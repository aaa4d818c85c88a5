package trust

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// extraFile is where variants declare what they need.
const extraFile = "zz_extra.tf"

// fixed are arguments that Terraform wants as they are.
var fixed = map[string][]string{
	"resource": {"provider", "depends_on"},
	"data":     {"provider", "depends_on"},
	"module":   {"source", "version", "providers", "depends_on"},
	"provider": {"version", "alias"},
	"locals":   nil,
}

// attributes calls visit for each argument of the file that may be any expression.
func attributes(body *hclsyntax.Body, visit func(block *hclsyntax.Block, attr *hclsyntax.Attribute)) {
	for _, block := range body.Blocks {
		names, ok := fixed[block.Type]
		if !ok {
			continue
		}
		below(block.Body, func(attr *hclsyntax.Attribute) {
			if !slices.Contains(names, attr.Name) {
				visit(block, attr)
			}
		})
	}
}

// below visits the arguments of a body and of the blocks in it.
func below(body *hclsyntax.Body, visit func(*hclsyntax.Attribute)) {
	for _, attr := range body.Attributes {
		visit(attr)
	}
	for _, block := range body.Blocks {
		switch block.Type {
		case "lifecycle", "provisioner", "connection":
			continue
		}
		below(block.Body, func(attr *hclsyntax.Attribute) {
			if block.Type != "dynamic" || attr.Name != "iterator" && attr.Name != "labels" {
				visit(attr)
			}
		})
	}
}

// taken is a value that a variant has taken out of its place.
type taken struct{ name, text string }

// takeValues moves the arguments of resources, whatever they are but for what belongs
// to one instance or iteration, to named values.
func takeValues(files map[string][]byte, prefix string) (map[string][]byte, []taken) {
	var values []taken
	out, _ := rewrite(files, func(_ string, body *hclsyntax.Body, src []byte) []edit {
		var edits []edit
		attributes(body, func(block *hclsyntax.Block, attr *hclsyntax.Attribute) {
			if block.Type != "locals" && global(attr.Expr) {
				edits = append(edits, take(&values, prefix, src, attr.Expr.Range()))
			}
		})
		return edits
	})
	return out, values
}

// takeLiterals does so with the literals, wherever they are in arguments.
func takeLiterals(files map[string][]byte, prefix string) (map[string][]byte, []taken) {
	var values []taken
	out, _ := rewrite(files, func(_ string, body *hclsyntax.Body, src []byte) []edit {
		var edits []edit
		attributes(body, func(_ *hclsyntax.Block, attr *hclsyntax.Attribute) {
			w := &literals{src: src}
			_ = hclsyntax.Walk(attr.Expr, w)
			for _, rng := range w.found {
				edits = append(edits, take(&values, prefix, src, rng))
			}
		})
		return edits
	})
	return out, values
}

func take(values *[]taken, prefix string, src []byte, rng hcl.Range) edit {
	v := taken{name: fmt.Sprintf("taken_%d", len(*values)), text: text(src, rng)}
	*values = append(*values, v)
	replacement := prefix + v.name
	if strings.HasSuffix(v.text, "\n") { // of a heredoc
		replacement += "\n"
	}
	return edit{rng.Start.Byte, rng.End.Byte, replacement}
}

// global reports whether an expression means the same everywhere in the module.
func global(e hclsyntax.Expression) bool {
	for _, t := range e.Variables() {
		switch root := t.RootName(); {
		case root == "var", root == "local", root == "data", root == "module", root == "path", root == "terraform":
		case strings.HasPrefix(root, "aws_"):
		default:
			return false
		}
	}
	return true
}

// literals finds the literals in an expression: texts as a whole, not what is
// between their interpolations, and no keys.
type literals struct {
	src   []byte
	found []hcl.Range
	skip  int // depth below something that isn't gone into
	stack []hclsyntax.Node
}

func (w *literals) Enter(n hclsyntax.Node) hcl.Diagnostics {
	var parent hclsyntax.Node
	if len(w.stack) > 0 {
		parent = w.stack[len(w.stack)-1]
	}
	w.stack = append(w.stack, n)
	if w.skip > 0 {
		w.skip++
		return nil
	}
	switch n := n.(type) {
	case *hclsyntax.ObjectConsKeyExpr:
		w.skip = 1
	case *hclsyntax.TemplateExpr:
		if !constant(n) {
			break
		}
		w.skip = 1
		// What %{ if } chooses is a piece of text, without quotes of its own.
		if written := text(w.src, n.Range()); strings.HasPrefix(written, `"`) || strings.HasPrefix(written, "<<") {
			w.found = append(w.found, n.Range())
		}
	case *hclsyntax.LiteralValueExpr:
		switch parent.(type) {
		case *hclsyntax.TemplateExpr, *hclsyntax.TemplateJoinExpr, *hclsyntax.ConditionalExpr:
			// In a template, %{ if } is a condition with pieces of text.
		default:
			w.found = append(w.found, n.Range())
		}
	}
	return nil
}

func (w *literals) Exit(hclsyntax.Node) hcl.Diagnostics {
	w.stack = w.stack[:len(w.stack)-1]
	if w.skip > 0 {
		w.skip--
	}
	return nil
}

// constant reports whether a text has no interpolations.
func constant(e *hclsyntax.TemplateExpr) bool {
	for _, part := range e.Parts {
		if _, ok := part.(*hclsyntax.LiteralValueExpr); !ok {
			return false
		}
	}
	return true
}
