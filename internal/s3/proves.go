package s3

import (
	"fmt"
	"slices"

	"github.com/hashicorp/go-version"
)

// ProvesProvider reports whether the module admits no version of the AWS provider
// before minimum: by its version requirements or by its dependency lock file.
func (inv *Inventory) ProvesProvider(minimum string) bool {
	least := version.Must(version.NewVersion(minimum))
	var all version.Constraints
	// A constraint that admits a version before minimum admits a very early one, the
	// last one before it, or one that it names or that is next to such a one.
	candidates := []*version.Version{version.Must(version.NewVersion("0.0.1")), before(least)}
	for _, text := range inv.Module.ProviderConstraints("aws", "hashicorp/aws") {
		constraints, err := version.NewConstraint(text)
		if err != nil {
			continue
		}
		all = append(all, constraints...)
		for _, named := range versionText.FindAllString(text, -1) {
			if v, err := version.NewVersion(named); err == nil {
				s := v.Segments()
				candidates = append(candidates, v, segments(s[0], s[1], s[2]+1), segments(s[0], s[1]+1, 0), before(v))
			}
		}
	}
	return len(all) > 0 && !slices.ContainsFunc(candidates, func(v *version.Version) bool {
		return v.LessThan(least) && all.Check(v)
	})
}

// before returns a version just before another one.
func before(v *version.Version) *version.Version {
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
