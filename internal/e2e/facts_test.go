package e2e

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// releaseTarget is the platform whose binary the README has facts of.
const releaseTarget = "linux_amd64"

// releaseBinary builds the plugin for releaseTarget as .goreleaser.yml has it, once, and returns where it is: in a folder
// of plugins.
func releaseBinary(t *testing.T) string {
	t.Helper()
	if thisTarget() != releaseTarget {
		t.Skip("is about the binary for " + releaseTarget)
	}
	path, err := builtRelease(readReleaseConfig(t))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var (
	releaseOnce sync.Once
	releasePath string
	errRelease  error
)

func builtRelease(c *releaseConfig) (string, error) {
	releaseOnce.Do(func() {
		releasePath = filepath.Join(homes, "release", binaryName(c, releaseTarget))
		b := c.Builds[0]
		flags := strings.ReplaceAll(strings.Join(b.Ldflags, " "), "{{ .Version }}", project.Version) // goreleaser's
		args := append([]string{"build", "-o", releasePath, "-ldflags=" + flags}, b.Flags...)
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = root, append(os.Environ(), b.Env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			errRelease = fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
		}
	})
	return releasePath, errRelease
}

// TestFacts holds what the README says of the binary against the binary.
func TestFacts(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("no version of tflint makes a difference")
	}
	path := releaseBinary(t)
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d modules, %d bytes, %s", len(info.Deps), file.Size(), runtime.Version())
	for _, wrong := range wrongFacts(string(readme), len(info.Deps), file.Size()) {
		t.Error(wrong)
	}
}

var (
	modulesFact = regexp.MustCompile(`(?m)^\| Dependencies \| (\d+) Go modules`)
	sizeFact    = regexp.MustCompile(`(?m)^\| Size \| under (\d+) MB`)
)

// TestLinks holds where the links below findings lead: in a release to the tag, else to the default branch.
func TestLinks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("no version of tflint makes a difference")
	}
	plugins := t.TempDir()
	link(t, releaseBinary(t), filepath.Join(plugins, "tflint-ruleset-"+plugin+exe()))
	dir := t.TempDir()
	configure(t, dir, "")
	write(t, filepath.Join(dir, "main.tf"), shortWindow)
	for ref, s := range map[string]setting{"v" + project.Version: {plugins: plugins}, "main": {plugins: pluginDir}} {
		want := "/blob/" + ref + "/docs/rules/kms_key_deletion_window.md"
		if out := s.tflint(t, dir, "--only=kms_key_deletion_window", "--format=json").stdout; !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

// wrongFacts returns which of the facts in a text a binary with this many modules and bytes makes wrong. Its size may be
// a quarter below what the text says: it varies with the version of Go.
func wrongFacts(text string, modules int, size int64) []string {
	var wrong []string
	if got := fact(modulesFact, text); got != int64(modules) {
		wrong = append(wrong, fmt.Sprintf("the README says that %d modules are linked in, and %d are", got, modules))
	}
	const mega = 1_000_000
	if limit := fact(sizeFact, text) * mega; size >= limit || size < limit/4*3 {
		wrong = append(wrong, fmt.Sprintf("the README says that the binary is under %d MB, and it has %d bytes", limit/mega, size))
	}
	return wrong
}

// fact returns the number that an expression finds in a text; -1 without one.
func fact(expression *regexp.Regexp, text string) int64 {
	m := expression.FindStringSubmatch(text)
	if m == nil {
		return -1
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// TestWrongFacts shows that facts which are stale or missing are found.
func TestWrongFacts(t *testing.T) {
	t.Parallel()
	const text = "| Dependencies | 26 Go modules are linked in |\n| Size | under 20 MB |\n"
	for _, tt := range []struct {
		text    string
		modules int
		size    int64
		want    int
	}{
		{text, 26, 19_999_999, 0},
		{text, 26, 15_000_000, 0},
		{text, 27, 19_000_000, 1},
		{text, 25, 19_000_000, 1},
		{text, 26, 20_000_000, 1},
		{text, 26, 14_999_999, 1},
		{"", 26, 19_000_000, 2},
	} {
		if got := wrongFacts(tt.text, tt.modules, tt.size); len(got) != tt.want {
			t.Errorf("%q, %d modules, %d bytes: got %q, want %d", tt.text, tt.modules, tt.size, got, tt.want)
		}
	}
}
