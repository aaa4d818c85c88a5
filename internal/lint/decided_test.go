package lint

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// TestNaming is about which comments name a value, given by its source text.
func TestNaming(t *testing.T) {
	for _, tt := range []struct{ value, named, not string }{
		{"7", "# 7 days|# 7-day window|#7d|# seven|# a week|# the minimum|# (7)|# until day 7.|# 1 week", "# 17 days|# 7.5|# 0.7|# CKV_AWS_7|# 70|# sevenfold|"},
		{"14", "# two weeks|# 2 weeks|# fourteen", "# weekly|# 12 weeks|# 114"},
		{"730", "# every two years|# 2 years|# 730", "# yearly|# 12 years"},
		{"false", "# off|# not yet|# Disabled on purpose|# isn't needed|# no rotation|// FALSE", "# notes|# nominal|# offline keys|# yearly"},
		{"true", "# enabled|# on", "# only|# one"},
		{`"AES256"`, "# AES256 for the partner|# AES-256|/* SSE-S3 */|# Amazon S3 managed keys", "# SSE-KMS later|# encrypted"},
		{`"alias/aws/s3"`, "# aws/s3|# AWS managed|# the default key", "# aws/s3x|# the key"},
		{`["NONE"]`, "# none|# NONE: old clients", "# nonetheless"},
		{"aws_kms_key.shared.arn", "# shared|# the shared key", "# unshared|# sharedness"},
		{"data.aws_kms_key.old_one.arn", "# the old one", "# aws_kms_key"},
		{"aws_kms_key.this.arn", "", "# this"},
		{`""`, "", "# nothing"},
		{`)`, "", "# )"},
	} {
		named := naming(tt.value)
		for text := range strings.SplitSeq(tt.named, "|") {
			if text != "" && (named == nil || !named.MatchString(text)) {
				t.Errorf("%q doesn't name %s", text, tt.value)
			}
		}
		for text := range strings.SplitSeq(tt.not, "|") {
			if named != nil && named.MatchString(text) {
				t.Errorf("%q names %s", text, tt.value)
			}
		}
	}
}

// TestSuppresses is about the forms of other linters' suppressions.
func TestSuppresses(t *testing.T) {
	checks := &Suppressions{
		Checkov: []string{"CKV_AWS_7"},
		Trivy:   []string{"AVD-AWS-0065", "aws-kms-auto-rotate-keys", "AWS019"},
		KICS:    []string{"22fbfeac-7b5a-421a-8a27-7a2178bb910b"},
	}
	for text, want := range map[string][3]bool{ // inside, beside, leading
		"#checkov:skip=CKV_AWS_7":                                          {true, true, false},
		"# checkov:skip=ckv_aws_7: reason":                                 {true, true, false},
		"# checkov:skip = CKV_AWS_7 reason":                                {true, true, false},
		"# bridgecrew:skip=CKV_AWS_7:reason":                               {true, true, false},
		"# checkov:skip=CKV_AWS_70":                                        {},
		"# checkov:skip=CKV2_AWS_7":                                        {},
		"#tfsec:ignore:aws-kms-auto-rotate-keys":                           {true, true, false},
		"#tfsec:ignore:AWS002 tfsec:ignore:AWS019:exp:2027-01-01":          {true, true, false},
		"#tfsec:ignore:aws-s3-enable-versioning":                           {},
		"#trivy:ignore:AVD-AWS-0065[description=x]":                        {true, true, false},
		"// trivy:ignore:aws-0065 - later":                                 {true, true, false},
		"#trivy:ignore:*":                                                  {false, true, false},
		"#tfsec:ignore:all":                                                {false, true, false},
		"# kics-scan ignore-block":                                         {false, true, false},
		"# kics-scan ignore-line":                                          {false, true, false},
		"# kics-scan ignore":                                               {false, false, true},
		"# kics-scan disable=aaa, 22fbfeac-7b5a-421a-8a27-7a2178bb910b":    {true, true, true},
		"# kics-scan disable=aaa":                                          {},
		"# tflint-ignore: kms_key_rotation, see CKV_AWS_7 of checkov":      {},
		"# checkov and tfsec ask for rotation: AVD-AWS-0065 and CKV_AWS_7": {},
	} {
		for at, want := range want {
			if got := suppresses(text, checks, place(at)); got != want {
				t.Errorf("%s, place %d: %t", text, at, got)
			}
		}
	}
	if suppresses("# kics-scan ignore-block", &Suppressions{Trivy: []string{"AVD-AWS-0171"}}, besideIt) {
		t.Error("KICS has no such query")
	}
}

// TestComments is about which comments belong to a line.
func TestComments(t *testing.T) {
	const source = "# one\n\n# two\n/* three\nfour */\na = 1 # five\n# six\nb = [ # seven\n  1,\n] # eight\nc = 1\n"
	file, diags := hclsyntax.ParseConfig([]byte(source), "main.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	all := newRemarks("main.tf", file)
	for _, tt := range []struct {
		first, last int
		want        string
	}{{6, 6, "# two|/* three\nfour */|# five"}, {8, 10, "# six|# seven|# eight"}, {11, 11, ""}, {3, 3, "# two"}, {1, 1, "# one"}} {
		var got []string
		for _, c := range all.beside(tt.first, tt.last) {
			got = append(got, c.text)
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("lines %d to %d: %q, want %q", tt.first, tt.last, got, tt.want)
		}
	}
	if lead := all.leading(); len(lead) != 3 || lead[2].text != "/* three\nfour */" {
		t.Errorf("%+v lead", lead)
	}
}
