// Package faults finds what Terraform would refuse in a module: files that aren't HCL,
// addresses that are there more than once, references to what isn't there, and
// instances taken for resources; and, where somebody else says which there are, to
// instances that aren't. It is a check on what fixes make of a module, so what
// counts is that there are no new ones. It reads native syntax only, and knows no types.
package faults

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Native returns the names of the root module's files in native syntax, sorted.
func Native(files map[string][]byte) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool {
		return path.Dir(name) != "." || path.Ext(name) != ".tf"
	})
}

// IsOverride reports whether a native file's name makes it an override file.
func IsOverride(name string) bool {
	return name == "override.tf" || strings.HasSuffix(name, "_override.tf")
}

// Parse returns the body of a file, nil if it isn't valid.
func Parse(name string, src []byte) *hclsyntax.Body {
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil
	}
	return file.Body.(*hclsyntax.Body)
}

// Resources calls visit for the blocks of resources and data sources.
func Resources(body *hclsyntax.Body, visit func(block *hclsyntax.Block, address string)) {
	for _, block := range body.Blocks {
		if len(block.Labels) != 2 {
			continue
		}
		switch block.Type {
		case "resource":
			visit(block, block.Labels[0]+"."+block.Labels[1])
		case "data":
			visit(block, "data."+block.Labels[0]+"."+block.Labels[1])
		}
	}
}

// Reference returns the address that a traversal begins with, and the part of it
// that is the name.
func Reference(t hcl.Traversal) (address string, name hcl.TraverseAttr, ok bool) {
	var parts []string
	if root := t.RootName(); root != "resource" { // a longer way to write the same
		parts = append(parts, root)
	}
	for _, step := range t[1:] {
		attr, isAttr := step.(hcl.TraverseAttr)
		if !isAttr {
			return "", name, false
		}
		parts = append(parts, attr.Name)
		if len(parts) == 3 || len(parts) == 2 && parts[0] != "data" {
			return strings.Join(parts, "."), attr, true
		}
	}
	return "", name, false
}

// References calls visit for each traversal in a body.
func References(body *hclsyntax.Body, visit func(t hcl.Traversal)) {
	_ = hclsyntax.VisitAll(body, func(n hclsyntax.Node) hcl.Diagnostics {
		if e, ok := n.(*hclsyntax.ScopeTraversalExpr); ok {
			visit(e.Traversal)
		}
		return nil
	})
}

type set map[string]bool

// Of returns the faults of the module, each in words that don't change when a fix
// moves it.
func Of(files map[string][]byte) map[string]bool {
	f := set{}
	declared := map[string]*hclsyntax.Block{}
	declare := func(b *hclsyntax.Block, address string) {
		if declared[address] != nil {
			f["twice: "+address] = true
		}
		declared[address] = b
	}
	bodies := map[string]*hclsyntax.Body{}
	for _, name := range Native(files) {
		body := Parse(name, files[name])
		if body == nil {
			f["isn't HCL: "+name] = true
			continue
		}
		bodies[name] = body
		if IsOverride(name) {
			continue
		}
		Resources(body, declare)
		for _, b := range body.Blocks {
			switch {
			case b.Type == "locals":
				for name := range b.Body.Attributes {
					declare(b, "local."+name)
				}
			case b.Type == "variable" && len(b.Labels) == 1:
				declare(b, "var."+b.Labels[0])
			case b.Type == "module" && len(b.Labels) == 1:
				declare(b, "module."+b.Labels[0])
			}
		}
	}
	for _, body := range bodies {
		References(body, func(t hcl.Traversal) { f.check(declared, t) })
	}
	return f
}

func (f set) check(declared map[string]*hclsyntax.Block, t hcl.Traversal) {
	address, _, ok := Reference(t)
	switch root := t.RootName(); {
	case !ok:
		return
	case root == "var", root == "local", root == "data", root == "module", root == "resource", strings.HasPrefix(root, "aws_"):
	default:
		return // of an instance or an iteration
	}
	b := declared[address]
	if b == nil {
		f["isn't declared: "+address] = true
		return
	}
	if b.Type != "resource" && b.Type != "data" || f["twice: "+address] {
		return
	}
	steps := 2
	if b.Type == "data" {
		steps = 3
	}
	if len(t) <= steps || t.RootName() == "resource" {
		return
	}
	_, isAttr := t[steps].(hcl.TraverseAttr)
	repeated := b.Body.Attributes["count"] != nil || b.Body.Attributes["for_each"] != nil
	if isAttr == repeated {
		f["an instance for a resource or the reverse: "+address] = true
	}
}

// Missing returns the references to instances that aren't there, as "BLOCK refers to
// ADDRESS[KEY]". has says whether a resource or data source has an instance of a key,
// and true where that isn't known; in a block without any instance nothing is missing.
func Missing(files map[string][]byte, has func(address string, key cty.Value) bool, empty func(address string) bool) map[string]bool {
	f := set{}
	for _, name := range Native(files) {
		body := Parse(name, files[name])
		if body == nil {
			continue
		}
		Resources(body, func(block *hclsyntax.Block, in string) {
			if empty(in) {
				return
			}
			References(block.Body, func(t hcl.Traversal) {
				address, _, ok := Reference(t)
				steps := strings.Count(address, ".") + 1
				if !ok || len(t) <= steps || t.RootName() == "resource" {
					return
				}
				if index, is := t[steps].(hcl.TraverseIndex); is && !has(address, index.Key) {
					f[in+" refers to "+address+"["+keyText(index.Key)+"]"] = true
				}
			})
		})
	}
	return f
}

func keyText(key cty.Value) string {
	if text, err := convert.Convert(key, cty.String); err == nil && text.IsKnown() && !text.IsNull() {
		return text.AsString()
	}
	return "?"
}
