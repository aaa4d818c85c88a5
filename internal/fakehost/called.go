package fakehost

import (
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/zclconf/go-cty/cty"
)

// maxDepth is how many modules deep calls may go.
const maxDepth = 10

// calledFiles returns the files of the local modules that root calls, directly
// or not. A call of a directory that doesn't exist is an error, as in tflint.
func calledFiles(base string, root *module, callModuleType string) (map[string][]byte, error) {
	files := map[string][]byte{}
	if callModuleType == "none" {
		return files, nil
	}
	return files, addCalled(files, base, root, 1)
}

func addCalled(files map[string][]byte, base string, parent *module, depth int) error {
	schema := blockSchema("module", "name")
	schema.Blocks[0].Body.Attributes = []hclext.AttributeSchema{{Name: "source"}}
	content, err := parent.content(schema)
	if err != nil {
		return err
	}
	for _, call := range content.Blocks {
		source, ok := localSource(call)
		if !ok {
			continue
		}
		if depth > maxDepth {
			return fmt.Errorf("%s: nested modules more than %d levels deep", call.DefRange, maxDepth)
		}
		child, err := loadModule(base, filepath.Join(parent.dir, filepath.FromSlash(source)))
		if err != nil {
			return fmt.Errorf("%s: %q module is not found: %w", call.DefRange, call.Labels[0], err)
		}
		maps.Copy(files, child.sources)
		if err := addCalled(files, base, child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// localSource returns the source of a module call if it is a relative path.
func localSource(call *hclext.Block) (string, bool) {
	attr := call.Body.Attributes["source"]
	if attr == nil {
		return "", false
	}
	value, diags := attr.Expr.Value(nil)
	if diags.HasErrors() || value.IsNull() || !value.IsKnown() || value.Type() != cty.String {
		return "", false
	}
	source := value.AsString()
	return source, strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../")
}
