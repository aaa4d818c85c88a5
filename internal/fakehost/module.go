package fakehost

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// module is the Terraform files of one directory.
type module struct {
	dir       string // relative to the host's directory
	sources   map[string][]byte
	files     map[string]*hcl.File
	primaries []string
	overrides []string // in the order they apply
}

// loadModule reads base/dir. Names of files start with dir.
func loadModule(base, dir string) (*module, error) {
	entries, err := os.ReadDir(filepath.Join(base, dir))
	if err != nil {
		return nil, fmt.Errorf("module directory %s does not exist or cannot be read: %w", dir, err)
	}
	m := &module{dir: dir, sources: map[string][]byte{}, files: map[string]*hcl.File{}}
	read := map[string][]byte{}
	for _, entry := range entries {
		stem, ok := terraformFile(entry.Name())
		if entry.IsDir() || !ok {
			continue
		}
		name := filepath.Join(dir, entry.Name())
		if read[name], err = os.ReadFile(filepath.Join(base, name)); err != nil {
			return nil, fmt.Errorf("read module: %w", err)
		}
		if stem == "override" || strings.HasSuffix(stem, "_override") {
			m.overrides = append(m.overrides, name)
		} else {
			m.primaries = append(m.primaries, name)
		}
	}
	slices.Sort(m.overrides)
	err = m.apply(read)
	return m, err
}

// terraformFile returns the name of a Terraform file without its extension.
// Files of editors and hidden files are none.
func terraformFile(name string) (stem string, ok bool) {
	if strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") {
		return "", false
	}
	if stem, ok = strings.CutSuffix(name, ".tf"); ok {
		return stem, true
	}
	return strings.CutSuffix(name, ".tf.json")
}

// parse parses a Terraform file by its extension.
func parse(name string, src []byte) (*hcl.File, error) {
	var file *hcl.File
	var diags hcl.Diagnostics
	if strings.HasSuffix(name, ".json") {
		file, diags = hcljson.Parse(src, name)
	} else {
		file, diags = hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return file, nil
}

// apply sets the content of files.
func (m *module) apply(changes map[string][]byte) error {
	for name, src := range changes {
		file, err := parse(name, src)
		if err != nil {
			return err
		}
		m.sources[name], m.files[name] = bytes.Clone(src), file
	}
	return nil
}

// content returns what the schema asks for, overrides merged, files in any
// order.
func (m *module) content(schema *hclext.BodySchema) (*hclext.BodyContent, error) {
	content := &hclext.BodyContent{Attributes: hclext.Attributes{}}
	rand.Shuffle(len(m.primaries), func(i, j int) {
		m.primaries[i], m.primaries[j] = m.primaries[j], m.primaries[i]
	})
	for _, name := range m.primaries {
		part, diags := hclext.PartialContent(m.files[name].Body, schema)
		if diags.HasErrors() {
			return nil, diags
		}
		content.Blocks = append(content.Blocks, part.Blocks...)
	}
	for _, name := range m.overrides {
		part, diags := hclext.PartialContent(m.files[name].Body, schema)
		if diags.HasErrors() {
			return nil, diags
		}
		content.Blocks = override(content.Blocks, part.Blocks)
	}
	return content, nil
}

// hasResource reports whether the module has a resource of the type.
func (m *module) hasResource(typ string) (bool, error) {
	content, err := m.content(blockSchema("resource", "type", "name"))
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(content.Blocks, func(b *hclext.Block) bool { return b.Labels[0] == typ }), nil
}

// blockSchema returns a schema of one block type without a body.
func blockSchema(typ string, labels ...string) *hclext.BodySchema {
	return &hclext.BodySchema{Blocks: []hclext.BlockSchema{
		{Type: typ, LabelNames: labels, Body: &hclext.BodySchema{}},
	}}
}
