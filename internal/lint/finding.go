package lint

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/terraform-linters/tflint-plugin-sdk/hclext"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Pass is one run of one rule.
type Pass struct {
	// Module is the module under inspection, evaluated.
	Module *terraform.Module
	// Inventory is what it has of buckets, encryption and keys.
	Inventory *s3.Inventory
	// Options are the rule's options, of the type that Rule.Options returns.
	Options any
	// Preset is the preset of the plugin's configuration.
	Preset Preset

	enabled  map[string]bool
	findings []Finding
}

// Enabled reports whether a rule runs as well.
func (p *Pass) Enabled(rule string) bool { return p.enabled[rule] }

// Report enters a finding. Findings of one block are reported as one issue,
// whatever the number of its instances.
func (p *Pass) Report(f Finding) { p.findings = append(p.findings, f) }

// Finding is what a rule found wrong in one instance.
type Finding struct {
	// Range is where the issue is shown: the expression of a wrong value, or the
	// header of the block in which something is missing.
	Range hcl.Range
	// In is the instance that has the block of Range. Where that is in a called
	// module, the issue is shown in the root module instead, if at all.
	In *terraform.Instance
	// Anchor is the value at Range, where it is one.
	Anchor terraform.Value
	// Rests are other values on which the finding rests, such as the count of what
	// is missing: the root's argument behind the first of them is where a finding
	// in a called module is shown whose Anchor rests on none.
	Rests []terraform.Value
	// Tags are what Tier is read from.
	Tags terraform.Value
	// Address is the instance that it is about. It begins the message.
	Address terraform.Address
	// Text is what follows the address in the message, with {one|many} where a
	// verb depends on how many instances it is about, and {value} for Value.
	Text string
	// Value is what may differ by instance where the text is the same; the
	// message lists the different ones.
	Value string
	// Tier is the sensitive tier whose data it is about: it raises the severity by
	// a step, and the message names it. It is the zero Tier where there is none, or
	// where the severity is the highest anyhow and Text names it.
	Tier classify.Tier
	// Note makes the issue a notice, whatever the rule's severity.
	Note bool
	// Fix mends the block with all its instances; nil if that can't be done
	// safely for this instance.
	Fix func(*Edit) error
	// Argument is what an argument of a well-known module decides, where the block
	// is in one: the issue is shown there. It is nil where no argument does.
	Argument *Argument

	origin hcl.Range     // Range, before it was moved to the root
	about  *hclext.Block // of Address, where that is of the root
}

// issue is what is reported of the findings of one place.
type issue struct {
	rng       hcl.Range
	text      string
	values    []string
	addresses []terraform.Address
	tiers     []classify.Tier // that raise the severity, most sensitive first
	others    bool            // some instances are of no such tier
	note      bool            // all findings are notes
	fix       func(*Edit) error
	blocks    []*hclext.Block // of the resources of the root that it is about, see decided
}

// issues joins the findings that are about one place and shown at one, in source
// order. An issue
// is fixable if each finding is; instances with another text than the first are
// left to the next run.
func issues(findings []Finding) []*issue {
	var out []*issue
	at := map[[2]hcl.Range]*issue{}
	for _, f := range findings {
		place := [2]hcl.Range{f.Range, f.origin}
		i := at[place]
		if i == nil {
			i = &issue{rng: f.Range, text: f.Text, note: f.Note, fix: f.Fix}
			at[place] = i
			out = append(out, i)
		}
		if f.Fix == nil || f.In.Resource.Repeated() {
			i.fix = nil
		}
		if f.Text == i.text {
			i.add(f)
		}
		if f.about != nil && !slices.Contains(i.blocks, f.about) {
			i.blocks = append(i.blocks, f.about)
		}
	}
	sort.SliceStable(out, func(a, b int) bool {
		ra, rb := out[a].rng, out[b].rng
		if ra.Filename != rb.Filename {
			return ra.Filename < rb.Filename
		}
		return ra.Start.Byte < rb.Start.Byte
	})
	return out
}

// add enters a finding's instance and value, each once: a dynamic block may give
// an instance several blocks at fault, one after the other.
func (i *issue) add(f Finding) {
	if n := len(i.addresses); n == 0 || i.addresses[n-1].String() != f.Address.String() {
		i.addresses = append(i.addresses, f.Address)
	}
	i.note = i.note && f.Note
	if !slices.Contains(i.values, f.Value) {
		i.values = append(i.values, f.Value)
	}
	switch {
	case f.Tier == classify.Tier{}:
		i.others = true
	case !slices.Contains(i.tiers, f.Tier):
		i.tiers = append(i.tiers, f.Tier)
		slices.SortFunc(i.tiers, func(a, b classify.Tier) int { return a.Rank - b.Rank })
	}
}

// message returns the issue's message: addresses, text, best practice.
func (i *issue) message(p Practice) string {
	text := inNumber(i.text, len(i.addresses))
	text = strings.ReplaceAll(text, "{value}", either(i.values))
	return fmt.Sprintf("%s%s %s (%s)", addresses(i.addresses), i.holds(), text, p)
}

// holds says which sensitive data the instances are about, as a clause between
// commas, "" if none.
func (i *issue) holds() string {
	if len(i.tiers) == 0 {
		return ""
	}
	names := make([]string, len(i.tiers))
	for n, t := range i.tiers {
		names[n] = t.Name
	}
	clause := ", which {holds|hold} "
	if typ := i.addresses[0].Type; strings.HasPrefix(typ, "aws_kms_") || strings.HasSuffix(typ, "_configuration") {
		clause = ", which {encrypts|encrypt} "
	}
	if i.others {
		clause = ", some of which " + strings.TrimSuffix(strings.TrimPrefix(inNumber(clause, 2), ", which "), " ") + " "
	}
	return inNumber(clause, len(i.addresses)) + either(names) + " data,"
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
