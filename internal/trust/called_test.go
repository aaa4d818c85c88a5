package trust

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// TestCalled moves every fixture to a directory that a root module calls: as it
// is, and with the literals passed by the call. What is inspected is the root and,
// as tflint --recursive does, the directory: together they must report what the
// fixture reports, and none of it twice.
func TestCalled(t *testing.T) {
	for name, v := range map[string]struct {
		call    func(*fixture.Case) (files map[string][]byte, skip string)
		summary func(...*fakehost.Result) []string
		most    int // share that may be skipped, in percent
		// differ are the fixtures where it does make a difference, and why.
		differ map[string]string
	}{
		"as it is": {call: called, summary: all, most: 20, differ: map[string]string{
			"s3_bucket_deny_insecure_transport/switched_off_module": "what inputs would bring is told to the caller alone",
		}},
		"given literals": {call: calledWithLiterals, summary: strongest, most: 25, differ: map[string]string{
			"s3_bucket_block_sse_c/strict_locked": "Terraform writes a lock file for the root alone",
			"s3_bucket_explicit_sse/no_instance":  "the directory doesn't know that the number of instances is 0",
			"s3_bucket_explicit_sse/module_known": "the directory doesn't know that a module makes no bucket",

			"kms_key_deletion_window/module_known_cloudposse": "the directory doesn't know that a module makes no key",

			"s3_bucket_deny_insecure_transport/switched_off_module": "what inputs would bring is told to the caller alone",

			"s3_bucket_sensitive_cmk/configured_buckets": "the configuration names buckets by their addresses",
			"s3_bucket_sensitive_cmk/configured_levels":  "the configuration names a bucket by its address",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			skipped := map[string]int{}
			cases := fixtures(t)
			for _, c := range cases {
				files, skip := v.call(c)
				if skip != "" {
					skipped[skip]++
					continue
				}
				before, err := inspectFiles(t, c, c.Files, ".")
				if err != nil {
					skipped["tflint refuses it"]++
					continue
				}
				root, err := inspectFiles(t, c, files, ".")
				if err != nil {
					t.Errorf("%s/%s: %s", c.Rule, c.Name, err)
					continue
				}
				directory, err := inspectFiles(t, c, files, "m")
				if err != nil {
					t.Errorf("%s/%s: %s", c.Rule, c.Name, err)
					continue
				}
				diff := cmp.Diff(v.summary(before), v.summary(root, directory))
				switch differs := v.differ[c.Rule+"/"+c.Name]; {
				case diff != "" && differs == "":
					t.Errorf("%s/%s (-want +got):\n%s%s", c.Rule, c.Name, diff, show(c.Files, files))
				case diff == "" && differs != "":
					t.Errorf("%s/%s: it makes no difference that %s", c.Rule, c.Name, differs)
				}
			}
			checkSkipped(t, skipped, len(cases), v.most)
		})
	}
}

// all are the decisions of several inspections.
func all(results ...*fakehost.Result) []string {
	out := []string{}
	for _, res := range results {
		out = append(out, decisions(res, local)...)
	}
	slices.Sort(out)
	return out
}

// resourceAddress is an address at the start of a message, with what leads to the next
// one.
var resourceAddress = regexp.MustCompile(`^((?:module\.\w+(?:\[[^\]]*\])?\.)*\w+\.\w+)(?:\[[^\]]*\])?(?:, | and )?`)

// moduleKey is the key of a module's instance.
var moduleKey = regexp.MustCompile(`\[[^\]]*\]\.`)

// strongest are the resources that several inspections report, each with the highest
// severity: a directory of which little is known shows a part, and perhaps for all
// instances alike, and the call shows what it makes worse.
func strongest(results ...*fakehost.Result) []string {
	severity := map[string]tflint.Severity{}
	for _, res := range results {
		for _, i := range res.Issues {
			for _, address := range addresses(local(i.Message)) {
				at := i.Rule + " " + moduleKey.ReplaceAllString(address, ".")
				if before, seen := severity[at]; !seen || i.Severity < before { // ERROR is the lowest
					severity[at] = i.Severity
				}
			}
		}
	}
	out := []string{}
	for at, s := range severity {
		out = append(out, at+" "+s.String())
	}
	slices.Sort(out)
	return out
}

// addresses returns the resources that a message begins with: at an argument there
// may be several. Their keys are left out.
func addresses(message string) []string {
	var out []string
	for {
		match := resourceAddress.FindStringSubmatch(message)
		if match == nil {
			return out
		}
		out = append(out, match[1])
		message = message[len(match[0]):]
	}
}

// local takes from a message what says that the resources are in a called module.
func local(message string) string { return strings.ReplaceAll(message, "module.m.", "") }

// called moves a module to a directory and calls it.
func called(c *fixture.Case) (map[string][]byte, string) {
	return call(c, c.Files, nil)
}

// calledWithLiterals does so with the module's literals as arguments.
func calledWithLiterals(c *fixture.Case) (map[string][]byte, string) {
	if annotated(c) {
		return nil, "has annotations at lines, which aren't those of the call"
	}
	files, values := takeLiterals(c.Files, "var.")
	files, skip := declared(files, values, func(v taken) string { return "variable \"" + v.name + "\" {}\n" })
	if skip != "" {
		return nil, skip
	}
	return call(c, files, values)
}

func call(c *fixture.Case, files map[string][]byte, arguments []taken) (map[string][]byte, string) {
	if len(c.Args) > 0 {
		return nil, "has arguments"
	}
	for name, src := range c.Files {
		switch {
		case path.Dir(name) == "." && strings.Contains(name, ".tfvars"):
			return nil, "has tfvars"
		case strings.HasPrefix(name, ".terraform/"):
			return nil, "has installed modules"
		case path.Dir(name) == "." && strings.HasSuffix(name, ".tf") && required(parseNative(name, src)):
			return nil, "has variables without default"
		}
	}
	var root strings.Builder
	root.WriteString("module \"m\" {\n  source = \"./m\"\n")
	for _, v := range arguments {
		root.WriteString("  " + v.name + " = " + v.text + "\n")
	}
	root.WriteString("}\n")
	out := map[string][]byte{"main.tf": []byte(root.String())}
	for name, src := range files {
		out["m/"+name] = src
	}
	return out, ""
}

// required reports whether a file declares a variable without a default.
func required(body *hclsyntax.Body) bool {
	return body == nil || slices.ContainsFunc(body.Blocks, func(b *hclsyntax.Block) bool {
		return b.Type == "variable" && b.Body.Attributes["default"] == nil
	})
}

// checkSkipped fails the test if too many fixtures couldn't be tried.
func checkSkipped(t *testing.T, skipped map[string]int, all, most int) {
	t.Helper()
	n := 0
	for _, s := range skipped {
		n += s
	}
	t.Logf("%d of %d fixtures; left out: %v", all-n, all, skipped)
	if n*100 > all*most {
		t.Errorf("%d of %d fixtures are left out, more than %d %%: %v", n, all, most, skipped)
	}
}
