package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// TestInvalidOptions holds that a wrong option stops the run with one error that
// says which rule and which option, by name or by its place in the file.
func TestInvalidOptions(t *testing.T) {
	t.Chdir(t.TempDir()) // options are read whatever the module has
	for _, c := range []struct{ rule, option, want string }{
		{"kms_key_rotation", `max_rotation_period = 10`, "max_rotation_period must be from 90 to 2560 days, not 10"},
		{"kms_key_rotation", `max_rotation_period = 2561`, "max_rotation_period must be from 90 to 2560 days, not 2561"},
		{"kms_key_rotation", `max_rotation_period = "a year"`, ".tflint.hcl:3,26-32: Unsuitable value type; Unsuitable value: a number is required"},
		{"kms_key_rotation", `only_s3 = "maybe"`, ".tflint.hcl:3,14-19: Unsuitable value type; Unsuitable value: a bool is required"},
		{"kms_key_deletion_window", `minimum = 31`, "minimum must be from 7 to 30 days, not 31"},
		{"kms_key_deletion_window", `minimum = 6`, "minimum must be from 7 to 30 days, not 6"},
		{"kms_key_deletion_window", `minimum = [14]`, ".tflint.hcl:3,13-14: Unsuitable value type; Unsuitable value: number required, but have tuple"},
		{"kms_key_deletion_window", `minimum = 7.5`, ".tflint.hcl:3,13-16: Unsuitable value type; Unsuitable value: value must be a whole number"},
		{"kms_key_deletion_window", `minimun = 14`, `.tflint.hcl:3,3-10: Unsupported argument; An argument named "minimun" is not expected here. Did you mean "minimum"?`},
		{"s3_bucket_deny_unencrypted_put", "require_header = true\n  allow_default_encryption = true", "require_header and allow_default_encryption say the same thing"},
		{"s3_bucket_deny_unencrypted_put", `require_header = "perhaps"`, ".tflint.hcl:3,21-28: Unsuitable value type; Unsuitable value: a bool is required"},
		{"s3_bucket_key_enabled", `minimum = 14`, `.tflint.hcl:3,3-10: Unsupported argument; An argument named "minimum" is not expected here.`},
	} {
		t.Run(c.option, func(t *testing.T) {
			config := fmt.Sprintf("rule %q {\n  enabled = true\n  %s\n}\n", c.rule, c.option)
			_, err := fakehost.Run(rules.New(), fakehost.Options{Config: []byte(config)})
			if err == nil {
				t.Fatal("the option is taken")
			}
			if got := err.Error(); !strings.Contains(got, c.rule) || !strings.Contains(got, c.want) || strings.Contains(got, "\n") {
				t.Errorf("got  %s\nwant %s and one line with\n     %s", got, c.rule, c.want)
			}
		})
	}
}
