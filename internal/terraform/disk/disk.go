// Package disk reads from the disk what a configuration names, which may come from a
// stranger: regular files of a bounded size, and directories. Symbolic links are
// followed, as Terraform follows them, but not to where the kernel makes up the
// files. Opening a named pipe or a device might never end.
package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrRefused is wrapped by the errors of what is there but isn't read.
var ErrRefused = errors.New("isn't read")

// Read returns the contents of a regular file of at most limit bytes.
func Read(name string, limit int64) ([]byte, error) {
	info, err := Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s %w: it is no regular file", name, ErrRefused)
	case info.Size() > limit:
		return nil, fmt.Errorf("%s %w: it has more than %d bytes", name, ErrRefused, limit)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1)) // it may have grown
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("%s %w: it has more than %d bytes", name, ErrRefused, limit)
	}
	return b, nil
}

// List returns the entries of a directory, sorted by name.
func List(name string) ([]fs.DirEntry, error) {
	info, err := Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.IsDir():
		return nil, fmt.Errorf("%s %w: it is no directory", name, ErrRefused)
	}
	return os.ReadDir(name)
}

// Stat tells of a file, or of what a symbolic link leads to.
func Stat(name string) (fs.FileInfo, error) {
	if name, err := filepath.Abs(name); err == nil {
		if real, err := filepath.EvalSymlinks(name); err == nil && MadeUp(real) {
			return nil, fmt.Errorf("%s %w: the kernel makes it up", name, ErrRefused)
		}
	}
	return os.Stat(name)
}

// MadeUp reports whether the kernel makes up the files at a path without symbolic links.
// Some look regular and block nevertheless. What is in a RAM disk somebody has written.
func MadeUp(path string) bool {
	if strings.HasPrefix(filepath.ToSlash(path), "/dev/shm/") {
		return false
	}
	for _, top := range []string{"/proc/", "/sys/", "/dev/"} {
		if strings.HasPrefix(filepath.ToSlash(path)+"/", top) {
			return true
		}
	}
	return false
}
