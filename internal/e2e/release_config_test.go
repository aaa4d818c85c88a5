package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// A releaseConfig is what .goreleaser.yml says about the files of a release.
type releaseConfig struct {
	ProjectName string `yaml:"project_name"`
	Builds      []struct{ Env, Targets, Flags, Ldflags []string }
	Archives    []struct {
		Formats      []string
		NameTemplate string `yaml:"name_template"`
	}
	Checksum struct {
		Algorithm    string
		NameTemplate string `yaml:"name_template"`
	}
	Signs []struct {
		Artifacts, Signature string
		Args                 []string
	}
	Release struct {
		Draft  bool
		GitHub struct{ Owner, Name string } `yaml:"github"`
	}
}

// readReleaseConfig returns the configuration, in which there is one of everything.
func readReleaseConfig(t *testing.T) *releaseConfig {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, ".goreleaser.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var c releaseConfig
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Builds) != 1 || len(c.Archives) != 1 || len(c.Archives[0].Formats) != 1 || len(c.Signs) != 1 {
		t.Fatalf("%+v: want one build, one archive of one format, one signature", c)
	}
	return &c
}

// archive returns the name of the archive for a target, such as linux_amd64.
func (c *releaseConfig) archive(t *testing.T, target string) string {
	t.Helper()
	parsed, err := template.New(target).Option("missingkey=error").Parse(c.Archives[0].NameTemplate)
	if err != nil {
		t.Fatal(err)
	}
	system, arch, _ := strings.Cut(target, "_")
	var name bytes.Buffer
	fields := map[string]string{"ProjectName": c.ProjectName, "Os": system, "Arch": arch}
	if err := parsed.Execute(&name, fields); err != nil {
		t.Fatal(err)
	}
	return name.String() + "." + c.Archives[0].Formats[0]
}

// checksums and signature return the names of those files.
func (c *releaseConfig) checksums() string { return c.Checksum.NameTemplate }

func (c *releaseConfig) signature() string {
	return strings.ReplaceAll(c.Signs[0].Signature, "${artifact}", c.checksums())
}

// files returns the names of all files of a release, sorted.
func (c *releaseConfig) files(t *testing.T) []string {
	t.Helper()
	names := []string{c.checksums(), c.signature()}
	for _, target := range c.Builds[0].Targets {
		names = append(names, c.archive(t, target))
	}
	slices.Sort(names)
	return names
}

// TestReleaseConfig holds .goreleaser.yml against what tflint --init asks for: plugin/install.go and plugin/signature.go
// of tflint.
func TestReleaseConfig(t *testing.T) {
	t.Parallel()
	c := readReleaseConfig(t)
	want := []string{
		"checksums.txt",
		"checksums.txt.sig",
		"tflint-ruleset-s3-encryption_darwin_amd64.zip",
		"tflint-ruleset-s3-encryption_darwin_arm64.zip",
		"tflint-ruleset-s3-encryption_linux_386.zip",
		"tflint-ruleset-s3-encryption_linux_amd64.zip",
		"tflint-ruleset-s3-encryption_linux_arm.zip",
		"tflint-ruleset-s3-encryption_linux_arm64.zip",
		"tflint-ruleset-s3-encryption_windows_386.zip",
		"tflint-ruleset-s3-encryption_windows_amd64.zip",
	}
	if diff := cmp.Diff(want, c.files(t)); diff != "" {
		t.Errorf("files of a release (-want +got):\n%s", diff)
	}
	if c.Checksum.Algorithm != "sha256" {
		t.Errorf("checksums are %s, want sha256", c.Checksum.Algorithm)
	}
	if sign := c.Signs[0]; sign.Artifacts != "checksum" || !slices.Contains(sign.Args, "--detach-sign") ||
		slices.Contains(sign.Args, "--armor") || slices.Contains(sign.Args, "-a") {
		t.Errorf("%+v: want a detached, binary signature of the checksums", sign)
	}
	if b := c.Builds[0]; !slices.Contains(b.Flags, "-trimpath") || !slices.Contains(b.Env, "CGO_ENABLED=0") {
		t.Errorf("%+v: the builds depend on the machine", b)
	}
	if !c.Release.Draft {
		t.Error("the release isn't a draft: it could be installed before it is attested")
	}
}
