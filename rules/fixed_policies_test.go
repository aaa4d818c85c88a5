package rules

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestFixedPolicies evaluates what --fix makes of each policy: every probe is
// denied, not merely unknown, and a good client still gets in. Buckets that a fixture
// reports nothing of, or still reports, are left out.
func TestFixedPolicies(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	fixed := 0
	for _, c := range cases {
		transport := c.Rule == s3BucketDenyInsecureTransport.Name
		put := c.Rule == s3BucketDenyUnencryptedPut.Name
		if len(c.WantFixed) == 0 || !transport && !put && c.Rule != s3BucketPinCMK.Name {
			continue
		}
		fixed++
		t.Run(c.Rule+"/"+c.Name, func(t *testing.T) {
			files := maps.Clone(c.Files)
			maps.Copy(files, c.WantFixed)
			before := inventory(t, c.Files).Buckets
			for i, b := range inventory(t, files).Buckets {
				if !tells(c.WantIssues, b) || tells(c.WantLeft, b) {
					continue
				}
				if b.HasPolicy != tri.Yes {
					t.Errorf("%s has no policy", b.Instance.Address())
				}
				if transport {
					everyProbeDenied(t, b)
				}
				goodClient(t, b)
				if put {
					weakUploadsDenied(t, before[i], b, demanding.Match(c.Config) && pinKey(b) != nil)
				}
				if through := otherKey(b); c.Rule == s3BucketPinCMK.Name && through != "" {
					t.Errorf("%s: %s is admitted", b.Instance.Address(), through)
				}
			}
		})
	}
	if fixed < 8 {
		t.Errorf("only %d fixtures fix a policy", fixed)
	}
}

// tells reports whether an issue is about a bucket, or another instance of its block.
func tells(issues []string, b *s3.Bucket) bool {
	address := regexp.MustCompile(` - ` + regexp.QuoteMeta(b.Instance.Resource.Address.String()) + `\b`)
	return slices.ContainsFunc(issues, address.MatchString)
}

// inventory takes the inventory of a module.
func inventory(t *testing.T, files map[string][]byte) *s3.Inventory {
	t.Helper()
	dir := t.TempDir()
	if err := (&fixture.Case{Files: files}).Write(dir); err != nil {
		t.Fatal(err)
	}
	var inv *s3.Inventory
	probe := &lint.Rule{Name: "probe", Severity: tflint.NOTICE, Check: func(p *lint.Pass) error {
		inv = p.Inventory
		return nil
	}}
	rs := lint.NewRuleSet([]*lint.Rule{probe})
	rs.Strict = true
	if _, err := fakehost.Run(rs, fakehost.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	return inv
}

func everyProbeDenied(t *testing.T, b *s3.Bucket) {
	t.Helper()
	for _, probe := range transportProbes {
		for _, who := range requesters {
			if verdict, _ := b.Denies(plainHTTP(b, probe.action, probe.below, who.principal)); verdict != policy.Denied {
				t.Errorf("%s: plain-HTTP %s by %s is %s", b.Instance.Address(), probe.action, who.name, verdict)
			}
		}
	}
}

// goodClient reads over TLS and uploads what the bucket's default asks for.
func goodClient(t *testing.T, b *s3.Bucket) {
	t.Helper()
	member := policy.Member("111111111111", "arn:aws:iam::111111111111:role/writer")
	get := policy.NewRequest("s3:GetObject", b.ARN()+"/key", member).Fix("aws:SecureTransport", "true").Fix("s3:TlsVersion", "1.3")
	if verdict, _ := b.Denies(get); verdict != policy.NotDenied {
		t.Errorf("%s: GetObject over TLS is %s", b.Instance.Address(), verdict)
	}
	put := upload(b, member).Fix("s3:TlsVersion", "1.3")
	if d := b.Default(); d != nil {
		put = asDefault(b, d).Fix("s3:TlsVersion", "1.3")
	}
	if verdict, _ := b.Denies(put); verdict != policy.NotDenied {
		t.Errorf("%s: a good upload is %s", b.Instance.Address(), verdict)
	}
}

// demanding is a configuration that asks for the header.
var demanding = regexp.MustCompile(`require_header += true|allow_default_encryption += false|"strict"`)

// weakUploadsDenied holds that uploads with SSE-S3 are denied, and where the header is
// demanded also those without it or under another key; else nobody else is stopped.
func weakUploadsDenied(t *testing.T, before, b *s3.Bucket, header bool) {
	t.Helper()
	for _, who := range requesters {
		requests := map[string]*policy.Request{
			"SSE-S3":      upload(b, who.principal).Fix(sseHeader, s3.SSES3).Fix(sseKey),
			"no header":   headerless(b, who.principal),
			"another key": upload(b, who.principal).Fix(sseHeader, algorithm(b.Default())).Fix(sseKey, "arn:aws:kms:::key/other"),
		}
		for name, req := range requests {
			want := policy.Denied
			if name != "SSE-S3" && !header {
				want, _ = before.Denies(req)
			}
			if verdict, _ := b.Denies(req); verdict != want {
				t.Errorf("%s: an upload with %s by %s is %s, not %s", b.Instance.Address(), name, who.name, verdict, want)
			}
		}
	}
}
