package trust

import (
	"bytes"
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// fixtures returns those of all rules.
func fixtures(t testing.TB) []*fixture.Case {
	t.Helper()
	cases, err := fixture.All("../../rules/testdata")
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// ruleNames are those of all rules: every one runs over every fixture.
func ruleNames() []string {
	var names []string
	for _, r := range rules.All {
		names = append(names, r.Name)
	}
	return names
}

// inspect runs all rules over the module in the working directory.
func inspect(c *fixture.Case, fix bool) (*fakehost.Result, error) {
	rs := rules.New()
	rs.Strict = true
	return fakehost.Run(rs, fakehost.Options{Only: ruleNames(), Config: c.Config, Args: c.Args, Fix: fix})
}

func ofRoot(files map[string][]byte, suffix string) []string {
	var names []string
	for name := range files {
		if path.Dir(name) == "." && strings.HasSuffix(name, suffix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// edit replaces bytes of a file.
type edit struct {
	start, end int
	text       string
}

// apply returns the text with edits that don't overlap.
func apply(src []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		out.Write(src[at:e.start])
		out.WriteString(e.text)
		at = e.end
	}
	out.Write(src[at:])
	return out.Bytes()
}

// rewrite copies the files, with edits of each native file of the root, and
// returns how many there were.
func rewrite(files map[string][]byte, edits func(name string, body *hclsyntax.Body, src []byte) []edit) (map[string][]byte, int) {
	out, n := maps.Clone(files), 0
	for _, name := range nativeFiles(files) {
		body := parseNative(name, files[name])
		if body == nil {
			continue
		}
		es := edits(name, body, files[name])
		n += len(es)
		out[name] = apply(files[name], es)
	}
	return out, n
}

// text returns the source of a range.
func text(src []byte, rng hcl.Range) string { return string(rng.SliceBytes(src)) }
