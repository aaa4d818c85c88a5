package trust

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/secrets"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// TestSecrets tries to get a secret out, in each way and in each place, and holds that it
// shows in no message and no line of the log, and that no fix writes it once more. What
// is no secret shows, in the same places.
func TestSecrets(t *testing.T) {
	if shows, _ := inspectSecrets(t, secrets.Control, false); !shows {
		t.Error("what is no secret doesn't show either")
	}
	for _, way := range slices.Sorted(maps.Keys(secrets.Ways)) {
		t.Run(way, func(t *testing.T) {
			for _, fixing := range []bool{false, true} {
				if shows, output := inspectSecrets(t, secrets.Ways[way], fixing); shows {
					t.Errorf("fixing %t: it shows\n%s", fixing, output)
				}
			}
		})
	}
}

// inspectSecrets reports whether an expression shows, and all that does.
func inspectSecrets(t *testing.T, expr string, fixing bool) (bool, string) {
	t.Helper()
	t.Chdir(t.TempDir())
	count := 0
	for name, text := range secrets.Module(expr) {
		save(t, name, text)
		if !strings.Contains(name, "/") && strings.HasSuffix(name, ".tf") {
			count += strings.Count(text, secrets.Secret)
		}
	}
	var out strings.Builder
	rs := rules.New()
	rs.Strict, rs.Log = true, func(text string) { fmt.Fprintln(&out, text) }
	res, err := fakehost.Run(rs, fakehost.Options{Fix: fixing, Config: []byte(secrets.Config)})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range res.Issues {
		fmt.Fprintln(&out, i.Compact())
	}
	for _, text := range res.Files {
		count -= strings.Count(string(text), secrets.Secret)
	}
	if count != 0 {
		t.Errorf("--fix adds %d secrets to the files", -count)
	}
	return strings.Contains(out.String(), secrets.Secret), out.String()
}

// TestSecretsCopied holds that no fix copies the text of an argument that hides a secret.
func TestSecretsCopied(t *testing.T) {
	t.Chdir(t.TempDir())
	const versions = "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\", version = \">= 6.0\" }\n  }\n}\n"
	for region, fixed := range map[string]bool{`"` + secrets.Secret + `"`: true, `sensitive("` + secrets.Secret + `")`: false} {
		save(t, "main.tf", versions+"resource \"aws_s3_bucket\" \"a\" {\n  region = "+region+"\n}\n")
		res, err := fakehost.Run(rules.New(), fakehost.Options{Fix: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(res.Files["main.tf"]), secrets.Secret) > 1; got != fixed {
			t.Errorf("region = %s is copied: %t\n%s", region, got, res.Files["main.tf"])
		}
	}
}

// TestSecretsUnasked holds that tflint isn't asked for the value of a variable that is declared
// as a secret: old versions of it know no ephemeral ones.
func TestSecretsUnasked(t *testing.T) {
	for flag, asked := range map[string]bool{"sensitive": false, "ephemeral": false, "nullable": true} {
		t.Run(flag, func(t *testing.T) {
			t.Chdir(t.TempDir())
			save(t, "main.tf", "variable \"days\" {\n  default = 8\n  "+flag+" = true\n}\n\nresource \"aws_kms_key\" \"a\" {\n  deletion_window_in_days = var.days\n}\n")
			res, err := fakehost.Run(rules.New(), fakehost.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := res.Calls["EvaluateExpr"] > 0; got != asked {
				t.Errorf("tflint is asked: %t", got)
			}
		})
	}
}
