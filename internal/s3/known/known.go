// Package known is a table of modules that many configurations call: what their
// arguments make of buckets, keys and policies, for where the host hasn't loaded
// them. An entry is a stand-in, a small module of the same interface that has only
// the resources that the inventory reads, under the addresses that they have in the
// real one. It is evaluated as any module is.
//
// The table knows nothing of the rules. What it doesn't know, a version or an
// argument, leaves the call opaque.
package known

import (
	_ "embed" // the stand-ins
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/go-version"
)

// Wish is something that an argument of a known module decides.
type Wish int

// The wishes. The zero value is none.
const (
	None Wish = iota
	ExplicitSSE
	BucketKey
	DenyInsecureTransport
	KeyRotation
	RotationPeriod
	DeletionWindow
)

// Argument is an argument of a module.
type Argument struct {
	// Name is the argument's.
	Name string
	// Path leads to a member of the object that the argument is, if it isn't the
	// argument itself that decides.
	Path []string
	// Value is what it has to be, "" where that depends on the wish.
	Value string
	// Written is set where older versions don't know the argument: it can be
	// written anew only where it is written.
	Written bool
	// Sid is that of the statement that the argument adds to the bucket's policy,
	// which can't have two of it.
	Sid string
}

// Module is an entry of the table.
type Module struct {
	// Name is the module's address in the registry.
	Name string
	// Source is the stand-in.
	Source string
	// ARN is the output that is the ARN of the bucket, "" where there is none.
	ARN string

	repository string           // on GitHub
	from, to   *version.Version // versions from the first one, and before the second
	arguments  map[Wish]Argument
}

var modules = []*Module{s3Bucket, s3BucketObject, s3BucketNotification, kms, cloudposseS3Bucket, cloudposseKMSKey, cloudposseLabel, alb}

// Argument returns the argument of the module that decides on a wish.
func (m *Module) Argument(w Wish) (Argument, bool) {
	a, ok := m.arguments[w]
	return a, ok
}

// AddsSid reports whether what decides on a wish adds a statement of a Sid, in any
// module.
func AddsSid(w Wish, sid string) bool {
	return slices.ContainsFunc(modules, func(m *Module) bool { return sid != "" && m.arguments[w].Sid == sid })
}

// Find returns the module that a call's source and version mean, nil if the table
// doesn't have it, or not every version that the call admits.
func Find(source, constraint string) *Module {
	i := slices.IndexFunc(modules, func(m *Module) bool { return m.means(source, constraint) })
	if i < 0 {
		return nil
	}
	return modules[i]
}

// means reports whether a call's source and version mean the module, and none but
// versions that the table knows.
func (m *Module) means(source, constraint string) bool {
	if m.registry(source) {
		return m.admits(constraint)
	}
	repository, tag := repositoryOf(source)
	return repository == m.repository && constraint == "" && m.has(tag)
}

// registry reports whether a source is the module's address in the public registry
// of Terraform or OpenTofu.
func (m *Module) registry(source string) bool {
	for _, host := range []string{"registry.terraform.io/", "registry.opentofu.org/"} {
		source = strings.TrimPrefix(source, host)
	}
	return source == m.Name
}

// onGitHub matches the sources that go-getter takes for a repository of GitHub, as
// far as people write them, and the tag or commit that they ask for. A directory below the
// repository is another module.
var onGitHub = regexp.MustCompile(`^(?:git::)?(?:https://|ssh://git@|git@)?github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?(//[\w/-]+)?\?(?:depth=\d+&)?ref=(?:(?:(?:refs/)?tags/)?v?(\d+\.\d+\.\d+)|([0-9a-f]{40}))(?:&depth=\d+)?$`)

// repositoryOf returns the repository of a source with the directory in it, and the version of its tag or commit, ""
// if there is none.
func repositoryOf(source string) (repository, tag string) {
	match := onGitHub.FindStringSubmatch(source)
	switch {
	case match == nil:
		return "", ""
	case match[4] != "":
		return match[1] + match[2], release(match[1], match[4])
	}
	return match[1] + match[2], match[3]
}

// has reports whether a version is one that the table knows.
func (m *Module) has(text string) bool {
	v, err := version.NewVersion(text)
	return err == nil && m.within(v)
}

func (m *Module) within(v *version.Version) bool {
	return v.GreaterThanOrEqual(m.from) && v.LessThan(m.to)
}

// versionText finds the versions that a constraint names.
var versionText = regexp.MustCompile(`\d+(\.\d+)*`)

// admits reports whether a constraint admits none but the versions that the table
// knows.
func (m *Module) admits(constraint string) bool {
	constraints, err := version.NewConstraint(constraint)
	if err != nil || constraint == "" {
		return false
	}
	// A constraint is a conjunction of comparisons, so if it admits a version out
	// of range, it admits the first of all, the first after the range, a very late
	// one, or one next to a version that it names.
	candidates := []string{"0.0.0", m.to.String(), "999.0.0"}
	for _, named := range versionText.FindAllString(constraint, -1) {
		v, err := version.NewVersion(named)
		if err != nil {
			return false
		}
		s := v.Segments()
		candidates = append(candidates,
			fmt.Sprintf("%d.%d.%d", s[0], s[1], s[2]),
			fmt.Sprintf("%d.%d.%d", s[0], s[1], s[2]+1),
			fmt.Sprintf("%d.%d.0", s[0], s[1]+1),
			fmt.Sprintf("%d.0.0", s[0]+1))
	}
	return !slices.ContainsFunc(candidates, func(c string) bool {
		v, err := version.NewVersion(c)
		return err != nil || constraints.Check(v) && !m.within(v)
	})
}
