package trust

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// TestManyStatements has policies with 500 statements, none of which denies anything, in
// each form in which a fix adds some.
func TestManyStatements(t *testing.T) {
	const bucket = "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"example\"\n}\n\n" +
		"resource \"aws_s3_bucket_policy\" \"a\" {\n  bucket = aws_s3_bucket.a.id\n  policy = %s\n}\n"
	statements := func(format, separator string) string {
		list := make([]string, 500)
		for i := range list {
			list[i] = strings.ReplaceAll(format, "N", fmt.Sprint(i))
		}
		return strings.Join(list, separator)
	}
	for name, source := range map[string]string{
		"jsonencode": fmt.Sprintf(bucket, "jsonencode({\n    Statement = [\n"+statements(
			`      { Sid = "SN", Effect = "Allow", Principal = { AWS = "11111111N" }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.a.arn}/N/*" },`, "\n")+"\n    ]\n  })"),
		"heredoc": fmt.Sprintf(bucket, "<<EOT\n{\n  \"Statement\": [\n"+statements(
			`    {"Sid": "SN", "Effect": "Allow", "Principal": {"AWS": "11111111N"}, "Action": "s3:GetObject", "Resource": "${aws_s3_bucket.a.arn}/N/*"}`, ",\n")+"\n  ]\n}\nEOT"),
		"document": fmt.Sprintf(bucket, "data.aws_iam_policy_document.a.json") + "\ndata \"aws_iam_policy_document\" \"a\" {\n" + statements(
			"  statement {\n    sid       = \"SN\"\n    actions   = [\"s3:GetObject\"]\n    resources = [\"${aws_s3_bucket.a.arn}/N/*\"]\n    principals {\n      type        = \"AWS\"\n"+
				"      identifiers = [\"11111111N\"]\n    }\n  }\n", "\n") + "}\n",
	} {
		t.Run(name, func(t *testing.T) {
			complaints, changes := checkFixes(t, &fixture.Case{Files: map[string][]byte{"main.tf": []byte(source)}})
			if len(complaints) > 0 {
				t.Error(strings.Join(complaints, "\n"))
			}
			if !strings.Contains(changes, "DenyUnencryptedTransport") || !strings.Contains(changes, "S499") {
				t.Errorf("no statement is added, or one is lost:\n%.1000s", changes)
			}
		})
	}
}
