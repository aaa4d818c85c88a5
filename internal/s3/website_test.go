package s3_test

import (
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestWebsites says which buckets serve a website.
func TestWebsites(t *testing.T) {
	const a = "variable \"x\" {}\nresource \"aws_s3_bucket\" \"a\" {\n}\n"
	inline := func(body string) string { return strings.Replace(a, "\"a\" {\n", "\"a\" {\n"+body+"\n", 1) }
	website := func(body string) string {
		return a + "resource \"aws_s3_bucket_website_configuration\" \"w\" {\n  bucket = aws_s3_bucket.a.id\n" + body + "\n}\n"
	}
	const redirect = "redirect_all_requests_to {\n  host_name = \"h\"\n}"
	for name, c := range map[string]struct {
		source string
		want   tri.Answer
	}{
		"nothing":             {a, tri.No},
		"website":             {website(""), tri.Yes},
		"redirect":            {website(redirect), tri.No},
		"redirect, unknown":   {website("dynamic \"redirect_all_requests_to\" {\n  for_each = var.x\n  content {}\n}"), tri.Unknown},
		"two websites":        {website(redirect) + strings.Replace(strings.TrimPrefix(website(""), a), `"w"`, `"v"`, 1), tri.Unknown},
		"inline website":      {inline("website {\n  index_document = \"i\"\n}"), tri.Yes},
		"inline redirect":     {inline("website {\n  redirect_all_requests_to = \"h\"\n}"), tri.No},
		"inline redirect, un": {inline("website {\n  redirect_all_requests_to = var.x\n}"), tri.Unknown},
		"inline website, un":  {inline("dynamic \"website\" {\n  for_each = var.x\n  content {}\n}"), tri.Unknown},
		"another website":     {a + "resource \"aws_s3_bucket_website_configuration\" \"w\" {\n  bucket = var.x\n}\n", tri.Unknown},
		"handed over":         {a + "module \"m\" {\n  source = \"x/y/z\"\n  bucket = aws_s3_bucket.a.id\n}\n", tri.Unknown},
	} {
		if b := take(t, c.source).Buckets[0]; b.ServesWebsite != c.want {
			t.Errorf("%s: website %s, want %s", name, b.ServesWebsite, c.want)
		}
	}
}
