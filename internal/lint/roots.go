package lint

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

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
	if err := Decode(attr, &c.roots); err != nil {
		return err
	}
	if len(c.roots) == 0 {
		return Wrong(attr.Expr.Range(), "No roots", "roots must name at least one directory; leave it out where the files say which are roots.")
	}
	for _, pattern := range c.roots {
		switch clean := path.Clean(pattern); {
		case pattern == "" || path.IsAbs(pattern) || strings.Contains(pattern, `\`) || clean == ".." || strings.HasPrefix(clean, "../"):
			return Wrong(attr.Expr.Range(), "Invalid roots",
				fmt.Sprintf("roots has %q, but each must be a pattern of directories below the one where tflint is started, with slashes, such as \"live/**\".", pattern))
		case !isPattern(pattern):
			return Wrong(attr.Expr.Range(), "Invalid roots", fmt.Sprintf("roots has %q, whose brackets aren't closed.", pattern))
		}
	}
	return nil
}

func isPattern(pattern string) bool {
	_, err := path.Match(pattern, "")
	return err == nil
}

// matchesDir reports whether a directory fits a pattern, both with slashes: a star stands for what is between two slashes,
// two stars for any number of directories.
func matchesDir(pattern, dir []string) bool {
	// at[i] says whether the pattern so far fits the first i directories.
	at := make([]bool, len(dir)+1)
	at[0] = len(dir) == 0 || dir[0] != ".." // else it isn't below
	for _, step := range pattern {
		next := make([]bool, len(dir)+1)
		for i := range at {
			switch {
			case step == "**":
				next[i] = at[i] || i > 0 && next[i-1]
			case i > 0 && at[i-1]:
				next[i], _ = path.Match(step, dir[i-1]) // isPattern
			}
		}
		at = next
	}
	return at[len(dir)]
}

// steps are the directories of a path, none for the directory itself.
func steps(dir string) []string {
	if dir = path.Clean(dir); dir == "." {
		return nil
	}
	return strings.Split(dir, "/")
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
	for _, p := range patterns {
		if matchesDir(steps(p), steps(dir)) {
			return true
		}
	}
	return false
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
