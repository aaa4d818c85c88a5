package rules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// plugin is a plugin block with some lines in it, which begin at line 3.
func plugin(lines string) string {
	return "plugin \"s3-encryption\" {\n  enabled = true\n" + lines + "}\n"
}

// TestInvalidConfiguration holds that a wrong plugin block stops the run with one
// error that names the argument and its place.
func TestInvalidConfiguration(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, c := range map[string]struct{ lines, want string }{
		"unknown preset": {
			"  preset = \"all\"\n",
			`.tflint.hcl:3,12-17: Unknown preset; preset is "all", but must be one of minimum, recommended, strict.`,
		},
		"preset of another type": {
			"  preset = [\"strict\"]\n",
			`.tflint.hcl:3,12-22: Invalid preset; preset: Unsuitable value: string required, but have tuple`,
		},
		"preset with a reference": {
			"  preset = var.preset\n",
			`.tflint.hcl:3,12-22: Invalid preset; preset: Variables may not be used here.`,
		},
		"no tag keys": {
			"  tag_keys = []\n",
			`.tflint.hcl:3,14-16: No tag keys; tag_keys must name at least one key; leave it out for the default keys.`,
		},
		"empty tag key": {
			"  tag_keys = [\"class\", \"acme:\"]\n",
			`.tflint.hcl:3,14-32: Invalid tag key; tag_keys has "acme:", which has no letter or digit behind its last colon or slash.`,
		},
		"tag keys of another type": {
			"  tag_keys = \"class\"\n",
			`.tflint.hcl:3,14-21: Invalid tag_keys; tag_keys: Unsuitable value: list of string required, but have string`,
		},
		"tier without values": {
			"  tier \"a\" {\n    sensitive = true\n  }\n",
			`.tflint.hcl:3,3-11: Tier without values; Tier "a" needs values or buckets: nothing says what is of it.`,
		},
		"tier with no values": {
			"  tier \"a\" {\n    values = []\n  }\n",
			`.tflint.hcl:4,14-16: Tier without values; values of tier "a" is empty, but must name at least one tag value.`,
		},
		"no buckets": {
			"  tier \"a\" {\n    buckets = []\n  }\n",
			`.tflint.hcl:4,15-17: No buckets; buckets must have at least one pattern of names or addresses.`,
		},
		"empty pattern": {
			"  tier \"a\" {\n    buckets = [\"x\", \"\"]\n  }\n",
			`.tflint.hcl:4,15-24: Invalid buckets; buckets has a pattern that is empty.`,
		},
		"unknown encryption": {
			"  tier \"internal\" {\n    encryption = \"aws:kms\"\n  }\n",
			`.tflint.hcl:4,18-27: Invalid encryption; encryption is "aws:kms", but must be one of sse-s3, sse-kms, cmk.`,
		},
		"tier with an empty value": {
			"  tier \"a\" {\n    values = [\"x\", \" \"]\n  }\n",
			`.tflint.hcl:4,14-24: Invalid tier; A value of tier "a" is empty.`,
		},
		"one value in two tiers": {
			"  tier \"a\" {\n    values = [\"top secret\"]\n  }\n  tier \"b\" {\n    values = [\"x\", \"Top-Secret\"]\n  }\n",
			`.tflint.hcl:7,14-33: Invalid tier; Value "Top-Secret" is in tier "a" and in tier "b".`,
		},
		"one tier twice": {
			"  tier \"a\" {\n    values = [\"x\"]\n  }\n  tier \"A\" {\n    values = [\"y\"]\n  }\n",
			`.tflint.hcl:6,3-11: Duplicate tier; Tier "A" is configured twice.`,
		},
		"tier without name": {
			"  tier \" \" {\n    values = [\"x\"]\n  }\n",
			`.tflint.hcl:3,3-11: Invalid tier; A tier needs a name with a letter or digit.`,
		},
		"sensitive of another type": {
			"  tier \"a\" {\n    values    = [\"x\"]\n    sensitive = \"very\"\n  }\n",
			`.tflint.hcl:5,17-23: Invalid sensitive; sensitive: Unsuitable value: a bool is required`,
		},
		"key that is an ARN": {
			"  tier \"a\" {\n    values  = [\"x\"]\n    kms_key = \"arn:aws:kms:eu-central-1:111122223333:key/1\"\n  }\n",
			`.tflint.hcl:5,15-60: Invalid kms_key; kms_key is "arn:aws:kms:eu-central-1:111122223333:key/1", but must hold an expression of a key, such as "aws_kms_key.restricted.arn"; the ARN or alias of a customer managed key needs quotes of its own within it.`,
		},
		"key that is an alias": {
			"  tier \"a\" {\n    values  = [\"x\"]\n    kms_key = \"alias/data\"\n  }\n",
			`.tflint.hcl:5,15-27: Invalid kms_key; kms_key is "alias/data", but must hold an expression`,
		},
		"key of one word": {
			"  tier \"a\" {\n    values  = [\"x\"]\n    kms_key = \"restricted\"\n  }\n",
			`.tflint.hcl:5,15-27: Invalid kms_key; kms_key is "restricted", but must hold an expression`,
		},
		"key with a block": {
			"  tier \"a\" {\n    values  = [\"x\"]\n    kms_key = \"a.b }\\nresource x {\"\n  }\n",
			`Invalid kms_key; kms_key is "a.b }\nresource x {", but must hold an expression`,
		},
		"key that is the AWS managed one": {
			"  tier \"a\" {\n    values  = [\"x\"]\n    kms_key = \"\\\"alias/aws/s3\\\"\"\n  }\n",
			`Invalid kms_key; kms_key is "\"alias/aws/s3\"", but must hold an expression`,
		},
		"key that is any text": {
			"  tier \"a\" {\n    values  = [\"x\"]\n    kms_key = \"\\\"hello world\\\"\"\n  }\n",
			`Invalid kms_key; kms_key is "\"hello world\"", but must hold an expression`,
		},
		"key with a comment": {
			"  tier \"a\" {\n    values  = [\"x\"]\n    kms_key = \"aws_kms_key.k.arn # main\"\n  }\n",
			`Invalid kms_key; kms_key is "aws_kms_key.k.arn # main", but must hold an expression`,
		},
		"key that isn't a string": {
			"  tier \"a\" {\n    values  = [\"x\"]\n    kms_key = aws_kms_key.a.arn\n  }\n",
			`.tflint.hcl:5,15-32: Invalid kms_key; kms_key: Variables may not be used here.`,
		},
		"no key users": {
			"  tier \"a\" {\n    values    = [\"x\"]\n    key_users = []\n  }\n",
			`.tflint.hcl:5,17-19: No key users; key_users must name at least one principal; leave it out for whoever may use the bucket.`,
		},
		"key user that is everybody": {
			"  tier \"a\" {\n    values    = [\"x\"]\n    key_users = [\"aws_iam_role.claims.arn\", \"*\"]\n  }\n",
			`.tflint.hcl:5,17-49: Invalid key_users; key_users has "*", but each must hold a reference to the ARN of a principal, such as "aws_iam_role.claims.arn", or an ARN.`,
		},
		"key users of another type": {
			"  tier \"a\" {\n    values    = [\"x\"]\n    key_users = \"aws_iam_role.claims.arn\"\n  }\n",
			`.tflint.hcl:5,17-42: Invalid key_users; key_users: Unsuitable value: list of string required, but have string`,
		},
		"unsafe fixes of another type": {
			"  unsafe_fixes = \"all\"\n",
			`.tflint.hcl:3,18-23: Invalid unsafe_fixes; unsafe_fixes: Unsuitable value: a bool is required`,
		},
		"no roots": {
			"  roots = []\n",
			`.tflint.hcl:3,11-13: No roots; roots must name at least one directory; leave it out where the files say which are roots.`,
		},
		"root above": {
			"  roots = [\"live\", \"live/../../x\"]\n",
			`.tflint.hcl:3,11-35: Invalid roots; roots has "live/../../x", but each must be a pattern of directories below the one where tflint is started, with slashes, such as "live/**".`,
		},
		"root that is absolute": {
			"  roots = [\"/live\"]\n",
			`.tflint.hcl:3,11-20: Invalid roots; roots has "/live", but each must be a pattern of directories below`,
		},
		"root with an open bracket": {
			"  roots = [\"live/[a\"]\n",
			`.tflint.hcl:3,11-22: Invalid roots; roots has "live/[a", which isn't a pattern: its brackets or braces aren't closed.`,
		},
		"roots of another type": {
			"  roots = \"live\"\n",
			`.tflint.hcl:3,11-17: Invalid roots; roots: Unsuitable value: list of string required, but have string`,
		},
		"unknown argument": {
			"  presets = \"strict\"\n",
			`.tflint.hcl:3,3-10: Unsupported argument; An argument named "presets" is not expected here. Did you mean "preset"?`,
		},
		"unknown argument of a tier": {
			"  tier \"a\" {\n    value = [\"x\"]\n  }\n",
			`.tflint.hcl:4,5-10: Unsupported argument; An argument named "value" is not expected here. Did you mean "values"?`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := fakehost.Run(rules.New(), fakehost.Options{Config: []byte(plugin(c.lines))})
			if err == nil {
				t.Fatal("the configuration is taken")
			}
			if got := err.Error(); !strings.Contains(got, c.want) || strings.Contains(got, "\n") || strings.Contains(got, "other diagnostic") {
				t.Errorf("got  %s\nwant one line with\n     %s", got, c.want)
			}
		})
	}
}

