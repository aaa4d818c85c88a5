package terraform_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// provider is a small provider: things have arguments v, w and name, blocks b
// in blocks b, and the computed attributes id and echo, which is their name.
type provider struct{}

func (provider) Schema() *hclext.BodySchema {
	attributes := []hclext.AttributeSchema{{Name: "v"}, {Name: "w"}, {Name: "name"}}
	inner := hclext.BlockSchema{Type: "b", Body: &hclext.BodySchema{Attributes: attributes}}
	outer := hclext.BlockSchema{Type: "b", Body: &hclext.BodySchema{Attributes: attributes, Blocks: []hclext.BlockSchema{inner}}}
	return &hclext.BodySchema{Attributes: attributes, Blocks: []hclext.BlockSchema{outer}}
}

func (provider) ConfigSchema() *hclext.BodySchema {
	return &hclext.BodySchema{Blocks: []hclext.BlockSchema{{Type: "b", Body: &hclext.BodySchema{Attributes: []hclext.AttributeSchema{{Name: "v"}}}}}}
}

func (provider) Computed(inst *terraform.Instance, attr string) (cty.Value, bool) {
	switch {
	case inst.Resource.Address.Type != "thing":
	case attr == "id":
		return inst.Token(), true
	case attr == "echo":
		return inst.Argument("name").Cty, true
	}
	return cty.NilVal, false
}

func (provider) Repeats(_ bool, typ, attr string) string {
	if typ == "thing" && attr == "echo" {
		return "name"
	}
	return ""
}

func (provider) Attributes(_ bool, typ string) []string {
	if typ == "thing" {
		return []string{"id", "name"}
	}
	return nil
}

// probe is a rule that hands its runner to a test.
type probe struct {
	tflint.DefaultRule
	check func(tflint.Runner) error
}

func (*probe) Name() string                  { return "probe" }
func (*probe) Enabled() bool                 { return true }
func (*probe) Severity() tflint.Severity     { return tflint.NOTICE }
func (p *probe) Check(r tflint.Runner) error { return p.check(r) }

// load loads the module of some files, reads it, and returns what the host was
// asked.
func load(t *testing.T, files map[string]string, read func(*terraform.Module)) map[string]int {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := func(r tflint.Runner) error {
		m, err := terraform.Load(r, terraform.Options{Provider: provider{}, Dir: dir, Logf: func(string, ...any) {}})
		if err == nil {
			read(m)
		}
		return err
	}
	rs := &tflint.BuiltinRuleSet{Name: "probe", Rules: []tflint.Rule{&probe{check: check}}}
	result, err := fakehost.Run(rs, fakehost.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return result.Calls
}

// module loads a module that is one file. The host is gone when it returns, so
// variables must have been asked for: it reads v of every thing.
func module(t *testing.T, source string) *terraform.Module {
	t.Helper()
	name := "main.tf"
	if strings.HasPrefix(source, "{") {
		name += ".json"
	}
	var out *terraform.Module
	load(t, map[string]string{name: source}, func(m *terraform.Module) {
		out = m
		for _, r := range m.Resources("thing") {
			for _, inst := range r.Instances() {
				inst.Argument("v").Identity()
			}
		}
	})
	return out
}

// value returns the argument v of thing.x, in a module that has more.
func value(t *testing.T, expr, more string) terraform.Value {
	t.Helper()
	m := module(t, "variable \"unset\" {}\nresource \"thing\" \"x\" {\n  v = "+expr+"\n}\n"+more)
	return m.Resource("thing", "x").Instances()[0].Argument("v")
}

// show writes what a value says of itself.
func show(v terraform.Value) string {
	out := fmt.Sprintf("null %s", v.Null())
	if text, ok := v.Text(); ok {
		out += fmt.Sprintf(" text %q", text)
	}
	if n, ok := v.Int(); ok {
		out += fmt.Sprintf(" int %d", n)
	}
	if b, ok := v.Bool(); ok {
		out += fmt.Sprintf(" bool %t", b)
	}
	return out
}
