package known_test

import (
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
)

// TestFind says which sources and versions mean a module that the table has.
func TestFind(t *testing.T) {
	const (
		bucket = "terraform-aws-modules/s3-bucket/aws"
		github = "github.com/terraform-aws-modules/terraform-aws-s3-bucket"
	)
	for _, c := range []struct{ source, version, want string }{
		{bucket, "5.2.0", bucket},
		{bucket, "= 5.2", bucket},
		{bucket, "~> 3.0", bucket},
		{bucket, "~> 3", ""}, // any version from 3 on
		{bucket, "~> 5.8.0", bucket},
		{bucket, ">= 3.0, < 6.0.0", bucket},
		{bucket, ">= 4.1, != 5.2.0, < 6", bucket},
		{"registry.terraform.io/" + bucket, "4.1.0", bucket},
		{"registry.opentofu.org/" + bucket, "4.1.0", bucket},
		{"terraform-aws-modules/kms/aws", "~> 1.5", "terraform-aws-modules/kms/aws"},
		{"cloudposse/s3-bucket/aws", "4.10.0", "cloudposse/s3-bucket/aws"},
		{"cloudposse/s3-bucket/aws", "~> 2.0", "cloudposse/s3-bucket/aws"},
		{"cloudposse/kms-key/aws", "~> 0.12.0", "cloudposse/kms-key/aws"},
		{"cloudposse/kms-key/aws", "0.6.1", ""},
		{"cloudposse/kms-key/aws", ">= 0.10.0", ""},
		{"cloudposse/label/null", "0.25.0", "cloudposse/label/null"},
		{"cloudposse/label/null", "0.24.1", ""},
		{"terraform-aws-modules/alb/aws", "~> 8.7.0", "terraform-aws-modules/alb/aws"},
		{"terraform-aws-modules/alb/aws", "5.16.0", ""},
		{"git::https://github.com/cloudposse/terraform-null-label.git?ref=tags/0.25.0", "", "cloudposse/label/null"},
		{github + "?ref=v4.1.0", "", bucket},
		{github + ".git?ref=4.1.0", "", bucket},
		{"git::https://" + github + ".git?ref=v3.0.0&depth=1", "", bucket},
		{"git::https://" + github + "?depth=1&ref=v3.0.0", "", bucket},
		{"git::ssh://git@" + github + ".git?ref=v5.15.4", "", bucket},
		{"git@github.com:terraform-aws-modules/terraform-aws-kms.git?ref=v4.2.0", "", "terraform-aws-modules/kms/aws"},
		{github + "?ref=tags/v4.1.0", "", bucket},
		{"git::https://" + github + "?ref=refs/tags/v4.1.0", "", bucket},
		{"git::https://" + github + ".git?ref=0662a7bdfceac73daed7c08df2b421707de341df", "", bucket}, // 5.9.0

		{github + "?ref=refs/heads/v4.1.0", "", ""},
		{"github.com/terraform-aws-modules/terraform-aws-kms?ref=0662a7bdfceac73daed7c08df2b421707de341df", "", ""}, // of another
		{bucket, "", ""},
		{bucket, ">= 3.0", ""},
		{bucket, ">= 2.15, < 4", ""},
		{bucket, "< 4", ""},
		{bucket, "6.0.0", ""},
		{bucket, "2.15.0", ""},
		{bucket, "not a version", ""},
		{bucket + "//modules/object", "5.2.0", bucket + "//modules/object"},
		{bucket + "//modules/notification", "~> 5.0", bucket + "//modules/notification"},
		{bucket + "//modules/object", "", ""},
		{bucket + "//modules/table-bucket", "5.9.0", ""},
		{"example.com/" + bucket, "5.2.0", ""},
		{"someone/s3-bucket/aws", "5.2.0", ""},
		{"cloudposse/s3-bucket/aws", "1.0.0", ""},
		{github, "", ""},
		{github + "?ref=master", "", ""},
		{github + "?ref=v2.0.0", "", ""},
		{github + "?ref=0123456789abcdef0123456789abcdef01234567", "", ""},
		{github + "//modules/object?ref=v4.1.0", "", bucket + "//modules/object"},
		{"git::https://" + github + ".git//modules/notification?ref=0662a7bdfceac73daed7c08df2b421707de341df", "", bucket + "//modules/notification"},
		{github + "//examples/complete?ref=v4.1.0", "", ""},
		{"github.com/someone/terraform-aws-s3-bucket?ref=v4.1.0", "", ""},
		{"git::https://example.com/terraform-aws-modules/terraform-aws-s3-bucket.git?ref=v4.1.0", "", ""},
		{"./modules/s3-bucket", "", ""},
		{"", "", ""},
	} {
		got := ""
		if m := known.Find(c.source, c.version); m != nil {
			got = m.Name
		}
		if got != c.want {
			t.Errorf("%q version %q is %q, want %q", c.source, c.version, got, c.want)
		}
	}
}

// TestHTTPSByDefault says of which versions the distributions admit viewers over HTTPS only.
func TestHTTPSByDefault(t *testing.T) {
	const module, github = "terraform-aws-modules/cloudfront/aws", "git::https://github.com/terraform-aws-modules/terraform-aws-cloudfront.git"
	for call, want := range map[[2]string]bool{
		{module, "~> 6.0"}:         true,
		{module, "6.6.0"}:          true,
		{github + "?ref=v6.0.0"}:   true,
		{module, "5.2.0"}:          false,
		{module, ">= 5.0, < 7.0"}:  false,
		{module, ""}:               false,
		{github + "?ref=v5.2.0"}:   false,
		{github + "?ref=master"}:   false,
		{"example/cloudfront/aws"}: false,
	} {
		if known.HTTPSByDefault(call[0], call[1]) != want {
			t.Errorf("%q: want %v", call, want)
		}
	}
}

// TestArguments holds that the stand-ins have the arguments that fixes write.
func TestArguments(t *testing.T) {
	written := 0
	for _, name := range []string{"terraform-aws-modules/s3-bucket/aws", "terraform-aws-modules/kms/aws", "cloudposse/s3-bucket/aws"} {
		m := known.Find(name, "4.1.0")
		if m == nil {
			t.Fatalf("%s isn't known", name)
		}
		if m.ARN != "" && !strings.Contains(m.Source, `output "`+m.ARN+`"`) {
			t.Errorf("%s has no output %s", name, m.ARN)
		}
		for wish := known.ExplicitSSE; wish <= known.DeletionWindow; wish++ {
			arg, ok := m.Argument(wish)
			if !ok {
				continue
			}
			written++
			if !strings.Contains(m.Source, `variable "`+arg.Name+`"`) {
				t.Errorf("%s has no %s", name, arg.Name)
			}
			if arg.Sid != "" && (!known.AddsSid(wish, arg.Sid) || !strings.Contains(m.Source, `"`+arg.Sid+`"`)) {
				t.Errorf("%s has no statement %s", name, arg.Sid)
			}
		}
	}
	if written == 0 || known.AddsSid(known.DenyInsecureTransport, "") || known.AddsSid(known.KeyRotation, "ForceSSLOnlyAccess") {
		t.Error(written)
	}
}
