package s3_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// aes is the rule of every configuration below that tests nothing else.
const aes = `rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }`

// sse writes a configuration with some arguments, split at semicolons.
func sse(arguments string) string {
	return "\nresource \"aws_s3_bucket_server_side_encryption_configuration\" \"e\" {\n  " +
		strings.ReplaceAll(arguments, ";", "\n  ") + "\n  " + aes + "\n}\n"
}

type encryptedCase struct{ source, want string }

// encryptedCases are the ways of tying a configuration to a bucket, by name.
func encryptedCases() map[string]encryptedCase {
	const (
		a       = "resource \"aws_s3_bucket\" \"a\" {}\n"
		logs    = "resource \"aws_s3_bucket\" \"logs\" { bucket = \"logs\" }\n"
		unset   = "variable \"x\" {}\nvariable \"y\" {}\n"
		each    = "resource \"aws_s3_bucket\" \"a\" {\n  for_each = toset([\"p\", \"q\"])\n}\n"
		counted = "resource \"aws_s3_bucket\" \"a\" {\n  count = 2\n}\n"
		maybe   = unset + "resource \"aws_s3_bucket\" \"a\" {\n  count = var.x ? 1 : 0\n}\n"
		anyKey  = unset + "resource \"aws_s3_bucket\" \"a\" {\n  for_each = var.x\n  bucket = each.value.name\n}\n"
		two     = "aws_s3_bucket.a[0]: yes AES256|aws_s3_bucket.a[1]: yes AES256"
		both    = "aws_s3_bucket.a[\"p\"]: yes AES256|aws_s3_bucket.a[\"q\"]: yes AES256"
		yes     = "aws_s3_bucket.a: yes AES256"
		yesLogs = "aws_s3_bucket.logs: yes AES256"
		yesZero = "aws_s3_bucket.a[0]: yes AES256"
	)
	return map[string]encryptedCase{
		"nothing":            {a, "aws_s3_bucket.a: no"},
		"id":                 {a + sse(`bucket = aws_s3_bucket.a.id`), yes},
		"bucket":             {a + sse(`bucket = aws_s3_bucket.a.bucket`), yes},
		"resource prefix":    {a + sse(`bucket = resource.aws_s3_bucket.a.id`), yes},
		"template":           {a + sse(`bucket = "${aws_s3_bucket.a.id}"`), yes},
		"parentheses":        {a + sse(`bucket = (aws_s3_bucket.a.id)`), yes},
		"index of attribute": {a + sse(`bucket = aws_s3_bucket.a["id"]`), yes},
		"local":              {a + sse(`bucket = local.b`) + "locals {\n  b = aws_s3_bucket.a.id\n}", yes},
		"whole in a local":   {a + sse(`bucket = local.b.id`) + "locals {\n  b = aws_s3_bucket.a\n}", yes},
		"name made from another's": {
			"resource \"aws_s3_bucket\" \"a\" {}\n" + logs + sse(`bucket = "${aws_s3_bucket.a.id}-logs"`), "aws_s3_bucket.a: unknown|aws_s3_bucket.logs: unknown",
		},
		"literal name": {logs + sse(`bucket = "logs"`), yesLogs},
		"other name":   {logs + sse(`bucket = "other"`), "aws_s3_bucket.logs: no"},
		"data source":  {logs + sse(`bucket = data.aws_s3_bucket.d.id`) + "data \"aws_s3_bucket\" \"d\" {\n  bucket = \"logs\"\n}", yesLogs},
		"data source of the bucket": {
			a + sse(`bucket = data.aws_s3_bucket.d.bucket`) + "data \"aws_s3_bucket\" \"d\" {\n  bucket = aws_s3_bucket.a.id\n}", yes,
		},
		"another configuration's id": {
			a + sse(`bucket = aws_s3_bucket_versioning.v.id`) + "resource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = aws_s3_bucket.a.id\n}", yes,
		},
		"public access block": {
			a + sse(`bucket = aws_s3_bucket_public_access_block.p.bucket`) + "resource \"aws_s3_bucket_public_access_block\" \"p\" {\n  bucket = aws_s3_bucket.a.id\n}", yes,
		},
		"condition known": {a + sse(`bucket = true ? aws_s3_bucket.a.id : "x"`), yes},
		"variable default": {
			logs + sse(`bucket = var.name`) + "variable \"name\" {\n  default = \"logs\"\n}", yesLogs,
		},
		"part of an ARN": {logs + sse(`bucket = split(":", aws_s3_bucket.logs.arn)[5]`), yesLogs},

		"one expression": {
			"resource \"aws_s3_bucket\" \"a\" {\n  bucket = var.names[\"a\"]\n}\nvariable \"names\" {}\n" + sse(`bucket = var.names["a"]`), yes,
		},
		"one expression over each": {
			"variable \"names\" {}\nresource \"aws_s3_bucket\" \"a\" {\n  for_each = toset([\"p\", \"q\"])\n  bucket = var.names[each.key]\n}\n" +
				sse(`bucket = var.names["p"]`),
			"aws_s3_bucket.a[\"p\"]: yes AES256|aws_s3_bucket.a[\"q\"]: no",
		},
		"data source of one expression": {
			unset + "resource \"aws_s3_bucket\" \"a\" {\n  bucket = var.x\n}\ndata \"aws_s3_bucket\" \"d\" {\n  bucket = var.x\n}\n" +
				sse(`bucket = data.aws_s3_bucket.d.id`), yes,
		},
		"versioning of one expression": {
			unset + "resource \"aws_s3_bucket\" \"a\" {\n  bucket = var.x\n}\nresource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = var.x\n}\n" +
				sse(`bucket = aws_s3_bucket_versioning.v.id`), yes,
		},
		"another expression": {
			"resource \"aws_s3_bucket\" \"a\" {\n  bucket = var.names[\"a\"]\n}\nvariable \"names\" {}\n" + sse(`bucket = var.names["b"]`),
			"aws_s3_bucket.a: unknown",
		},
		"opaque argument":           {logs + unset + sse(`bucket = var.x`), "aws_s3_bucket.logs: unknown"},
		"undeclared variable":       {logs + sse(`bucket = var.nothing`), "aws_s3_bucket.logs: unknown"},
		"broken argument":           {logs + sse(`bucket = aws_nothing.here.id`), "aws_s3_bucket.logs: unknown"},
		"workspace":                 {logs + sse(`bucket = terraform.workspace`), "aws_s3_bucket.logs: unknown"},
		"a name for a nameless one": {a + logs + sse(`bucket = "x"`), "aws_s3_bucket.a: unknown|aws_s3_bucket.logs: no"},
		"names of symbolic keys may be any": {
			logs + unset + sse(`for_each = toset(var.x); bucket = each.value`), "aws_s3_bucket.logs: unknown",
		},
		"condition unknown": {
			a + logs + unset + "resource \"aws_s3_bucket\" \"c\" { bucket = \"c\" }\n" + sse(`bucket = var.x ? aws_s3_bucket.a.id : aws_s3_bucket.logs.id`),
			"aws_s3_bucket.a: unknown|aws_s3_bucket.logs: unknown|aws_s3_bucket.c: no",
		},
		"condition on a made-up key": {
			a + logs + unset + sse(`for_each = toset(var.x); bucket = each.key == "logs" ? aws_s3_bucket.logs.id : aws_s3_bucket.a.id`),
			"aws_s3_bucket.a: unknown|aws_s3_bucket.logs: unknown",
		},
		"condition on a made-up name": {
			a + logs + sse(`bucket = aws_s3_bucket.a.id == "x" ? aws_s3_bucket.a.id : aws_s3_bucket.logs.id`),
			"aws_s3_bucket.a: unknown|aws_s3_bucket.logs: unknown",
		},
		"condition on there being a name": {
			a + logs + sse(`bucket = aws_s3_bucket.a.id != null && aws_s3_bucket.a.arn != "" ? aws_s3_bucket.a.id : aws_s3_bucket.logs.id`),
			"aws_s3_bucket.a: yes AES256|aws_s3_bucket.logs: no",
		},
		"part of a made-up name": {
			a + "resource \"aws_s3_bucket\" \"c\" {}\n" +
				sse(`bucket = substr(aws_s3_bucket.c.id, 0, 4)`),
			"aws_s3_bucket.a: no|aws_s3_bucket.c: unknown",
		},

		"each.key":                    {each + sse(`for_each = toset(["p", "q"]); bucket = aws_s3_bucket.a[each.key].id`), both},
		"each.key without attribute":  {each + sse(`for_each = toset(["p", "q"]); bucket = aws_s3_bucket.a[each.key]`), "aws_s3_bucket.a[\"p\"]: unknown|aws_s3_bucket.a[\"q\"]: unknown"},
		"chained":                     {each + sse(`for_each = aws_s3_bucket.a; bucket = each.value.id`), both},
		"chained through for":         {each + sse(`for_each = { for k, b in aws_s3_bucket.a : k => b.id }; bucket = each.value`), both},
		"chained by keys":             {each + sse(`for_each = toset(keys(aws_s3_bucket.a)); bucket = aws_s3_bucket.a[each.value].bucket`), both},
		"chained through a local":     {each + sse(`for_each = local.b; bucket = each.value.bucket`) + "locals {\n  b = aws_s3_bucket.a\n}", both},
		"filtered by key":             {each + sse(`for_each = { for k, b in aws_s3_bucket.a : k => b.id if k != "q" }; bucket = each.value`), "aws_s3_bucket.a[\"p\"]: yes AES256|aws_s3_bucket.a[\"q\"]: no"},
		"filtered by something":       {each + unset + sse(`for_each = { for k, b in aws_s3_bucket.a : k => b.id if var.x }; bucket = each.value`), "aws_s3_bucket.a[\"p\"]: unknown|aws_s3_bucket.a[\"q\"]: unknown"},
		"filtered by an attribute":    {each + sse(`for_each = { for k, b in aws_s3_bucket.a : k => b if !b.tags }; bucket = each.value.id`), "aws_s3_bucket.a[\"p\"]: unknown|aws_s3_bucket.a[\"q\"]: unknown"},
		"filtered by values":          {"locals {\n  m = { p = { pub = true }, q = { pub = false } }\n}\nresource \"aws_s3_bucket\" \"a\" {\n  for_each = local.m\n}\n" + sse(`for_each = { for k, v in local.m : k => v if !v.pub }; bucket = aws_s3_bucket.a[each.key].id`), "aws_s3_bucket.a[\"p\"]: no|aws_s3_bucket.a[\"q\"]: yes AES256"},
		"literal key":                 {each + sse(`bucket = aws_s3_bucket.a["q"].id`), "aws_s3_bucket.a[\"p\"]: no|aws_s3_bucket.a[\"q\"]: yes AES256"},
		"template key":                {each + sse(`bucket = aws_s3_bucket.a["${"q"}"].id`), "aws_s3_bucket.a[\"p\"]: no|aws_s3_bucket.a[\"q\"]: yes AES256"},
		"unknown key":                 {each + unset + logs + sse(`bucket = aws_s3_bucket.a[var.x].id`), "aws_s3_bucket.a[\"p\"]: unknown|aws_s3_bucket.a[\"q\"]: unknown|aws_s3_bucket.logs: no"},
		"no such key":                 {each + sse(`bucket = aws_s3_bucket.a["z"].id`), "aws_s3_bucket.a[\"p\"]: unknown|aws_s3_bucket.a[\"q\"]: unknown"},
		"values":                      {each + sse(`bucket = values(aws_s3_bucket.a)[0].id`), "aws_s3_bucket.a[\"p\"]: yes AES256|aws_s3_bucket.a[\"q\"]: no"},
		"values splat":                {each + sse(`count = 2; bucket = values(aws_s3_bucket.a).*.id[count.index]`), both},
		"names as keys":               {a + logs + sse(`for_each = toset([aws_s3_bucket.a.id, aws_s3_bucket.logs.id]); bucket = each.value`), "aws_s3_bucket.a: yes AES256|aws_s3_bucket.logs: yes AES256"},
		"other unknown keys":          {each + unset + sse(`for_each = var.x; bucket = aws_s3_bucket.a[each.key].id`), "aws_s3_bucket.a[\"p\"]: unknown|aws_s3_bucket.a[\"q\"]: unknown"},
		"dormant for_each":            {each + sse(`for_each = {}; bucket = aws_s3_bucket.a[each.key].id`), "aws_s3_bucket.a[\"p\"]: no|aws_s3_bucket.a[\"q\"]: no"},
		"dormant chained for_each":    {logs + each + sse(`for_each = false ? aws_s3_bucket.a : {}; bucket = each.value.id`), "aws_s3_bucket.logs: no|aws_s3_bucket.a[\"p\"]: no|aws_s3_bucket.a[\"q\"]: no"},
		"unknown collection":          {anyKey + sse(`for_each = var.x; bucket = aws_s3_bucket.a[each.key].id`), yes},
		"unknown collection chained":  {anyKey + sse(`for_each = aws_s3_bucket.a; bucket = each.value.id`), yes},
		"unknown collection by value": {anyKey + sse(`for_each = var.x; bucket = each.value.name`), yes},
		"unknown collection by value, another bucket": {logs + anyKey + sse(`for_each = var.x; bucket = each.value.name`), "aws_s3_bucket.logs: no|" + yes},
		"another unknown collection":                  {anyKey + sse(`for_each = var.y; bucket = aws_s3_bucket.a[each.key].id`), "aws_s3_bucket.a: unknown"},
		"one of an unknown collection": {
			anyKey + sse(`bucket = aws_s3_bucket.a["p"].id`), "aws_s3_bucket.a: unknown",
		},

		"count.index":             {counted + sse(`count = 2; bucket = aws_s3_bucket.a[count.index].id`), two},
		"count of the other":      {counted + sse(`count = length(aws_s3_bucket.a); bucket = aws_s3_bucket.a[count.index].id`), two},
		"splat":                   {counted + sse(`count = 2; bucket = aws_s3_bucket.a.*.id[count.index]`), two},
		"legacy splat":            {counted + sse(`count = 2; bucket = element(aws_s3_bucket.a.*.id, count.index)`), two},
		"legacy index":            {counted + sse(`bucket = aws_s3_bucket.a.0.id`), "aws_s3_bucket.a[0]: yes AES256|aws_s3_bucket.a[1]: no"},
		"fewer":                   {counted + sse(`count = 1; bucket = aws_s3_bucket.a[count.index].id`), "aws_s3_bucket.a[0]: yes AES256|aws_s3_bucket.a[1]: no"},
		"out of range":            {counted + sse(`bucket = aws_s3_bucket.a[7].id`), "aws_s3_bucket.a[0]: unknown|aws_s3_bucket.a[1]: unknown"},
		"unknown count of it":     {counted + unset + sse(`count = var.x; bucket = aws_s3_bucket.a[count.index].id`), "aws_s3_bucket.a[0]: yes AES256|aws_s3_bucket.a[1]: unknown"},
		"dormant count":           {a + sse(`count = 0; bucket = aws_s3_bucket.a.id`), "aws_s3_bucket.a: no"},
		"dormant, of any":         {logs + unset + sse(`count = 0; bucket = var.x`), "aws_s3_bucket.logs: no"},
		"maybe":                   {maybe + sse(`count = var.x ? 1 : 0; bucket = aws_s3_bucket.a[0].id`), yesZero},
		"maybe count.index":       {maybe + sse(`count = var.x ? 1 : 0; bucket = aws_s3_bucket.a[count.index].id`), yesZero},
		"maybe one":               {maybe + sse(`count = var.x ? 1 : 0; bucket = one(aws_s3_bucket.a[*].id)`), yesZero},
		"maybe join":              {maybe + sse(`bucket = join("", aws_s3_bucket.a.*.id)`), yesZero},
		"maybe try":               {maybe + sse(`bucket = try(aws_s3_bucket.a[0].id, "")`), yesZero},
		"maybe element":           {maybe + sse(`bucket = element(concat(aws_s3_bucket.a.*.id, [""]), 0)`), yesZero},
		"maybe length":            {maybe + sse(`count = length(aws_s3_bucket.a); bucket = aws_s3_bucket.a[0].id`), yesZero},
		"maybe condition":         {maybe + sse(`bucket = var.x ? aws_s3_bucket.a[0].id : ""`), "aws_s3_bucket.a[0]: unknown"},
		"unknown count, plain":    {a + unset + sse(`count = var.x; bucket = aws_s3_bucket.a.id`), yes},
		"unknown for_each, plain": {a + unset + sse(`for_each = var.x; bucket = aws_s3_bucket.a.id`), yes},
		"huge count":              {a + sse(`count = 1e9; bucket = aws_s3_bucket.a.id`), yes},
		"count on itself":         {a + sse(`count = length(aws_s3_bucket_server_side_encryption_configuration.e); bucket = aws_s3_bucket.a.id`), yes},

		"inline": {"resource \"aws_s3_bucket\" \"a\" {\n  server_side_encryption_configuration {\n  " + aes + "\n}\n}", yes},
		"inline, dynamic": {
			"resource \"aws_s3_bucket\" \"a\" {\n  dynamic \"server_side_encryption_configuration\" {\n  for_each = [1]\n  content {\n  " + aes + "\n}\n}\n}",
			"aws_s3_bucket.a: yes AES256",
		},
		"inline, dynamic, none": {
			"resource \"aws_s3_bucket\" \"a\" {\n  dynamic \"server_side_encryption_configuration\" {\n  for_each = []\n  content {\n  " + aes + "\n}\n}\n}",
			"aws_s3_bucket.a: no",
		},
		"inline, dynamic, unknown": {
			unset + "resource \"aws_s3_bucket\" \"a\" {\n  dynamic \"server_side_encryption_configuration\" {\n  for_each = var.x\n  content {\n  " + aes + "\n}\n}\n}",
			"aws_s3_bucket.a: unknown AES256",
		},
		"inline, dynamic, broken": {
			"resource \"aws_s3_bucket\" \"a\" {\n  dynamic \"server_side_encryption_configuration\" {}\n}",
			"aws_s3_bucket.a: unknown",
		},

		"handed over":               {a + "module \"m\" {\n  source = \"x/y/z\"\n  bucket = aws_s3_bucket.a.id\n}", "aws_s3_bucket.a: unknown"},
		"handed over whole":         {a + "module \"m\" {\n  source = \"x/y/z\"\n  bucket = aws_s3_bucket.a\n}", "aws_s3_bucket.a: unknown"},
		"handed over by each":       {each + "module \"m\" {\n  source = \"x/y/z\"\n  for_each = aws_s3_bucket.a\n  bucket = each.value.id\n}", "aws_s3_bucket.a[\"p\"]: unknown|aws_s3_bucket.a[\"q\"]: unknown"},
		"handed over by name":       {logs + "module \"m\" {\n  source = \"x/y/z\"\n  bucket = \"logs\"\n}", "aws_s3_bucket.logs: unknown"},
		"handed over in a list":     {logs + "module \"m\" {\n  source = \"x/y/z\"\n  buckets = [{ name = \"logs\" }]\n}", "aws_s3_bucket.logs: unknown"},
		"handed over as a key":      {logs + "module \"m\" {\n  source = \"x/y/z\"\n  buckets = { logs = {} }\n}", "aws_s3_bucket.logs: unknown"},
		"handed over by key":        {logs + "module \"m\" {\n  source = \"x/y/z\"\n  for_each = toset([\"logs\"])\n  name = each.key\n}", "aws_s3_bucket.logs: unknown"},
		"handed over by ARN":        {logs + "module \"m\" {\n  source = \"x/y/z\"\n  arn = \"arn:aws:s3:::logs\"\n}", "aws_s3_bucket.logs: unknown"},
		"handed over by expression": {unset + "resource \"aws_s3_bucket\" \"a\" {\n  bucket = \"${var.x}-a\"\n}\nmodule \"m\" {\n  source = \"x/y/z\"\n  names = [\"${var.x}-a\", \"b\"]\n}", "aws_s3_bucket.a: unknown"},
		"handed over indirectly": {
			a + "resource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = aws_s3_bucket.a.id\n}\nmodule \"m\" {\n  source = \"x/y/z\"\n  bucket = aws_s3_bucket_versioning.v.id\n}",
			"aws_s3_bucket.a: unknown",
		},
		"only depended on":    {a + "module \"m\" {\n  source = \"x/y/z\"\n  depends_on = [aws_s3_bucket.a]\n}", "aws_s3_bucket.a: no"},
		"another handed over": {a + logs + "module \"m\" {\n  source = \"x/y/z\"\n  bucket = aws_s3_bucket.a.id\n}", "aws_s3_bucket.a: unknown|aws_s3_bucket.logs: no"},
		"module output":       {a + logs + "module \"m\" {\n  source = \"x/y/z\"\n}\n" + sse(`bucket = module.m.bucket`), "aws_s3_bucket.a: unknown|aws_s3_bucket.logs: no"},
		"module gives it back": {
			logs + "module \"m\" {\n  source = \"x/y/z\"\n  b = aws_s3_bucket.logs.id\n}\n" + sse(`bucket = module.m.bucket`), "aws_s3_bucket.logs: unknown",
		},
		"cycle of locals": {a + sse(`bucket = local.p`) + "locals {\n  p = local.q\n  q = local.p\n}", "aws_s3_bucket.a: unknown"},
		"cycle of resources": {
			"resource \"aws_s3_bucket\" \"a\" {\n  bucket = aws_s3_bucket.b.region\n  region = aws_s3_bucket.b.region\n}\nresource \"aws_s3_bucket\" \"b\" {\n  region = aws_s3_bucket.a.region\n}",
			"aws_s3_bucket.a: no|aws_s3_bucket.b: no",
		},
		"JSON": {
			`{"resource": {"aws_s3_bucket": {"a": {}}, "aws_s3_bucket_server_side_encryption_configuration": {"e": {"bucket": "${aws_s3_bucket.a.id}",
			 "rule": [{"//": "note", "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}]}}}}`, yes,
		},
		"JSON, chained": {
			`{"//": "note", "locals": {"names": ["p", "${upper(\"q\")}"]}, "resource": [{"aws_s3_bucket": {"a": {"for_each": "${toset(local.names)}"}}}, {"aws_s3_bucket_server_side_encryption_configuration": {"e": {"for_each": "${aws_s3_bucket.a}",
			 "bucket": "${each.value.id}", "dynamic": {"rule": {"for_each": [1], "iterator": "it", "content": {"apply_server_side_encryption_by_default": [{"sse_algorithm": "${it.value == 1 ? \"AES256\" : \"x\"}"}]}}}}}}]}`,
			"aws_s3_bucket.a[\"Q\"]: yes AES256|aws_s3_bucket.a[\"p\"]: yes AES256",
		},
	}
}

