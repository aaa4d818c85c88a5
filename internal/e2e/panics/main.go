// Command panics is the plugin with a defect, for tests: the environment says where.
package main

import (
	"fmt"
	"os"

	"github.com/terraform-linters/tflint-plugin-sdk/plugin"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/panics"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/parent"
)

func main() {
	rs, err := panics.RuleSet(os.Getenv(panics.Variable), nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	parent.Watch()
	plugin.Serve(&plugin.ServeOpts{RuleSet: rs})
}
