package trust

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// What TestInputs has to do at least, or it proves nothing: fixtures with variables
// that are fixed, and other values of theirs that make another module of them.
const (
	leastFixed   = 80
	leastFlipped = 80
)

// TestInputs gives the variables of every fixture that is fixed other values. A fix
// must not make anything worse then: no reference to an instance that isn't there, no
// policy that refuses what its bucket does by default, no upload that is led to the AWS
// managed key, no new finding about keys.
func TestInputs(t *testing.T) {
	fixed, flips, changing, refused := 0, 0, 0, 0
	for _, c := range fixtures(t) {
		given := otherValues(c.Files)
		if len(given) == 0 {
			continue
		}
		for _, only := range [][]string{ruleNames(), configured(c)} {
			after := fixedFiles(t, c, only)
			if len(after) == 0 {
				continue
			}
			fixed++
			plain, _ := look(t, c, c.Files)
			for _, f := range given {
				before, err := look(t, f.args(c), f.in(c.Files))
				if err != nil {
					refused++ // not a value of the variable's type, or the fixture is about an error
					continue
				}
				flips++
				if before.module != plain.module {
					changing++
				}
				got, err := look(t, f.args(c), f.in(after))
				if err != nil {
					t.Errorf("%s/%s with %s: %s", c.Rule, c.Name, f, err)
					continue
				}
				for _, worse := range slices.Sorted(maps.Keys(got.wrong)) {
					if !before.wrong[worse] {
						t.Errorf("%s/%s, fixed by %s, with %s: %s", c.Rule, c.Name, strings.Join(only, ", "), f, worse)
					}
				}
			}
		}
	}
	t.Logf("%d fixes of fixtures with variables, %d other values, %d of which make another module; %d values refused", fixed, flips, changing, refused)
	if fixed < leastFixed || changing < leastFlipped {
		t.Errorf("too few: want %d fixes and %d values that make another module", leastFixed, leastFlipped)
	}
}

// configured are the rules with which a fixture runs by itself.
func configured(c *fixture.Case) []string {
	if c.Rule == "all" {
		return nil // as the configuration says
	}
	return []string{c.Rule}
}

// fixedFiles returns the fixture's files after a fix, none if it changes nothing.
func fixedFiles(t *testing.T, c *fixture.Case, only []string) map[string][]byte {
	t.Helper()
	var res *fakehost.Result
	var err error
	inside(t, c.Files, func() {
		rs := rules.New()
		rs.Strict = true
		res, err = fakehost.Run(rs, fakehost.Options{Only: only, Config: c.Config, Args: c.Args, Fix: true})
	})
	if err != nil {
		return nil // the fixture is about an error
	}
	out, changed := maps.Clone(c.Files), false
	for name, content := range res.Files {
		changed = changed || string(content) != string(c.Files[name])
		out[name] = content
	}
	if !changed {
		return nil
	}
	return out
}

// inside calls do in a directory with some files.
func inside(t *testing.T, files map[string][]byte, do func()) {
	t.Helper()
	dir := t.TempDir()
	if err := (&fixture.Case{Files: files}).Write(dir); err != nil {
		t.Fatal(err)
	}
	origin, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chdir(dir); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := os.Chdir(origin); err != nil {
			t.Fatal(err)
		}
	}()
	do()
}

// seen is what a module is, and what is wrong with it that a fix might have done.
type seen struct {
	module string
	wrong  map[string]bool
}

// ofKeys are the rules whose findings tell of a wrong key.
var ofKeys = []string{"s3_bucket_sensitive_cmk", "s3_bucket_separate_cmk"}

// look evaluates a module.
func look(t *testing.T, c *fixture.Case, files map[string][]byte) (seen, error) {
	t.Helper()
	out := seen{wrong: map[string]bool{}}
	var err error
	inside(t, files, func() {
		probe := &lint.Rule{Name: "probe", Severity: tflint.NOTICE, Ask: func(pass *lint.Pass) {
			out.of(remedy.Inventory.Of(pass.Snapshot), files)
		}}
		rs := lint.NewRuleSet(remedy.Domain, []*lint.Rule{probe})
		rs.Strict = true
		if _, err = fakehost.Run(rs, fakehost.Options{Args: c.Args}); err != nil {
			return
		}
		rs = rules.New()
		rs.Strict = true
		var res *fakehost.Result
		if res, err = fakehost.Run(rs, fakehost.Options{Only: ofKeys, Config: c.Config, Args: c.Args}); err != nil {
			return
		}
		for _, i := range res.Issues {
			address, _, _ := strings.Cut(i.Message, " ")
			out.wrong[i.Rule+" reports "+address] = true
		}
	})
	return out, err
}

