package functions

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/disk"
)

func (d dir) setFunc() function.Function {
	return function.New(&function.Spec{
		Description: "Returns the names of the files below a directory that match a pattern.",
		Params:      []function.Parameter{{Name: "path", Type: cty.String}, {Name: "pattern", Type: cty.String}},
		Type:        function.StaticReturnType(cty.Set(cty.String)),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			base := args[0].AsString()
			if !filepath.IsAbs(base) {
				base = filepath.Join(d.base, base)
			}
			names, err := fileset(base, args[1].AsString())
			if err != nil {
				return cty.DynamicVal, err
			}
			if len(names) == 0 {
				return cty.SetValEmpty(cty.String), nil
			}
			return cty.SetVal(names), nil
		},
	})
}

// fileset returns the names, relative to base and with slashes, of the regular
// files below base that match the pattern.
func fileset(base, pattern string) ([]cty.Value, error) {
	pattern = filepath.ToSlash(filepath.Clean(pattern))
	if pattern == ".." || strings.HasPrefix(pattern, "../") {
		return nil, limit("files outside of the directory aren't searched")
	}
	re, err := globRegexp(pattern)
	if err != nil {
		return nil, err
	}
	if _, err := disk.Stat(base); errors.Is(err, disk.ErrRefused) {
		return nil, limit("failed to search %q (%v)", base, err)
	}
	var names []cty.Value
	visits, depth := 0, strings.Count(pattern, "/")
	err = filepath.WalkDir(base, func(path string, e fs.DirEntry, err error) error {
		if visits++; visits > maxVisits {
			return limit("%s has too many files", base)
		}
		if err != nil {
			if path == base { // there is nothing to be found
				return fs.SkipAll
			}
			return limit("failed to search %q", path)
		}
		name, err := filepath.Rel(base, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if e.IsDir() {
			if name != "." && !strings.Contains(pattern, "**") && strings.Count(name, "/") >= depth {
				return fs.SkipDir
			}
			return nil
		}
		if !re.MatchString(name) {
			if e.Type()&fs.ModeSymlink != 0 && strings.Contains(pattern, "/") {
				if info, err := disk.Stat(path); err == nil && info.IsDir() {
					return limit("%q is a symbolic link to a directory", path)
				}
			}
			return nil
		}
		if info, err := disk.Stat(path); err == nil && info.Mode().IsRegular() {
			names = append(names, cty.StringVal(name))
		}
		return nil
	})
	return names, err
}

// globRegexp translates a pattern: * and ? match within a name, ** any number of
// directories, {a,b} either, [a-z] and [^a-z] a character, and \ escapes.
func globRegexp(pattern string) (*regexp.Regexp, error) {
	var b strings.Builder
	b.WriteString(`^`)
	braces := 0
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case strings.HasPrefix(pattern[i:], "**/") && (i == 0 || pattern[i-1] == '/'):
			b.WriteString(`(?:[^/]+/)*`)
			i += 2
		case pattern[i:] == "**" && (i == 0 || pattern[i-1] == '/'):
			b.WriteString(`.*`)
			i++
		case c == '*':
			b.WriteString(`[^/]*`)
		case c == '?':
			b.WriteString(`[^/]`)
		case c == '{':
			braces++
			b.WriteString(`(?:`)
		case c == '}' && braces > 0:
			braces--
			b.WriteString(`)`)
		case c == ',' && braces > 0:
			b.WriteString(`|`)
		case c == '[':
			end := strings.IndexByte(pattern[i+1:], ']')
			if end < 1 {
				return nil, fmt.Errorf("failed to glob pattern %q: syntax error", pattern)
			}
			class := strings.ReplaceAll(pattern[i+1:i+1+end], `[`, `\[`)
			if class[0] == '!' {
				class = "^" + class[1:]
			}
			b.WriteString(`[` + class + `]`)
			i += end + 1
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		default:
			// Bytes of longer characters go through one by one.
			b.WriteString(quoteByte(c))
		}
	}
	b.WriteString(`$`)
	re, err := regexp.Compile(b.String())
	if err != nil || braces > 0 {
		return nil, fmt.Errorf("failed to glob pattern %q: syntax error", pattern)
	}
	return re, nil
}

func quoteByte(c byte) string {
	if c < 0x80 {
		return regexp.QuoteMeta(string(rune(c)))
	}
	return string([]byte{c})
}