// TestSelection holds which of preset, disabled_by_default, rule blocks and flags
// prevails.
func TestSelection(t *testing.T) {
	const (
		minimum = "kms_key_rotation s3_bucket_deny_insecure_transport s3_bucket_explicit_sse"
		block   = "rule \"kms_key_deletion_window\" {\n  enabled = %s\n}\n"
		off     = "config {\n  disabled_by_default = true\n}\n"
	)
	var recommended, all []string
	for _, r := range rules.All {
		all = append(all, r.Name)
		if r.Preset != lint.Strict {
			recommended = append(recommended, r.Name)
		}
	}
	join := func(names []string) string {
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	without := func(names []string, name string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
	}
	for name, c := range map[string]struct {
		config string
		args   []string
		want   string
	}{
		"default":                        {want: join(recommended)},
		"empty block":                    {config: plugin(""), want: join(recommended)},
		"recommended":                    {config: plugin("  preset = \"recommended\"\n"), want: join(recommended)},
		"minimum":                        {config: plugin("  preset = \"minimum\"\n"), want: minimum},
		"strict":                         {config: plugin("  preset = \"strict\"\n"), want: join(all)},
		"a rule more":                    {config: plugin("  preset = \"minimum\"\n") + strings.ReplaceAll(block, "%s", "true"), want: "kms_key_deletion_window " + minimum},
		"a rule less":                    {config: plugin("  preset = \"strict\"\n") + strings.ReplaceAll(block, "%s", "false"), want: join(without(all, "kms_key_deletion_window"))},
		"disabled by default":            {config: off},
		"disabled by default and preset": {config: off + plugin("  preset = \"strict\"\n")},
		"but for a rule":                 {config: off + plugin("  preset = \"strict\"\n") + strings.ReplaceAll(block, "%s", "true"), want: "kms_key_deletion_window"},
		"enable-rule":                    {config: plugin("  preset = \"minimum\"\n"), args: []string{"--enable-rule=kms_key_deletion_window"}, want: "kms_key_deletion_window " + minimum},
		"disable-rule":                   {config: plugin("  preset = \"minimum\"\n"), args: []string{"--disable-rule=kms_key_rotation"}, want: "s3_bucket_deny_insecure_transport s3_bucket_explicit_sse"},
		"only":                           {config: plugin("  preset = \"minimum\"\n"), args: []string{"--only=s3_bucket_key_enabled"}, want: "s3_bucket_key_enabled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			rs := rules.New()
			if _, err := fakehost.Run(rs, fakehost.Options{Config: []byte(c.config), Args: c.args}); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range rs.EnabledRules {
				got = append(got, r.Name())
			}
			if join(got) != c.want {
				t.Errorf("got  %s\nwant %s", join(got), c.want)
			}
		})
	}
}

