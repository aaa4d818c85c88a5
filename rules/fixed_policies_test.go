package rules

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestFixedPolicies evaluates what --fix makes of each policy: every probe is
// denied, not merely unknown, and a good client still gets in, whichever rule it is that denies something. Buckets that a fixture
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
		if len(c.WantFixed) == 0 || !strings.HasPrefix(c.Rule, "s3_bucket_deny_") && c.Rule != s3BucketPinCMK.Name {
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
					weakUploadsDenied(t, before[i], b, demanding.Match(c.Config) && keyNamed(b))
				}
				if through, _ := b.OtherKeyThrough(); c.Rule == s3BucketPinCMK.Name && through != "" {
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
	probe := &lint.Rule{Name: "probe", Severity: tflint.NOTICE, Ask: func(p *lint.Pass) { inv = remedy.Inventory.Of(p.Snapshot) }}
	rs := lint.NewRuleSet(remedy.Domain, []*lint.Rule{probe})
	rs.Strict = true
	if _, err := fakehost.Run(rs, fakehost.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	return inv
}

func everyProbeDenied(t *testing.T, b *s3.Bucket) {
	t.Helper()
	for action, below := range map[string]string{"s3:GetObject": "/key", "s3:PutObject": "/key", "s3:DeleteObject": "/key", "s3:ListBucket": ""} {
		for name, who := range requesters {
			plain := policy.NewRequest(action, b.ARN()+below, who).
				Fix("aws:SecureTransport", "false").Fix("aws:PrincipalIsAWSService", "false").Dispute("s3:TlsVersion", "1.0", "1.1")
			if verdict, _ := b.Denies(plain); verdict != policy.Denied {
				t.Errorf("%s: plain-HTTP %s by %s is %s", b.Instance.Address(), action, name, verdict)
			}
		}
	}
}

// requesters are those who ask for something.
var requesters = map[string]policy.Principal{
	"a principal of the account": policy.Member("", ""), "another account": policy.OtherAccount(""), "nobody known": policy.Anonymous(),
}

// upload is an upload over TLS that isn't made by an AWS service.
func upload(b *s3.Bucket, who policy.Principal) *policy.Request {
	return policy.NewRequest("s3:PutObject", b.ARN()+"/key", who).
		Fix("aws:SecureTransport", "true").Fix("aws:PrincipalIsAWSService", "false").Fix("s3:x-amz-server-side-encryption-customer-algorithm")
}

// asking is an upload that asks for an algorithm, under the bucket's own key if there is one.
func asking(b *s3.Bucket, who policy.Principal, algorithm string) *policy.Request {
	put := upload(b, who).Fix(s3.SSEHeader, algorithm)
	if arn := b.Default().KeyARN(); arn != "" && algorithm != s3.SSES3 {
		return put.Fix(s3.SSEKeyHeader, arn)
	}
	if algorithm == s3.SSES3 {
		return put.Fix(s3.SSEKeyHeader)
	}
	return put.Dispute(s3.SSEKeyHeader)
}

// headerless is an upload that asks for nothing. Which key the policy then sees is disputed.
func headerless(b *s3.Bucket, who policy.Principal) *policy.Request {
	if arn := b.Default().KeyARN(); arn != "" {
		return upload(b, who).Fix(s3.SSEHeader).Dispute(s3.SSEKeyHeader, arn)
	}
	return upload(b, who).Fix(s3.SSEHeader).Dispute(s3.SSEKeyHeader)
}

// keyNamed reports whether an expression names the bucket's key, so that it can be pinned.
func keyNamed(b *s3.Bucket) bool { return b.AlwaysKMS() && b.KeyExpression() != "" }

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
		put = asking(b, policy.Member("", ""), d.AlgorithmName()).Fix("s3:TlsVersion", "1.3")
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
	for who, principal := range requesters {
		requests := map[string]*policy.Request{
			"SSE-S3":      asking(b, principal, s3.SSES3),
			"no header":   headerless(b, principal),
			"another key": upload(b, principal).Fix(s3.SSEHeader, b.Default().AlgorithmName()).Fix(s3.SSEKeyHeader, "arn:aws:kms:::key/other"),
		}
		for name, req := range requests {
			want := policy.Denied
			if name != "SSE-S3" && !header {
				want, _ = before.Denies(req)
			}
			if verdict, _ := b.Denies(req); verdict != want {
				t.Errorf("%s: an upload with %s by %s is %s, not %s", b.Instance.Address(), name, who, verdict, want)
			}
		}
	}
}
