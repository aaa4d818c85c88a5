package s3_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// TestSameDenials holds that how a policy is written doesn't change what it
// denies, whatever that is.
func TestSameDenials(t *testing.T) {
	const unset = "variable \"x\" {}\nvariable \"n\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  bucket = var.n\n}\n"
	for name, c := range map[string]struct {
		want           string
		effect, action string
		resources      string // with ARN for the bucket's
		principal      string // identifiers of type AWS
		condition      string // values of aws:SecureTransport
	}{
		"all":               {denied, `"Deny"`, `"s3:*"`, `"ARN", "ARN/*"`, `"*"`, `"false"`},
		"objects":           {objects, `"Deny"`, `"s3:*"`, `"ARN/*"`, `"*"`, `"false"`},
		"bucket":            {"aws_s3_bucket.a: yes denied/not denied", `"Deny"`, `"s3:*"`, `"ARN"`, `"*"`, `"false"`},
		"allow":             {allowed, `"Allow"`, `"s3:*"`, `"ARN", "ARN/*"`, `"*"`, `"false"`},
		"inverted":          {allowed, `"Deny"`, `"s3:*"`, `"ARN", "ARN/*"`, `"*"`, `"true"`},
		"role":              {allowed, `"Deny"`, `"s3:*"`, `"ARN", "ARN/*"`, `"arn:aws:iam::1:role/r"`, `"false"`},
		"unknown effect":    {opaque, `"${var.x}"`, `"s3:*"`, `"ARN", "ARN/*"`, `"*"`, `"false"`},
		"unknown action":    {opaque, `"Deny"`, `"${var.x}"`, `"ARN", "ARN/*"`, `"*"`, `"false"`},
		"unknown object":    {"aws_s3_bucket.a: yes denied/unknown", `"Deny"`, `"s3:*"`, `"ARN", "ARN/${var.x}"`, `"*"`, `"false"`},
		"unknown principal": {opaque, `"Deny"`, `"s3:*"`, `"ARN", "ARN/*"`, `"${var.x}"`, `"false"`},
		"beside unknown":    {denied, `"Deny"`, `"s3:*"`, `"ARN", "ARN/*"`, `"*", "${var.x}"`, `"false"`},
		"unknown condition": {opaque, `"Deny"`, `"s3:*"`, `"ARN", "ARN/*"`, `"*"`, `"${var.x}"`},
	} {
		for _, arn := range []string{"${aws_s3_bucket.a.arn}", "arn:aws:s3:::${aws_s3_bucket.a.id}", "arn:aws:s3:::${var.n}", "${local.arn}"} {
			resources := strings.ReplaceAll(c.resources, "ARN", arn)
			json := fmt.Sprintf(`{"Version": "2012-10-17", "Statement": [{"Effect": %s, "Action": [%s], "Resource": [%s], "Principal": {"AWS": [%s]}, "Condition": {"Bool": {"aws:SecureTransport": [%s]}}}]}`,
				c.effect, c.action, resources, c.principal, c.condition)
			block := fmt.Sprintf("statement {\n  effect = %s\n  actions = [%s]\n  resources = [%s]\n  principals {\n    type = \"AWS\"\n    identifiers = [%s]\n  }\n  condition {\n    test = \"Bool\"\n    variable = \"aws:SecureTransport\"\n    values = [%s]\n  }\n}",
				c.effect, c.action, resources, c.principal, c.condition)
			each := strings.ReplaceAll
			for form, source := range map[string]string{
				"jsonencode": policyOf("jsonencode(" + json + ")"),
				"heredoc":    policyOf("<<-EOT\n    " + json + "\n  EOT\n"),
				"quoted":     policyOf(`"` + each(each(json, `"`, `\"`), `x\"`, `x"`) + `"`),
				"local":      policyOf("local.p") + "locals {\n  p = local.q[\"a\"].p\n  q = { a = { p = jsonencode(" + json + ") } }\n}\n",
				"parts":      policyOf("jsonencode(local.p)") + "locals {\n  p = { Version = \"2012-10-17\", Statement = local.s }\n  s = " + json[strings.Index(json, "["):len(json)-1] + "\n}\n",
				"choice":     policyOf("var.n == null || true ? jsonencode(" + json + `) : ""`),
				"for_each":   strings.Replace(policyOf("jsonencode("+json+")"), "{\n", "{\n  for_each = toset([\"k\"])\n", 1),
				"each.value": strings.Replace(policyOf("each.value"), "{\n", "{\n  for_each = { k = jsonencode("+json+") }\n", 1),
				"document":   policyOf("data.aws_iam_policy_document.d.json") + document("d", block),
				"dynamic":    policyOf("data.aws_iam_policy_document.d.json") + document("d", "dynamic \"statement\" {\n for_each = [1]\n content {\n"+strings.TrimPrefix(block, "statement {")+"\n}"),
				"source":     policyOf("data.aws_iam_policy_document.d.json") + document("d", "source_policy_documents = [data.aws_iam_policy_document.e.json]") + document("e", block),
				"override":   policyOf("data.aws_iam_policy_document.d.json") + document("d", "override_policy_documents = [jsonencode("+json+")]"),
				"documents":  policyOf("data.aws_iam_policy_document.d[\"k\"].json") + document("d", "for_each = { k = 1 }\n"+block),
				"nothing":    policyOf("data.aws_iam_policy_document.d.json") + document("d", "override_policy_documents = tolist([])\n"+block),
				"replaced":   policyOf("replace(jsonencode(" + each(json, arn, "_ARN_") + "), \"_ARN_\", \"" + arn + "\")"),
				"in a list":  policyOf("local.p[0]") + "locals {\n  p = [data.aws_iam_policy_document.d.json]\n}\n" + document("d", block),
			} {
				inv := take(t, unset+"locals {\n  arn = \"arn:aws:s3:::${var.n}\"\n}\n"+source)
				if diff := cmp.Diff(c.want, denials(inv)); diff != "" {
					t.Errorf("%s, %s, %s: -want +got:\n%s", name, form, arn, diff)
				}
			}
		}
	}
}

