package policy

import (
	"fmt"
	"strings"
	"testing"
)

// tenStatements is a policy such as teams write: the wanted denies among
// others, with wildcards, lists and conditions.
const tenStatements = `{"Version":"2012-10-17","Statement":[
{"Sid":"Read","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:role/app"},"Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]},
{"Sid":"Logs","Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::b/logs/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}},
{"Sid":"KMS","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":["aws:kms","aws:kms:dsse"]}}},
{"Sid":"Key","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringNotEqualsIfExists":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:us-east-1:111111111111:key/k"}}},
{"Sid":"SSEC","Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*","Condition":{"Null":{"s3:x-amz-server-side-encryption-customer-algorithm":"false"}}},
{"Sid":"Admins","Effect":"Deny","Principal":"*","Action":["s3:Delete*","s3:PutBucketPolicy"],"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"],"Condition":{"ArnNotLike":{"aws:PrincipalArn":["arn:aws:iam::111111111111:role/admin-*","arn:aws:iam::111111111111:role/ci"]}}},
{"Sid":"VPC","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"],"Condition":{"StringNotEquals":{"aws:SourceVpce":["vpce-1","vpce-2"]},"Bool":{"aws:ViaAWSService":"false"}}},
{"Sid":"Office","Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/private/*","Condition":{"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","192.0.2.0/24"]}}},
{"Sid":"Home","Effect":"Deny","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"NotAction":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"},
{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}
]}`

var benchRequests = []struct {
	name    string
	request *Request
	want    Verdict
}{
	{"http", NewRequest("s3:GetObject", "arn:aws:s3:::b/k", Member("111111111111", "")).Fix("aws:SecureTransport", "false"), Denied},
	{"https", NewRequest("s3:GetObject", "arn:aws:s3:::b/k", OtherAccount("111111111111")).Fix("aws:SecureTransport", "true"), NotDenied},
	{"aes256", NewRequest("s3:PutObject", "arn:aws:s3:::b/k", Member("111111111111", "")).Fix("aws:SecureTransport", "true").
		Fix("s3:x-amz-server-side-encryption", "AES256").Fix("s3:x-amz-server-side-encryption-aws-kms-key-id"), Denied},
	{"delete", NewRequest("s3:DeleteObject", "arn:aws:s3:::b/k", Member("111111111111", "")).Fix("aws:SecureTransport", "true"), NotDenied},
	{"fixed", NewRequest("s3:DeleteObject", "arn:aws:s3:::b/k", Member("", "arn:aws:iam::111111111111:role/ci")).
		Fix("aws:SecureTransport", "true").OthersAbsent(), Denied},
}

// BenchmarkDenies evaluates a policy of ten statements; an op is one request.
func BenchmarkDenies(b *testing.B) {
	doc, err := Parse([]byte(tenStatements))
	if err != nil {
		b.Fatal(err)
	}
	for _, bench := range benchRequests {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got, _ := Denies(doc, bench.request); got != bench.want {
					b.Fatalf("%v, want %v", got, bench.want)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "verdicts/s")
		})
	}
}

// BenchmarkParse reads the same policy.
func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse([]byte(tenStatements)); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAllocations holds the promise that a request costs no allocation beyond
// the policy variables that it resolves.
func TestAllocations(t *testing.T) {
	doc, _ := Parse([]byte(tenStatements))
	for _, bench := range benchRequests {
		if n := testing.AllocsPerRun(100, func() { Denies(doc, bench.request) }); n > 4 {
			t.Errorf("%s: %v allocations", bench.name, n)
		}
	}
}

// TestSize reads and asks documents of great size and odd shape.
func TestSize(t *testing.T) {
	long := strings.Repeat("a*", 1<<20)
	var many []string
	for i := range 60_000 {
		many = append(many, fmt.Sprintf(`{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::1%011d:root"},"Action":"s3:*","Resource":"arn:aws:s3:::b/*","Condition":{"StringNotLike":{"k:%d":"x*"},"StringEquals":{"k:z":"v%d"}}}`, i, i, i))
	}
	values := `"` + strings.Join(strings.Split(strings.Repeat("arn:aws:s3:::b/k?", 200_000), "?"), `","`) + `"`
	deny := func(condition string) string {
		return `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":` + condition + `}}`
	}
	texts := map[string]string{
		"statements":  `{"Version":"2012-10-17","Statement":[` + strings.Join(many, ",") + `]}`,
		"wildcards":   deny(`{"StringLike":{"k:a":"` + long + `"},"StringEquals":{"k:a":"` + long + `"}}`),
		"values":      deny(`{"StringLike":{"k:a":[` + values + `]},"ForAnyValue:StringLike":{"k:a":[` + values + `]}}`),
		"escapes":     deny(`{"StringEquals":{"k:a":"` + strings.Repeat("${$}", 1<<19) + `"}}`),
		"open":        deny(`{"StringEquals":{"k:a":"` + strings.Repeat("${", 1<<20) + `"}}`),
		"variables":   deny(`{"StringEquals":{"k:a":"` + strings.Repeat("${k:b}", 1<<18) + `"}}`),
		"nested":      deny(strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000)),
		"deep":        strings.Repeat("[", 5_000_000),
		"deep policy": `{"Statement":` + strings.Repeat(`{"Statement":`, 1_000_000),
		"keys":        `{"Statement":{` + strings.TrimSuffix(strings.Repeat(`"Effect":"Deny",`, 600_000), ",") + `}}`,
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			// No clock: what is quadratic here doesn't end before the test's timeout.
			doc, err := Parse([]byte(text))
			if err == nil {
				for _, who := range genWho {
					Denies(doc, NewRequest("s3:GetObject", "arn:aws:s3:::b/k", who))
				}
			}
		})
	}
}
