package terraform

import (
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// variable is an input variable of a called module.
type variable struct {
	block *hclext.Block

	decoded  bool
	err      error              // of the declaration
	want     cty.Type           // with optional attributes
	optional *typeexpr.Defaults // of optional attributes, nil if there are none
	fallback cty.Value          // the default, NilVal if there is none
	nullable bool
	secret   bool // sensitive or ephemeral
}

// decode reads the declaration.
func (d *variable) decode() error {
	if d.decoded {
		return d.err
	}
	d.decoded = true
	d.want, d.nullable = cty.DynamicPseudoType, true
	d.err = errors.Join(d.decodeType(), d.decodeFlags())
	if attr := d.block.Body.Attributes["default"]; attr != nil && d.err == nil {
		v, diags := attr.Expr.Value(nil)
		if diags.HasErrors() {
			d.err = diags
			return d.err
		}
		d.fallback, d.err = d.convert(v)
	}
	return d.err
}

func (d *variable) decodeType() error {
	attr := d.block.Body.Attributes["type"]
	if attr == nil {
		return nil
	}
	switch hcl.ExprAsKeyword(attr.Expr) { // of old, and still valid
	case "list":
		d.want = cty.List(cty.DynamicPseudoType)
		return nil
	case "map":
		d.want = cty.Map(cty.DynamicPseudoType)
		return nil
	}
	var diags hcl.Diagnostics
	if d.want, d.optional, diags = typeexpr.TypeConstraintWithDefaults(attr.Expr); diags.HasErrors() {
		return diags
	}
	return nil
}

func (d *variable) decodeFlags() error {
	var sensitive, ephemeral bool
	for name, target := range map[string]*bool{"nullable": &d.nullable, "sensitive": &sensitive, "ephemeral": &ephemeral} {
		if attr := d.block.Body.Attributes[name]; attr != nil {
			if diags := gohcl.DecodeExpression(attr.Expr, nil, target); diags.HasErrors() {
				return diags
			}
		}
	}
	d.secret = sensitive || ephemeral
	return nil
}

// convert fills in the defaults of optional attributes and converts a value to
// the variable's type.
func (d *variable) convert(v cty.Value) (out cty.Value, err error) {
	defer func() {
		if r := recover(); r != nil { // cty does on some malformed input
			err = fmt.Errorf("the conversion panics%s", cause(r))
		}
	}()
	if d.want != cty.DynamicPseudoType {
		if v = filled(v, d.want); partial(v) {
			return cty.UnknownVal(d.want.WithoutOptionalAttributesDeep()).WithMarks(originMarks(v)), nil
		}
	}
	if d.optional != nil && !v.IsNull() {
		v = d.optional.Apply(v)
	}
	return convert.Convert(v, d.want)
}

// filled returns an object that only stands for a resource with the attributes that
// a type wants: those that it lacks aren't left out, but unknown.
func filled(v cty.Value, want cty.Type) cty.Value {
	plain, marks := v.Unmark()
	if !want.IsObjectType() || !plain.Type().IsObjectType() || !plain.IsKnown() || plain.IsNull() || !hasKind(marks, StandIn) {
		return v
	}
	values := map[string]cty.Value{}
	for name, ty := range want.AttributeTypes() {
		if plain.Type().HasAttribute(name) {
			values[name] = plain.GetAttr(name)
			continue
		}
		values[name] = cty.UnknownVal(ty.WithoutOptionalAttributesDeep()).WithMarks(marks)
	}
	for m := range marks {
		if o, ok := m.(Origin); ok && o.Kind == StandIn {
			delete(marks, m) // what it has is all that is wanted
		}
	}
	return cty.ObjectVal(values).WithMarks(marks)
}

// partial reports whether a value holds an object that only stands for a resource
// and has some of its attributes: others would be taken as left out.
func partial(v cty.Value) bool {
	if !v.ContainsMarked() {
		return false
	}
	found := false
	_ = cty.Walk(v, func(_ cty.Path, v cty.Value) (bool, error) {
		found = found || v.Type().IsObjectType() && hasKind(v.Marks(), StandIn)
		return !found, nil
	})
	return found
}

// originMarks returns the origins in a value.
func originMarks(vs ...cty.Value) cty.ValueMarks {
	marks := cty.ValueMarks{}
	for _, v := range vs {
		for _, o := range Origins(v) {
			marks[o] = struct{}{}
		}
	}
	return marks
}

// calledInputs are the variables of a called module: what its caller passes, else
// their defaults.
type calledInputs struct {
	module *Module
	values map[string]cty.Value // NilVal while being evaluated
}

func (c *calledInputs) value(name string) cty.Value {
	v, seen := c.values[name]
	if !seen {
		if c.values == nil {
			c.values = map[string]cty.Value{}
		}
		c.values[name] = cty.NilVal
		v = c.module.tree.meter.kept(c.evaluate(name), "var."+name)
		c.values[name] = v
	}
	if v == cty.NilVal {
		c.module.logf("%s: var.%s depends on itself", c.module.Address, name)
		return unknown(Invalid, "var."+name, cty.DynamicPseudoType)
	}
	return v
}

func (c *calledInputs) evaluate(name string) cty.Value {
	invalid := unknown(Invalid, "var."+name, cty.DynamicPseudoType)
	d := c.module.node.dir.variables[name]
	if d == nil {
		return invalid
	}
	if err := d.decode(); err != nil {
		c.module.logf("%s: the declaration of var.%s can't be read%s", d.block.DefRange, name, reason(err))
		return invalid
	}
	none := unknown(Variable, "var."+name, d.want.WithoutOptionalAttributesDeep())
	passed := c.module.passed(name)
	fallBack := !passed.Written() || passed.Null() == tri.Yes && !d.nullable
	switch {
	case d.secret:
		return none // it must not show up in a message
	case fallBack && d.fallback == cty.NilVal:
		c.module.logf("%s: var.%s has no value", c.module.Address, name)
		return none
	case fallBack:
		return d.fallback
	case !d.nullable && passed.Null() == tri.Unknown:
		// Perhaps null, and then the default.
		return cty.UnknownVal(d.want.WithoutOptionalAttributesDeep()).WithMarks(originMarks(passed.Cty))
	}
	v, err := d.convert(passed.Cty)
	if err != nil {
		c.module.logf("%s: the value of var.%s isn't of its type", passed.Range, name)
		return invalid
	}
	return v
}

// passed returns the argument that the module's caller writes for a variable.
func (m *Module) passed(name string) Value {
	if m.caller == nil || m.node.dir.variables[name] == nil || metaArgument[name] {
		return absent
	}
	return m.caller.Argument(name)
}

// same reports whether a variable is its argument, converted in no way that
// anything could be told by: then a reference to it is one to the argument.
func (m *Module) same(name string, passed Value) bool {
	d := m.node.dir.variables[name]
	if !passed.Written() || d == nil || d.decode() != nil || d.secret {
		return false
	}
	ty := d.want.WithoutOptionalAttributesDeep()
	switch {
	case !d.nullable && passed.Null() != tri.No:
		return false // perhaps the default
	case ty == cty.Number || ty == cty.Bool:
		return passed.Cty.Type() == ty // "01" is 1
	}
	// A set has no indexes, and optional attributes have defaults that aren't written.
	return !ty.IsSetType() && d.optional == nil
}
