package s3_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// probe is a rule that hands its runner to a test.
type probe struct {
	tflint.DefaultRule
	check func(tflint.Runner) error
}

func (*probe) Name() string                  { return "probe" }
func (*probe) Enabled() bool                 { return true }
func (*probe) Severity() tflint.Severity     { return tflint.NOTICE }
func (p *probe) Check(r tflint.Runner) error { return p.check(r) }

// tryTake writes files to a directory and takes the inventory of the module in
// it. The calls are those of the host.
func tryTake(dir string, files map[string]string, args ...string) (inv *s3.Inventory, calls map[string]int, err error) {
	for name, content := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return nil, nil, err
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			return nil, nil, err
		}
	}
	check := func(r tflint.Runner) error {
		m, err := terraform.Load(r, terraform.Options{Provider: s3.Provider{}, Dir: dir})
		if err == nil {
			inv = s3.New(m, classify.Default(), s3.Tiers{})
		}
		return err
	}
	rs := &tflint.BuiltinRuleSet{Name: "probe", Rules: []tflint.Rule{&probe{check: check}}}
	result, err := fakehost.Run(rs, fakehost.Options{Dir: dir, Args: args})
	if err != nil {
		return nil, nil, err
	}
	return inv, result.Calls, nil
}

// take takes the inventory of a module that is one file.
func take(t *testing.T, source string) *s3.Inventory {
	t.Helper()
	name := "main.tf"
	if strings.HasPrefix(source, "{") {
		name += ".json"
	}
	return takeFiles(t, map[string]string{name: source})
}

func takeFiles(t *testing.T, files map[string]string, args ...string) *s3.Inventory {
	t.Helper()
	inv, _, err := tryTake(t.TempDir(), files, args...)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// facts writes what an inventory says, one line a bucket and a rule:
//
//	aws_s3_bucket.a["x"]: no
//	aws_s3_bucket.b: yes aws:kms customer aws_kms_key.k
func facts(inv *s3.Inventory) string {
	var lines []string
	for _, b := range inv.Buckets {
		var line strings.Builder
		line.WriteString(b.Instance.Address().String() + ": " + b.Encrypted.String())
		for _, e := range b.Encryptions {
			for _, d := range e.Rules {
				algorithm, ok := d.Algorithm.Text()
				if !ok {
					algorithm = "?"
				}
				line.WriteString(" " + algorithm + " " + keyText(d.Key))
			}
		}
		lines = append(lines, line.String())
	}
	return strings.Join(lines, "\n")
}

// keyText writes a key reference without the parts that were made up.
func keyText(k s3.KeyRef) string {
	switch {
	case k.Key != nil:
		return "customer " + k.Key.Instance.Address().String()
	case k.Kind == s3.CustomerKey:
		return "customer " + k.ID
	case k.Kind == s3.AWSManagedKey:
		return "aws"
	}
	return "opaque"
}

// readAll reads everything that an inventory offers, for what may panic there.
func readAll(inv *s3.Inventory) string {
	var out strings.Builder
	show := func(v terraform.Value) {
		text, _ := v.Text()
		flag, _ := v.Bool()
		n, _ := v.Int()
		texts, identities, _ := v.Parts()
		refs := make([]string, 0)
		for ref := range v.References() {
			refs = append(refs, ref.Module.Address+" "+ref.Address)
		}
		sort.Strings(refs)
		fmt.Fprintln(&out, v.Written(), v.Literal(), v.Definite(), v.Null(), v.Is("x"), text, flag, n, v.Identity(), texts, identities, refs, v.Range)
	}
	for _, b := range inv.Buckets {
		fmt.Fprintln(&out, b.Instance.Address(), b.Encrypted, b.Conditional, b.Instance.Symbolic)
		show(b.Name)
	}
	for _, e := range inv.Encryptions {
		fmt.Fprintln(&out, e.Instance.Address(), e.Inline, e.Exists, len(e.Buckets))
		for _, d := range e.Rules {
			show(d.Algorithm)
			show(d.KeyID)
			show(d.BucketKey)
			fmt.Fprintln(&out, d.Key.Kind, d.Key.ID)
		}
	}
	for _, p := range inv.Policies {
		fmt.Fprintln(&out, p.Instance.Address(), p.Inline, len(p.Buckets), len(p.Document.Statements))
		show(p.Argument)
	}
	for _, b := range inv.Buckets {
		fmt.Fprintln(&out, b.ServesWebsite, b.ReceivesLogs)
	}
	fmt.Fprintln(&out, denials(inv))
	for _, k := range inv.Keys {
		fmt.Fprintln(&out, k.Instance.Address(), k.Type(), k.Symmetric, k.Rotatable, len(k.Encrypts))
		for _, name := range []string{"enable_key_rotation", "rotation_period_in_days", "deletion_window_in_days", "policy"} {
			show(k.Instance.Argument(name))
		}
	}
	for _, c := range inv.Module.Calls() {
		for _, v := range c.Arguments() {
			show(v)
		}
	}
	fmt.Fprintln(&out, inv.OnlyInline())
	return out.String()
}
