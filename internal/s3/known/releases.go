package known

import (
	_ "embed" // the table
	"strings"
	"sync"
)

// releasesText has a line for each release of the modules: repository, version, commit.
// releases.sh says how it is made.
//
//go:embed releases.txt
var releasesText string

// release returns the version of a release by its commit, "" if the table has none in the
// repository.
func release(repository, commit string) string {
	return releases()[repository+" "+commit]
}

var releases = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(releasesText) {
		if f := strings.Fields(line); len(f) == 3 {
			out[f[0]+" "+f[2]] = f[1]
		}
	}
	return out
})
