package terraform

import (
	"path/filepath"
	"slices"
)

// Folder returns the directory of the module as the host names it: relative to where it was started.
func (m *Module) Folder() string { return filepath.Clean(m.node.dir.name) }

// Folders returns the local directories that the module calls, directly or by way of others, each
// once and in order. An inspection of one of them sees the same code.
func (m *Module) Folders() []string {
	var out []string
	seen := map[*directory]bool{}
	var walk func(*node)
	walk = func(n *node) {
		for _, call := range n.dir.calls {
			c := n.child(call.Labels[0])
			if c == nil || !c.local || c.wellKnown || seen[c.dir] {
				continue
			}
			seen[c.dir] = true
			out = append(out, filepath.Clean(c.dir.name))
			walk(c)
		}
	}
	walk(m.node)
	slices.Sort(out)
	return slices.Compact(out)
}
