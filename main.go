// Command tflint-ruleset-s3-encryption is a tflint plugin that tells whether
// the S3 buckets of a Terraform configuration are encrypted as the AWS
// Well-Architected Framework asks, and fixes them.
package main

import (
	"os"

	"github.com/terraform-linters/tflint-plugin-sdk/plugin"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/collect"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/memory"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/parent"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/report"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// startedByTFLint is the variable that tflint sets for its plugins: package plugin of the SDK.
const startedByTFLint = "TFLINT_RULESET_PLUGIN"

func main() {
	if os.Getenv(startedByTFLint) == "" {
		os.Exit(report.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	memory.Tune()
	parent.Watch()
	set := rules.New()
	if os.Getenv(posture.Variable) == "1" {
		set.Collect(collect.New())
	}
	plugin.Serve(&plugin.ServeOpts{RuleSet: set})
}
