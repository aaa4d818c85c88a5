package terraform

import "github.com/hashicorp/hcl/v2"

// Sources are the files of a module at a path of calls that leads to it, whatever the
// number of its instances.
type Sources struct{ node *node }

// Sources returns the module's files.
func (m *Module) Sources() Sources { return Sources{m.node} }

// Called returns the sources of the module that a call leads to, false if the host
// hasn't loaded it.
func (s Sources) Called(name string) (Sources, bool) {
	n := s.node.child(name)
	return Sources{n}, n != nil
}

// Dir is the directory. It is the same for all calls of it.
func (s Sources) Dir() string { return s.node.dir.path }

// Files returns the files of a called module by name. The root's are the host's to
// tell, and a stand-in has none.
func (s Sources) Files() map[string]*hcl.File { return s.node.dir.files }

// WellKnown reports whether the module is a well-known one, loaded or not.
func (s Sources) WellKnown() bool { return s.node.wellKnown }
