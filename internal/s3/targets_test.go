package s3_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

const oneBucket = "variable \"x\" {}\nresource \"aws_s3_bucket\" \"a\" {\n}\n"

// TestTargets says which buckets are targets of logs that need SSE-S3.
func TestTargets(t *testing.T) {
	inline := func(body string) string { return strings.Replace(oneBucket, "\"a\" {\n", "\"a\" {\n"+body+"\n", 1) }
	logging := func(body string) string {
		return oneBucket + "resource \"aws_s3_bucket_logging\" \"l\" {\n" + body + "\n}\n"
	}
	block := func(typ, name, inner, outer string) string {
		return fmt.Sprintf("%sresource %q \"l\" {\n  %s {\n    bucket = aws_s3_bucket.a.id\n    %s\n  }\n  %s\n}\n", oneBucket, typ, name, inner, outer)
	}
	balancer := func(typ, inner, outer string) string { return block(typ, "access_logs", inner, outer) }
	resource := func(typ, body string) string {
		return oneBucket + "resource \"" + typ + "\" \"r\" {\n" + body + "\n}\n"
	}
	const on, dest = "enabled = true", "bucket_name = aws_s3_bucket.a.id\n"
	call := func(body string) string {
		return oneBucket + "module \"m\" {\n  source = \"x/y/z\"\n" + body + "\n}\n"
	}
	const twice = "resource \"aws_s3_bucket\" \"b\" {\n  for_each = toset([\"l\", \"d\"])\n}\n"
	for name, c := range map[string]struct {
		source string
		want   terraform.Verdict
	}{
		"nothing":                   {oneBucket, terraform.No},
		"logging":                   {logging("bucket = var.x\ntarget_bucket = aws_s3_bucket.a.id"), terraform.Yes},
		"logging by ARN's resource": {logging("bucket = var.x\ntarget_bucket = aws_s3_bucket.a.bucket"), terraform.Yes},
		"logging of it":             {logging("bucket = aws_s3_bucket.a.id\ntarget_bucket = \"o\""), terraform.No},
		"of it, to a variable":      {logging("bucket = aws_s3_bucket.a.id\ntarget_bucket = var.x"), terraform.No},
		"to a data source's":        {logging("bucket = \"o\"\ntarget_bucket = data.terraform_remote_state.s.outputs.logs"), terraform.No},
		"to a module's":             {call("") + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = aws_s3_bucket.a.id\n  target_bucket = module.m.logs\n}", terraform.No},
		"to it or a variable":       {logging("bucket = \"o\"\ntarget_bucket = var.x ? aws_s3_bucket.a.id : var.x"), terraform.Unknown},
		"logging, perhaps":          {logging("count = var.x\nbucket = \"o\"\ntarget_bucket = aws_s3_bucket.a.id"), terraform.Unknown},
		"logging, off":              {logging("count = 0\nbucket = \"o\"\ntarget_bucket = aws_s3_bucket.a.id"), terraform.No},
		"one of several":            {twice + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = aws_s3_bucket.b[\"d\"].id\n}\n", terraform.Yes},
		"another of several":        {twice + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = aws_s3_bucket.b[\"l\"].id\n}\n", terraform.No},
		"any of several":            {twice + "variable \"x\" {}\nresource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = aws_s3_bucket.b[var.x].id\n}\n", terraform.Unknown},
		"by name":                   {inline("bucket = \"acme\"") + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = \"acme\"\n}\n", terraform.Yes},
		"by an unknown name":        {inline("bucket = \"${var.x}-l\"") + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = \"${var.x}-l\"\n}\n", terraform.Yes},
		"inline logging":            {oneBucket + "resource \"aws_s3_bucket\" \"o\" {\n  logging {\n    target_bucket = aws_s3_bucket.a.id\n  }\n}\n", terraform.Yes},
		"inline logging, none":      {inline("logging {\n  target_bucket = null\n}"), terraform.No},

		"lb":                {balancer("aws_lb", on, ""), terraform.Yes},
		"lb, not enabled":   {balancer("aws_lb", "", ""), terraform.No},
		"lb, off":           {balancer("aws_lb", "enabled = false", ""), terraform.No},
		"lb, perhaps":       {balancer("aws_lb", "enabled = var.x", ""), terraform.Unknown},
		"lb, other inputs":  {balancer("aws_lb", "enabled = var.y", "") + "variable \"y\" {\n  default = false\n}\n", terraform.No},
		"alb":               {balancer("aws_alb", on, `load_balancer_type = "application"`), terraform.Yes},
		"elb":               {balancer("aws_elb", "", ""), terraform.Yes},
		"elb, off":          {balancer("aws_elb", "enabled = false", ""), terraform.No},
		"nlb":               {balancer("aws_lb", on, `load_balancer_type = "network"`), terraform.No},
		"unknown lb":        {balancer("aws_lb", on, `load_balancer_type = var.x`), terraform.Unknown},
		"connection logs":   {block("aws_lb", "connection_logs", on, ""), terraform.Yes},
		"health check logs": {block("aws_lb", "health_check_logs", on, ""), terraform.Yes},
		"empty bucket":      {resource("aws_elb", "access_logs {\n  bucket = \"\"\n}"), terraform.No},
		"dynamic":           {resource("aws_elb", "dynamic \"access_logs\" {\n  for_each = var.x\n  content {\n    bucket = aws_s3_bucket.a.id\n  }\n}"), terraform.Unknown},

		"redshift":                {resource("aws_redshift_logging", dest), terraform.Yes},
		"redshift to S3":          {resource("aws_redshift_logging", dest+"log_destination_type = \"s3\""), terraform.Yes},
		"redshift to CloudWatch":  {resource("aws_redshift_logging", dest+"log_destination_type = \"cloudwatch\""), terraform.No},
		"redshift cluster":        {resource("aws_redshift_cluster", "logging {\nenable = true\n"+dest+"}"), terraform.Yes},
		"redshift cluster, off":   {resource("aws_redshift_cluster", "logging {\nenable = false\n"+dest+"}"), terraform.No},
		"redshift cluster, to CW": {resource("aws_redshift_cluster", "logging {\nenable = true\nlog_destination_type = \"cloudwatch\"\n"+dest+"}"), terraform.No},

		"handed over":               {call("bucket = aws_s3_bucket.a.id"), terraform.No},
		"handed over with settings": {call("bucket_name = aws_s3_bucket.a.id\nlogging_bucket_id = var.x"), terraform.No},
		"as access logs":            {call("access_logs = {\n  bucket = aws_s3_bucket.a.id\n}"), terraform.Unknown},
		"as a log bucket":           {call("log_bucket = aws_s3_bucket.a.id"), terraform.Unknown},
		"in an object":              {call("settings = {\n  s3-log-bucket = aws_s3_bucket.a.arn\n}"), terraform.Unknown},
		"as flow logs":              {call("flow_log_destination_arn = aws_s3_bucket.a.arn"), terraform.No},
	} {
		if b := take(t, c.source).Buckets[0]; b.ReceivesLogs != c.want {
			t.Errorf("%s: logs %s, want %s", name, b.ReceivesLogs, c.want)
		}
	}
}

// TestTargetPolicies says which policies make a bucket such a target.
func TestTargetPolicies(t *testing.T) {
	allow := func(principal, action, condition string) string {
		return fmt.Sprintf(`{ Effect = "Allow", Principal = %s, Action = %s, Resource = "*", Condition = %s }`, principal, action, condition)
	}
	arn := func(text string) string { return `{ ArnLike = { "aws:SourceArn" = ` + text + ` } }` }
	const put, vended = `"s3:PutObject"`, `{ Service = "delivery.logs.amazonaws.com" }`
	const balancers = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/"
	for name, c := range map[string]struct {
		statement string
		want      terraform.Verdict
	}{
		"S3":                     {allow(`{ Service = "logging.s3.amazonaws.com" }`, put, "{}"), terraform.Yes},
		"a list":                 {allow(`{ Service = ["x", "logging.s3.amazonaws.com"] }`, `["s3:Get*", "s3:Put*"]`, "{}"), terraform.Yes},
		"to read":                {allow(`{ Service = "logging.s3.amazonaws.com" }`, `"s3:GetBucketAcl"`, "{}"), terraform.No},
		"an unknown action":      {allow(`{ Service = "logging.s3.amazonaws.com" }`, `var.x`, "{}"), terraform.Unknown},
		"denied":                 {strings.Replace(allow(`{ Service = "logging.s3.amazonaws.com" }`, put, "{}"), "Allow", "Deny", 1), terraform.No},
		"load balancers":         {allow(`{ Service = "logdelivery.elasticloadbalancing.amazonaws.com" }`, `"s3:*"`, "{}"), terraform.Yes},
		"their name built":       {allow(`{ Service = "logdelivery.elasticloadbalancing.${var.x}" }`, `"*"`, "{}"), terraform.Yes},
		"Outposts":               {allow(`{ Service = "logdelivery.elb.amazonaws.com" }`, put, "{}"), terraform.Yes},
		"Redshift":               {allow(`{ Service = "redshift.amazonaws.com" }`, put, "{}"), terraform.Yes},
		"trails":                 {allow(`{ Service = "cloudtrail.amazonaws.com" }`, put, "{}"), terraform.No},
		"the ELB account":        {allow(`{ AWS = data.aws_elb_service_account.m.arn }`, put, "{}"), terraform.Yes},
		"by id":                  {allow(`{ AWS = data.aws_elb_service_account.m.id }`, put, "{}"), terraform.Yes},
		"by an ARN of it":        {allow(`{ AWS = ["arn:${data.aws_partition.c.partition}:iam::${data.aws_elb_service_account.m.id}:root"] }`, put, "{}"), terraform.Yes},
		"written":                {allow(`{ AWS = "arn:aws:iam::127311923021:root" }`, put, "{}"), terraform.Yes},
		"written as an id":       {allow(`{ AWS = "054676820928" }`, put, "{}"), terraform.Yes},
		"in another partition":   {allow(`{ AWS = "arn:${var.x}:iam::156460612806:root" }`, put, "{}"), terraform.Yes},
		"another account":        {allow(`{ AWS = "arn:aws:iam::111122223333:root" }`, put, "{}"), terraform.No},
		"an unknown account":     {allow(`{ AWS = var.x }`, put, "{}"), terraform.No},
		"everybody":              {allow(`"*"`, put, "{}"), terraform.No},
		"vended logs":            {allow(vended, put, "{}"), terraform.No},
		"of an account":          {allow(vended, put, `{ StringEquals = { "aws:SourceAccount" = "111122223333" } }`), terraform.No},
		"of application lbs":     {allow(vended, put, arn(`"`+balancers+`app/*"`)), terraform.Yes},
		"of network lbs":         {allow(vended, put, arn(`"`+balancers+`net/*"`)), terraform.No},
		"of any lb":              {allow(vended, put, arn(`["`+balancers+`*"]`)), terraform.Unknown},
		"of elb":                 {allow(vended, put, arn(`"arn:aws:elasticloadbalancing:*:111122223333:*"`)), terraform.Unknown},
		"of flow logs":           {allow(vended, put, arn(`"arn:aws:logs:eu-west-1:111122223333:*"`)), terraform.No},
		"of this lb":             {allow(vended, put, arn(`aws_lb.site.arn`)), terraform.Yes},
		"not of application lbs": {allow(vended, put, strings.Replace(arn(`"`+balancers+`app/*"`), "ArnLike", "ArnNotLike", 1)), terraform.No},
	} {
		source := oneBucket + "data \"aws_elb_service_account\" \"m\" {}\ndata \"aws_partition\" \"c\" {}\nresource \"aws_lb\" \"site\" {}\n" +
			"resource \"aws_s3_bucket_policy\" \"p\" {\n  bucket = aws_s3_bucket.a.id\n  policy = jsonencode({ Statement = [" + c.statement + "] })\n}\n"
		if b := take(t, source).Buckets[0]; b.ReceivesLogs != c.want {
			t.Errorf("%s: logs %s, want %s", name, b.ReceivesLogs, c.want)
		}
	}
}

// TestTargetDocuments says what of a document makes a bucket such a target.
func TestTargetDocuments(t *testing.T) {
	document := func(count, head, tail string) string {
		return oneBucket + "data \"aws_iam_policy_document\" \"d\" {\n" + head + `
    actions = ["s3:PutObject"]
    resources = ["*"]
    principals {
      type = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }
` + tail + "\n}\nresource \"aws_s3_bucket_policy\" \"p\" {\n" + count + "  bucket = aws_s3_bucket.a.id\n  policy = data.aws_iam_policy_document.d.json\n}\n"
	}
	const dynamic = "dynamic \"statement\" {\n  for_each = var.x\n  content {\n"
	for name, c := range map[string]struct {
		source string
		want   terraform.Verdict
	}{
		"a statement":          {document("", "statement {", "}"), terraform.Yes},
		"one perhaps":          {document("", dynamic, "}\n}"), terraform.Unknown},
		"a policy, perhaps":    {document("count = var.x\n", "statement {", "}"), terraform.Unknown},
		"one of two policies":  {document("", "statement {", "}") + "resource \"aws_s3_bucket_policy\" \"q\" {\n  bucket = aws_s3_bucket.a.id\n  policy = \"{}\"\n}\n", terraform.Unknown},
		"merged with another":  {strings.Replace(document("", "statement {", "}"), "document.d.json", "document.e.json", 1) + "data \"aws_iam_policy_document\" \"e\" {\n  source_policy_documents = [data.aws_iam_policy_document.d.json]\n}\n", terraform.Yes},
		"managed by others":    {document("lifecycle {\n  ignore_changes = [policy]\n}\n", "statement {", "}"), terraform.No},
		"its effect isn't one": {document("", "statement {\n  effect = var.x", "}"), terraform.No},
	} {
		if b := take(t, c.source).Buckets[0]; b.ReceivesLogs != c.want {
			t.Errorf("%s: logs %s, want %s", name, b.ReceivesLogs, c.want)
		}
	}
}
