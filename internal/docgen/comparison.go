package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/comparison"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// comparisonPage is where the cases are shown.
const comparisonPage = "docs/comparison.md"

// compared is what was found out about the cases of docs/comparison.
type compared struct {
	cases []comparison.Case
	ours  map[string][]string // what this plugin says, by case
	peers []comparison.Peer
	speed *comparison.Speed
}

// compare runs this plugin over the cases of docs/comparison, and fails where it
// doesn't say what it should: then it had better not be compared with others.
func compare(root string) (*compared, error) {
	tree := os.DirFS(root)
	cases, err := comparison.Load(tree)
	if err != nil {
		return nil, err
	}
	peers, err := comparison.LoadPeers(tree)
	if err != nil {
		return nil, err
	}
	speed, err := comparison.LoadSpeed(tree)
	if err != nil {
		return nil, err
	}
	c := &compared{cases, map[string][]string{}, peers, speed}
	for _, one := range cases {
		said, err := one.New(rulesBroken)
		if err != nil {
			return nil, err
		}
		if !slices.Equal(said, one.Rules) {
			return nil, fmt.Errorf("%s: this plugin reports %q, the case wants %q", one.Name, said, one.Rules)
		}
		c.ours[one.Name] = said
		for _, p := range peers {
			if _, measured := p.New[one.Name]; !measured {
				return nil, fmt.Errorf("%s: %s hasn't been run: \"make peers\" does it", one.Name, p.Name)
			}
		}
	}
	return c, nil
}

// rulesBroken returns the rules of this plugin that a directory breaks.
func rulesBroken(dir string) ([]string, error) {
	result, err := fakehost.Run(rules.New(), fakehost.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, i := range result.Issues {
		names = append(names, i.Rule)
	}
	return names, nil
}

// table lists the faults, or the pairs that mean the same, with what each linter says.
func (c *compared) table(faults bool) string {
	var b strings.Builder
	b.WriteString("| What is written | this plugin |")
	for _, p := range c.peers {
		fmt.Fprintf(&b, " %s %s |", p.Name, p.Version)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(c.peers)) + "\n")
	for _, one := range c.cases {
		if (len(one.Rules) > 0) != faults {
			continue
		}
		fmt.Fprintf(&b, "| [%s](comparison/%s.txtar) | %s |", one.Title, one.Name, said(c.ours[one.Name]))
		for _, p := range c.peers {
			fmt.Fprintf(&b, " %s |", said(p.New[one.Name]))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func said(ids []string) string {
	if len(ids) == 0 {
		return "–"
	}
	return strings.Join(ids, "<br>")
}

// summary counts the cases.
func (c *compared) summary() string {
	var b strings.Builder
	faults, same := c.count(c.ours)
	all := 0
	for _, one := range c.cases {
		if len(one.Rules) > 0 {
			all++
		}
	}
	fmt.Fprintf(&b, "| | measured | of %d faults, finds | of %d correct ways to write the same, objects to |\n|---|---|---|---|\n", all, len(c.cases)-all)
	fmt.Fprintf(&b, "| this plugin | by every test run | %d | %d |\n", faults, same)
	for _, p := range c.peers {
		faults, same = c.count(p.New)
		fmt.Fprintf(&b, "| %s %s | %s | %d | %d |\n", p.Name, p.Version, p.Date, faults, same)
	}
	return b.String()
}

// count returns in how many cases of either kind a linter says something.
func (c *compared) count(said map[string][]string) (faults, same int) {
	for _, one := range c.cases {
		switch {
		case len(said[one.Name]) == 0:
		case len(one.Rules) > 0:
			faults++
		default:
			same++
		}
	}
	return faults, same
}
