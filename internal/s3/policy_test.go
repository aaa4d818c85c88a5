package s3_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
)

// plainHTTP says whether everybody's requests without TLS are denied.
func plainHTTP(b *s3.Bucket, action, object string) policy.Verdict {
	worst := policy.Denied
	for _, who := range []policy.Principal{policy.Anonymous(), policy.Member("111122223333", ""), policy.OtherAccount("111122223333")} {
		req := policy.NewRequest(action, b.ARN()+object, who).Fix("aws:SecureTransport", "false").Dispute("s3:TlsVersion", "1.0", "1.1")
		switch v, _ := b.Denies(req); v {
		case policy.NotDenied:
			return v
		case policy.Unknown:
			worst = v
		case policy.Denied:
		}
	}
	return worst
}

// denials writes of each bucket whether it has a policy, and whether listing it
// and reading its objects without TLS is denied:
//
//	aws_s3_bucket.a: yes denied/not denied
func denials(inv *s3.Inventory) string {
	var lines []string
	for _, b := range inv.Buckets {
		lines = append(lines, b.Instance.Address().String()+": "+b.HasPolicy.String()+" "+
			plainHTTP(b, "s3:ListBucket", "").String()+"/"+plainHTTP(b, "s3:GetObject", "/key").String())
	}
	return strings.Join(lines, "\n")
}

const (
	denied   = "aws_s3_bucket.a: yes denied/denied"
	allowed  = "aws_s3_bucket.a: yes not denied/not denied"
	opaque   = "aws_s3_bucket.a: yes unknown/unknown"
	noPolicy = "aws_s3_bucket.a: no not denied/not denied"
	objects  = "aws_s3_bucket.a: yes not denied/denied"
)

// deny writes a statement that denies plain HTTP, in JSON syntax, for a text
// that stands for the bucket's ARN.
func deny(arn string) string {
	return `{"Sid": "tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["` + arn + `", "` + arn + `/*"],
	 "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`
}

// allow is a statement that denies nothing.
const allow = `{"Sid": "read", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}`

// statement writes the one that denies plain HTTP as a block; more replaces
// arguments' values, a name before each.
func statement(more ...string) string {
	out := `statement {
    sid       = "tls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.a.arn, "${aws_s3_bucket.a.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
`
	return strings.NewReplacer(more...).Replace(out)
}

func document(name, body string) string {
	return "data \"aws_iam_policy_document\" \"" + name + "\" {\n" + body + "\n}\n"
}

// policyOf writes the policy of bucket a.
func policyOf(expr string) string {
	return "resource \"aws_s3_bucket_policy\" \"p\" {\n  bucket = aws_s3_bucket.a.id\n  policy = " + expr + "\n}\n"
}

func heredoc(statements string) string {
	return "<<EOT\n{\"Version\": \"2012-10-17\", \"Statement\": " + statements + "}\nEOT\n"
}

func jsonencode(statements string) string {
	return "jsonencode({\"Version\": \"2012-10-17\", \"Statement\": " + statements + "})"
}

const (
	plainBucket = "variable \"x\" {}\nvariable \"y\" {}\nresource \"aws_s3_bucket\" \"a\" {}\n"
	arnOfA      = "${aws_s3_bucket.a.arn}"
)

