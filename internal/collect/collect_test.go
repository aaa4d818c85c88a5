package collect_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/collect"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fakehost"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/rules"
)

// collected inspects files with the collector on, and returns the notes and the other issues.
func collected(t *testing.T, config string, files map[string]string) ([]*posture.Note, []string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	set := rules.New()
	set.Collect(collect.New())
	t.Chdir(dir) // called modules are read from there
	res, err := fakehost.Run(set, fakehost.Options{Config: []byte(config)})
	if err != nil {
		t.Fatal(err)
	}
	var notes []*posture.Note
	var others []string
	for _, i := range res.Issues {
		if i.Rule != posture.Rule {
			others = append(others, i.Compact())
			continue
		}
		var n posture.Note
		if err := json.Unmarshal([]byte(i.Message), &n); err != nil {
			t.Fatal(err)
		}
		notes = append(notes, &n)
	}
	return notes, others
}

// answer returns what a rule answers of an address.
func answer(t *testing.T, r *posture.Report, address, rule string) posture.Answer {
	t.Helper()
	var found []posture.Answer
	for _, b := range r.Buckets {
		if b.Address == address {
			found = append(found, b.Answers...)
		}
	}
	for _, k := range r.Keys {
		if k.Address == address {
			found = append(found, k.Answers...)
		}
	}
	i := slices.IndexFunc(found, func(a posture.Answer) bool { return a.Rule == rule })
	if i < 0 {
		t.Fatalf("no answer of %s about %s: %+v", rule, address, found)
	}
	return found[i]
}

const module = `
variable "key" {}

resource "aws_s3_bucket" "claims" {
  bucket = "example-claims"
  tags   = { DataClassification = "PHI" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "claims" {
  bucket = aws_s3_bucket.claims.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key
    }
  }
}

# tflint-ignore: s3_bucket_deny_insecure_transport // a website
resource "aws_s3_bucket" "site" {
  bucket = "example-site"
}

resource "aws_kms_key" "old" {
  deletion_window_in_days = 7 # a week is enough
}
`

// TestNotes holds what the notes say of things of each kind.
func TestNotes(t *testing.T) {
	notes, others := collected(t, `plugin "s3-encryption" { enabled = true }`, map[string]string{"main.tf": module})
	if len(others) == 0 {
		t.Error("the rules report nothing any more")
	}
	r := posture.NewReport(notes)
	if len(r.Buckets) != 2 || len(r.Keys) != 1 || len(r.Directories) != 1 || r.Directories[0].Notes != len(notes)-1 {
		t.Fatalf("%d buckets, %d keys, %d directories, %d notes", len(r.Buckets), len(r.Keys), len(r.Directories), len(notes))
	}
	claims := r.Buckets[0]
	if claims.Address != "aws_s3_bucket.claims" || !claims.Class.Sensitive || claims.Class.By != `DataClassification = "PHI"` || claims.Name != "example-claims" {
		t.Errorf("%+v isn't the sensitive bucket", claims)
	}
	if a := answer(t, r, "aws_s3_bucket.claims", "s3_bucket_sensitive_cmk"); a.Is != posture.Unknown || !strings.Contains(a.Why, "var.key") {
		t.Errorf("whose key it is: %+v", a)
	}
	if a := answer(t, r, "aws_s3_bucket.claims", "s3_bucket_key_enabled"); a.Is != posture.No || a.Finding.Fix == nil || a.Finding.Fix.Is != "safe" || a.Finding.Severity != "warning" {
		t.Errorf("the bucket key: %+v", a)
	}
	if a := answer(t, r, "aws_s3_bucket.site", "s3_bucket_deny_insecure_transport"); posture.SignOf(a) != posture.Accept || !strings.Contains(a.Finding.Accepted.Comment, "a website") {
		t.Errorf("what is accepted: %+v", a)
	}
	if a := answer(t, r, "aws_kms_key.old", "kms_key_deletion_window"); a.Is != posture.No || a.Finding.Fix.Is != "no" || a.Finding.Fix.Reason != "a comment names the value" {
		t.Errorf("what isn't fixed: %+v, %+v", a.Finding, a.Finding.Fix)
	}
	if a := answer(t, r, "aws_s3_bucket.claims", "s3_bucket_pin_cmk"); !a.Off {
		t.Errorf("a rule that is off: %+v", a)
	}
	if !slices.ContainsFunc(r.More.Variables, func(w posture.Wanted) bool { return w.Name == "key" }) {
		t.Errorf("the value that would make more known: %+v", r.More)
	}
}

