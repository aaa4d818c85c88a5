package terraform

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/hashicorp/go-version"
)

// versionText finds the versions that a constraint names.
var versionText = regexp.MustCompile(`\d+(\.\d+)*`)

// Admits reports whether constraints together admit a version from first on. What
// isn't a constraint is left out.
func Admits(constraints []string, first string) bool {
	from := version.Must(version.NewVersion(first))
	// A constraint is a conjunction of comparisons, so if it admits a version from
	// first on, it admits that one, a very late one, or one next to a version
	// that it names.
	candidates := []*version.Version{from, segments(999, 0, 0)}
	var all version.Constraints
	for _, text := range constraints {
		parsed, err := version.NewConstraint(text)
		if err != nil {
			continue
		}
		all = append(all, parsed...)
		for _, named := range versionText.FindAllString(text, -1) {
			v, err := version.NewVersion(named)
			if err != nil {
				continue
			}
			s := v.Segments()
			candidates = append(candidates, segments(s[0], s[1], s[2]), segments(s[0], s[1], s[2]+1), segments(s[0], s[1]+1, 0), segments(s[0]+1, 0, 0))
		}
	}
	return slices.ContainsFunc(candidates, func(v *version.Version) bool {
		return v.GreaterThanOrEqual(from) && all.Check(v)
	})
}

// Requires reports whether constraints together admit no version before minimum.
// What isn't a constraint is left out.
func Requires(constraints []string, minimum string) bool {
	least := version.Must(version.NewVersion(minimum))
	var all version.Constraints
	// A constraint that admits a version before minimum admits a very early one, the
	// last one before it, or one that it names or that is next to such a one.
	candidates := []*version.Version{version.Must(version.NewVersion("0.0.1")), justBefore(least)}
	for _, text := range constraints {
		parsed, err := version.NewConstraint(text)
		if err != nil {
			continue
		}
		all = append(all, parsed...)
		for _, named := range versionText.FindAllString(text, -1) {
			if v, err := version.NewVersion(named); err == nil {
				s := v.Segments()
				candidates = append(candidates, v, segments(s[0], s[1], s[2]+1), segments(s[0], s[1]+1, 0), justBefore(v))
			}
		}
	}
	return len(all) > 0 && !slices.ContainsFunc(candidates, func(v *version.Version) bool {
		return v.LessThan(least) && all.Check(v)
	})
}

// justBefore returns a version just before another one.
func justBefore(v *version.Version) *version.Version {
	const last = 9999
	switch s := v.Segments(); {
	case s[2] > 0:
		return segments(s[0], s[1], s[2]-1)
	case s[1] > 0:
		return segments(s[0], s[1]-1, last)
	case s[0] > 0:
		return segments(s[0]-1, last, last)
	}
	return v
}

func segments(major, minor, patch int) *version.Version {
	return version.Must(version.NewVersion(fmt.Sprintf("%d.%d.%d", major, minor, patch)))
}
