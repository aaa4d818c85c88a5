// Command plugin is the plugin with a defect, for tests: the environment says where.
package main

import (
	"fmt"
	"os"

	"github.com/terraform-linters/tflint-plugin-sdk/plugin"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/panics"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/parent"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/secrets"
)

func main() {
	rs, err := panics.RuleSet(os.Getenv(secrets.DefectVariable), nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if name := os.Getenv(secrets.ProcessVariable); name != "" {
		if err := os.WriteFile(name, fmt.Append(nil, os.Getpid()), 0o600); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	parent.Watch()
	plugin.Serve(&plugin.ServeOpts{RuleSet: rs})
}
