package terraform

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/hashicorp/go-version"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Versions are the versions of a provider, or of Terraform, that a configuration
// admits. Where no version is admitted at all, nothing is known of them: what would
// be so of all of them would be so of none.
type Versions struct {
	constraints version.Constraints
	ends        []*version.Version // the least ones that may be admitted: where intervals begin
	unread      bool               // a constraint isn't one: there may be fewer versions
	// locked is the version that a dependency lock file selects, nil if there is none.
	// certain is set where that file surely counts.
	locked  *version.Version
	certain bool
}

// versionText finds the versions that a constraint names.
var versionText = regexp.MustCompile(`\d+(\.\d+)*(-[0-9A-Za-z.-]+)?`)

// newVersions returns the versions that constraints together admit.
func newVersions(constraints []string) *Versions {
	out := &Versions{ends: []*version.Version{version.Must(version.NewVersion("0.0.0"))}}
	for _, text := range constraints {
		parsed, err := version.NewConstraint(text)
		if err != nil {
			out.unread = true
			continue
		}
		out.constraints = append(out.constraints, parsed...)
		for _, named := range versionText.FindAllString(text, -1) {
			if v, err := version.NewVersion(named); err == nil {
				out.ends = append(out.ends, v, v.Core(), next(v))
			}
		}
	}
	return out
}

// lock makes a version the selected one if it is admitted. Else the lock file is from
// before the constraints, and says nothing.
func (v *Versions) lock(text string, certain bool) (used bool) {
	selected, err := version.NewVersion(text)
	if err != nil || !v.constraints.Check(selected) {
		return false
	}
	v.locked, v.certain = selected, certain
	return true
}

// Since says whether a version from first on is admitted.
func (v *Versions) Since(first string) tri.Answer {
	from := version.Must(version.NewVersion(first))
	return v.admit(from, func(c *version.Version) bool { return c.Core().GreaterThanOrEqual(from) })
}

// Before says whether a version before first is admitted.
func (v *Versions) Before(first string) tri.Answer {
	end := version.Must(version.NewVersion(first))
	return v.admit(end, func(c *version.Version) bool { return c.Core().LessThan(end) })
}

// admit says whether a version on one side of a boundary is admitted.
func (v *Versions) admit(boundary *version.Version, there func(*version.Version) bool) tri.Answer {
	all := v.constrained(boundary, there)
	if v.locked == nil || all == tri.Unknown {
		return all
	}
	locked := tri.No
	if there(v.locked) {
		locked = tri.Yes
	}
	if v.certain || locked == all {
		return locked
	}
	return tri.Unknown
}

// constrained is admit by the constraints alone. If they admit a version there, the
// least of those is where an interval begins, or the boundary.
func (v *Versions) constrained(boundary *version.Version, there func(*version.Version) bool) tri.Answer {
	admitted := slices.DeleteFunc(append(slices.Clone(v.ends), boundary), func(c *version.Version) bool { return !v.constraints.Check(c) })
	switch {
	case len(admitted) == 0:
		return tri.Unknown
	case !slices.ContainsFunc(admitted, there):
		return tri.No
	case v.unread:
		return tri.Unknown
	}
	return tri.Yes
}

// next returns the version right after another one.
func next(v *version.Version) *version.Version {
	s := v.Segments64()
	after, err := version.NewVersion(fmt.Sprintf("%d.%d.%d", s[0], s[1], uint64(s[2])+1))
	if err != nil {
		return v // there is no greater one
	}
	return after
}
