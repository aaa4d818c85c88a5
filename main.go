// Command tflint-ruleset-s3-encryption is a tflint plugin that tells whether
// the S3 buckets of a Terraform configuration are encrypted as the AWS
// Well-Architected Framework asks, and fixes them.
package main

import (
	"math"
	"os"
	"runtime/debug"

	"github.com/terraform-linters/tflint-plugin-sdk/plugin"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/collect"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/parent"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/report"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// gcPercent makes the collector wait for the heap to grow fivefold. The process
// lives for one run of tflint, or idles beside an editor with a small heap.
const gcPercent = 400

// memoryLimit is where the collector works harder instead: some five thousand buckets in
// one module. With 10,000 it halves what the plugin takes and costs no time that shows.
const memoryLimit = 1200 << 20

// startedByTFLint is the variable that tflint sets for its plugins: package plugin of the SDK.
const startedByTFLint = "TFLINT_RULESET_PLUGIN"

func main() {
	if os.Getenv(startedByTFLint) == "" {
		os.Exit(report.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	debug.SetGCPercent(gcPercent)
	if debug.SetMemoryLimit(-1) == math.MaxInt64 { // GOMEMLIMIT isn't set
		debug.SetMemoryLimit(memoryLimit)
	}
	parent.Watch()
	set := rules.New()
	if os.Getenv(posture.Variable) == "1" {
		set.Collect(collect.New())
	}
	plugin.Serve(&plugin.ServeOpts{RuleSet: set})
}
