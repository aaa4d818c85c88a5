package s3_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
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
		want   tri.Answer
	}{
		"nothing":                   {oneBucket, tri.No},
		"logging":                   {logging("bucket = var.x\ntarget_bucket = aws_s3_bucket.a.id"), tri.Yes},
		"logging by ARN's resource": {logging("bucket = var.x\ntarget_bucket = aws_s3_bucket.a.bucket"), tri.Yes},
		"logging of it":             {logging("bucket = aws_s3_bucket.a.id\ntarget_bucket = \"o\""), tri.No},
		"of it, to a variable":      {logging("bucket = aws_s3_bucket.a.id\ntarget_bucket = var.x"), tri.No},
		"to a data source's":        {logging("bucket = \"o\"\ntarget_bucket = data.terraform_remote_state.s.outputs.logs"), tri.No},
		"to a module's":             {call("") + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = aws_s3_bucket.a.id\n  target_bucket = module.m.logs\n}", tri.No},
		"to it or a variable":       {logging("bucket = \"o\"\ntarget_bucket = var.x ? aws_s3_bucket.a.id : var.x"), tri.Unknown},
		"logging, perhaps":          {logging("count = var.x\nbucket = \"o\"\ntarget_bucket = aws_s3_bucket.a.id"), tri.Unknown},
		"logging, off":              {logging("count = 0\nbucket = \"o\"\ntarget_bucket = aws_s3_bucket.a.id"), tri.No},
		"one of several":            {twice + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = aws_s3_bucket.b[\"d\"].id\n}\n", tri.Yes},
		"another of several":        {twice + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = aws_s3_bucket.b[\"l\"].id\n}\n", tri.No},
		"any of several":            {twice + "variable \"x\" {}\nresource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = aws_s3_bucket.b[var.x].id\n}\n", tri.Unknown},
		"by name":                   {inline("bucket = \"acme\"") + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = \"acme\"\n}\n", tri.Yes},
		"by an unknown name":        {inline("bucket = \"${var.x}-l\"") + "resource \"aws_s3_bucket_logging\" \"l\" {\n  bucket = \"o\"\n  target_bucket = \"${var.x}-l\"\n}\n", tri.Yes},
		"inline logging":            {oneBucket + "resource \"aws_s3_bucket\" \"o\" {\n  logging {\n    target_bucket = aws_s3_bucket.a.id\n  }\n}\n", tri.Yes},
		"inline logging, none":      {inline("logging {\n  target_bucket = null\n}"), tri.No},

		"lb":                {balancer("aws_lb", on, ""), tri.Yes},
		"lb, not enabled":   {balancer("aws_lb", "", ""), tri.No},
		"lb, off":           {balancer("aws_lb", "enabled = false", ""), tri.No},
		"lb, perhaps":       {balancer("aws_lb", "enabled = var.x", ""), tri.Unknown},
		"lb, other inputs":  {balancer("aws_lb", "enabled = var.y", "") + "variable \"y\" {\n  default = false\n}\n", tri.No},
		"alb":               {balancer("aws_alb", on, `load_balancer_type = "application"`), tri.Yes},
		"elb":               {balancer("aws_elb", "", ""), tri.Yes},
		"elb, off":          {balancer("aws_elb", "enabled = false", ""), tri.No},
		"nlb":               {balancer("aws_lb", on, `load_balancer_type = "network"`), tri.No},
		"unknown lb":        {balancer("aws_lb", on, `load_balancer_type = var.x`), tri.Unknown},
		"connection logs":   {block("aws_lb", "connection_logs", on, ""), tri.Yes},
		"health check logs": {block("aws_lb", "health_check_logs", on, ""), tri.Yes},
		"empty bucket":      {resource("aws_elb", "access_logs {\n  bucket = \"\"\n}"), tri.No},
		"dynamic":           {resource("aws_elb", "dynamic \"access_logs\" {\n  for_each = var.x\n  content {\n    bucket = aws_s3_bucket.a.id\n  }\n}"), tri.Unknown},

		"redshift":                {resource("aws_redshift_logging", dest), tri.Yes},
		"redshift to S3":          {resource("aws_redshift_logging", dest+"log_destination_type = \"s3\""), tri.Yes},
		"redshift to CloudWatch":  {resource("aws_redshift_logging", dest+"log_destination_type = \"cloudwatch\""), tri.No},
		"redshift cluster":        {resource("aws_redshift_cluster", "logging {\nenable = true\n"+dest+"}"), tri.Yes},
		"redshift cluster, off":   {resource("aws_redshift_cluster", "logging {\nenable = false\n"+dest+"}"), tri.No},
		"redshift cluster, to CW": {resource("aws_redshift_cluster", "logging {\nenable = true\nlog_destination_type = \"cloudwatch\"\n"+dest+"}"), tri.No},

		"handed over":               {call("bucket = aws_s3_bucket.a.id"), tri.No},
		"handed over with settings": {call("bucket_name = aws_s3_bucket.a.id\nlogging_bucket_id = var.x"), tri.No},
		"as access logs":            {call("access_logs = {\n  bucket = aws_s3_bucket.a.id\n}"), tri.Unknown},
		"as a log bucket":           {call("log_bucket = aws_s3_bucket.a.id"), tri.Unknown},
		"in an object":              {call("settings = {\n  s3-log-bucket = aws_s3_bucket.a.arn\n}"), tri.Unknown},
		"as flow logs":              {call("flow_log_destination_arn = aws_s3_bucket.a.arn"), tri.No},
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
		want      tri.Answer
	}{
		"S3":                     {allow(`{ Service = "logging.s3.amazonaws.com" }`, put, "{}"), tri.Yes},
		"a list":                 {allow(`{ Service = ["x", "logging.s3.amazonaws.com"] }`, `["s3:Get*", "s3:Put*"]`, "{}"), tri.Yes},
		"to read":                {allow(`{ Service = "logging.s3.amazonaws.com" }`, `"s3:GetBucketAcl"`, "{}"), tri.No},
		"an unknown action":      {allow(`{ Service = "logging.s3.amazonaws.com" }`, `var.x`, "{}"), tri.Unknown},
		"denied":                 {strings.Replace(allow(`{ Service = "logging.s3.amazonaws.com" }`, put, "{}"), "Allow", "Deny", 1), tri.No},
		"load balancers":         {allow(`{ Service = "logdelivery.elasticloadbalancing.amazonaws.com" }`, `"s3:*"`, "{}"), tri.Yes},
		"their name built":       {allow(`{ Service = "logdelivery.elasticloadbalancing.${var.x}" }`, `"*"`, "{}"), tri.Yes},
		"Outposts":               {allow(`{ Service = "logdelivery.elb.amazonaws.com" }`, put, "{}"), tri.Yes},
		"Redshift":               {allow(`{ Service = "redshift.amazonaws.com" }`, put, "{}"), tri.Yes},
		"trails":                 {allow(`{ Service = "cloudtrail.amazonaws.com" }`, put, "{}"), tri.No},
		"the ELB account":        {allow(`{ AWS = data.aws_elb_service_account.m.arn }`, put, "{}"), tri.Yes},
		"by id":                  {allow(`{ AWS = data.aws_elb_service_account.m.id }`, put, "{}"), tri.Yes},
		"by an ARN of it":        {allow(`{ AWS = ["arn:${data.aws_partition.c.partition}:iam::${data.aws_elb_service_account.m.id}:root"] }`, put, "{}"), tri.Yes},
		"written":                {allow(`{ AWS = "arn:aws:iam::127311923021:root" }`, put, "{}"), tri.Yes},
		"written as an id":       {allow(`{ AWS = "054676820928" }`, put, "{}"), tri.Yes},
		"in another partition":   {allow(`{ AWS = "arn:${var.x}:iam::156460612806:root" }`, put, "{}"), tri.Yes},
		"another account":        {allow(`{ AWS = "arn:aws:iam::111122223333:root" }`, put, "{}"), tri.No},
		"an unknown account":     {allow(`{ AWS = var.x }`, put, "{}"), tri.No},
		"everybody":              {allow(`"*"`, put, "{}"), tri.No},
		"vended logs":            {allow(vended, put, "{}"), tri.No},
		"of an account":          {allow(vended, put, `{ StringEquals = { "aws:SourceAccount" = "111122223333" } }`), tri.No},
		"of application lbs":     {allow(vended, put, arn(`"`+balancers+`app/*"`)), tri.Yes},
		"of network lbs":         {allow(vended, put, arn(`"`+balancers+`net/*"`)), tri.No},
		"of any lb":              {allow(vended, put, arn(`["`+balancers+`*"]`)), tri.Unknown},
		"of elb":                 {allow(vended, put, arn(`"arn:aws:elasticloadbalancing:*:111122223333:*"`)), tri.Unknown},
		"of flow logs":           {allow(vended, put, arn(`"arn:aws:logs:eu-west-1:111122223333:*"`)), tri.No},
		"of this lb":             {allow(vended, put, arn(`aws_lb.site.arn`)), tri.Yes},
		"not of application lbs": {allow(vended, put, strings.Replace(arn(`"`+balancers+`app/*"`), "ArnLike", "ArnNotLike", 1)), tri.No},
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
		want   tri.Answer
	}{
		"a statement":          {document("", "statement {", "}"), tri.Yes},
		"one perhaps":          {document("", dynamic, "}\n}"), tri.Unknown},
		"a policy, perhaps":    {document("count = var.x\n", "statement {", "}"), tri.Unknown},
		"one of two policies":  {document("", "statement {", "}") + "resource \"aws_s3_bucket_policy\" \"q\" {\n  bucket = aws_s3_bucket.a.id\n  policy = \"{}\"\n}\n", tri.Unknown},
		"merged with another":  {strings.Replace(document("", "statement {", "}"), "document.d.json", "document.e.json", 1) + "data \"aws_iam_policy_document\" \"e\" {\n  source_policy_documents = [data.aws_iam_policy_document.d.json]\n}\n", tri.Yes},
		"managed by others":    {document("lifecycle {\n  ignore_changes = [policy]\n}\n", "statement {", "}"), tri.No},
		"its effect isn't one": {document("", "statement {\n  effect = var.x", "}"), tri.No},
	} {
		if b := take(t, c.source).Buckets[0]; b.ReceivesLogs != c.want {
			t.Errorf("%s: logs %s, want %s", name, b.ReceivesLogs, c.want)
		}
	}
}