// TestDocumentedConfigurations runs every example of the documentation that is a
// configuration of tflint, and holds that each argument and option has one.
func TestDocumentedConfigurations(t *testing.T) {
	pages, err := filepath.Glob("../docs/rules/*.md")
	if err != nil {
		t.Fatal(err)
	}
	var examples []string
	for _, page := range append(pages, "../docs/configuration.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile("(?s)```hcl\n(.*?)```").FindAllSubmatch(text, -1) {
			if regexp.MustCompile(`(?m)^(plugin|rule|config) `).Match(match[1]) {
				examples = append(examples, string(match[1]))
			}
		}
	}
	t.Chdir(t.TempDir())
	for _, example := range examples {
		if _, err := fakehost.Run(rules.New(), fakehost.Options{Config: []byte(example)}); err != nil {
			t.Errorf("%s\n%s", err, example)
		}
	}
	all := strings.Join(examples, "\n")
	for _, argument := range []string{"preset ", "tag_keys ", "tier ", "values ", "sensitive ", "kms_key ", "key_users ", "buckets ", "encryption "} {
		if !strings.Contains(all, argument) {
			t.Errorf("no example has %s", argument)
		}
	}
	for _, r := range rules.All {
		if r.Options != nil && !strings.Contains(all, fmt.Sprintf("rule %q", r.Name)) {
			t.Errorf("no example has the options of %s", r.Name)
		}
	}
}

// TestSeverities holds that a finding about sensitive data is a step more severe.
func TestSeverities(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	raised := map[string]bool{}
	for _, c := range cases {
		if c.Name != "sensitive" {
			continue
		}
		for _, line := range c.WantIssues {
			for _, r := range rules.All {
				if c.Rule != r.Name {
					continue
				}
				want := r.Severity
				if strings.Contains(line, "(restricted: ") || strings.Contains(line, "(confidential: ") || strings.Contains(line, "(some ") {
					want = map[tflint.Severity]tflint.Severity{tflint.NOTICE: tflint.WARNING, tflint.WARNING: tflint.ERROR}[r.Severity]
					raised[r.Name] = true
				}
				if !strings.Contains(line, ": "+want.String()+" - ") {
					t.Errorf("want severity %s: %s", want, line)
				}
			}
		}
	}
	for _, r := range rules.All {
		if r.Name == "s3_bucket_classified" { // is about data of which nobody knows that it is sensitive
			continue
		}
		if r.Severity != tflint.ERROR && !raised[r.Name] {
			t.Errorf("no fixture named sensitive raises %s", r.Name)
		}
	}
}
