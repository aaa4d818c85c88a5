package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"github.com/terraform-linters/tflint-plugin-sdk/plugin"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// censusFile names the variable of the environment that says where to write the counts, and that file.
const censusFile = "CENSUS"

// taken is what the census finds: how often each rule answers what, and what is judged of each block.
type taken struct {
	Counts []count
	Judged map[string]*judged
}

// census counts, in the place of a rule, what the rules answer of a module. The plugin that users have needs no code for that.
var census = &lint.Rule{Name: "census", Severity: tflint.NOTICE, Summary: "Counts", Ask: func(pass *lint.Pass) {
	c := taken{Judged: judgements(pass)}
	for _, rule := range rules.All {
		n := count{Question: rule.Name}
		for _, answer := range pass.Of(rule) {
			if answer.Beside {
				continue
			}
			n.add(answer.Is)
			if answer.Is == tri.No && answer.Finding != nil {
				for _, inst := range about(answer.Subject) {
					of(c.Judged, inst).reports(rule.Name)
				}
			}
		}
		c.Counts = append(c.Counts, n)
	}
	text, err := json.Marshal(c)
	if err == nil {
		err = os.WriteFile(os.Getenv(censusFile), text, 0o600)
	}
	if err != nil {
		panic(err)
	}
}}

func serveCensus() {
	plugin.Serve(&plugin.ServeOpts{RuleSet: lint.NewRuleSet(remedy.Domain, []*lint.Rule{census})})
}

// takeCensus has tflint run this program in the plugin's place.
func (r *runner) takeCensus(ctx context.Context, path string) (c taken, err error) {
	if _, err := r.lint(ctx, r.census, path, configuration); err != nil {
		return c, err
	}
	file := filepath.Join(r.home, censusFile)
	text, err := os.ReadFile(file)
	if err != nil {
		return c, err
	}
	err = errors.Join(json.Unmarshal(text, &c), os.Remove(file))
	return c, err
}

// count are the answers of one rule, to its own question.
type count struct {
	Question         string
	Yes, No, Unknown int
}

func (c *count) add(a tri.Answer) {
	switch a {
	case tri.Yes:
		c.Yes++
	case tri.No:
		c.No++
	default:
		c.Unknown++
	}
}