// TestPolicyFiles is about policies in files.
func TestPolicyFiles(t *testing.T) {
	known := map[string]string{
		"p.json": `{"Statement": [` + deny("arn:aws:s3:::n") + `]}`,
		"p.tpl":  `{"Statement": [` + deny("${arn}") + `, ${more}]}`,
		"q.tpl":  `{"Statement": [` + deny("arn:aws:s3:::${lower(name)}") + `]}`,
		"r.tpl":  `{"Statement": [` + strings.Replace(allow, `"*"`, `{"AWS": [ ${join(",", formatlist("\"%s\"", more))} ]}`, 1) + "," + deny("${arn}") + `]}`,
		"s.tpl":  `${whole}`,
	}
	for name, c := range map[string]encryptedCase{
		"file":                     {strings.Replace(plainBucket, `"a" {}`, "\"a\" {\n  bucket = \"n\"\n}", 1) + policyOf(`file("p.json")`), denied},
		"no file":                  {plainBucket + policyOf(`file("none.json")`), opaque},
		"templatefile":             {plainBucket + policyOf(`templatefile("${path.module}/p.tpl", { arn = aws_s3_bucket.a.arn, more = "{}" })`), denied},
		"templatefile, unknown":    {plainBucket + policyOf(`templatefile("p.tpl", { arn = aws_s3_bucket.a.arn, more = var.x })`), denied},
		"templatefile, same":       {strings.Replace(plainBucket, `"a" {}`, "\"a\" {\n  bucket = var.x\n}", 1) + policyOf(`templatefile("p.tpl", { arn = "arn:aws:s3:::${var.x}", more = "{}" })`), denied},
		"templatefile, computed":   {strings.Replace(plainBucket, `"a" {}`, "\"a\" {\n  bucket = lower(var.x)\n}", 1) + policyOf(`templatefile("q.tpl", { name = var.x })`), opaque},
		"templatefile, not JSON":   {plainBucket + policyOf(`templatefile("r.tpl", { arn = aws_s3_bucket.a.arn, more = var.x })`), denied},
		"templatefile, whole":      {plainBucket + policyOf(`templatefile("s.tpl", { whole = `+jsonencode("["+deny(arnOfA)+", var.x]")+` })`), denied},
		"templatefile, merged":     {plainBucket + policyOf(`templatefile("p.tpl", merge({ arn = aws_s3_bucket.a.arn }, { more = var.x }))`), denied},
		"templatefile, no such":    {plainBucket + policyOf(`templatefile("none.tpl", { arn = var.x })`), opaque},
		"templatefile, wrong":      {plainBucket + policyOf(`templatefile("p.tpl", {})`), opaque},
		"template_file":            {plainBucket + policyOf(`data.template_file.t.rendered`) + "data \"template_file\" \"t\" {\n  template = file(\"p.tpl\")\n  vars = {\n    arn  = aws_s3_bucket.a.arn\n    more = var.x\n  }\n}\n", denied},
		"template_file, unknown":   {plainBucket + policyOf(`data.template_file.t.rendered`) + "data \"template_file\" \"t\" {\n  template = var.x\n}\n", opaque},
		"template_file, something": {plainBucket + policyOf(`data.template_file.t.id`) + "data \"template_file\" \"t\" {}\n", opaque},
	} {
		files := map[string]string{"main.tf": c.source}
		maps.Copy(files, known)
		if diff := cmp.Diff(c.want, denials(takeFiles(t, files))); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

// TestPolicyStatements is about what else is known of a policy.
func TestPolicyStatements(t *testing.T) {
	inv := take(t, plainBucket+policyOf("<<EOT\n{\"Statement\": [\n"+deny(arnOfA)+"]}\nEOT\n"))
	p := inv.Policies[0]
	b := p.Buckets[0]
	verdict, s := b.Denies(policy.NewRequest("s3:ListBucket", b.ARN(), policy.Anonymous()).Fix("aws:SecureTransport", "false"))
	if verdict != policy.Denied || s == nil || s.Sid != "tls" || s.Offset != len("{\"Statement\": [\n") {
		t.Errorf("%s by %+v", verdict, s)
	}
	if p.Inline || p.Instance.Address().String() != "aws_s3_bucket_policy.p" || !p.Argument.Written() || p != b.Policies[0] {
		t.Errorf("%+v", p)
	}
	if v, s := take(t, plainBucket).Buckets[0].Denies(policy.NewRequest("s3:ListBucket", "", policy.Anonymous())); v != policy.NotDenied || s != nil {
		t.Error(v, s)
	}
}

// TestDocumentsGrow holds that documents which have each other among their
// sources many times over end.
func TestDocumentsGrow(t *testing.T) {
	var source strings.Builder
	source.WriteString(plainBucket + policyOf("data.aws_iam_policy_document.d0.json") + "locals {\n  loop = { Statement = [local.loop, local.loop, var.x] }\n}\n")
	source.WriteString("resource \"aws_s3_bucket\" \"b\" {\n  policy = jsonencode(local.loop)\n}\n")
	for i := range 40 {
		next := fmt.Sprintf("data.aws_iam_policy_document.d%d.json", i+1)
		source.WriteString(document(fmt.Sprintf("d%d", i), "source_policy_documents = ["+next+", "+next+"]"))
	}
	source.WriteString(document("d40", "statement {\n  actions = [var.x]\n}"))
	if got := denials(take(t, source.String())); got != opaque+"\naws_s3_bucket.b: yes unknown/unknown" {
		t.Error(got)
	}
}

// TestPolicyConditional is about policies that are not there now.
func TestPolicyConditional(t *testing.T) {
	for source, want := range map[string]bool{
		plainBucket: false,
		plainBucket + strings.Replace(policyOf("var.x"), "{\n", "{\n  count = 0\n", 1):                     true,
		"variable \"x\" {\n  default = null\n}\nresource \"aws_s3_bucket\" \"a\" {\n  policy = var.x\n}\n": true,
		"resource \"aws_s3_bucket\" \"a\" {\n  policy = null\n}\n":                                         false,
	} {
		if b := take(t, source).Buckets[0]; b.PolicyConditional != want || b.HasPolicy != tri.No {
			t.Errorf("%t, has %s:\n%s", b.PolicyConditional, b.HasPolicy, source)
		}
	}
}

// TestFillingPolicies holds that giving an unset variable a value never
// contradicts what was known without.
func TestFillingPolicies(t *testing.T) {
	values := []string{
		`"a"`, `""`, `"Deny"`, `"*"`, `"tls"`, `true`, `0`, `null`, `[]`, `["*"]`, `{ a = "a", b = "b" }`, `"arn:aws:s3:::a"`,
		`{ Effect = "Deny", Principal = "*", Action = "*", Resource = "*" }`,
		`"{\"Statement\": [{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}]}"`,
		`"{\"Statement\": [{\"Sid\": \"tls\", \"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}]}"`,
	}
	for name, c := range policyCases() {
		for _, x := range values {
			named := strings.Contains(c.source, "bucket = var.x\n")
			if !strings.Contains(c.source, "var.x") || named && (x == `""` || x == "null") {
				continue // no bucket has such a name
			}
			source := strings.Replace(c.source, "variable \"x\" {}", "variable \"x\" {\n  default = "+x+"\n}", 1)
			before, after := strings.Split(c.want, "\n"), strings.Split(denials(take(t, source)), "\n")
			for i := range min(len(before), len(after)) {
				if contradicts(before[i], after[i]) {
					t.Errorf("%s: with %s, %s instead of %s", name, x, after[i], before[i])
				}
			}
		}
	}
}

// contradicts reports whether a definite verdict differs from another one.
func contradicts(before, after string) bool {
	b, a := strings.SplitN(before, " ", 3), strings.SplitN(after, " ", 3)
	if b[0] != a[0] {
		return false // of another instance
	}
	from, to := strings.Split(b[2], "/"), strings.Split(a[2], "/")
	for i := range from {
		if from[i] != "unknown" && to[i] != "unknown" && from[i] != to[i] {
			return true
		}
	}
	return b[1] != "unknown" && a[1] != "unknown" && b[1] != a[1]
}

// TestReplaced is about replacements in a policy that isn't known as a whole.
func TestReplaced(t *testing.T) {
	json := "jsonencode({ Statement = [" + deny("_B_") + ", var.x] })"
	for name, c := range map[string]encryptedCase{
		"placeholder":      {plainBucket + policyOf(`replace(`+json+`, "_B_", aws_s3_bucket.a.arn)`), denied},
		"twice":            {plainBucket + policyOf(`replace(replace(`+json+`, "_B_", "_C_"), "_C_", aws_s3_bucket.a.arn)`), denied},
		"in parts":         {plainBucket + policyOf(`replace(replace(`+json+`, "_B_", "arn:_P_:s3:::${aws_s3_bucket.a.id}"), "_P_", "aws")`), opaque},
		"another one":      {plainBucket + policyOf(`replace(`+json+`, "_C_", aws_s3_bucket.a.arn)`), opaque},
		"key":              {plainBucket + policyOf(`replace(`+json+`, "Resource", "_B_")`), opaque},
		"pattern":          {plainBucket + policyOf(`replace(`+json+`, "/_B_/", aws_s3_bucket.a.arn)`), opaque},
		"unknown":          {plainBucket + policyOf(`replace(`+json+`, var.x, aws_s3_bucket.a.arn)`), opaque},
		"part of the name": {plainBucket + policyOf(`replace(`+strings.ReplaceAll(json, `_B_`, `${aws_s3_bucket.a.arn}`)+`, "arn", "x")`), opaque},
	} {
		inv := take(t, "variable \"x\" {}\n"+c.source)
		if diff := cmp.Diff(c.want, denials(inv)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}
