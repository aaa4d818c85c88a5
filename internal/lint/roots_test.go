package lint

import "testing"

// TestMatchesDir holds which directories a pattern of roots means.
func TestMatchesDir(t *testing.T) {
	for _, c := range []struct {
		pattern, dir string
		want         bool
	}{
		{".", ".", true},
		{".", "live", false},
		{"live", "live", true},
		{"./live/", "live", true},
		{"live", "live/a", false},
		{"live/*", "live", false},
		{"live/*", "live/a", true},
		{"live/*", "live/a/b", false},
		{"live/**", "live", true},
		{"live/**", "live/a/b", true},
		{"live/**", "alive/a", false},
		{"**", ".", true},
		{"**/prod", "prod", true},
		{"**/prod", "a/b/prod", true},
		{"**/prod", "a/prod/b", false},
		{"a/**/b/**/c", "a/b/b/x/c", true},
		{"env-?", "env-1", true},
		{"*", "../other", false},
		{"**", "../other", false},
	} {
		if got := matchesDir(c.pattern, c.dir); got != c.want {
			t.Errorf("%s fits %s: %t", c.dir, c.pattern, got)
		}
	}
}
