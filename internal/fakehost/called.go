package fakehost

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// maxDepth is how many modules deep calls may go.
const maxDepth = 10

// calledFiles returns the files of the modules that root calls, directly or not:
// the local ones, and with callModuleType "all" those that terraform init has
// installed. A call of a directory that doesn't exist is an error, as in tflint.
func calledFiles(base string, root *module, callModuleType string) (map[string][]byte, error) {
	w := &walker{base: base, files: map[string][]byte{}}
	switch callModuleType {
	case "none":
		return w.files, nil
	case "all":
		if err := w.readManifest(); err != nil {
			return nil, err
		}
	}
	return w.files, w.walk(root, nil)
}

// walker loads called modules.
type walker struct {
	base      string
	files     map[string][]byte
	installed map[string]string // directories of remote modules by call path, nil if they aren't loaded
}

// readManifest reads what terraform init has installed.
func (w *walker) readManifest() error {
	w.installed = map[string]string{}
	src, err := os.ReadFile(filepath.Join(w.base, ".terraform", "modules", "modules.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("read module manifest: %w", err)
	}
	var manifest struct {
		Modules []struct{ Key, Dir string }
	}
	if err := json.Unmarshal(src, &manifest); err != nil {
		return fmt.Errorf("unmarshal module manifest: %w", err)
	}
	for _, record := range manifest.Modules {
		w.installed[record.Key] = record.Dir
	}
	return nil
}

// walk loads the modules that a module calls.
func (w *walker) walk(parent *module, path []string) error {
	schema := blockSchema("module", "name")
	schema.Blocks[0].Body.Attributes = []hclext.AttributeSchema{{Name: "source"}}
	content, err := parent.content(schema)
	if err != nil {
		return err
	}
	for _, call := range content.Blocks {
		childPath := append(slices.Clone(path), call.Labels[0])
		dir, ok, err := w.directory(parent, call, childPath)
		switch {
		case err != nil:
			return err
		case !ok:
			continue
		case len(childPath) > maxDepth:
			return fmt.Errorf("%s: nested modules more than %d levels deep", call.DefRange, maxDepth)
		}
		child, err := loadModule(w.base, dir)
		if err != nil {
			return fmt.Errorf("%s: %q module is not found: %w", call.DefRange, call.Labels[0], err)
		}
		maps.Copy(w.files, child.sources)
		if err := w.walk(child, childPath); err != nil {
			return err
		}
	}
	return nil
}

// directory returns the directory of a called module, false if it isn't loaded.
func (w *walker) directory(parent *module, call *hclext.Block, path []string) (dir string, ok bool, err error) {
	source, local := sourceOf(call)
	switch {
	case local:
		return filepath.Join(parent.dir, filepath.FromSlash(source)), true, nil
	case source == "" || w.installed == nil:
		return "", false, nil
	}
	dir, ok = w.installed[strings.Join(path, ".")]
	if !ok {
		return "", false, fmt.Errorf(`%s: %q module is not found. Did you run "terraform init"?`, call.DefRange, call.Labels[0])
	}
	return filepath.Clean(dir), true, nil
}

// sourceOf returns the source of a module call, and whether it is a relative path.
func sourceOf(call *hclext.Block) (source string, local bool) {
	attr := call.Body.Attributes["source"]
	if attr == nil {
		return "", false
	}
	value, diags := attr.Expr.Value(nil)
	if diags.HasErrors() || value.IsNull() || !value.IsKnown() || value.Type() != cty.String {
		return "", false
	}
	source = value.AsString()
	return source, strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../")
}
