package functions

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/disk"
)

// A dir is where relative paths begin, and what reading there may take.
type dir struct {
	base   string
	budget *budget.Budget
}

// resolve returns the path of a file. "~" is the home directory of the user,
// as in Terraform.
func (d dir) resolve(path string) (string, error) {
	path, err := expandHome(path)
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(d.base, path)
	}
	return filepath.Clean(path), nil
}

func expandHome(path string) (string, error) {
	if !strings.HasPrefix(path, "~") {
		return path, nil
	}
	if len(path) > 1 && path[1] != '/' && path[1] != '\\' {
		return "", errors.New("cannot expand user-specific home dir")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("failed to expand ~: %w", err)
	}
	return filepath.Join(home, path[1:]), nil
}

// read returns the contents of a regular file that isn't too big.
func (d dir) read(path string) ([]byte, error) {
	name, err := d.resolve(path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(name); err == nil {
		if err := d.budget.Take(budget.Product(int(info.Size()), readings) / budget.BytesPerStep); err != nil {
			return nil, err
		}
	}
	b, err := disk.Read(name, maxBytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("no file exists at %q", path)
	case err == nil:
		return b, nil
	}
	if info, err := disk.Stat(name); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%q is a directory, not a file", path)
	}
	return nil, limit("failed to read %q (%v)", path, err)
}

func (d dir) readText(path string) (string, error) {
	b, err := d.read(path)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(b) {
		return "", fmt.Errorf("contents of %q are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents", path)
	}
	return string(b), nil
}

// fileFuncs returns the functions that read files below base.
func fileFuncs(o Options) map[string]function.Function {
	d, base := o.dir(), o.BaseDir
	ret := map[string]function.Function{
		"file": stringFunc("Returns the contents of a text file.", d.readText),
		"filebase64": stringFunc("Returns the contents of a file, encoded with Base64.", func(path string) (string, error) {
			b, err := d.read(path)
			return base64.StdEncoding.EncodeToString(b), err
		}),
		"fileexists": d.existsFunc(),
		"fileset":    d.setFunc(),
		"abspath": stringFunc("Returns the absolute form of a path.", func(path string) (string, error) {
			if !filepath.IsAbs(path) {
				path = filepath.Join(base, path)
			}
			path, err := filepath.Abs(path)
			return filepath.ToSlash(path), err
		}),
		"basename": stringFunc("Returns the last portion of a path.", func(path string) (string, error) {
			return filepath.Base(path), nil
		}),
		"dirname": stringFunc("Returns a path without its last portion.", func(path string) (string, error) {
			return filepath.ToSlash(filepath.Dir(path)), nil
		}),
		"pathexpand": stringFunc("Returns a path with ~ replaced by the home directory.", expandHome),
	}
	for name, digest := range digests {
		ret["file"+name] = stringFunc("Returns the "+name+" sum of a file.", func(path string) (string, error) {
			b, err := d.read(path)
			if err != nil {
				return "", err
			}
			return digest.of(b), nil
		})
	}
	return ret
}

func (d dir) existsFunc() function.Function {
	return function.New(&function.Spec{
		Description: "Returns true if there is a file at the path.",
		Params:      []function.Parameter{{Name: "path", Type: cty.String}},
		Type:        function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			path := args[0].AsString()
			name, err := d.resolve(path)
			if err != nil {
				return cty.DynamicVal, err
			}
			info, err := disk.Stat(name)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return cty.False, nil
			case err != nil:
				return cty.DynamicVal, limit("failed to stat %q (%v)", path, err)
			case info.IsDir():
				return cty.DynamicVal, fmt.Errorf("%q is a directory, not a file", path)
			case !info.Mode().IsRegular():
				return cty.DynamicVal, fmt.Errorf("%q is not a regular file", path)
			}
			return cty.True, nil
		},
	})
}
