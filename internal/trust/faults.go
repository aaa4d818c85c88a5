package trust

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// NewFaults returns what Terraform would refuse in a module after a change and not
// before: files that aren't HCL, addresses that are there more than once, references
// to what isn't there, and instances taken for resources. It reads native syntax only,
// and knows no types.
func NewFaults(before, after map[string][]byte) []string {
	old, now := faultsOf(before), faultsOf(after)
	maps.DeleteFunc(now, func(fault string, _ bool) bool { return old[fault] })
	return slices.Sorted(maps.Keys(now))
}

// nativeFiles returns the names of the root module's files in native syntax, sorted.
func nativeFiles(files map[string][]byte) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool {
		return path.Dir(name) != "." || path.Ext(name) != ".tf"
	})
}

// isOverride reports whether a native file's name makes it an override file.
func isOverride(name string) bool {
	return name == "override.tf" || strings.HasSuffix(name, "_override.tf")
}

// parseNative returns the body of a file, nil if it isn't valid.
func parseNative(name string, src []byte) *hclsyntax.Body {
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil
	}
	return file.Body.(*hclsyntax.Body)
}

// eachResource calls visit for the blocks of resources and data sources.
func eachResource(body *hclsyntax.Body, visit func(block *hclsyntax.Block, address string)) {
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

// addressOf returns the address that a traversal begins with, and the part of it
// that is the name.
func addressOf(t hcl.Traversal) (address string, name hcl.TraverseAttr, ok bool) {
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

// eachTraversal calls visit for each traversal in a body.
func eachTraversal(body *hclsyntax.Body, visit func(t hcl.Traversal)) {
	_ = hclsyntax.VisitAll(body, func(n hclsyntax.Node) hcl.Diagnostics {
		if e, ok := n.(*hclsyntax.ScopeTraversalExpr); ok {
			visit(e.Traversal)
		}
		return nil
	})
}

// faults are what is wrong with a module, in words that don't change when a fix moves it.
type faults map[string]bool

func faultsOf(files map[string][]byte) faults {
	f := faults{}
	declared := map[string]*hclsyntax.Block{}
	declare := func(b *hclsyntax.Block, address string) {
		if declared[address] != nil {
			f["twice: "+address] = true
		}
		declared[address] = b
	}
	bodies := map[string]*hclsyntax.Body{}
	for _, name := range nativeFiles(files) {
		body := parseNative(name, files[name])
		if body == nil {
			f["isn't HCL: "+name] = true
			continue
		}
		bodies[name] = body
		if isOverride(name) {
			continue
		}
		eachResource(body, declare)
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
		eachTraversal(body, func(t hcl.Traversal) { f.check(declared, t) })
	}
	return f
}

func (f faults) check(declared map[string]*hclsyntax.Block, t hcl.Traversal) {
	address, _, ok := addressOf(t)
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
