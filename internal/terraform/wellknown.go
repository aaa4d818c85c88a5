package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// wellKnown returns the stand-in for the module of a call, nil if there is none: for
// its source and version, or with all the arguments that it is handed. An argument
// that isn't known may do anything.
func (l *loader) wellKnown(call *hclext.Block) *directory {
	find := l.options.WellKnown
	attr := call.Body.Attributes["source"]
	if attr == nil || find == nil {
		return nil
	}
	version := ""
	if attr := call.Body.Attributes["version"]; attr != nil {
		version = literalText(attr.Expr)
		if version == "" {
			return nil
		}
	}
	name, file, ok := find(literalText(attr.Expr), version)
	if !ok {
		return nil
	}
	d := l.standIn(name, file)
	for arg := range call.Body.Attributes {
		if !metaArgument[arg] && d.variables[arg] == nil {
			l.logf("module.%s: %s isn't known of %s", call.Labels[0], arg, name)
			return nil
		}
	}
	return d
}

// standIn returns the directory of a stand-in, read once. Its name can't be that of
// a directory.
func (l *loader) standIn(name, file string) *directory {
	path := "<" + name + ">"
	if d := l.directories[path]; d != nil {
		return d
	}
	parsed, diags := hclsyntax.ParseConfig([]byte(file), path+"/main.tf", hcl.InitialPos)
	if diags.HasErrors() {
		panic("stand-in " + name + ": " + diags.Error())
	}
	content, diags := hclext.PartialContent(parsed.Body, l.schema)
	if diags.HasErrors() {
		panic("stand-in " + name + ": " + diags.Error())
	}
	d := newDirectory(path, path, content.Blocks)
	d.partial = true
	l.directories[path] = d
	return d
}

// Asks returns the source and the version that a call asks for, as far as they are
// plain texts.
func (c *Call) Asks() (source, version string) {
	attrs := c.Block.Body.Attributes
	if a := attrs["source"]; a != nil {
		source = literalText(a.Expr)
	}
	if a := attrs["version"]; a != nil {
		version = literalText(a.Expr)
	}
	return source, version
}
