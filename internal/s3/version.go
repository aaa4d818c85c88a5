package s3

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/hashicorp/go-version"
)

// versionText finds the versions that a constraint names.
var versionText = regexp.MustCompile(`\d+(\.\d+)*`)

// firstSeparate is the first version of the AWS provider that knows
// aws_s3_bucket_server_side_encryption_configuration.
var firstSeparate = version.Must(version.NewVersion("4.0.0"))

// OnlyInline reports whether the module admits no version of the AWS provider
// that knows aws_s3_bucket_server_side_encryption_configuration, so that a
// bucket's inline block is the only way.
func (inv *Inventory) OnlyInline() bool {
	// A constraint is a conjunction of comparisons, so if it admits a version
	// from 4.0.0 on, it admits that one, a very late one, or one next to a version
	// that it names.
	candidates := []string{firstSeparate.String(), "999.0.0"}
	var all version.Constraints
	for _, text := range inv.Module.ProviderConstraints("aws", "hashicorp/aws") {
		constraints, err := version.NewConstraint(text)
		if err != nil {
			continue
		}
		all = append(all, constraints...)
		for _, named := range versionText.FindAllString(text, -1) {
			v, err := version.NewVersion(named)
			if err != nil {
				continue
			}
			s := v.Segments()
			candidates = append(candidates,
				fmt.Sprintf("%d.%d.%d", s[0], s[1], s[2]),
				fmt.Sprintf("%d.%d.%d", s[0], s[1], s[2]+1),
				fmt.Sprintf("%d.%d.0", s[0], s[1]+1),
				fmt.Sprintf("%d.0.0", s[0]+1))
		}
	}
	return !slices.ContainsFunc(candidates, func(c string) bool {
		v, err := version.NewVersion(c)
		return err == nil && v.GreaterThanOrEqual(firstSeparate) && all.Check(v)
	})
}
