package terraform

import (
	"maps"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// directory is what the files of a module say, override files merged. However
// often a module is called, its directory is read once.
type directory struct {
	path      string
	name      string                     // the host's name for it, with which its names of files begin
	partial   bool                       // it stands for a module that has more in it
	files     map[string]*hcl.File       // of a called module, by the host's names
	resources map[string]*hclext.Block   // by Address.Local()
	byType    map[string][]*hclext.Block // in source order, by "T" or "data.T"
	locals    map[string]*hclext.Attribute
	calls     []*hclext.Block // in source order
	outputs   map[string]*hclext.Block
	variables map[string]*variable
	settings  []*hclext.Block // terraform, provider, moved, removed and import blocks
	repeats   map[string]bool // Address.Local() of what is declared more than once
}

// newDirectory indexes the blocks of a module.
func newDirectory(path, name string, blocks hclext.Blocks) *directory {
	d := &directory{
		path:      path,
		name:      name,
		resources: map[string]*hclext.Block{},
		byType:    map[string][]*hclext.Block{},
		locals:    map[string]*hclext.Attribute{},
		outputs:   map[string]*hclext.Block{},
		variables: map[string]*variable{},
		repeats:   map[string]bool{},
	}
	sort.SliceStable(blocks, func(i, j int) bool { return before(blocks[i].DefRange, blocks[j].DefRange) })
	called := map[string]bool{}
	for _, b := range blocks {
		switch b.Type {
		case "resource", "data":
			d.addResource(b)
		case "locals":
			maps.Copy(d.locals, b.Body.Attributes)
		case "module":
			if !called[b.Labels[0]] {
				called[b.Labels[0]] = true
				d.calls = append(d.calls, b)
			}
		case "output":
			d.outputs[b.Labels[0]] = b
		case "variable":
			d.variables[b.Labels[0]] = &variable{block: b}
		case "terraform", "provider", "moved", "removed", "import":
			d.settings = append(d.settings, b)
		}
	}
	return d
}

func (d *directory) addResource(b *hclext.Block) {
	addr := localAddress(b)
	if d.resources[addr] != nil {
		d.repeats[addr] = true
		return // invalid; the first one stands
	}
	d.resources[addr] = b
	kind := b.Labels[0]
	if b.Type == "data" {
		kind = "data." + kind
	}
	d.byType[kind] = append(d.byType[kind], b)
}

// localAddress returns the address of a resource or data block below its module.
func localAddress(b *hclext.Block) string {
	return Address{Data: b.Type == "data", Type: b.Labels[0], Name: b.Labels[1]}.Local()
}