// TestTwoPatterns holds that the report says where patterns of two tiers name a bucket.
func TestTwoPatterns(t *testing.T) {
	const config = `plugin "s3-encryption" {
  enabled = true
  tier "restricted" { buckets = ["*-claims"] }
  tier "internal" { buckets = ["example-*"] }
}`
	notes, _ := collected(t, config, map[string]string{"main.tf": "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"example-claims\"\n}\n"})
	want := "named in the configuration, also by patterns of internal"
	if c := posture.NewReport(notes).Buckets[0].Class; c.Tier != "restricted" || c.By != want {
		t.Errorf("%+v, want %q", c, want)
	}
}

// TestUnsafe holds that a doubt is told from what is never fixed.
func TestUnsafe(t *testing.T) {
	notes, _ := collected(t, "", map[string]string{"main.tf": `
resource "aws_s3_bucket" "data" {
  bucket = "example-data"
}

output "bucket" {
  value = aws_s3_bucket.data
}
`})
	if a := answer(t, posture.NewReport(notes), "aws_s3_bucket.data", "s3_bucket_explicit_sse"); a.Finding.Fix.Is != "unsafe" || a.Finding.Fix.Reason == "" {
		t.Errorf("%+v", a.Finding.Fix)
	}
}

// TestGiven holds that giving what the report asks for makes it known, in ten ways.
func TestGiven(t *testing.T) {
	const bucket = "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"example-b\"\n%s}\n"
	const encrypted = "resource \"aws_s3_bucket_server_side_encryption_configuration\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  rule {\n%s    apply_server_side_encryption_by_default {\n%s    }\n  }\n}\n"
	const policy = "resource \"aws_s3_bucket_policy\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  policy = %s\n}\n"
	put := func(format string, parts ...string) string {
		for _, p := range parts {
			format = strings.Replace(format, "%s", p, 1)
		}
		return format
	}
	plain := put(bucket, "")
	phi := put(bucket, "  tags = { DataClassification = \"PHI\" }\n")
	for name, c := range map[string]struct {
		text, rule, value string
		want              posture.Is
	}{
		"algorithm":        {plain + put(encrypted, "", "      sse_algorithm = var.x\n"), "s3_bucket_key_enabled", `"aws:kms"`, posture.No},
		"key":              {phi + put(encrypted, "", "      sse_algorithm = \"aws:kms\"\n      kms_master_key_id = var.x\n"), "s3_bucket_sensitive_cmk", `"alias/aws/s3"`, posture.No},
		"bucket key":       {plain + put(encrypted, "    bucket_key_enabled = var.x\n", "      sse_algorithm = \"aws:kms\"\n"), "s3_bucket_key_enabled", "false", posture.No},
		"class":            {put(bucket, "  tags = { DataClassification = var.x }\n") + put(encrypted, "", "      sse_algorithm = \"AES256\"\n"), "s3_bucket_sensitive_cmk", `"PHI"`, posture.No},
		"policy":           {plain + put(policy, "var.x"), "s3_bucket_deny_insecure_transport", `"{\"Statement\": []}"`, posture.No},
		"condition":        {plain + put(policy, "jsonencode({ Statement = [{ Effect = \"Deny\", Principal = \"*\", Action = \"s3:*\", Resource = [aws_s3_bucket.b.arn, \"${aws_s3_bucket.b.arn}/*\"], Condition = { Bool = { \"aws:SecureTransport\" = var.x } } }] })"), "s3_bucket_deny_insecure_transport", `"false"`, posture.Yes},
		"action":           {plain + put(policy, "jsonencode({ Statement = [{ Effect = \"Deny\", Principal = \"*\", Action = var.x, Resource = [aws_s3_bucket.b.arn, \"${aws_s3_bucket.b.arn}/*\"], Condition = { Bool = { \"aws:SecureTransport\" = \"false\" } } }] })"), "s3_bucket_deny_insecure_transport", `"s3:Get*"`, posture.No},
		"rotation":         {plain + "resource \"aws_kms_key\" \"k\" {\n  enable_key_rotation = var.x\n}\n", "kms_key_rotation", "false", posture.No},
		"deletion window":  {plain + "resource \"aws_kms_key\" \"k\" {\n  deletion_window_in_days = var.x\n}\n", "kms_key_deletion_window", "7", posture.No},
		"encryption types": {plain + put(encrypted, "    blocked_encryption_types = var.x\n", "      sse_algorithm = \"AES256\"\n"), "s3_bucket_block_sse_c", `["NONE"]`, posture.No},
	} {
		t.Run(name, func(t *testing.T) {
			unknown, _ := collected(t, "", map[string]string{"main.tf": "variable \"x\" {}\n" + c.text})
			r := posture.NewReport(unknown)
			address := "aws_s3_bucket.b"
			if strings.HasPrefix(c.rule, "kms_") {
				address = "aws_kms_key.k"
			}
			a := answer(t, r, address, c.rule)
			if a.Is != posture.Unknown || !strings.Contains(a.Why, "var.x") {
				t.Fatalf("without a value: %s, %q", a.Is, a.Why)
			}
			if !slices.ContainsFunc(r.More.Variables, func(w posture.Wanted) bool { return w.Name == "x" }) {
				t.Errorf("var.x isn't asked for: %+v", r.More)
			}
			known, _ := collected(t, "", map[string]string{"main.tf": "variable \"x\" {\n  default = " + c.value + "\n}\n" + c.text})
			if a := answer(t, posture.NewReport(known), address, c.rule); a.Is != c.want {
				t.Errorf("with %s: %s, %q", c.value, a.Is, a.Why)
			}
		})
	}
}

