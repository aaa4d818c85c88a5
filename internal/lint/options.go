package lint

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// optionError is what is wrong with an option of a rule.
type optionError struct{ option, text string }

func (e *optionError) Error() string { return e.option + " " + e.text }

// WrongOption is for Validate methods of options: the error names the option, and the frame adds
// its place in the configuration.
func WrongOption(option, format string, args ...any) error {
	return &optionError{option, fmt.Errorf(format, args...).Error()}
}

// options decodes a rule's options over their defaults. A rule without any is
// asked as well: an option in its block is a mistake to tell of.
func (r *Runner) options(rule *Rule) (any, error) {
	var options any = &struct{}{}
	if rule.Options != nil {
		options = rule.Options()
	}
	if err := r.DecodeRuleConfig(rule.Name, options); err != nil {
		return nil, fmt.Errorf("read the options: %w", err)
	}
	if v, ok := options.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return nil, r.placed(rule, options, err)
		}
	}
	return options, nil
}

// placed returns an error about an option with the place of its value. The SDK hands out values of
// options and not where they are written, but an error of decoding has that: the value is decoded
// once more, as what no option is.
func (r *Runner) placed(rule *Rule, options any, err error) error {
	var wrong *optionError
	if !errors.As(err, &wrong) {
		return err
	}
	var fields []reflect.StructField
	for f := range reflect.TypeOf(options).Elem().Fields() {
		if f.Type = reflect.TypeFor[cty.Value](); f.Tag.Get("hclext") == wrong.option+",optional" {
			f.Type = reflect.TypeFor[[][]string]()
		}
		fields = append(fields, f)
	}
	var diags hcl.Diagnostics
	again := reflect.New(reflect.StructOf(fields)).Interface()
	if !errors.As(r.DecodeRuleConfig(rule.Name, again), &diags) || diags[0].Subject == nil {
		return err
	}
	return Wrong(*diags[0].Subject, "Invalid "+wrong.option, wrong.Error()+".")
}
