package rules

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
)

// TestNewKeyPolicies evaluates the policy of every key that --fix makes in a fixture: a role of
// the account may use the key through S3 of the region, but not otherwise, and nobody of another account may.
func TestNewKeyPolicies(t *testing.T) {
	cases, err := fixture.All("testdata")
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	for _, c := range cases {
		for name, src := range c.WantFixed {
			for _, key := range newKeys(t, c, name, src) {
				made++
				t.Run(c.Rule+"/"+c.Name+"/"+key.Labels[1], func(t *testing.T) { usedThroughS3(t, key, src) })
			}
		}
	}
	if made < 20 {
		t.Errorf("only %d keys are made", made)
	}
}

// newKeys returns the keys with a policy of their own that a fixed file has and the file before hasn't.
func newKeys(t *testing.T, c *fixture.Case, name string, src []byte) []*hclsyntax.Block {
	t.Helper()
	before := map[string]bool{}
	for name, src := range c.Files {
		for _, b := range keysIn(t, name, src) {
			before[b.Labels[1]] = true
		}
	}
	var out []*hclsyntax.Block
	for _, b := range keysIn(t, name, src) {
		attr := b.Body.Attributes["policy"]
		if before[b.Labels[1]] || attr == nil {
			continue
		}
		if _, inherited := attr.Expr.(*hclsyntax.ScopeTraversalExpr); !inherited {
			out = append(out, b)
		}
	}
	return out
}

func keysIn(t *testing.T, name string, src []byte) []*hclsyntax.Block {
	t.Helper()
	f, _ := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	body, ok := f.Body.(*hclsyntax.Body)
	if !ok {
		return nil
	}
	var out []*hclsyntax.Block
	for _, b := range body.Blocks {
		if b.Type == "resource" && len(b.Labels) == 2 && b.Labels[0] == "aws_kms_key" {
			out = append(out, b)
		}
	}
	return out
}

const (
	ownAccount   = "111122223333"
	otherAccount = "444455556666"
	ownRegion    = "eu-central-1"
)

func usedThroughS3(t *testing.T, key *hclsyntax.Block, src []byte) {
	t.Helper()
	tree := keyPolicyOf(t, key)
	document, inverse := policy.FromTree(tree), policy.FromTree(policy.Inverse(tree))
	usedByServices(t, document, inverse, src)
	named := bytes.Contains(src, []byte("AllowUseByKeyUsers")) // who may use it by himself as well
	s3Here := "s3." + regionOfKey(t, key) + ".amazonaws.com"
	for _, r := range []struct {
		name, action, account, via string
		want                       bool
	}{
		{"a role decrypts through S3", "kms:Decrypt", ownAccount, s3Here, true},
		{"a role encrypts through S3", "kms:GenerateDataKey", ownAccount, s3Here, true},
		{"a role decrypts by itself", "kms:Decrypt", ownAccount, "", named},
		{"a role decrypts through S3 elsewhere", "kms:Decrypt", ownAccount, "s3.ap-south-1.amazonaws.com", named},
		{"a role decrypts through another service", "kms:Decrypt", ownAccount, "sqs." + ownRegion + ".amazonaws.com", named},
		{"a role changes the policy through S3", "kms:PutKeyPolicy", ownAccount, s3Here, false},
		{"another account decrypts through S3", "kms:Decrypt", otherAccount, s3Here, false},
		{"another account decrypts by itself", "kms:Decrypt", otherAccount, "", false},
		{"another account encrypts through S3", "kms:GenerateDataKey", otherAccount, s3Here, false},
	} {
		who := policy.Member(r.account, "arn:aws:iam::"+r.account+":role/reader")
		req := policy.NewRequest(r.action, "arn:aws:kms:"+ownRegion+":"+ownAccount+":key/1", who).Fix("kms:CallerAccount", r.account)
		if req.Fix("kms:ViaService"); r.via != "" {
			req.Fix("kms:ViaService", r.via)
		}
		allowed, _ := policy.Denies(inverse, req)
		denied, _ := policy.Denies(document, req)
		// What the account's root may do IAM decides: it isn't what the statement at hand allows.
		if got := allowed == policy.Denied && denied == policy.NotDenied; got != r.want {
			t.Errorf("%s: allowed is %t", r.name, got)
		}
	}
}

