package terraform

import (
	"strings"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// wellKnown returns the stand-in for the module of a call, nil if there is none: for
// its source and version, or with all the arguments that it is handed. An argument
// that isn't known may do anything. Where the version is open, the one that is installed counts; what is installed is so for the
// module under inspection, and not for a directory alone.
func (l *loader) wellKnown(call *hclext.Block, callPath []string, alone bool) *directory {
	find := l.options.WellKnown
	attr := call.Body.Attributes["source"]
	if attr == nil || find == nil {
		return nil
	}
	constraint := ""
	if attr := call.Body.Attributes["version"]; attr != nil {
		constraint = literalText(attr.Expr)
		if constraint == "" {
			return nil
		}
	}
	source := literalText(attr.Expr)
	name, file, ok := find(source, constraint)
	if is := l.installed()[strings.Join(callPath, ".")]; !ok && !alone && is.fits(source, constraint) {
		name, file, ok = find(source, is.Version)
	}
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

// fits reports whether an installed module is one that a call asks for: it may have been installed for an earlier text.
func (i installed) fits(source, constraint string) bool {
	is, err := version.NewVersion(i.Version)
	if err != nil || source == "" || i.Source != source && !strings.HasSuffix(i.Source, "/"+source) {
		return false
	}
	if constraint == "" {
		return true
	}
	asked, err := version.NewConstraint(constraint)
	return err == nil && asked.Check(is)
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