// TestGivenOtherwise is TestGiven for what isn't the value of a variable: what the reason names is written otherwise.
func TestGivenOtherwise(t *testing.T) {
	const (
		bucket    = "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"example-b\"\n}\n"
		encrypted = "resource \"aws_s3_bucket_server_side_encryption_configuration\" \"b\" {\n  bucket = aws_s3_bucket.b.id\n  rule {\n    apply_server_side_encryption_by_default {\n      sse_algorithm = \"AES256\"\n    }\n  }\n}\n"
		open      = "resource \"aws_s3_bucket_policy\" \"%s\" {\n  bucket = aws_s3_bucket.b.id\n  policy = \"{\\\"Statement\\\": []}\"\n}\n"
		handed    = "module \"m\" {\n  source = \"./m\"\n  bucket = aws_s3_bucket.b.id\n}\n"
		tier      = "plugin \"s3-encryption\" {\n  enabled = true\n  tier \"restricted\" { buckets = [\"example-*\"] }\n}\n"
	)
	policy := func(name string) string { return strings.Replace(open, "%s", name, 1) }
	for name, c := range map[string]struct {
		rule, unknown, why, config, known string
		files                             map[string]string
		want                              posture.Is
	}{
		"class": {"s3_bucket_sensitive_cmk", bucket + encrypted, "no tag here classifies it", tier, bucket + encrypted, nil, posture.No},
		"two policies": {"s3_bucket_deny_insecure_transport", bucket + policy("one") + strings.Replace(policy("two"), `"{\"Statement\": []}"`, "var.policy", 1) + "variable \"policy\" {}\n", "aws_s3_bucket_policy.two", "",
			bucket + policy("one"), nil, posture.No},
		"module": {"s3_bucket_deny_insecure_transport", bucket + strings.Replace(handed, "./m", "example.com/x/m/aws", 1), "module.m isn't loaded", "",
			bucket + handed, map[string]string{"m/main.tf": "variable \"bucket\" {}\nresource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = var.bucket\n}\n"}, posture.No},
		"data source": {"s3_bucket_deny_insecure_transport", bucket + "data \"aws_ssm_parameter\" \"p\" {}\n" + strings.Replace(policy("b"), `"{\"Statement\": []}"`, "data.aws_ssm_parameter.p.value", 1),
			"data.aws_ssm_parameter.p.value is", "", bucket + policy("b"), nil, posture.No},
	} {
		t.Run(name, func(t *testing.T) {
			unknown, _ := collected(t, "", map[string]string{"main.tf": c.unknown})
			if a := answer(t, posture.NewReport(unknown), "aws_s3_bucket.b", c.rule); a.Is != posture.Unknown || !strings.Contains(a.Why, c.why) {
				t.Fatalf("without: %s, %q", a.Is, a.Why)
			}
			files := map[string]string{"main.tf": c.known}
			maps.Copy(files, c.files)
			known, _ := collected(t, c.config, files)
			if a := answer(t, posture.NewReport(known), "aws_s3_bucket.b", c.rule); a.Is != c.want {
				t.Errorf("with it: %s, %q", a.Is, a.Why)
			}
		})
	}
}

