package lint

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
)

// readFixing reads what the plugin block says of fixes: which of them are made, and which
// directories nobody calls.
func (c *config) readFixing(attrs hclext.Attributes) error {
	if attr := attrs["unsafe_fixes"]; attr != nil {
		if err := Decode(attr, &c.unsafeFixes); err != nil {
			return err
		}
	}
	attr := attrs["roots"]
	if attr == nil {
		return nil
	}
	var err error
	if c.roots, err = DecodeTexts(attr, "No roots", "roots must name at least one directory; leave it out where the files say which are roots."); err != nil {
		return err
	}
	for _, pattern := range c.roots {
		switch clean := path.Clean(pattern); {
		case pattern == "" || path.IsAbs(pattern) || strings.Contains(pattern, `\`) || clean == ".." || strings.HasPrefix(clean, "../"):
			return Wrong(attr.Expr.Range(), "Invalid roots",
				fmt.Sprintf("roots has %q, but each must be a pattern of directories below the one where tflint is started, with slashes, such as \"live/**\".", pattern))
		case !doublestar.ValidatePattern(pattern):
			return Wrong(attr.Expr.Range(), "Invalid roots", fmt.Sprintf("roots has %q, which isn't a pattern: its brackets or braces aren't closed.", pattern))
		}
	}
	return nil
}

// matchesDir reports whether a directory, as seen from where tflint was started, fits a pattern, both with slashes.
func matchesDir(pattern, dir string) bool {
	below := dir != ".." && !strings.HasPrefix(dir, "../")
	return below && doublestar.MatchUnvalidated(path.Clean(pattern), dir)
}

// NamedRoot reports whether the configuration names the module's directory as one that is
// applied as it stands.
func (s *Snapshot) NamedRoot() bool {
	patterns := s.runner.set.config.roots
	if len(patterns) == 0 {
		return false
	}
	dir, err := s.runner.startedIn()
	if err != nil {
		s.runner.debug("roots can't be compared with the directory: %s", err)
		return false
	}
	return slices.ContainsFunc(patterns, func(pattern string) bool { return matchesDir(pattern, dir) })
}

// startedIn returns the module's directory as seen from where tflint was started, with slashes.
func (r *Runner) startedIn() (string, error) {
	from, err := r.GetOriginalwd()
	if err != nil {
		return "", fmt.Errorf("ask where tflint was started: %w", err)
	}
	dir, err := filepath.Abs(".")
	if err != nil {
		return "", fmt.Errorf("ask for the directory: %w", err)
	}
	for _, path := range []*string{&from, &dir} {
		if real, err := filepath.EvalSymlinks(*path); err == nil {
			*path = real
		}
	}
	rel, err := filepath.Rel(from, dir)
	if err != nil {
		return "", fmt.Errorf("compare directories: %w", err)
	}
	return filepath.ToSlash(rel), nil
}