func (s *seen) of(inv *s3.Inventory, files map[string][]byte) {
	var module []string
	for _, b := range inv.Buckets {
		d := b.Default()
		says := fmt.Sprintf("%s %v %v %v", b.Instance.Address(), b.Encrypted, b.HasPolicy, b.ServesWebsite)
		if d != nil {
			algorithm, _ := d.Algorithm.Text()
			says += fmt.Sprintf(" %s %v %s", algorithm, d.Key.Kind, d.Key.ID)
		}
		module = append(module, says)
		for _, wrong := range refusals(b) {
			s.wrong[b.Instance.Address().String()+": "+wrong] = true
		}
	}
	for _, k := range inv.Keys {
		module = append(module, fmt.Sprintf("%s %v %v %v", k.Instance.Address(), k.Symmetric, k.Rotatable, k.Active()))
	}
	for _, p := range inv.Policies {
		module = append(module, fmt.Sprintf("%s %d", p.Instance.Address(), len(p.Document.Statements)))
	}
	for _, e := range inv.Encryptions {
		module = append(module, e.Instance.Address().String())
	}
	s.module = strings.Join(module, "\n")
	find := func(address string) *terraform.Resource {
		if data, is := strings.CutPrefix(address, "data."); is {
			typ, name, _ := strings.Cut(data, ".")
			return inv.Module.DataSource(typ, name)
		}
		typ, name, _ := strings.Cut(address, ".")
		return inv.Module.Resource(typ, name)
	}
	has := func(address string, key cty.Value) bool {
		r := find(address)
		if r == nil || r.Symbolic() || r.Repetition() == terraform.Single {
			return true
		}
		return slices.ContainsFunc(r.Instances(), func(i *terraform.Instance) bool {
			return i.Address().Key.RawEquals(key)
		})
	}
	empty := func(address string) bool {
		r := find(address)
		return r != nil && len(r.Instances()) == 0
	}
	maps.Copy(s.wrong, missingInstances(files, has, empty))
}

// refusals says what uploads the bucket's policy refuses, or leads to another key, that
// do just what the bucket does by default.
func refusals(b *s3.Bucket) []string {
	const (
		header = "s3:x-amz-server-side-encryption"
		key    = "s3:x-amz-server-side-encryption-aws-kms-key-id"
	)
	put := func() *policy.Request {
		return policy.NewRequest("s3:PutObject", b.ARN()+"/key", policy.Member("", "")).
			Fix("aws:SecureTransport", "true").Fix("aws:PrincipalIsAWSService", "false").
			Fix("s3:x-amz-server-side-encryption-customer-algorithm")
	}
	is := func(req *policy.Request, want policy.Verdict) bool {
		verdict, _ := b.Denies(req)
		return verdict == want
	}
	algorithm := s3.SSES3
	d := b.Default()
	if d != nil {
		algorithm, _ = d.Algorithm.Text()
		algorithm = cmp.Or(algorithm, s3.SSES3)
	}
	var out []string
	if algorithm == s3.SSES3 {
		if is(put().Fix(header, s3.SSES3).Fix(key), policy.Denied) {
			out = append(out, "uploads with SSE-S3, which is the default, are refused")
		}
		return out
	}
	own := put().Fix(header, algorithm).Dispute(key)
	if arn := d.KeyARN(); arn != "" {
		own = put().Fix(header, algorithm).Fix(key, arn)
	}
	if is(own, policy.Denied) {
		out = append(out, "uploads that ask for the default are refused")
	}
	bare := put().Fix(header, algorithm).Fix(key)
	if d.Key.Kind != s3.AWSManagedKey && is(put().Fix(header).Fix(key), policy.Denied) && is(bare, policy.NotDenied) {
		out = append(out, "uploads have to ask for KMS and needn't name the key, which leads them to aws/s3")
	}
	return out
}

// missingInstances returns the references to instances that aren't there, as "BLOCK refers to
// ADDRESS[KEY]". has says whether a resource or data source has an instance of a key,
// and true where that isn't known; in a block without any instance nothing is missing.
func missingInstances(files map[string][]byte, has func(address string, key cty.Value) bool, empty func(address string) bool) map[string]bool {
	f := map[string]bool{}
	for _, name := range nativeFiles(files) {
		body := parseNative(name, files[name])
		if body == nil {
			continue
		}
		eachResource(body, func(block *hclsyntax.Block, in string) {
			if empty(in) {
				return
			}
			eachTraversal(block.Body, func(t hcl.Traversal) {
				address, _, ok := addressOf(t)
				steps := strings.Count(address, ".") + 1
				if !ok || len(t) <= steps || t.RootName() == "resource" {
					return
				}
				if index, is := t[steps].(hcl.TraverseIndex); is && !has(address, index.Key) {
					f[in+" refers to "+address+"["+keyText(index.Key)+"]"] = true
				}
			})
		})
	}
	return f
}

func keyText(key cty.Value) string {
	if text, err := convert.Convert(key, cty.String); err == nil && text.IsKnown() && !text.IsNull() {
		return text.AsString()
	}
	return "?"
}