// policyCases are the forms of policies and the traps in them, by name.
func policyCases() map[string]encryptedCase {
	fromDocument := policyOf("data.aws_iam_policy_document.d.json")
	data := func(body string) string { return plainBucket + fromDocument + document("d", body) }
	sameName := func(name, arn string) string {
		return "variable \"x\" {}\nvariable \"y\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  " + name + "\n}\n" +
			"resource \"aws_s3_bucket_policy\" \"p\" {\n  bucket = aws_s3_bucket.a.id\n  policy = " + jsonencode("["+deny(arn)+"]") + "\n}\n"
	}
	return map[string]encryptedCase{
		"none":               {plainBucket, noPolicy},
		"jsonencode":         {plainBucket + policyOf(jsonencode("["+deny(arnOfA)+"]")), denied},
		"single statement":   {plainBucket + policyOf(jsonencode(deny(arnOfA))), denied},
		"no version":         {plainBucket + policyOf("jsonencode({ Statement = ["+deny(arnOfA)+"] })"), denied},
		"heredoc":            {plainBucket + policyOf(heredoc("["+deny(arnOfA)+"]")), denied},
		"quoted JSON":        {"resource \"aws_s3_bucket\" \"a\" { bucket = \"a\" }\n" + policyOf(`"{\"Statement\": [{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}]}"`), denied},
		"objects only":       {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"`+arnOfA+`", `, "", 1)+"]")), objects},
		"action star":        {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), "s3:*", "*", 1)+"]")), denied},
		"one action":         {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), "s3:*", "s3:GetObject", 1)+"]")), objects},
		"boolean":            {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"false"`, "false", 1)+"]")), denied},
		"list of one":        {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"false"`, `["false"]`, 1)+"]")), denied},
		"StringEquals":       {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"Bool"`, `"StringEquals"`, 1)+"]")), denied},
		"TlsVersion alone":   {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"Bool": {"aws:SecureTransport": "false"}`, `"NumericLessThan": {"s3:TlsVersion": 1.2}`, 1)+"]")), opaque},
		"TlsVersion as well": {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"Bool"`, `"NumericLessThan": {"s3:TlsVersion": 1.2}, "Bool"`, 1)+"]")), opaque},
		"aws:TLSVersion":     {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"Bool"`, `"NumericLessThan": {"aws:TLSVersion": 1.2}, "Bool"`, 1)+"]")), allowed},
		"allow with TLS":     {plainBucket + policyOf(jsonencode("["+strings.NewReplacer("Deny", "Allow", `"false"`, `"true"`).Replace(deny(arnOfA))+"]")), allowed},
		"one role":           {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"Principal": "*"`, `"Principal": {"AWS": "arn:aws:iam::1:role/r"}`, 1)+"]")), allowed},
		"another bucket":     {"resource \"aws_s3_bucket\" \"o\" {}\n" + plainBucket + policyOf(jsonencode("["+deny("${aws_s3_bucket.o.arn}")+"]")), "aws_s3_bucket.o: no not denied/not denied\n" + allowed},
		"colons in HCL":      {plainBucket + policyOf(`jsonencode({ Statement : [{ Effect : "Deny", Principal : "*", Action : "*", Resource : ["*"] }] })`), denied},

		"unknown policy":            {plainBucket + policyOf("var.x"), opaque},
		"module output":             {plainBucket + policyOf("module.m.json") + "module \"m\" { source = \"x/y/z\" }\n", opaque},
		"not JSON":                  {plainBucket + policyOf(`"nonsense"`), opaque},
		"not a policy":              {plainBucket + policyOf(`"[]"`), opaque},
		"local":                     {plainBucket + policyOf("local.p") + "locals {\n  p = " + jsonencode("["+deny(arnOfA)+"]") + "\n}\n", denied},
		"condition known":           {plainBucket + policyOf("true ? "+jsonencode("["+deny(arnOfA)+"]")+` : ""`), denied},
		"condition unknown":         {plainBucket + policyOf("var.x ? local.p : local.q") + "locals {\n  p = " + jsonencode("["+deny(arnOfA)+", var.x]") + "\n  q = " + jsonencode("["+allow+", var.x]") + "\n}\n", opaque},
		"unknown principal":         {plainBucket + policyOf(jsonencode("["+strings.Replace(allow, `"*"`, `{"AWS": var.x}`, 1)+", "+deny(arnOfA)+"]")), denied},
		"unknown effect":            {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"Deny"`, `var.x`, 1)+"]")), opaque},
		"unknown statement":         {plainBucket + policyOf(jsonencode("[var.x, "+allow+"]")), opaque},
		"unknown statement beside":  {plainBucket + policyOf(jsonencode("[var.x, "+deny(arnOfA)+"]")), denied},
		"concat with unknown":       {plainBucket + policyOf(jsonencode("concat(["+deny(arnOfA)+"], var.x)")), denied},
		"concat of unknown":         {plainBucket + policyOf(jsonencode("concat(["+allow+"], var.x)")), opaque},
		"flatten with unknown":      {plainBucket + policyOf(jsonencode("flatten([["+deny(arnOfA)+"], var.x])")), denied},
		"unknown condition key":     {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"aws:SecureTransport"`, `"${var.x}"`, 1)+"]")), opaque},
		"unknown resource":          {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"`+arnOfA+`", `, "var.x, ", 1)+"]")), "aws_s3_bucket.a: yes unknown/denied"},
		"unknown action":            {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"s3:*"`, `["s3:GetObject", "s3:${var.x}"]`, 1)+"]")), "aws_s3_bucket.a: yes unknown/denied"},
		"decided by a stand-in":     {plainBucket + policyOf(jsonencode("["+strings.Replace(deny(arnOfA), `"Deny"`, `substr(aws_s3_bucket.a.id, 0, 1) == "s" ? "Deny" : "Allow"`, 1)+"]")), opaque},
		"heredoc, unknown parts":    {plainBucket + policyOf(heredoc("["+strings.Replace(allow, `"*"`, `{"AWS": "arn:aws:iam::${var.x}:root"}`, 1)+","+deny(arnOfA)+"]")), denied},
		"heredoc, unknown value":    {plainBucket + policyOf(heredoc("["+strings.Replace(allow, `"*"`, `{"AWS": ${jsonencode(var.x)}}`, 1)+","+deny(arnOfA)+"]")), denied},
		"heredoc, unknown effect":   {plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), `Deny`, `${var.x}`, 1)+"]")), opaque},
		"heredoc around a document": {plainBucket + policyOf("<<EOT\n${data.aws_iam_policy_document.d.json}\nEOT\n") + document("d", statement("principals {", "principals {\n type = \"AWS\"\n identifiers = var.x\n}\nprincipals {", `type        = "*"`, `type = "AWS"`)), denied},
		"a document or nothing":     {plainBucket + policyOf("var.x ? "+jsonencode("["+deny(arnOfA)+", var.y]")+" : null"), opaque},
		"a document or text":        {plainBucket + policyOf("var.x ? "+jsonencode("["+deny(arnOfA)+", var.y]")+" : \"{}\""), opaque},
		"a document, changed":       {plainBucket + policyOf("replace("+jsonencode("["+deny(arnOfA)+", var.y]")+", \"Deny\", \"Allow\")"), opaque},
		"two documents":             {plainBucket + policyOf("\"${local.p}${local.p}\"") + "locals {\n  p = " + jsonencode("["+deny(arnOfA)+", var.y]") + "\n}\n", opaque},
		"heredoc, encoded resource": {plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), `["`+arnOfA+`", "`+arnOfA+`/*"]`, "${jsonencode([aws_s3_bucket.a.arn, \"${aws_s3_bucket.a.arn}/*\", var.x])}", 1)+"]")), denied},
		"heredoc, not JSON until rendered": {
			plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), `"Principal": "*"`, `"Principal": {"AWS": [${join(",", formatlist("\"%s\"", var.x))}]}`, 1)+"]")), opaque,
		},
		"heredoc, more of an object":     {plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), `"Effect": "Deny"`, `"Effect": "Deny" ${var.x}`, 1)+"]")), opaque},
		"heredoc, a list within quotes":  {plainBucket + policyOf(heredoc("["+strings.Replace(deny("arn"), `"arn"`, `"${join("\",\"", var.x)}"`, 1)+"]")), opaque},
		"heredoc, after a backslash":     {plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), "tls", `\\${var.x}`, 1)+"]")), denied},
		"heredoc, in an escape sequence": {plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), "tls", `\${var.x}`, 1)+"]")), opaque},
		"heredoc, private characters":    {plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), "tls", "\ue002${var.x}", 1)+"]")), opaque},
		"heredoc, unknown key":           {plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), "aws:SecureTransport", `${var.x}`, 1)+"]")), opaque},
		"heredoc, unknown directive": {
			plainBucket + policyOf(heredoc("["+deny(arnOfA)+"%{ if var.x }, "+allow+"%{ endif }]")), opaque,
		},
		"policy variable": {plainBucket + policyOf(heredoc("["+strings.Replace(deny(arnOfA), "/*", "/$${aws:username}", 1)+"]")), "aws_s3_bucket.a: yes denied/not denied"},

		"inline":           {"resource \"aws_s3_bucket\" \"a\" {\n  policy = " + jsonencode(`[{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]`) + "\n}\n", denied},
		"inline, empty":    {"resource \"aws_s3_bucket\" \"a\" {\n  policy = \"\"\n}\n", noPolicy},
		"inline, null":     {"resource \"aws_s3_bucket\" \"a\" {\n  policy = null\n}\n", noPolicy},
		"inline, unknown":  {"variable \"x\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  policy = var.x\n}\n", "aws_s3_bucket.a: unknown unknown/unknown"},
		"two policies":     {plainBucket + policyOf(jsonencode("["+deny(arnOfA)+"]")) + strings.Replace(policyOf(jsonencode("["+deny(arnOfA)+"]")), `"p"`, `"q"`, 1), denied},
		"two, one denies":  {plainBucket + policyOf(jsonencode("["+deny(arnOfA)+"]")) + strings.Replace(policyOf(jsonencode("[]")), `"p"`, `"q"`, 1), opaque},
		"opaque target":    {plainBucket + strings.Replace(policyOf(jsonencode("["+deny(arnOfA)+"]")), "aws_s3_bucket.a.id", "var.x", 1), "aws_s3_bucket.a: unknown unknown/unknown"},
		"handed over":      {plainBucket + "module \"m\" {\n  source = \"x/y/z\"\n  bucket = aws_s3_bucket.a.id\n}\n", "aws_s3_bucket.a: unknown unknown/unknown"},
		"a policy's copy":  {plainBucket + "resource \"aws_s3_bucket\" \"b\" {}\n" + policyOf(jsonencode("["+deny("*")+"]")) + "resource \"aws_s3_bucket_policy\" \"q\" {\n  bucket = aws_s3_bucket.b.id\n  policy = aws_s3_bucket_policy.p.policy\n}\n", denied + "\naws_s3_bucket.b: yes denied/denied"},
		"one instance":     {"resource \"aws_s3_bucket\" \"a\" {\n  for_each = toset([\"p\", \"q\"])\n}\n" + strings.ReplaceAll(policyOf(jsonencode("["+deny(arnOfA)+"]")), "aws_s3_bucket.a.", `aws_s3_bucket.a["p"].`), "aws_s3_bucket.a[\"p\"]: yes denied/denied\naws_s3_bucket.a[\"q\"]: no not denied/not denied"},
		"one template key": {"resource \"aws_s3_bucket\" \"a\" {\n  for_each = toset([\"p\", \"q\"])\n}\n" + strings.ReplaceAll(policyOf("jsonencode({ Statement = [{ Effect = \"Deny\", Principal = \"*\", Action = \"*\", Resource = [aws_s3_bucket.a.arn, format(\"%s/*\", aws_s3_bucket.a.arn)] }] })"), "aws_s3_bucket.a.", `aws_s3_bucket.a["${"p"}"].`), "aws_s3_bucket.a[\"p\"]: yes denied/denied\naws_s3_bucket.a[\"q\"]: no not denied/not denied"},

		"same variable":         {sameName(`bucket = var.x`, "arn:aws:s3:::${var.x}"), denied},
		"same variable, policy": {strings.Replace(sameName(`bucket = var.x`, "arn:aws:s3:::${var.x}"), "bucket = aws_s3_bucket.a.id", "bucket = var.x", 1), denied},
		"same template":         {sameName(`bucket = "${var.x}-${var.y}-data"`, "arn:aws:s3:::${var.x}-${var.y}-data"), denied},
		"same, known beginning": {sameName(`bucket = "data-${var.x}"`, "arn:aws:s3:::data-${var.x}"), denied},
		"same through a local":  {sameName(`bucket = "data-${local.n}"`, "arn:aws:s3:::${local.m}") + "locals {\n  n = var.x\n  m = \"data-${var.x}\"\n}\n", denied},
		"same key":              {sameName(`bucket = var.x["a"]`, `arn:aws:s3:::${var.x["a"]}`), denied},
		"same partition":        {sameName(`bucket = var.x`, "arn:${data.aws_partition.current.partition}:s3:::${var.x}") + "data \"aws_partition\" \"current\" {}\n", denied},
		"another variable":      {sameName(`bucket = var.x`, "arn:aws:s3:::${var.y}"), opaque},
		"another key":           {sameName(`bucket = var.x["a"]`, `arn:aws:s3:::${var.x["b"]}`), opaque},
		"longer name":           {sameName(`bucket = var.x`, "arn:aws:s3:::${var.x}-logs"), opaque},
		"longer unknown name":   {sameName(`bucket = var.x`, "arn:aws:s3:::${var.x}${var.y}"), opaque},
		"shorter name":          {sameName(`bucket = "${var.x}-${var.y}"`, "arn:aws:s3:::${var.x}"), opaque},
		"another beginning":     {sameName(`bucket = "data-${var.x}"`, "arn:aws:s3:::${var.x}"), opaque},
		"bucket_prefix":         {sameName(`bucket_prefix = var.x`, "arn:aws:s3:::${var.x}"), opaque},
		"name and prefix":       {sameName("bucket = var.x\n  bucket_prefix = var.y", "arn:aws:s3:::${var.x}"), opaque},
		"longer than another":   {sameName(`bucket = var.y`, "arn:aws:s3:::${var.x}-logs"), opaque},
		"unknown partition":     {sameName(`bucket = var.y`, "arn:${var.x}:s3:::logs"), opaque},
		"unknown ARN":           {sameName(`bucket = var.y`, "${var.x}-logs"), opaque},
		"unknown prefix":        {sameName(`bucket = "n"`, "arn:aws:s3:::${var.x}-logs"), allowed},
		"object of the name":    {sameName(`bucket = var.x`, "arn:aws:s3:::n/${var.x}"), "aws_s3_bucket.a: yes not denied/unknown"},
		"literal for unknown":   {sameName(`bucket = var.x`, "arn:aws:s3:::literal"), opaque},
		"literal, heredoc":      {"variable \"x\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  bucket = var.x\n}\n" + policyOf(heredoc("["+deny("arn:aws:s3:::literal")+"]")), opaque},
		"prefix for unknown":    {sameName(`bucket = var.x`, "arn:aws:s3:::lit*"), opaque},
		"all buckets":           {sameName(`bucket = var.x`, "arn:aws:s3:::*"), denied},
		"known name":            {sameName(`bucket = "n"`, "arn:aws:s3:::n"), denied},
		"another known name":    {sameName(`bucket = "n"`, "arn:aws:s3:::m"), allowed},
		"two of one name": {
			strings.Replace(sameName(`bucket = var.x`, "arn:aws:s3:::${var.x}"), "bucket = aws_s3_bucket.a.id", "bucket = var.x", 1) + "resource \"aws_s3_bucket\" \"b\" {\n  bucket = var.x\n}\n",
			opaque + "\naws_s3_bucket.b: yes unknown/unknown",
		},
		"same in a heredoc": {"variable \"x\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  bucket = var.x\n}\n" + policyOf(heredoc("["+deny("arn:aws:s3:::${var.x}")+"]")), denied},
		"same in a document": {
			"variable \"x\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  bucket = var.x\n}\n" + fromDocument +
				document("d", statement(`[aws_s3_bucket.a.arn, "${aws_s3_bucket.a.arn}/*"]`, `["arn:aws:s3:::${var.x}", "arn:aws:s3:::${var.x}/*"]`)), denied,
		},
		"same each.key of unknown": {
			"variable \"x\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  for_each = toset(var.x)\n  bucket = each.key\n}\nresource \"aws_s3_bucket_policy\" \"p\" {\n  for_each = toset(var.x)\n  bucket = each.key\n  policy = " +
				jsonencode("["+deny("arn:aws:s3:::${each.key}")+"]") + "\n}\n", denied,
		},
		"same each.value of unknown": {
			"variable \"x\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  for_each = var.x\n  bucket = each.value.name\n}\nresource \"aws_s3_bucket_policy\" \"p\" {\n  for_each = var.x\n  bucket = aws_s3_bucket.a[each.key].id\n  policy = " +
				jsonencode("["+deny("arn:aws:s3:::${each.value.name}")+"]") + "\n}\n", denied,
		},
		"what may not exist": {
			plainBucket + "resource \"aws_s3_bucket\" \"o\" {\n  count = var.x\n}\n" + policyOf(jsonencode("["+deny("${try(aws_s3_bucket.o[0].arn, aws_s3_bucket.a.arn)}")+"]")),
			opaque + "\naws_s3_bucket.o[0]: no not denied/not denied",
		},

		"document":               {data(statement()), denied},
		"document, minified":     {plainBucket + policyOf("data.aws_iam_policy_document.d.minified_json") + document("d", statement()), denied},
		"document, default":      {data(statement(`    effect    = "Deny"`, "")), allowed},
		"document, AWS star":     {data(statement(`type        = "*"`, `type = "AWS"`)), denied},
		"document, service":      {data(statement(`type        = "*"`, `type = "Service"`, `["*"]`, `["x.amazonaws.com"]`)), allowed},
		"document, no principal": {data(strings.Replace(statement(), "principals", "not_principals", 1)), allowed},
		"document, unknown type": {data(statement(`type        = "*"`, `type = var.x`)), opaque},
		"document, two types": {
			data(statement("principals {", "principals {\n type = \"AWS\"\n identifiers = [\"arn:aws:iam::1:role/r\"]\n}\nprincipals {", `type        = "*"`, `type = "AWS"`)), denied,
		},
		"document, unknown among identifiers": {
			data(statement("principals {", "principals {\n type = \"AWS\"\n identifiers = var.x\n}\nprincipals {", `type        = "*"`, `type = "AWS"`)), denied,
		},
		"document, merged condition": {
			data(statement("condition {", "condition {\n test = \"Bool\"\n variable = \"aws:SecureTransport\"\n values = [\"true\"]\n}\ncondition {")), denied,
		},
		"document, another condition": {
			data(statement("condition {", "condition {\n test = \"StringEquals\"\n variable = \"aws:PrincipalOrgID\"\n values = [\"o\"]\n}\ncondition {")), allowed,
		},
		"document, unknown test":     {data(statement(`"Bool"`, "var.x")), opaque},
		"document, unknown values":   {data(statement(`["false"]`, "var.x")), opaque},
		"document, unknown version":  {data("version = var.x\n" + statement()), denied},
		"document, variable":         {data(statement(`"${aws_s3_bucket.a.arn}/*"`, `"${aws_s3_bucket.a.arn}/&{aws:username}"`)), "aws_s3_bucket.a: yes denied/not denied"},
		"document, empty list":       {data(statement("actions   =", "not_actions = []\nactions   =")), denied},
		"document, not_actions":      {data(statement("actions ", "not_actions ", "s3:*", "s3:ListBucket")), "aws_s3_bucket.a: yes not denied/denied"},
		"document, dynamic":          {data("dynamic \"statement\" {\n  for_each = [1]\n  content {\n" + strings.TrimPrefix(statement(), "statement {") + "}\n"), denied},
		"document, dynamic none":     {data("dynamic \"statement\" {\n  for_each = []\n  content {\n" + strings.TrimPrefix(statement(), "statement {") + "}\n"), allowed},
		"document, dynamic unknown":  {data("dynamic \"statement\" {\n  for_each = var.x\n  content {\n" + strings.TrimPrefix(statement(), "statement {") + "}\n"), opaque},
		"document, dynamic allow":    {data(statement() + "dynamic \"statement\" {\n  for_each = var.x\n  content {\n" + strings.TrimPrefix(statement("Deny", "Allow", `"tls"`, `"x"`), "statement {") + "}\n"), denied},
		"document, dynamic cond":     {data(statement("condition {", "dynamic \"condition\" {\n for_each = { \"aws:SecureTransport\" = \"false\" }\n content {", `"aws:SecureTransport"`, "condition.key", `["false"]`, "[condition.value]\n}")), denied},
		"document, dynamic cond, un": {data(statement("condition {", "dynamic \"condition\" {\n for_each = var.x\n content {", `["false"]`, "[condition.value]\n}")), opaque},

		"source":          {data(`source_policy_documents = [data.aws_iam_policy_document.e.json]`) + document("e", statement()), denied},
		"source, encoded": {data(`source_policy_documents = [` + jsonencode("["+deny(arnOfA)+"]") + `]`), denied},
		"source, unknown": {data("source_policy_documents = [var.x]\n" + statement()), denied},
		"source, unknown adds": {
			data("source_policy_documents = [var.x]\n" + statement("Deny", "Allow")), opaque,
		},
		"source, unknown list":    {data("source_policy_documents = var.x\n" + statement("Deny", "Allow")), opaque},
		"source, compact":         {data("source_policy_documents = compact([\"\", data.aws_iam_policy_document.e.json])") + document("e", statement()), denied},
		"source, concat":          {data("source_policy_documents = concat([data.aws_iam_policy_document.e.json], var.x)") + document("e", statement()), denied},
		"source, flatten":         {data("source_policy_documents = flatten([[data.aws_iam_policy_document.e.json], var.x])") + document("e", statement()), denied},
		"source, empty":           {data("source_policy_documents = [\"\", null]\n" + statement()), denied},
		"source, not JSON":        {data("source_policy_documents = [\"nonsense\"]\n" + statement("Deny", "Allow")), opaque},
		"source, replaced":        {data("source_policy_documents = [data.aws_iam_policy_document.e.json]\n"+statement("Deny", "Allow")) + document("e", statement()), allowed},
		"source, replaced, maybe": {data("source_policy_documents = [data.aws_iam_policy_document.e.json]\n"+statement("Deny", "Allow", `"tls"`, "var.x")) + document("e", statement()), opaque},
		"source, kept":            {data("source_policy_documents = [data.aws_iam_policy_document.e.json]\n"+statement("Deny", "Allow", `"tls"`, `"other"`)) + document("e", statement()), denied},
		"source, source_json":     {data("source_json = data.aws_iam_policy_document.e.json\n") + document("e", statement()), denied},
		"source, itself":          {data("source_policy_documents = [data.aws_iam_policy_document.d.json]\n" + statement()), denied},
		"override":                {data("override_policy_documents = [data.aws_iam_policy_document.e.json]\n"+statement("Deny", "Allow")) + document("e", statement()), denied},
		"override, weaker":        {data("override_policy_documents = [data.aws_iam_policy_document.e.json]\n"+statement()) + document("e", statement("Deny", "Allow")), allowed},
		"override, no Sid":        {data("override_policy_documents = [data.aws_iam_policy_document.e.json]\n"+statement(`sid       = "tls"`, "")) + document("e", statement("Deny", "Allow")), denied},
		"override, unknown":       {data("override_policy_documents = [var.x]\n" + statement()), opaque},
		"override, unknown, no Sid": {
			data("override_policy_documents = [var.x]\n" + statement(`sid       = "tls"`, "")), denied,
		},

		"documents by ARN": {
			plainBucket + policyOf("data.aws_iam_policy_document.d[aws_s3_bucket.a.arn].json") +
				document("d", "for_each = toset([aws_s3_bucket.a.arn])\n"+statement(`[aws_s3_bucket.a.arn, "${aws_s3_bucket.a.arn}/*"]`, `[each.key, "${each.key}/*"]`)), denied,
		},
		"documents chained": {
			"resource \"aws_s3_bucket\" \"a\" {\n  for_each = toset([\"p\"])\n}\n" +
				"resource \"aws_s3_bucket_policy\" \"p\" {\n  for_each = data.aws_iam_policy_document.d\n  bucket = aws_s3_bucket.a[each.key].id\n  policy = each.value.json\n}\n" +
				document("d", "for_each = aws_s3_bucket.a\n"+statement("aws_s3_bucket.a.arn", "each.value.arn")), "aws_s3_bucket.a[\"p\"]: yes denied/denied",
		},
		"documents chosen": {plainBucket + policyOf("one(data.aws_iam_policy_document.d[*].json)") + document("d", "count = 1\n"+statement()), denied},
		"documents joined": {plainBucket + policyOf("join(\"\", data.aws_iam_policy_document.d.*.json)") + document("d", "count = 1\n"+statement("principals {", "principals {\n type = \"AWS\"\n identifiers = var.x\n}\nprincipals {", `type        = "*"`, `type = "AWS"`)), denied},
		"documents counted": {
			plainBucket + policyOf("data.aws_iam_policy_document.d.*.json[0]") + document("d", "count = var.x\n"+statement()), denied,
		},
		"documents that may not exist": {
			plainBucket + policyOf("try(data.aws_iam_policy_document.d[0].json, var.y)") + document("d", "count = var.x\n"+statement("principals {", "principals {\n type = \"AWS\"\n identifiers = var.x\n}\nprincipals {", `type        = "*"`, `type = "AWS"`)), opaque,
		},
		"decoded": {plainBucket + policyOf("jsonencode({ Statement = jsondecode(data.aws_iam_policy_document.d.json).Statement })") + document("d", statement()), denied},
	}
}

// TestDenies reads policies in all their forms. The bad outcome is a definite
// answer that is wrong.
func TestDenies(t *testing.T) {
	for name, c := range policyCases() {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, denials(take(t, c.source))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
