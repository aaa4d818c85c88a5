package terraform

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/disk"
)

// Named returns the address of the local or variable of the root module to which the argument
// is a plain reference, "" if it is something else.
func (v Value) Named() string {
	ref, ok := v.expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok || !v.scope.module.IsRoot() || len(ref.Traversal) != 2 {
		return ""
	}
	switch root, name := ref.Traversal.RootName(), stepName(ref.Traversal, 1); {
	case name == "":
	case root == "local", root == "var":
		return root + "." + name
	}
	return ""
}

// MayBeGiven reports whether something may give a variable of the module a value, as far as the
// environment and the directory show: files of values that Terraform reads by itself don't
// count, for the value that there is comes from them.
func (m *Module) MayBeGiven(name string) bool {
	return os.Getenv("TF_VAR_"+name) != "" || handsValues(m.Dir, true)
}

// HasValues reports whether the directory of the module has what only those of roots have: files of
// values that Terraform reads by itself, or a configuration of Terragrunt.
func (m *Module) HasValues() bool { return hasValues(m.Dir) }

// handsValues reports whether a directory, or one right below it, has files of values that
// somebody has to hand to Terraform.
func handsValues(dir string, below bool) bool {
	entries, err := disk.List(dir)
	if err != nil {
		return true
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() {
			if below && !strings.HasPrefix(name, ".") && handsValues(filepath.Join(dir, name), false) {
				return true
			}
			continue
		}
		file := strings.TrimSuffix(name, ".json")
		byItself := below && (file == "terraform.tfvars" || strings.HasSuffix(file, ".auto.tfvars"))
		if name == "terragrunt.hcl" || strings.HasSuffix(file, ".tfvars") && !byItself {
			return true
		}
	}
	return false
}
