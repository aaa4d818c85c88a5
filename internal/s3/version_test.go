package s3_test

import (
	"path/filepath"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// requires is a requirement of the AWS provider.
func requires(constraint string) string {
	return "terraform {\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"" + constraint + "\"\n    }\n  }\n}\n"
}

const lock3 = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"3.76.1\"\n}\n"

// TestLockFile is about when the dependency lock file says which version of the provider
// a module is for.
func TestLockFile(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  tri.Answer // OnlyInline, where the lock file says so
	}{
		{"alone", map[string]string{"main.tf": ""}, tri.Yes},
		{"admitted", map[string]string{"main.tf": requires(">= 3.0")}, tri.Yes},
		{"from before the constraint", map[string]string{"main.tf": requires("~> 5.100")}, tri.No},
		{"the constraint is JSON", map[string]string{"main.tf.json": `{"terraform": [{"required_providers": [{"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}}]}]}`}, tri.No},
		{"the constraint is a called module's", map[string]string{"main.tf": "module \"m\" {\n  source = \"./m\"\n}\n", "m/main.tf": requires(">= 4")}, tri.No},
		{"constraints contradict each other", map[string]string{"main.tf": "module \"m\" {\n  source = \"./m\"\n}\n" + requires("< 4"), "m/main.tf": requires(">= 4")}, tri.Unknown},
		{"a backend", map[string]string{"main.tf": "variable \"x\" {}\nterraform {\n  backend \"s3\" {}\n}\n"}, tri.Yes},
		{"a cloud block", map[string]string{"main.tf": "variable \"x\" {}\nterraform {\n  cloud {}\n}\n"}, tri.Yes},
		{"a provider", map[string]string{"main.tf": "variable \"x\" {}\nprovider \"aws\" {\n  region = var.x\n}\n"}, tri.Yes},
		{"an empty provider", map[string]string{"main.tf": "variable \"x\" {}\nprovider \"aws\" {}\n"}, tri.Unknown},
		{"another configuration", map[string]string{"main.tf": "variable \"x\" {}\nprovider \"aws\" {\n  alias  = \"x\"\n  region = var.x\n}\n"}, tri.Unknown},
		{"values", map[string]string{"main.tf": "variable \"x\" {}\n", "prod.auto.tfvars": "x = 1\n"}, tri.Yes},
		{"variables", map[string]string{"main.tf": "variable \"x\" {}\n"}, tri.Unknown},
		{"variables, and nothing to decide", map[string]string{"main.tf": "variable \"x\" {}\n" + requires("~> 3.70")}, tri.Yes},
		{"configurations that a caller passes", map[string]string{
			"main.tf": "terraform {\n  required_providers {\n    aws = {\n      version = \">= 3\"\n      configuration_aliases = [aws.x]\n    }\n  }\n}\n",
		}, tri.No},
		{"of another registry", map[string]string{"main.tf": "", ".terraform.lock.hcl": "provider \"tf.example.com/hashicorp/aws\" {\n  version = \"3.1.0\"\n}\n"}, tri.Yes},
		{"of two registries", map[string]string{"main.tf": "", ".terraform.lock.hcl": lock3 + "provider \"tf.example.com/hashicorp/aws\" {\n  version = \"5.1.0\"\n}\n"}, tri.No},
		{"of another provider", map[string]string{"main.tf": "", ".terraform.lock.hcl": "provider \"registry.terraform.io/acme/aws\" {\n  version = \"3.1.0\"\n}\n"}, tri.No},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.files[".terraform.lock.hcl"] == "" {
				tt.files[".terraform.lock.hcl"] = lock3
			}
			if got := takeFiles(t, tt.files).OnlyInline(); got != tt.want {
				t.Errorf("only inline: %s, want %s", got, tt.want)
			}
		})
	}
	t.Run("where modules are kept", func(t *testing.T) {
		inv, _, err := tryTake(filepath.Join(t.TempDir(), "modules", "aws", "bucket"), map[string]string{"main.tf": "variable \"x\" {}\n", ".terraform.lock.hcl": lock3})
		if err != nil {
			t.Fatal(err)
		}
		if got := inv.OnlyInline(); got != tri.No {
			t.Errorf("only inline: %s", got)
		}
	})
	t.Run("of a called module", func(t *testing.T) {
		inv := takeFiles(t, map[string]string{
			"main.tf": "module \"m\" {\n  source = \"./m\"\n}\n", ".terraform.lock.hcl": lock3,
			"m/main.tf": "resource \"aws_s3_bucket\" \"b\" {}\n", "m/.terraform.lock.hcl": lock3,
		})
		alone := inv.Buckets[0].Instance.Resource.Module.Alone()
		if got := alone.ProviderVersions("aws", "hashicorp/aws").Since("4.0.0"); got != tri.Yes {
			t.Errorf("since 4.0.0: %s", got)
		}
	})
}

// TestRequirements is about the forms in which a version is required.
func TestRequirements(t *testing.T) {
	for source, want := range map[string]tri.Answer{
		requires("~> 3.0") + requires("~> 3.70"):                                tri.Yes,
		requires("~> 3.0") + requires("~> 5.0"):                                 tri.Unknown,
		requires("newest"):                                                      tri.Unknown,
		requires("${var.v}"):                                                    tri.Unknown,
		`{"terraform": {"required_providers": {"aws": "~> 3.0"}}}`:              tri.Yes,
		`{"terraform": {"required_providers": {"aws": {"version": "~> 3.0"}}}}`: tri.Yes,
		"provider \"aws\" {\n  version = \"~> 2.46\"\n}\n":                      tri.Yes,
		"provider \"aws\" {\n  version = \"~> 2.46\"\n}\n" + requires(">= 4"):   tri.Unknown,
		"terraform {\n  required_providers {\n    amazon = {\n source = \"registry.opentofu.org/hashicorp/aws\"\n version = \"3.1.0\"\n}\n}\n}\n": tri.Yes,
		"terraform {\n  required_providers {\n    aws = {\n source = \"tf.example.com/hashicorp/aws\"\n version = \"3.1.0\"\n}\n}\n}\n":           tri.Yes,
	} {
		if got := take(t, source).OnlyInline(); got != want {
			t.Errorf("%s: only inline: %s, want %s", source, got, want)
		}
	}
	overridden := takeFiles(t, map[string]string{
		"main.tf":   "module \"m\" {\n  source = \"./m\"\n}\n",
		"m/main.tf": requires("~> 3.0"), "m/override.tf": requires("~> 5.0"),
	})
	if got := overridden.OnlyInline(); got != tri.No {
		t.Errorf("overridden: only inline: %s", got)
	}
}
