package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

var codeBlock = regexp.MustCompile("(?s)```.*?```")

// TestLength holds the hand-written parts of the rules' pages, without code and references, to what is read to the end,
// and to a sentence of why before the example.
func TestLength(t *testing.T) {
	for _, r := range rules.All {
		text, _, _ := strings.Cut(codeBlock.ReplaceAllString(r.Doc, ""), "## References")
		if words := len(strings.Fields(text)); words < 250 || words > 465 {
			t.Errorf("rules/%s.md has %d words, not 250 to 465", r.Name, words)
		}
		if opening, _, _ := strings.Cut(r.Doc, "\n\n"); strings.HasPrefix(opening, "#") || strings.HasPrefix(opening, "```") || len(strings.Fields(opening)) > 30 {
			t.Errorf("rules/%s.md doesn't begin with one sentence that says why", r.Name)
		}
	}
}
