package fakehost

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/terraform/lang/marks"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// variable is the declaration of an input variable.
type variable struct {
	name         string
	constraint   cty.Type // may have optional attributes
	typeDefaults *typeexpr.Defaults
	literal      bool      // a value given as text is a string, not an expression
	fallback     cty.Value // NilVal if there is no default
	nullable     bool
	sensitive    bool
	ephemeral    bool
}

// declare reads the declarations of the module. Those of an earlier state stay
// known.
func (v *variables) declare(m *module) error {
	schema := blockSchema("variable", "name")
	schema.Blocks[0].Body.Attributes = []hclext.AttributeSchema{
		{Name: "default"}, {Name: "type"}, {Name: "sensitive"}, {Name: "ephemeral"}, {Name: "nullable"},
	}
	content, err := m.content(schema)
	if err != nil {
		return err
	}
	for _, block := range content.Blocks {
		d, err := declaration(block)
		if err != nil {
			return fmt.Errorf("variable %q: %w", block.Labels[0], err)
		}
		v.declared[d.name] = d
	}
	return nil
}

// declaration reads a variable block.
func declaration(block *hclext.Block) (*variable, error) {
	d := &variable{name: block.Labels[0], constraint: cty.DynamicPseudoType, literal: true, nullable: true}
	attrs := block.Body.Attributes
	if attr := attrs["type"]; attr != nil {
		if err := d.decodeType(attr.Expr); err != nil {
			return nil, err
		}
	}
	for name, target := range map[string]*bool{
		"sensitive": &d.sensitive, "ephemeral": &d.ephemeral, "nullable": &d.nullable,
	} {
		if attr := attrs[name]; attr != nil {
			if diags := gohcl.DecodeExpression(attr.Expr, nil, target); diags.HasErrors() {
				return nil, diags
			}
		}
	}
	if attr := attrs["default"]; attr != nil {
		value, diags := attr.Expr.Value(nil)
		if diags.HasErrors() {
			return nil, diags
		}
		var err error
		if d.fallback, err = d.convert(value); err != nil {
			return nil, fmt.Errorf("this default value is not compatible with the variable's type constraint: %w", err)
		}
	}
	return d, nil
}

// decodeType reads a type constraint. The keywords list and map are short for
// collections of any type; quoted types of old are an error.
func (d *variable) decodeType(expr hcl.Expression) error {
	if _, quoted := expr.(*hclsyntax.TemplateExpr); quoted {
		return fmt.Errorf("invalid quoted type constraint at %s", expr.Range())
	}
	d.literal = false
	switch hcl.ExprAsKeyword(expr) {
	case "list":
		d.constraint = cty.List(cty.DynamicPseudoType)
		return nil
	case "map":
		d.constraint = cty.Map(cty.DynamicPseudoType)
		return nil
	}
	var diags hcl.Diagnostics
	if d.constraint, d.typeDefaults, diags = typeexpr.TypeConstraintWithDefaults(expr); diags.HasErrors() {
		return diags
	}
	d.literal = d.constraint.IsPrimitiveType()
	return nil
}

// convert fills in defaults of optional attributes and converts to the type.
func (d *variable) convert(value cty.Value) (cty.Value, error) {
	if d.typeDefaults != nil && !value.IsNull() {
		value = d.typeDefaults.Apply(value)
	}
	return convert.Convert(value, d.constraint)
}

// defaultValue returns the value if none is given: unknown without a default.
func (d *variable) defaultValue() cty.Value {
	if d.fallback == cty.NilVal {
		return cty.UnknownVal(d.constraint.WithoutOptionalAttributesDeep())
	}
	return d.fallback
}

// value returns the variable's final value, marked if it is sensitive.
func (v *variables) value(name string) (cty.Value, error) {
	d := v.declared[name]
	if d == nil {
		return cty.NilVal, fmt.Errorf("an input variable with the name %q has not been declared", name)
	}
	given, ok := v.values[name]
	if !ok || given.IsNull() && !d.nullable && d.fallback != cty.NilVal {
		given = d.defaultValue()
	}
	value, err := d.convert(given)
	if err != nil {
		return cty.NilVal, fmt.Errorf("the resolved value of variable %q is not appropriate: %w", name, err)
	}
	if d.sensitive {
		value = value.Mark(marks.Sensitive)
	}
	if d.ephemeral {
		value = value.Mark(marks.Ephemeral)
	}
	return value, nil
}
