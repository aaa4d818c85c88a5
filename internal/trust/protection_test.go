package trust

import (
	"fmt"
	"slices"

	"github.com/terraform-linters/tflint-plugin-sdk/tflint"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// protection is what a module surely has: each by a name that a fix doesn't change.
type protection map[string]int

// protectionOf takes stock of the module in the working directory.
func protectionOf(c *fixture.Case) (protection, error) {
	p := protection{}
	probe := &lint.Rule{Name: "probe", Severity: tflint.NOTICE, Ask: func(pass *lint.Pass) {
		p.of(remedy.Inventory.Of(pass.Snapshot))
	}}
	rs := lint.NewRuleSet(remedy.Domain, []*lint.Rule{probe})
	rs.Strict = true
	_, err := fakehost.Run(rs, fakehost.Options{Args: c.Args})
	return p, err
}

func (p protection) of(inv *s3.Inventory) {
	for _, b := range inv.Buckets {
		address := b.Instance.Address().String()
		if b.Encrypted == tri.Yes {
			p[address+" is encrypted"] = 1
		}
		if d := b.Default(); d != nil {
			p.ofDefault(address, d)
		}
		for name, req := range requests(b) {
			if verdict, _ := b.Denies(req); verdict == policy.Denied {
				p[address+" denies "+name] = 1
			}
		}
	}
	for _, document := range inv.Policies {
		for _, s := range document.Document.Statements {
			p[fmt.Sprintf("a statement %q of %s", s.Sid, document.Instance.Address())]++
		}
	}
	for _, k := range inv.Keys {
		address := k.Instance.Address().String()
		if k.Instance.Argument("enable_key_rotation").Is("true") == tri.Yes {
			p[address+" is rotated"] = 1
		}
		if days, ok := k.Instance.Argument("deletion_window_in_days").Int(); ok {
			p[address+" waits for days"] = days
		}
	}
}

func (p protection) ofDefault(address string, d *s3.Default) {
	if algorithm, ok := d.Algorithm.Text(); ok {
		p["strength of "+address] = slices.Index([]string{s3.SSES3, s3.SSEKMS, s3.DSSEKMS}, algorithm)
	}
	if d.Key.Kind == s3.CustomerKey {
		p[address+" has a customer managed key"] = 1
	}
	if d.BucketKey.Is("true") == tri.Yes {
		p[address+" has a bucket key"] = 1
	}
}

// requests are those that policies are there to deny, and those that nobody wants
// denied are left out.
func requests(b *s3.Bucket) map[string]*policy.Request {
	const (
		header = "s3:x-amz-server-side-encryption"
		key    = "s3:x-amz-server-side-encryption-aws-kms-key-id"
	)
	out := map[string]*policy.Request{}
	for who, principal := range map[string]policy.Principal{
		"a member": policy.Member("", ""), "another account": policy.OtherAccount(""), "anybody": policy.Anonymous(),
	} {
		out["reading over HTTP by "+who] = policy.NewRequest("s3:GetObject", b.ARN()+"/key", principal).Fix("aws:SecureTransport", "false")
		out["listing over HTTP by "+who] = policy.NewRequest("s3:ListBucket", b.ARN(), principal).Fix("aws:SecureTransport", "false")
		out["SSE-S3 by "+who] = policy.NewRequest("s3:PutObject", b.ARN()+"/key", principal).Fix(header, s3.SSES3).Fix(key)
		out["no header by "+who] = policy.NewRequest("s3:PutObject", b.ARN()+"/key", principal).Fix(header).Fix(key)
	}
	return out
}

// lost returns what the module had and has no longer.
func (p protection) lost(after protection) []string {
	var out []string
	for what, much := range p {
		if after[what] < much {
			out = append(out, what)
		}
	}
	slices.Sort(out)
	return out
}