// TestEncrypted says which buckets have a configuration. The bad outcome is a
// "no" that isn't certain.
func TestEncrypted(t *testing.T) {
	for name, c := range encryptedCases() {
		t.Run(name, func(t *testing.T) {
			got := strings.ReplaceAll(facts(take(t, c.source)), "AES256 aws", "AES256")
			if diff := cmp.Diff(strings.ReplaceAll(c.want, "|", "\n"), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestConditional says which buckets without configuration would get one with
// other inputs.
func TestConditional(t *testing.T) {
	const two = "resource \"aws_s3_bucket\" \"a\" {}\nresource \"aws_s3_bucket\" \"b\" {}\n"
	const prod = "variable \"prod\" {\n  default = false\n}\nvariable \"name\" {}\n"
	for name, c := range map[string]struct{ source, want string }{
		"none":                   {two, ""},
		"of another":             {two + sse(`bucket = aws_s3_bucket.a.id`), ""},
		"without instances":      {two + prod + sse(`count = var.prod ? 1 : 0; bucket = aws_s3_bucket.b.id`), "b"},
		"for_each":               {two + prod + sse(`for_each = var.prod ? aws_s3_bucket.b : {}; bucket = each.value.id`), "b"},
		"some instances":         {two + prod + sse(`for_each = merge({ a = aws_s3_bucket.a.id }, var.prod ? { b = aws_s3_bucket.b.id } : {}); bucket = each.value`), "b"},
		"the other branch":       {two + prod + sse(`bucket = var.prod ? aws_s3_bucket.b.id : aws_s3_bucket.a.id`), "b"},
		"perhaps anybody's":      {two + prod + sse(`count = var.prod ? 1 : 0; bucket = var.name`), "a b"},
		"a dynamic inline block": {"resource \"aws_s3_bucket\" \"a\" {\n  dynamic \"server_side_encryption_configuration\" {\n    for_each = []\n    content {}\n  }\n}\n", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, b := range take(t, c.source).Buckets {
				if b.Conditional {
					got = append(got, b.Instance.Resource.Address.Name)
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %q", got, c.want)
			}
		})
	}
}
