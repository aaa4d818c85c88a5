//go:build unix

package disk

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestPipes holds that what would never end isn't opened, by itself or by a link.
func TestPipes(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	names := []string{pipe, "/dev/zero"}
	for link, target := range map[string]string{"to pipe": pipe, "to zero": "/dev/zero", "to proc": "/proc/self/environ", "to dev": "/dev"} {
		link = filepath.Join(dir, link)
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		names = append(names, link)
	}
	for _, name := range names {
		ended := make(chan error)
		go func() {
			_, err := Read(name, 1<<10)
			_, other := List(name)
			ended <- errors.Join(err, other)
		}()
		select {
		case err := <-ended:
			if !errors.Is(err, ErrRefused) && !errors.Is(err, os.ErrNotExist) { // not every system has /proc
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: it hangs", name)
		}
	}
}
