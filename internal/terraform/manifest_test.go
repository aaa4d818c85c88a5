//go:build unix

package terraform

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestOddManifest holds that what stands in the place of modules.json, or of a directory that
// it names, is neither waited for nor read without end.
func TestOddManifest(t *testing.T) {
	pipe := func(t *testing.T, name string) {
		t.Helper()
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Skip(err)
		}
	}
	write := func(t *testing.T, name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, put := range map[string]func(*testing.T, string){
		"a pipe": pipe,
		"a link to a device": func(t *testing.T, name string) {
			t.Helper()
			if err := os.Symlink("/dev/zero", name); err != nil {
				t.Fatal(err)
			}
		},
		"a directory": func(t *testing.T, name string) {
			t.Helper()
			if err := os.Mkdir(name, 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"a file that is too large": func(t *testing.T, name string) {
			t.Helper()
			write(t, name, `{"Modules": [`+strings.Repeat(" ", maxManifest)+`{"Key": "m", "Dir": "m"}]}`)
		},
		"a module that is a pipe": func(t *testing.T, name string) {
			t.Helper()
			pipe(t, filepath.Join(filepath.Dir(name), "m"))
			write(t, name, `{"Modules": [{"Key": "m", "Dir": ".terraform/modules/m"}]}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("TF_DATA_DIR", "")
			modules := filepath.Join(dir, ".terraform", "modules")
			if err := os.MkdirAll(modules, 0o700); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(modules, "modules.json"))
			l := &loader{root: &directory{path: dir}, directories: map[string]*directory{}, logf: t.Logf}
			ended := make(chan *directory, 1)
			go func() { ended <- l.read(filepath.Join(dir, l.installed()["m"].Dir), "") }()
			select {
			case found := <-ended:
				if found != nil {
					t.Error("it finds a module")
				}
			case <-time.After(20 * time.Second):
				t.Error("it hangs")
			}
		})
	}
}
