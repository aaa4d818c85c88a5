package remedy

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// definition is where a local or the default of a variable is written.
type definition struct {
	expr        hclsyntax.Expression
	within      hcl.Range // lines whose comments may be about the value
	description string    // of a variable
	guarded     bool      // a variable whose value is checked, or secret
}

// names are the locals and variables of a module's files by their address.
type names struct {
	defined map[string][]definition
	reads   map[string]int
}

// jsonName finds references in a file in JSON.
var jsonName = regexp.MustCompile(`\b(?:local|var)\.[\pL_][\pL\pN_-]*`)

// namesIn tells where locals and variables are written, and how often they are referred to.
var namesIn = lint.NewFact(func(s *lint.Snapshot) *names {
	n := &names{map[string][]definition{}, map[string]int{}}
	for _, file := range s.Files() {
		body, native := file.Body.(*hclsyntax.Body)
		if !native {
			for _, ref := range jsonName.FindAllString(string(file.Bytes), -1) {
				n.reads[ref]++
			}
			continue
		}
		for _, b := range body.Blocks {
			n.define(b)
		}
		_ = hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
			if ref, ok := node.(*hclsyntax.ScopeTraversalExpr); ok && len(ref.Traversal) > 1 {
				if step, ok := ref.Traversal[1].(hcl.TraverseAttr); ok {
					n.reads[ref.Traversal.RootName()+"."+step.Name]++
				}
			}
			return nil
		})
	}
	return n
})

// define enters what a block defines.
func (n *names) define(b *hclsyntax.Block) {
	switch {
	case b.Type == "locals":
		for name, attr := range b.Body.Attributes {
			n.add("local."+name, definition{expr: attr.Expr, within: attr.SrcRange})
		}
	case b.Type == "variable" && len(b.Labels) == 1:
		d := definition{within: hcl.RangeBetween(b.TypeRange, b.CloseBraceRange), guarded: len(b.Body.Blocks) > 0}
		for name, attr := range b.Body.Attributes {
			switch name {
			case "default":
				d.expr = attr.Expr
			case "description":
				if text, diags := attr.Expr.Value(nil); !diags.HasErrors() && text.Type() == cty.String && text.IsKnown() && !text.IsNull() {
					d.description = text.AsString()
				}
			case "type", "nullable":
			default:
				d.guarded = true // sensitive, ephemeral, and what isn't known here
			}
		}
		n.add("var."+b.Labels[0], d)
	}
}

func (n *names) add(address string, d definition) { n.defined[address] = append(n.defined[address], d) }

// definitionOf returns where the value is written that an argument has by a plain reference,
// if that is as good as a literal: a local that is one and is referred to once, or the default
// of such a variable in a root module, where nothing gives it another value. It fails with
// why it isn't, and returns nil for what is no such reference.
func definitionOf(s *lint.Snapshot, v terraform.Value) (*definition, error) {
	address := v.Named()
	if address == "" {
		return nil, nil
	}
	n := namesIn.Of(s)
	switch {
	case len(n.defined[address]) != 1:
		return nil, whyWrittenElsewhere.Refuse("%s isn't written in one place", address)
	case n.defined[address][0].guarded:
		return nil, whyInputs.Refuse("the value of %s is checked, or secret", address)
	case n.reads[address] != 1:
		return nil, whyWrittenElsewhere.Refuse("%s is referred to %d times", address, n.reads[address])
	}
	d := n.defined[address][0]
	name, variable := strings.CutPrefix(address, "var.")
	if !plain(d.expr) && (variable || !plainList(d.expr)) {
		return nil, whyWrittenElsewhere.Refuse("%s isn't a literal", address)
	}
	if variable {
		switch {
		case !usersIn.Of(s).outermost():
			return nil, whyInputs.Refuse("callers may give %s another value", address)
		case !hasDefault(v, d.expr) || s.Module.MayBeGiven(name):
			return nil, whyInputs.Refuse("%s is given a value, or may be", address)
		}
	}
	return &d, nil
}

// plain reports whether an expression is a bool, a number or a text in quotation marks.
func plain(expr hclsyntax.Expression) bool {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return !e.Val.IsNull()
	case *hclsyntax.TemplateExpr:
		return e.IsStringLiteral() && e.SrcRange.Start.Line == e.SrcRange.End.Line
	}
	return false
}

func plainList(expr hclsyntax.Expression) bool {
	list, ok := expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return false
	}
	for _, e := range list.Exprs {
		if !plain(e) {
			return false
		}
	}
	return true
}

// hasDefault reports whether the value of an argument is the default of a variable, written in
// whatever type.
func hasDefault(v terraform.Value, written hclsyntax.Expression) bool {
	has, known := v.Name()
	fallback, diags := written.Value(nil)
	if !known || diags.HasErrors() {
		return false
	}
	text, err := convert.Convert(fallback, cty.String)
	return err == nil && text.IsKnown() && !text.IsNull() && text.AsString() == has
}

// asLiteral reports whether the argument is written as a plain value, by itself or by what is as
// good as that.
func asLiteral(s *lint.Snapshot, v terraform.Value) bool {
	if v.Literal() {
		return true
	}
	d, err := definitionOf(s, v)
	return d != nil && err == nil
}

// set writes an argument as lint.Edit.Set does, or the literal that it refers to.
func set(e *lint.Edit, block *hclext.Block, name string, old terraform.Value, value string, after ...string) error {
	d, err := definitionOf(e.Snapshot, old)
	switch {
	case err != nil:
		return err
	case d == nil || !plain(d.expr):
		return e.Set(block, name, old, value, after...)
	}
	if _, quoted := d.expr.(*hclsyntax.TemplateExpr); quoted && !strings.HasPrefix(value, `"`) {
		value = strconv.Quote(value)
	}
	return d.write(e, name, old, value)
}

// setList is set for a list of strings.
func setList(e *lint.Edit, block *hclext.Block, name string, old terraform.Value, values []string, after ...string) error {
	d, err := definitionOf(e.Snapshot, old)
	switch {
	case err != nil:
		return err
	case d == nil || !plainList(d.expr):
		return e.SetList(block, name, old, values, after...)
	}
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = strconv.Quote(v)
	}
	return d.write(e, name, old, "["+strings.Join(quoted, ", ")+"]")
}

// write writes another value, unless a comment or the description names the one that is there.
func (d *definition) write(e *lint.Edit, name string, old terraform.Value, value string) error {
	rng := d.expr.Range()
	if err := e.Undescribed(name, rng, old.Range, d.within); err != nil {
		return err
	}
	if err := e.Untold(name, rng, d.description); err != nil {
		return err
	}
	if err := e.WritesBoth(rng.Filename, old.Range.Filename); err != nil {
		return err
	}
	if _, err := e.File(rng.Filename); err != nil {
		return err
	}
	return e.ReplaceText(rng, value)
}
