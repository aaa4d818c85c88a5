package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"reflect"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty/gocty"
)

// option is one option of a rule. It has no value where nothing is set unless the user
// sets it.
type option struct {
	name, typ, value, comment string
}

// comments are the doc comments of struct fields, by type and field.
type comments map[string]map[string]string

// fieldComments reads the doc comments of the struct fields of a package.
func fieldComments(dir string) (comments, error) {
	found := comments{}
	names, err := fs.Glob(os.DirFS(dir), "*.go")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), path.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for node := range ast.Preorder(file) {
			spec, ok := node.(*ast.TypeSpec)
			if !ok {
				continue
			}
			if typ, ok := spec.Type.(*ast.StructType); ok {
				found[spec.Name.Name] = commentsOf(typ)
			}
		}
	}
	return found, nil
}

func commentsOf(typ *ast.StructType) map[string]string {
	texts := map[string]string{}
	for _, field := range typ.Fields.List {
		for _, name := range field.Names {
			texts[name.Name] = strings.Join(strings.Fields(field.Doc.Text()), " ")
		}
	}
	return texts
}

// optionsOf returns the options that a struct of them has, which holds their
// defaults: names from the hclext tags, meanings from the doc comments.
func optionsOf(defaults any, docs comments) ([]option, error) {
	v := reflect.ValueOf(defaults).Elem()
	var out []option
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, kind, _ := strings.Cut(field.Tag.Get("hclext"), ",")
		if name == "" || kind != "optional" {
			return nil, fmt.Errorf("field %s isn't an optional argument", field.Name)
		}
		o := option{name: name, comment: docs[v.Type().Name()][field.Name]}
		if o.comment == "" {
			return nil, fmt.Errorf("field %s has no comment", field.Name)
		}
		typ, err := gocty.ImpliedType(v.Field(i).Interface())
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", field.Name, err)
		}
		value, err := gocty.ToCtyValue(v.Field(i).Interface(), typ)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", field.Name, err)
		}
		o.typ = typ.FriendlyNameForConstraint()
		if !value.IsNull() {
			o.value = string(hclwrite.TokensForValue(value).Bytes())
		}
		out = append(out, o)
	}
	return out, nil
}

// optionTable lists options in Markdown.
func optionTable(options []option) string {
	var b strings.Builder
	b.WriteString("| Option | Type | Default | Meaning |\n|---|---|---|---|\n")
	for _, o := range options {
		value := "–"
		if o.value != "" {
			value = "`" + o.value + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.name, o.typ, value, o.comment)
	}
	return b.String()
}

// optionBlock is a rule block with every option that has a default, at that.
func optionBlock(rule string, options []option) string {
	file := hclwrite.NewEmptyFile()
	body := file.Body().AppendNewBlock("rule", []string{rule}).Body()
	body.SetAttributeRaw("enabled", hclwrite.TokensForIdentifier("true"))
	for _, o := range options {
		if o.value != "" {
			body.SetAttributeRaw(o.name, hclwrite.TokensForIdentifier(o.value))
		}
	}
	return fence("hcl", string(hclwrite.Format(file.Bytes())))
}
