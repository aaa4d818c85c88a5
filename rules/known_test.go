package rules_test

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
)

// realModules names a directory that has the real modules, each in a directory of
// its name in the registry and its major version, such as
// terraform-aws-modules/kms/aws/4. Without it the stand-ins are installed, which
// holds that a module that is loaded gives the same findings, but not that the
// stand-ins are like the modules.
const realModules = "KNOWN_MODULES"

// TestKnownLoaded runs the fixtures of known modules once more with those modules
// installed.
func TestKnownLoaded(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	installed := 0
	for _, c := range cases {
		if !strings.HasPrefix(c.Name, "module_known") || c.Name == "module_known_local" {
			continue // in the local one, the calls aren't the root's
		}
		t.Run(c.Rule+"/"+c.Name, func(t *testing.T) {
			dir := t.TempDir()
			if err := c.Write(dir); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
			in := &installer{t: t, real: os.Getenv(realModules)}
			in.install("", "main.tf")
			if err := in.writeManifest(); err != nil {
				t.Fatal(err)
			}
			installed += in.known
			c.Config = append(c.Config, "\nconfig {\n  call_module_type = \"all\"\n}\n"...)
			got := lines(run(t, c, false))
			for i := range got { // a module that isn't loaded has no place to name
				got[i] = installedAt.ReplaceAllString(got[i], "")
			}
			if diff := gocmp.Diff(c.WantIssues, got); diff != "" {
				t.Errorf("not loaded (-), loaded (+):\n%s", diff)
			}
		})
	}
	if installed == 0 {
		t.Error("no fixture calls a known module")
	}
}

// installedAt is the place of what is wrong in an installed module.
var installedAt = regexp.MustCompile(`, in \.terraform/modules/\S+`)

// installer does as terraform init would: it puts modules below .terraform. What is
// neither known nor called by a real one has nothing in it.
type installer struct {
	t       *testing.T
	real    string
	known   int
	modules []record
}

type record struct{ Key, Source, Dir string }

// firstNumber is the major version in what a call asks for.
var firstNumber = regexp.MustCompile(`(?:ref=v?|^[^\d]*)(\d+)`)

// install installs what files call.
func (in *installer) install(path string, files ...string) {
	in.t.Helper()
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			in.t.Fatal(err)
		}
		file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
		if diags.HasErrors() {
			in.t.Fatal(diags)
		}
		for _, b := range file.Body.(*hclsyntax.Body).Blocks {
			if b.Type == "module" {
				in.call(path+b.Labels[0], literal(b, "source"), literal(b, "version"))
			}
		}
	}
}

func (in *installer) call(key, source, version string) {
	in.t.Helper()
	if strings.HasPrefix(source, ".") {
		return
	}
	to := filepath.Join(".terraform", "modules", key)
	in.modules = append(in.modules, record{key, source, filepath.ToSlash(to)})
	content, name, major := "# nothing\n", source, ""
	if m := known.Find(source, version); m != nil {
		in.known++
		content, name, major = m.Source, m.Name, firstNumber.FindStringSubmatch(cmp.Or(version, source))[1]
	}
	from := filepath.Join(in.real, filepath.FromSlash(name), major)
	if _, err := os.Stat(from); in.real == "" || err != nil {
		if in.real != "" && major != "" {
			in.t.Fatal(err)
		}
		if err := write(filepath.Join(to, "main.tf"), content); err != nil {
			in.t.Fatal(err)
		}
		return
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		in.t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(to, "*.tf"))
	if err != nil {
		in.t.Fatal(err)
	}
	in.install(key+".", files...)
}

func (in *installer) writeManifest() error {
	out, err := json.Marshal(map[string]any{"Modules": append([]record{{Dir: "."}}, in.modules...)})
	if err != nil {
		return err
	}
	return write(filepath.Join(".terraform", "modules", "modules.json"), string(out))
}

func literal(b *hclsyntax.Block, name string) string {
	attr := b.Body.Attributes[name]
	if attr == nil {
		return ""
	}
	v, diags := attr.Expr.Value(nil)
	if diags.HasErrors() {
		return ""
	}
	return v.AsString()
}

func write(path, content string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(content), 0o600)
}
