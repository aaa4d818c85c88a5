// Package panics has the plugin's rule set with a defect put into it: what users are
// told when the plugin fails is tested with that, in process and in the real tflint. The
// plugin itself doesn't link it.
package panics

import (
	"fmt"
	"sync/atomic"

	"github.com/terraform-linters/tflint-plugin-sdk/hclext"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/secrets"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// Rules are those with a defect.
var (
	First  = rules.All[0].Name
	Second = rules.All[2].Name
)

// steps counts what the evaluation that never ends has done.
var steps atomic.Uint64

// Places are where there can be a defect.
var Places = []string{"inventory", "rule", "rules", "fix", "second pass", "busy"}

// ruleSet is a rule set whose runner may be broken.
type ruleSet struct {
	*lint.RuleSet
	broken bool
}

// NewRunner returns a runner of the rule set.
func (rs ruleSet) NewRunner(r tflint.Runner) (tflint.Runner, error) {
	if rs.broken {
		r = brokenRunner{r}
	}
	return rs.RuleSet.NewRunner(r)
}

// brokenRunner panics when the inventory is made.
type brokenRunner struct{ tflint.Runner }

// GetModuleContent panics.
func (brokenRunner) GetModuleContent(*hclext.BodySchema, *tflint.GetModuleContentOption) (*hclext.BodyContent, error) {
	panic(secrets.Secret)
}

// RuleSet returns the rule set with a defect in one of the Places. What it logs goes to
// tflint where log is nil.
func RuleSet(place string, log func(string)) (tflint.RuleSet, error) {
	checks := map[string]func(*lint.Pass){}
	fail := func(*lint.Pass) { panic(secrets.Secret) }
	switch place {
	case "inventory":
	case "rule":
		checks[First] = fail
	case "rules":
		checks[First], checks[Second] = fail, fail
	case "fix":
		checks[First] = failingFixes
	case "second pass":
		checks[First] = failOnceFixed(rules.All[0])
	case "busy":
		checks[First] = func(*lint.Pass) {
			for n := uint64(0); ; n++ { // an evaluation that never ends
				steps.Store(n)
			}
		}
	default:
		return nil, fmt.Errorf("no such place: %q", place)
	}
	all := make([]*lint.Rule, len(rules.All))
	for i, r := range rules.All {
		changed := *r
		if check := checks[r.Name]; check != nil {
			changed.Ask = check
		}
		all[i] = &changed
	}
	rs := lint.NewRuleSet(remedy.Domain, all)
	rs.Log = log
	return ruleSet{rs, place == "inventory"}, nil
}

// failingFixes reports each bucket, with a fix that panics.
func failingFixes(pass *lint.Pass) {
	for _, b := range remedy.Inventory.Of(pass.Snapshot).Buckets {
		pass.Answer(lint.Answer{
			Subject: b, Is: tri.No, Site: b.Instance,
			Finding: &lint.Finding{Text: "{has|have} a fix that panics"},
			Fix: func() (lint.Fix, error) {
				return lint.Fix{Do: func(*lint.Edit) error { panic(secrets.Secret) }}, nil
			},
		})
	}
}

// failOnceFixed is a rule that panics once the fix of another one has been made.
func failOnceFixed(rule *lint.Rule) func(*lint.Pass) {
	return func(pass *lint.Pass) {
		if len(pass.Module.Resources("aws_s3_bucket_server_side_encryption_configuration")) > 0 {
			panic(secrets.Secret)
		}
		rule.Ask(pass)
	}
}
