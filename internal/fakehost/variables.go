package fakehost

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// variables are the declarations of the root module and the values given.
type variables struct {
	declared map[string]*variable
	values   map[string]cty.Value // not converted yet
}

// loadVariables reads declarations and values. Later sources win: defaults,
// terraform.tfvars, *.auto.tfvars(.json) by name, --var-file, --var.
// Like tflint, and unlike Terraform, it doesn't read terraform.tfvars.json and
// takes all --var after all --var-file.
func loadVariables(dir string, root *module, c *config) (*variables, error) {
	v := &variables{declared: map[string]*variable{}, values: map[string]cty.Value{}}
	if err := v.declare(root); err != nil {
		return nil, err
	}
	for name, d := range v.declared {
		v.values[name] = d.defaultValue()
	}
	files, err := autoVarFiles(dir)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Concat(files, c.varFiles) {
		values, err := readVarFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("load values files: %w", err)
		}
		maps.Copy(v.values, values)
	}
	for _, assignment := range c.variables {
		name, text, ok := strings.Cut(assignment, "=")
		d := v.declared[name]
		switch {
		case !ok:
			return nil, fmt.Errorf(`"%s" is invalid. Variables must be "key=value" format`, assignment)
		case d == nil:
			return nil, fmt.Errorf("value for undeclared variable %q", name)
		}
		if v.values[name], err = d.parse(text); err != nil {
			return nil, fmt.Errorf("parse variables: %w", err)
		}
	}
	return v, nil
}

// autoVarFiles returns the values files that are read without being named.
func autoVarFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir) // sorted
	if err != nil {
		return nil, fmt.Errorf("list values files: %w", err)
	}
	var files []string
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() {
			continue
		}
		switch {
		case name == "terraform.tfvars":
			files = slices.Insert(files, 0, name)
		case strings.HasSuffix(name, ".auto.tfvars"), strings.HasSuffix(name, ".auto.tfvars.json"):
			files = append(files, name)
		}
	}
	return files, nil
}

// readVarFile returns the values in a tfvars file.
func readVarFile(dir, name string) (map[string]cty.Value, error) {
	path := name
	if !filepath.IsAbs(name) {
		path = filepath.Join(dir, name)
	}
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the file %q does not exist", name)
	} else if err != nil {
		return nil, err
	}
	file, err := parse(name, src)
	if err != nil {
		return nil, err
	}
	attrs, diags := file.Body.JustAttributes()
	values := map[string]cty.Value{}
	for name, attr := range attrs {
		value, valueDiags := attr.Expr.Value(nil)
		diags = diags.Extend(valueDiags)
		values[name] = value
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return values, nil
}

// parse reads a value given as text: as it is for primitive types, as an
// expression for others.
func (d *variable) parse(text string) (cty.Value, error) {
	if d.literal {
		return cty.StringVal(text), nil
	}
	filename := fmt.Sprintf("<value for var.%s>", d.name)
	expr, diags := hclsyntax.ParseExpression([]byte(text), filename, hcl.InitialPos)
	if diags.HasErrors() {
		return cty.NilVal, diags
	}
	value, diags := expr.Value(nil)
	if diags.HasErrors() {
		return cty.NilVal, diags
	}
	return value, nil
}
