package remedy

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// definition is where a local or the default of a variable is written.
type definition struct {
	expr        hclsyntax.Expression // nil for a variable without default
	value       terraform.Value
	within      hcl.Range // lines whose comments may be about the value
	description string    // of a variable
	guarded     bool      // a variable whose value is checked, or secret
}

// definitions are the locals and variables of a module's files by their address.
type definitions map[string][]definition

// definitionsIn tells where locals and variables are written.
var definitionsIn = lint.NewFact(func(s *lint.Snapshot) definitions {
	all := definitions{}
	for _, file := range s.Files() {
		if body, native := file.Body.(*hclsyntax.Body); native {
			for _, b := range body.Blocks {
				all.define(b)
			}
		}
	}
	return all
})

// define enters what a block defines.
func (all definitions) define(b *hclsyntax.Block) {
	switch {
	case b.Type == "locals":
		for name, attr := range b.Body.Attributes {
			all.add("local."+name, definition{expr: attr.Expr, within: attr.SrcRange})
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
		all.add("var."+b.Labels[0], d)
	}
}

func (all definitions) add(address string, d definition) { all[address] = append(all[address], d) }

// definitionOf returns where the value is written that an argument has by a plain reference,
// if that is as good as a literal: a local that is one and is referred to once, or the default
// of such a variable in a root module, where nothing gives it another value. It fails with
// why it isn't, and returns nil for what is no such reference.
func definitionOf(s *lint.Snapshot, v terraform.Value) (*definition, error) {
	address := v.Named()
	if address == "" {
		return nil, nil
	}
	written, reads := definitionsIn.Of(s)[address], len(referencesIn.Of(s).To(address))
	switch {
	case len(written) != 1 || written[0].expr == nil:
		return nil, whyWrittenElsewhere.Refuse("%s isn't written in one place", address)
	case written[0].guarded:
		return nil, whyInputs.Refuse("the value of %s is checked, or secret", address)
	case reads != 1:
		return nil, whyWrittenElsewhere.Refuse("%s is referred to %d times", address, reads)
	}
	d := written[0]
	d.value = s.Module.Evaluate(d.expr)
	name, variable := strings.CutPrefix(address, "var.")
	if !d.plain() && (variable || !d.value.LiteralList()) {
		return nil, whyWrittenElsewhere.Refuse("%s isn't a literal", address)
	}
	if variable {
		has, known := v.Name()
		fallback, _ := d.value.Name()
		switch {
		case !usersIn.Of(s).root:
			return nil, whyInputs.Refuse("callers may give %s another value", address)
		case !known || has != fallback || s.Module.MayBeGiven(name):
			return nil, whyInputs.Refuse("%s is given a value, or may be", address)
		}
	}
	return &d, nil
}

// plain reports whether it is a bool, a number or a text in quotation marks.
func (d *definition) plain() bool {
	rng := d.expr.Range()
	return d.value.Literal() && d.value.Null() == tri.No && rng.Start.Line == rng.End.Line
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
	case d == nil || !d.plain():
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
	case d == nil || !d.value.LiteralList():
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