// TestCalled holds that a bucket of a called directory is counted at its callers only.
func TestCalled(t *testing.T) {
	files := map[string]string{
		"main.tf":         "module \"a\" {\n  source = \"./child\"\n}\n\nmodule \"b\" {\n  source = \"./child\"\n}\n",
		"child/main.tf":   "resource \"aws_s3_bucket\" \"this\" {}\n",
		"child/child2.tf": "resource \"aws_kms_key\" \"this\" {}\n",
	}
	notes, _ := collected(t, "", files)
	own, _ := collected(t, "", map[string]string{"main.tf": files["child/main.tf"], "child2.tf": files["child/child2.tf"]})
	for _, n := range own { // as tflint --recursive has them
		switch {
		case n.Directory != nil:
			n.Directory.Path = "child"
		case n.Bucket != nil:
			n.Bucket.Directory = "child"
		case n.Key != nil:
			n.Key.Directory = "child"
		}
	}
	r := posture.NewReport(append(notes, own...))
	if len(r.Buckets) != 2 || len(r.Keys) != 2 {
		t.Errorf("%d buckets and %d keys, not those of the two calls", len(r.Buckets), len(r.Keys))
	}
}

// TestChangesNothing holds over all fixtures that the rules report with a collector what they report without.
func TestChangesNothing(t *testing.T) {
	cases, err := fixture.All(filepath.Join("..", "..", "rules", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Rule != "all" {
			continue
		}
		dir := t.TempDir()
		if err := c.Write(dir); err != nil {
			t.Fatal(err)
		}
		t.Chdir(dir)
		set := rules.New()
		set.Collect(collect.New())
		res, err := fakehost.Run(set, fakehost.Options{Config: c.Config, Args: c.Args})
		if err != nil {
			t.Fatalf("%s: %s", c.Name, err)
		}
		var got []string
		notes := 0
		for _, i := range res.Issues {
			if i.Rule == posture.Rule {
				notes++
				continue
			}
			got = append(got, i.Compact())
		}
		if !slices.Equal(got, c.WantIssues) || notes == 0 {
			t.Errorf("%s: %d notes, and\n%s\nnot\n%s", c.Name, notes, strings.Join(got, "\n"), strings.Join(c.WantIssues, "\n"))
		}
	}
}
