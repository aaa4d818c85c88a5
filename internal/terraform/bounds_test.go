package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// files is a host that has loaded every file of a directory, whatever tflint
// would say of it. It knows no values of variables.
type files struct{ dir string }

func (f files) GetModuleContent(schema *hclext.BodySchema, _ *tflint.GetModuleContentOption) (*hclext.BodyContent, error) {
	file, err := f.GetFile("main.tf")
	if err != nil {
		return nil, err
	}
	content, diags := hclext.PartialContent(file.Body, schema)
	if diags.HasErrors() {
		return nil, diags
	}
	return content, nil
}

func (f files) GetFile(name string) (*hcl.File, error) {
	src, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		return nil, err
	}
	file, diags := hclparse.NewParser().ParseHCL(src, name)
	if diags.HasErrors() {
		return nil, diags
	}
	return file, nil
}

func (files) EvaluateExpr(hcl.Expression, any, *tflint.EvaluateExprOption) error { return errHost }

// TestManyModules holds that recursion ends, and that calls which multiply are
// bounded.
func TestManyModules(t *testing.T) {
	var levels strings.Builder
	for i := range 9 {
		fmt.Fprintf(&levels, "-- l%d/main.tf --\n", i)
		for _, name := range []string{"a", "b", "c"} {
			fmt.Fprintf(&levels, "module %q {\n  source = \"../l%d\"\n}\n", name, i+1)
		}
		levels.WriteString("resource \"thing\" \"x\" {}\n")
	}
	levels.WriteString("-- l9/main.tf --\nresource \"thing\" \"x\" {}\n")
	for name, c := range map[string]struct {
		archive     string
		least, most int
	}{
		"recursion": {`
-- main.tf --
module "m" { source = "./m" }
-- m/main.tf --
module "m" {
  source = "../m"
  v      = module.m.v
}
variable "v" { default = "v" }
output "v" { value = var.v }
resource "thing" "x" { v = module.m.v }
`, 10, 10},
		"self": {`
-- main.tf --
module "m" {
  source = "./."
  v      = module.m.v
}
variable "v" {}
output "v" { value = var.v }
resource "thing" "x" { v = module.m.v }
`, 11, 11},
		"levels":              {"-- main.tf --\nmodule \"m\" {\n  source = \"./l0\"\n}\n" + levels.String(), 100, 5_000},
		"instances of levels": {"-- main.tf --\nmodule \"m\" {\n  source = \"./l5\"\n  count = 300\n}\n" + levels.String(), 100, 5_000},
		"instances of instances": {`
-- main.tf --
module "m" {
  source = "./m"
  count  = 200
}
-- m/main.tf --
module "n" {
  source = "../n"
  count  = 200
}
-- n/main.tf --
module "o" {
  source = "../o"
  count  = 200
}
-- o/main.tf --
resource "thing" "x" {}
`, 200, 5_000},
		"count of itself": {`
-- main.tf --
module "m" {
  source = "./m"
  count  = length(module.m)
  v      = module.m[0].v
}
module "n" {
  source   = "./m"
  for_each = toset([module.n["a"].v, module.m[0].v])
  v        = each.key
}
-- m/main.tf --
variable "v" {}
output "v" { value = var.v }
resource "thing" "x" { v = var.v }
`, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, f := range txtar.Parse([]byte(c.archive)).Files {
				name := filepath.Join(dir, f.Name)
				if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, f.Data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			m, err := terraform.Load(files{dir}, terraform.Options{Provider: provider{}, Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for r := range m.Tree("thing") {
				for _, inst := range r.Instances() {
					v := inst.Argument("v")
					v.Identity()
					v.References()
					v.Inputs()
					v.Passed()
					n++
				}
			}
			for range m.OpaqueCalls() {
			}
			for c := range m.DormantCalls("thing") {
				c.References()
			}
			if n < c.least || n > c.most {
				t.Errorf("%d instances", n)
			}
		})
	}
}
