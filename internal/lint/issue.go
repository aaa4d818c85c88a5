package lint

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// issue is what is reported of the findings of one place.
type issue struct {
	rng       hcl.Range
	text      string
	values    []string
	addresses []terraform.Address
	classes   []classify.Class // that the message names, most sensitive first
	others    bool             // it names none for some instances
	raised    bool             // a tier raises the severity
	note      bool             // all findings are notes
	findings  []*finding
	blocks    []*hclext.Block // of the resources of the root that it is about, see decided
}

// issues joins the findings that are about one place and shown at one, in source
// order. Instances with another text than the first are left to the next run.
func issues(findings []*finding) []*issue {
	var out []*issue
	at := map[[2]hcl.Range]*issue{}
	for _, f := range findings {
		place := [2]hcl.Range{f.rng, f.origin}
		i := at[place]
		if i == nil {
			i = &issue{rng: f.rng, text: f.Text, note: f.Note}
			at[place] = i
			out = append(out, i)
		}
		i.findings = append(i.findings, f)
		if f.Text == i.text {
			i.add(f)
		}
		if f.about != nil && !slices.Contains(i.blocks, f.about) {
			i.blocks = append(i.blocks, f.about)
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return before(out[a].rng, out[b].rng) })
	return out
}

// before orders ranges by file and byte.
func before(a, b hcl.Range) bool {
	if a.Filename != b.Filename {
		return a.Filename < b.Filename
	}
	return a.Start.Byte < b.Start.Byte
}

// add enters a finding's instance and value, each once: a dynamic block may give
// an instance several blocks at fault, one after the other.
func (i *issue) add(f *finding) {
	if n := len(i.addresses); n == 0 || i.addresses[n-1].String() != f.address.String() {
		i.addresses = append(i.addresses, f.address)
	}
	i.note = i.note && f.Note
	if !slices.Contains(i.values, f.Value) {
		i.values = append(i.values, f.Value)
	}
	i.raised = i.raised || f.tier.Sensitive
	switch {
	case !f.tier.Sensitive && !f.Graded:
		i.others = true
	case !slices.ContainsFunc(i.classes, func(c classify.Class) bool { return c.String() == f.class.String() }):
		i.classes = append(i.classes, f.class)
		slices.SortStableFunc(i.classes, func(a, b classify.Class) int { return a.Tier.Rank - b.Tier.Rank })
	}
}

// message returns the issue's message: addresses, classes, text, best practice.
func (i *issue) message(p Practice) string {
	text := inNumber(i.text, len(i.addresses))
	text = strings.ReplaceAll(text, "{value}", either(i.values))
	return fmt.Sprintf("%s%s %s%s (%s)", addresses(i.addresses), i.classified(), text, i.within(), p)
}

// within says where what is wrong is written if the issue is shown at a call, in the root.
func (i *issue) within() string {
	origin := i.findings[0].origin
	if origin == i.rng || origin.Filename == "" || strings.HasPrefix(origin.Filename, "<") { // a model of a well-known module
		return ""
	}
	return fmt.Sprintf(", in %s:%d", filepath.ToSlash(origin.Filename), origin.Start.Line)
}

// classified says how the instances are classified, in parentheses, "" where the issue isn't about
// that: the class that all have, or else their tiers.
func (i *issue) classified() string {
	if len(i.classes) == 0 {
		return ""
	}
	if len(i.classes) == 1 && !i.others {
		return " (" + i.classes[0].String() + ")"
	}
	var names []string
	for _, c := range i.classes {
		if name, _, _ := strings.Cut(c.String(), ":"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if i.others {
		return " (some " + either(names) + ")"
	}
	return " (" + either(names) + ")"
}

// either lists values: "a, b or c"; of more than three the first two, and how
// many others there are.
func either(values []string) string {
	if n := len(values); n > 3 {
		values = []string{values[0], values[1], fmt.Sprintf("%d others", n-2)}
	}
	last := len(values) - 1
	if last == 0 {
		return values[0]
	}
	return strings.Join(values[:last], ", ") + " or " + values[last]
}

// addresses lists instances: the first in full, the second by the keys in which it
// differs if it is of the same block, the rest by their number.
func addresses(as []terraform.Address) string {
	s := as[0].String()
	if len(as) == 1 {
		return s
	}
	second := as[1].Besides(as[0])
	if n := len(as); n > 2 {
		return s + fmt.Sprintf(", %s and %d more", second, n-2)
	}
	return s + " and " + second
}

var alternatives = regexp.MustCompile(`\{([^{}|]*)\|([^{}|]*)\}`)

// inNumber picks from each {one|many} of a text.
func inNumber(text string, n int) string {
	if !strings.Contains(text, "|") {
		return text
	}
	if n == 1 {
		return alternatives.ReplaceAllString(text, "$1")
	}
	return alternatives.ReplaceAllString(text, "$2")
}
