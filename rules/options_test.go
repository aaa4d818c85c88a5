package rules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// TestInvalidOptions holds that a wrong option stops the run with one error that
// says which rule, and the place in the file.
func TestInvalidOptions(t *testing.T) {
	t.Chdir(t.TempDir()) // options are read whatever the module has
	for _, c := range []struct{ rule, option, want string }{
		{"kms_key_rotation", `max_rotation_period = 10`, ".tflint.hcl:3,25-27: Invalid max_rotation_period; max_rotation_period must be from 90 to 2560 days, not 10."},
		{"kms_key_rotation", `max_rotation_period = 2561`, ".tflint.hcl:3,25-29: Invalid max_rotation_period; max_rotation_period must be from 90 to 2560 days, not 2561."},
		{"kms_key_rotation", `max_rotation_period = "a year"`, ".tflint.hcl:3,26-32: Unsuitable value type; Unsuitable value: a number is required"},
		{"kms_key_rotation", `only_s3 = "maybe"`, ".tflint.hcl:3,14-19: Unsuitable value type; Unsuitable value: a bool is required"},
		{"kms_key_deletion_window", `minimum = 31`, ".tflint.hcl:3,13-15: Invalid minimum; minimum must be from 7 to 30 days, not 31."},
		{"kms_key_deletion_window", `minimum = 6`, ".tflint.hcl:3,13-14: Invalid minimum; minimum must be from 7 to 30 days, not 6."},
		{"kms_key_deletion_window", `minimum = [14]`, ".tflint.hcl:3,13-14: Unsuitable value type; Unsuitable value: number required, but have tuple"},
		{"kms_key_deletion_window", `minimum = 7.5`, ".tflint.hcl:3,13-16: Unsuitable value type; Unsuitable value: value must be a whole number"},
		{"kms_key_deletion_window", `minimun = 14`, `.tflint.hcl:3,3-10: Unsupported argument; An argument named "minimun" is not expected here. Did you mean "minimum"?`},
		{"s3_bucket_deny_unencrypted_put", "require_header = true\n  allow_default_encryption = true", ".tflint.hcl:4,30-34: Invalid allow_default_encryption; allow_default_encryption is the opposite of require_header"},
		{"s3_bucket_deny_insecure_transport", `min_tls_version = "1.1"`, `.tflint.hcl:3,22-25: Invalid min_tls_version; min_tls_version must be "1.2" or "1.3", not "1.1".`},
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