// fromSource are requests by services, each with what AWS documents it to send.
var fromSource = []struct{ sid, service, action, arn string }{
	{"AllowConfig", "config.amazonaws.com", "kms:GenerateDataKey", "arn:aws:config:" + ownRegion + ":" + ownAccount + ":recorder"},
	{"AllowLogDelivery", "delivery.logs.amazonaws.com", "kms:GenerateDataKey", "arn:aws:logs:" + ownRegion + ":" + ownAccount + ":x"},
	{"AllowInventory", "s3.amazonaws.com", "kms:GenerateDataKey", "arn:aws:s3:::example-site"},
	{"AllowCloudFront", "cloudfront.amazonaws.com", "kms:Decrypt", "arn:aws:cloudfront::" + ownAccount + ":distribution/E1"},
}

// usedByServices holds the policy to what services send for the account and for another one: those have a statement, and
// nobody else, for whom there is one.
func usedByServices(t *testing.T, document, inverse *policy.Document, src []byte) {
	t.Helper()
	for _, r := range fromSource {
		for _, account := range []string{ownAccount, otherAccount} {
			arn := strings.ReplaceAll(r.arn, ownAccount, account)
			if r.service == "s3.amazonaws.com" && account != ownAccount {
				arn += "-of-another"
			}
			req := policy.NewRequest(r.action, "arn:aws:kms:"+ownRegion+":"+ownAccount+":key/1", policy.Service(r.service)).
				Fix("aws:SourceAccount", account).Fix("aws:SourceArn", arn).Fix("kms:ViaService").Fix("kms:CallerAccount")
			allowed, _ := policy.Denies(inverse, req)
			denied, _ := policy.Denies(document, req)
			anybody := r.sid == "AllowLogDelivery" && bytes.Contains(src, []byte("standard logs")) // CloudFront's come without a source
			want := (account == ownAccount || anybody) && bytes.Contains(src, []byte(`"`+r.sid+`"`))
			if got := allowed == policy.Denied && denied == policy.NotDenied; got != want {
				t.Errorf("%s for %s: allowed is %t", r.service, account, got)
			}
		}
	}
}

// keyPolicyOf returns the policy of a key as a tree, where the data sources say what they say in
// an account. The statement for the account's root is left out: by it IAM decides.
func keyPolicyOf(t *testing.T, key *hclsyntax.Block) any {
	t.Helper()
	says := func(what map[string]cty.Value) cty.Value {
		all := map[string]cty.Value{}
		for _, ref := range key.Body.Attributes["policy"].Expr.Variables() {
			if name, ok := ref[len(ref)-2].(hcl.TraverseAttr); ok {
				all[name.Name] = cty.ObjectVal(what)
			}
		}
		return cty.ObjectVal(all)
	}
	region := cty.StringVal(ownRegion)
	ctx := &hcl.EvalContext{
		Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc},
		Variables: map[string]cty.Value{
			"aws_iam_role":                says(map[string]cty.Value{"arn": cty.StringVal("arn:aws:iam::" + ownAccount + ":role/reader")}),
			"aws_cloudfront_distribution": says(map[string]cty.Value{"arn": cty.StringVal("arn:aws:cloudfront::" + ownAccount + ":distribution/E1")}),
			"aws_s3_bucket":               says(map[string]cty.Value{"arn": cty.StringVal("arn:aws:s3:::example-site")}),
			"var":                         cty.ObjectVal(map[string]cty.Value{"account": cty.StringVal(ownAccount)}),
			"data": cty.ObjectVal(map[string]cty.Value{
				"aws_caller_identity": says(map[string]cty.Value{"account_id": cty.StringVal(ownAccount)}),
				"aws_partition":       says(map[string]cty.Value{"partition": cty.StringVal("aws")}),
				"aws_region":          says(map[string]cty.Value{"id": region, "name": region, "region": region}),
			})},
	}
	v, diags := key.Body.Attributes["policy"].Expr.Value(ctx)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var tree struct {
		Version   any
		Statement []map[string]any
	}
	if err := json.Unmarshal([]byte(v.AsString()), &tree); err != nil {
		t.Fatal(err)
	}
	root := tree.Statement[0]
	if root["Sid"] != "EnableIAMUserPermissions" || root["Principal"].(map[string]any)["AWS"] != "arn:aws:iam::"+ownAccount+":root" {
		t.Errorf("the first statement isn't for the account's root: %v", root)
	}
	statements := []any{}
	for _, s := range tree.Statement[1:] {
		statements = append(statements, s)
	}
	return map[string]any{"Version": tree.Version, "Statement": statements}
}

// regionOfKey returns where a key is made.
func regionOfKey(t *testing.T, key *hclsyntax.Block) string {
	t.Helper()
	attr := key.Body.Attributes["region"]
	if attr == nil {
		return ownRegion
	}
	v, diags := attr.Expr.Value(nil)
	if diags.HasErrors() {
		return ownRegion
	}
	return v.AsString()
}
