package known

import (
	"regexp"
	"strings"
	"testing"
)

// TestReleases holds the form of the table, and that it has releases of every module.
func TestReleases(t *testing.T) {
	form := regexp.MustCompile(`^([\w.-]+/[\w.-]+) (\d+\.\d+\.\d+) [0-9a-f]{40}\n$`)
	seen, within := map[string]bool{}, map[string]int{}
	for line := range strings.Lines(releasesText) {
		match := form.FindStringSubmatch(line)
		if match == nil || seen[match[1]+match[2]] {
			t.Fatalf("%q isn't a repository, a version and a commit, or is there twice", line)
		}
		seen[match[1]+match[2]] = true
		for _, m := range modules {
			if m.repository == match[1] && m.has(match[2]) {
				within[m.repository]++
			}
		}
	}
	for _, m := range modules {
		repository, _, _ := strings.Cut(m.repository, "//")
		if within[repository] == 0 {
			t.Errorf("%s: no release", m.repository)
		}
	}
}
