// Command census is a tflint plugin that finds nothing. It counts what the plugin
// knows of a module and writes it, one line for each question with the answers that
// are yes, no and unknown, to the file that CENSUS names: the corpus tool runs it in the
// plugin's place.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/plugin"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// census counts, in the place of a rule.
var census = &lint.Rule{Name: "census", Severity: tflint.NOTICE, Summary: "Counts", Ask: func(pass *lint.Pass) {
	var out strings.Builder
	for _, q := range questions {
		var c count
		q.ask(remedy.Inventory.Of(pass.Snapshot), &c)
		fmt.Fprintf(&out, "%s: %s\t%d\t%d\t%d\n", q.rule, q.text, c.yes, c.no, c.unknown)
	}
	if err := os.WriteFile(os.Getenv("CENSUS"), []byte(out.String()), 0o600); err != nil {
		panic(err)
	}
}}

// count are the answers to one question, in the order of tri.Answer's names.
type count struct{ yes, no, unknown int }

func (c *count) add(v tri.Answer) {
	switch v {
	case tri.Yes:
		c.yes++
	case tri.No:
		c.no++
	default:
		c.unknown++
	}
}

// known adds a question that is only whether something is known.
func (c *count) known(known bool) {
	if known {
		c.yes++
	} else {
		c.unknown++
	}
}

// among adds the answer for one of those that a rule judges. Where it isn't known
// that it is one the rule is silent, whatever the answer.
func (c *count) among(judged, answer tri.Answer) {
	switch judged {
	case tri.No:
	case tri.Yes:
		c.add(answer)
	default:
		c.unknown++
	}
}

func main() {
	plugin.Serve(&plugin.ServeOpts{RuleSet: lint.NewRuleSet(remedy.Domain, []*lint.Rule{census})})
}
