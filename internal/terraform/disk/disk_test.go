package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestRead reads what is a file, and nothing else.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("12345678"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path  string
		limit int64
		want  error
	}{
		"a file":       {file, 8, nil},
		"a larger one": {file, 7, ErrRefused},
		"a directory":  {dir, 8, ErrRefused},
		"nothing":      {file + "s", 8, fs.ErrNotExist},
		"below a file": {filepath.Join(file, "a"), 8, errAny},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := Read(c.path, c.limit)
			if c.want == nil && string(b) != "12345678" || !isError(err, c.want) {
				t.Errorf("got %q, %v, want %v", b, err, c.want)
			}
		})
	}
	if _, err := List(file); !errors.Is(err, ErrRefused) {
		t.Errorf("a file as a directory: %v", err)
	}
	if entries, err := List(dir); err != nil || len(entries) != 1 {
		t.Errorf("a directory: %v, %v", entries, err)
	}
}

var errAny = errors.New("any error")

func isError(err, want error) bool {
	if want == nil || want == errAny { //nolint:errorlint // it is that very one
		return (err != nil) == (want != nil)
	}
	return errors.Is(err, want)
}

func TestMadeUp(t *testing.T) {
	for path, want := range map[string]bool{
		"/proc/self/mem": true, "/proc": true, "/sys/x": true, "/dev/zero": true, "/dev/shm": true,
		"/dev/shm/module/main.tf": false, "/home/dev/main.tf": false, "/processed/main.tf": false, "": false,
	} {
		if got := MadeUp(path); got != want {
			t.Errorf("%q: %t", path, got)
		}
	}
}
