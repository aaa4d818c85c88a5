package rules_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// TestPlainHTTPReaders holds beside which readers of a bucket the statement against
// plain HTTP is written into its policy.
func TestPlainHTTPReaders(t *testing.T) {
	const (
		root   = "terraform {\n  backend \"s3\" {}\n}\n"
		bucket = `
resource "aws_s3_bucket" "site" {
  bucket = "example-site"
}
resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
`
		domain = "aws_s3_bucket.site.bucket_regional_domain_name"
	)
	distribution := func(domain, viewers string) string {
		return `resource "aws_cloudfront_distribution" "x" {
  origin {
    domain_name = ` + domain + `
    origin_id   = "s3"
  }
  default_cache_behavior {
    target_origin_id       = "s3"
    viewer_protocol_policy = ` + viewers + `
  }
}
`
	}
	const variables = "variable \"domain\" {}\nvariable \"viewers\" {\n  default = \"redirect-to-https\"\n}\n"
	cdn := map[string]string{"cdn/main.tf": variables + distribution("var.domain", "var.viewers")}
	for _, c := range []struct {
		name, text string
		more       map[string]string
		fixed      bool
	}{
		{name: "nobody", fixed: true},
		// Distributions here.
		{name: "viewers by HTTPS", text: distribution(domain, `"https-only"`), fixed: true},
		{name: "viewers by HTTP", text: distribution(domain, `"allow-all"`)},
		{name: "viewers by local", text: distribution(domain, "local.v") + "locals {\n  v = \"redirect-to-https\"\n}", fixed: true},
		{name: "viewers by local, HTTP", text: distribution(domain, "local.v") + "locals {\n  v = \"allow-all\"\n}"},
		{name: "viewers by local object", text: distribution(domain, `local.v["cdn"].viewers`) + "locals {\n  v = { cdn = { viewers = \"https-only\" } }\n}", fixed: true},
		{name: "viewers by input", text: distribution(domain, "var.viewers") + "variable \"viewers\" {\n  default = \"https-only\"\n}"},
		{name: "viewers by condition", text: distribution(domain, `local.v ? "https-only" : "allow-all"`) + "locals {\n  v = var.v\n}\nvariable \"v\" {}"},
		{name: "viewers by condition, both ways", text: distribution(domain, `var.v ? "https-only" : "redirect-to-https"`) + "variable \"v\" {}", fixed: true},
		{name: "viewers by data source", text: distribution(domain, "data.aws_ssm_parameter.v.value") + "data \"aws_ssm_parameter\" \"v\" {\n  name = \"v\"\n}"},
		{name: "another behavior", text: strings.Replace(distribution(domain, `"https-only"`), "  default_cache", "  ordered_cache_behavior {\n    viewer_protocol_policy = \"allow-all\"\n  }\n  default_cache", 1)},
		{name: "dynamic behaviors", text: strings.Replace(distribution(domain, `"https-only"`), "  default_cache", dynamic("allow-all"), 1)},
		{name: "dynamic behaviors, HTTPS", text: strings.Replace(distribution(domain, `"https-only"`), "  default_cache", dynamic("https-only"), 1), fixed: true},
		{name: "logs of a distribution", text: "resource \"aws_cloudfront_distribution\" \"x\" {\n  logging_config {\n    bucket = aws_s3_bucket.site.bucket_domain_name\n  }\n  default_cache_behavior {\n    viewer_protocol_policy = \"allow-all\"\n  }\n}", fixed: true},
		{name: "by a data source", text: "data \"aws_s3_bucket\" \"x\" {\n  bucket = aws_s3_bucket.site.id\n}\n" + distribution("data.aws_s3_bucket.x.bucket_domain_name", `"allow-all"`)},
		{name: "each", text: "resource \"aws_cloudfront_distribution\" \"x\" {\n  for_each = { a = { domain = " + domain + ", viewers = \"allow-all\" } }\n  origin {\n    domain_name = each.value.domain\n  }\n  default_cache_behavior {\n    viewer_protocol_policy = each.value.viewers\n  }\n}"},
		{name: "each, HTTPS", text: "resource \"aws_cloudfront_distribution\" \"x\" {\n  for_each = { a = { domain = " + domain + ", viewers = \"https-only\" } }\n  origin {\n    domain_name = each.value.domain\n  }\n  default_cache_behavior {\n    viewer_protocol_policy = each.value.viewers\n  }\n}", fixed: true},
		{name: "in JSON", more: map[string]string{"cdn.tf.json": `{"resource": {"aws_cloudfront_distribution": {"x": {"origin": {"domain_name": "${` + domain + `}"}, "default_cache_behavior": {"viewer_protocol_policy": "allow-all"}}}}}`}},
		{name: "in JSON, HTTPS", more: map[string]string{"cdn.tf.json": `{"resource": {"aws_cloudfront_distribution": {"x": {"origin": {"domain_name": "${` + domain + `}"}, "default_cache_behavior": {"viewer_protocol_policy": "https-only"}}}}}`}, fixed: true},
		// In loaded modules.
		{name: "module", text: "module \"cdn\" {\n  source  = \"./cdn\"\n  domain  = " + domain + "\n  viewers = \"allow-all\"\n}", more: cdn},
		{name: "module by default", text: "module \"cdn\" {\n  source = \"./cdn\"\n  domain = " + domain + "\n}", more: cdn, fixed: true},
		{name: "module, null", text: "module \"cdn\" {\n  source  = \"./cdn\"\n  domain  = " + domain + "\n  viewers = null\n}", more: cdn, fixed: true},
		{name: "module by input", text: "module \"cdn\" {\n  source  = \"./cdn\"\n  domain  = " + domain + "\n  viewers = var.v\n}\nvariable \"v\" {}", more: cdn},
		{name: "module by each", text: "module \"cdn\" {\n  source   = \"./cdn\"\n  for_each = { a = \"https-only\", b = \"allow-all\" }\n  domain   = " + domain + "\n  viewers  = each.value\n}", more: cdn},
		{name: "module by name", text: "module \"cdn\" {\n  source  = \"./cdn\"\n  domain  = \"example-site.s3.amazonaws.com\"\n  viewers = \"allow-all\"\n}", more: cdn},
		{name: "module over buckets", text: "module \"cdn\" {\n  source   = \"./cdn\"\n  for_each = { a = aws_s3_bucket.site }\n  domain   = each.value.bucket_domain_name\n  viewers  = \"allow-all\"\n}", more: cdn},
		{name: "module with the object", text: "module \"cdn\" {\n  source = \"./cdn\"\n  bucket = aws_s3_bucket.site\n}", more: map[string]string{"cdn/main.tf": "variable \"bucket\" {}\n" + distribution("var.bucket.bucket_regional_domain_name", `"allow-all"`)}},
		{name: "module with the id", text: "module \"cdn\" {\n  source = \"./cdn\"\n  bucket = aws_s3_bucket.site.id\n}", more: map[string]string{"cdn/main.tf": "variable \"bucket\" {}\n" + distribution(`"${var.bucket}.s3.amazonaws.com"`, `"allow-all"`)}},
		{name: "module that finds the bucket", text: "module \"cdn\" {\n  source = \"./cdn\"\n  bucket = aws_s3_bucket.site.id\n}", more: map[string]string{"cdn/main.tf": "variable \"bucket\" {}\ndata \"aws_s3_bucket\" \"b\" {\n  bucket = var.bucket\n}\n" + distribution(`data.aws_s3_bucket.b.bucket_domain_name`, `"allow-all"`)}},
		{name: "module with settings", text: "module \"cdn\" {\n  source = \"./cdn\"\n  cdn    = { domain = " + domain + ", viewers = \"allow-all\" }\n}", more: map[string]string{"cdn/main.tf": "variable \"cdn\" {}\n" + distribution("var.cdn.domain", "var.cdn.viewers")}},
		{name: "module with an optional setting", text: "module \"cdn\" {\n  source = \"./cdn\"\n  cdn    = { domain = " + domain + " }\n}", more: map[string]string{"cdn/main.tf": "variable \"cdn\" {\n  type = object({ domain = string, viewers = optional(string, \"https-only\") })\n}\n" + distribution("var.cdn.domain", "var.cdn.viewers")}, fixed: true},
		{name: "module in a module", text: "module \"site\" {\n  source = \"./site\"\n  origin = " + domain + "\n}", more: map[string]string{
			"site/main.tf": "variable \"origin\" {}\nmodule \"cdn\" {\n  source  = \"../cdn\"\n  domain  = var.origin\n  viewers = \"allow-all\"\n}", "cdn/main.tf": cdn["cdn/main.tf"]}},
		{name: "handed back", text: "module \"name\" {\n  source = \"./name\"\n  bucket = aws_s3_bucket.site.id\n}\n" + distribution("module.name.domain", `"allow-all"`), more: map[string]string{
			"name/main.tf": "variable \"bucket\" {}\noutput \"domain\" {\n  value = \"${var.bucket}.s3.amazonaws.com\"\n}"}},
		{name: "module that reads", text: "module \"scan\" {\n  source = \"./scan\"\n  bucket = aws_s3_bucket.site.id\n}", more: map[string]string{
			"scan/main.tf": "variable \"bucket\" {}\nresource \"aws_lambda_function\" \"x\" {\n  environment {\n    variables = { BUCKET = var.bucket }\n  }\n}"}, fixed: true},
		{name: "modules in a ring", text: "module \"a\" {\n  source = \"./name\"\n  bucket = module.b.bucket\n  other  = aws_s3_bucket.site.id\n}\nmodule \"b\" {\n  source = \"./name\"\n  bucket = module.a.other\n  other  = \"x\"\n}", more: map[string]string{
			"name/main.tf": "variable \"bucket\" {}\nvariable \"other\" {}\noutput \"bucket\" {\n  value = var.bucket\n}\noutput \"other\" {\n  value = var.other\n}"}, fixed: true},
		// By objects of modules that aren't loaded.
		{name: "cloudfront module", text: call(`default_cache_behavior = { viewer_protocol_policy = "allow-all" }`)},
		{name: "cloudfront module, HTTPS", text: call(`default_cache_behavior = { viewer_protocol_policy = "redirect-to-https" }`), fixed: true},
		{name: "cloudfront module, local", text: call("default_cache_behavior = local.b") + "\nlocals {\n  b = { viewer_protocol_policy = \"allow-all\" }\n}"},
		{name: "cloudfront module, local HTTPS", text: call("default_cache_behavior = local.b") + "\nlocals {\n  b = { viewer_protocol_policy = \"https-only\" }\n}", fixed: true},
		{name: "cloudfront module, input", text: call("default_cache_behavior = var.b") + "\nvariable \"b\" {}"},
		{name: "cloudfront module, merged", text: call(`default_cache_behavior = merge({ viewer_protocol_policy = "https-only" }, { viewer_protocol_policy = "allow-all" })`)},
		{name: "cloudfront module, ordered", text: call("default_cache_behavior = { viewer_protocol_policy = \"https-only\" }\n  ordered_cache_behavior = [{ path_pattern = \"/x\", viewer_protocol_policy = \"allow-all\" }]")},
		{name: "cloudfront module, for", text: call("default_cache_behavior = { viewer_protocol_policy = \"https-only\" }\n  ordered_cache_behavior = [for p in [\"/x\"] : { path_pattern = p, viewer_protocol_policy = \"allow-all\" }]")},
		{name: "cloudfront module, nothing said", text: call("")},
		{name: "cloudfront module, origin", text: "module \"cdn\" {\n  source = \"terraform-aws-modules/cloudfront/aws\"\n  origin = { s3 = { domain_name = " + domain + ", custom_origin_config = { origin_protocol_policy = \"match-viewer\" } } }\n  default_cache_behavior = { viewer_protocol_policy = \"https-only\" }\n}"},
		{name: "cloudfront module, logs", text: "module \"cdn\" {\n  source = \"terraform-aws-modules/cloudfront/aws\"\n  logging_config = { bucket = \"example-site.s3.amazonaws.com\" }\n  default_cache_behavior = { viewer_protocol_policy = \"allow-all\" }\n}", fixed: true},
		{name: "argument of a module", text: "module \"cdn\" {\n  source                 = \"cloudposse/cloudfront-s3-cdn/aws\"\n  origin_bucket          = aws_s3_bucket.site.id\n  viewer_protocol_policy = \"allow-all\"\n}"},
		{name: "default of a module", text: "module \"cdn\" {\n  source        = \"cloudposse/cloudfront-s3-cdn/aws\"\n  origin_bucket = aws_s3_bucket.site.id\n}"},
		// It may make a website of the bucket.
		{name: "a module that is handed the name", text: "module \"job\" {\n  source = \"terraform-aws-modules/lambda/aws\"\n  environment_variables = { BUCKET = aws_s3_bucket.site.id }\n}"},
		// Other providers.
		{name: "fastly", text: "resource \"fastly_service_vcl\" \"x\" {\n  backend {\n    address = aws_s3_bucket.site.bucket_domain_name\n    name    = \"s3\"\n  }\n}"},
		{name: "fastly with a port", text: "resource \"fastly_service_vcl\" \"x\" {\n  backend {\n    address = aws_s3_bucket.site.bucket_domain_name\n    port    = 443\n  }\n}"},
		{name: "fastly with TLS", text: "resource \"fastly_service_vcl\" \"x\" {\n  backend {\n    address = aws_s3_bucket.site.bucket_domain_name\n    port    = 443\n    use_ssl = true\n  }\n}", fixed: true},
		{name: "fastly, logs", text: "resource \"fastly_service_vcl\" \"x\" {\n  logging_s3 {\n    bucket_name = aws_s3_bucket.site.id\n  }\n}", fixed: true},
		{name: "cloudflare", text: "resource \"cloudflare_record\" \"x\" {\n  type  = \"CNAME\"\n  value = aws_s3_bucket.site.bucket_domain_name\n}"},
		{name: "google", text: "resource \"google_compute_global_network_endpoint\" \"x\" {\n  fqdn = " + domain + "\n  port = 80\n}"},
		{name: "google with TLS", text: "resource \"google_compute_global_network_endpoint\" \"x\" {\n  fqdn = " + domain + "\n  port = 443\n}", fixed: true},
		{name: "google, transfer", text: "resource \"google_storage_transfer_job\" \"x\" {\n  transfer_spec {\n    aws_s3_data_source {\n      bucket_name = aws_s3_bucket.site.id\n    }\n  }\n}", fixed: true},
		{name: "azure", text: "resource \"azurerm_cdn_endpoint\" \"x\" {\n  origin {\n    host_name = " + domain + "\n  }\n}"},
		{name: "akamai by local", text: "locals {\n  origin = " + domain + "\n}\nresource \"akamai_property\" \"x\" {\n  rules = jsonencode({ origin = local.origin })\n}"},
		{name: "kubernetes", text: "resource \"kubernetes_config_map\" \"x\" {\n  data = { BUCKET = aws_s3_bucket.site.id }\n}", fixed: true},
		{name: "kubernetes, host", text: "resource \"kubernetes_service\" \"x\" {\n  spec {\n    external_name = " + domain + "\n  }\n}"},
		{name: "local file", text: "resource \"local_file\" \"x\" {\n  content = " + domain + "\n}", fixed: true},
		{name: "tags of another provider", text: "resource \"fastly_service_vcl\" \"x\" {\n  comment = aws_s3_bucket.site.id\n}", fixed: true},
		{name: "ARN to another provider", text: "resource \"wiz_connector\" \"x\" {\n  target = aws_s3_bucket.site.arn\n}", fixed: true},
		// AWS leads clients there.
		{name: "DNS", text: "resource \"aws_route53_record\" \"x\" {\n  type    = \"CNAME\"\n  records = [aws_s3_bucket.site.bucket_domain_name]\n}"},
		{name: "DNS name", text: "resource \"aws_route53_record\" \"x\" {\n  name = aws_s3_bucket.site.bucket\n}", fixed: true},
		{name: "redirect", text: "resource \"aws_lb_listener\" \"x\" {\n  protocol = \"HTTP\"\n  default_action {\n    redirect {\n      host = aws_s3_bucket.site.bucket_domain_name\n    }\n  }\n}"},
		{name: "redirect to HTTPS", text: "resource \"aws_lb_listener\" \"x\" {\n  protocol = \"HTTP\"\n  default_action {\n    redirect {\n      host     = aws_s3_bucket.site.bucket_domain_name\n      protocol = \"HTTPS\"\n    }\n  }\n}", fixed: true},
		{name: "function", text: "resource \"aws_lambda_function\" \"x\" {\n  environment {\n    variables = { BUCKET = aws_s3_bucket.site.id, URL = \"https://${" + domain + "}/\" }\n  }\n}", fixed: true},
		// Texts.
		{name: "URL", text: "resource \"aws_instance\" \"x\" {\n  user_data = \"curl http://${" + domain + "}/x\"\n}"},
		{name: "URL in a local", text: "locals {\n  url = \"http://${" + domain + "}/x\"\n}"},
		{name: "URL in an output", text: "output \"url\" {\n  value = \"http://${" + domain + "}\"\n}"},
		{name: "URL by name", text: "resource \"aws_instance\" \"x\" {\n  user_data = \"curl http://example-site.s3.amazonaws.com/x\"\n}"},
		{name: "URL by path", text: "resource \"aws_instance\" \"x\" {\n  user_data = \"curl http://s3.eu-west-1.amazonaws.com/${aws_s3_bucket.site.id}/x\"\n}"},
		{name: "URL by id", text: "resource \"aws_instance\" \"x\" {\n  user_data = \"curl http://${aws_s3_bucket.site.id}.s3.amazonaws.com/x\"\n}"},
		{name: "URL by format", text: "resource \"aws_instance\" \"x\" {\n  user_data = format(\"http://%s/x\", " + domain + ")\n}"},
		{name: "URL by join", text: "resource \"aws_instance\" \"x\" {\n  user_data = join(\"\", [\"http://\", " + domain + "])\n}"},
		{name: "URL of a scheme", text: "variable \"scheme\" {}\nresource \"aws_instance\" \"x\" {\n  user_data = \"${var.scheme}://${" + domain + "}/x\"\n}"},
		{name: "URL of a local scheme", text: "locals {\n  scheme = \"https\"\n}\nresource \"aws_instance\" \"x\" {\n  user_data = \"${local.scheme}://${" + domain + "}/x\"\n}", fixed: true},
		{name: "URL of another host", text: "resource \"aws_instance\" \"x\" {\n  user_data = \"http://example.com/ https://${" + domain + "}/x s3://${aws_s3_bucket.site.id}\"\n}", fixed: true},
		{name: "URL through a local", text: "locals {\n  origin = " + domain + "\n}\nresource \"aws_instance\" \"x\" {\n  user_data = \"http://${local.origin}/x\"\n}"},
		{name: "origin of pages", text: "resource \"aws_s3_bucket_cors_configuration\" \"x\" {\n  bucket = aws_s3_bucket.site.id\n  cors_rule {\n    allowed_origins = [\"http://${aws_s3_bucket.site.bucket}\"]\n  }\n}", fixed: true},
		{name: "output of the website", text: "output \"x\" {\n  value = aws_s3_bucket.site.website_endpoint\n}"},
		{name: "URL of an object", text: "resource \"aws_s3_object\" \"x\" {\n  bucket = aws_s3_bucket.site.id\n}\nresource \"aws_instance\" \"x\" {\n  user_data = \"curl http://${aws_s3_object.x.bucket}.s3.amazonaws.com/x\"\n}"},
		{name: "a thing of the same name", text: "resource \"cloudflare_zone\" \"x\" {\n  name = \"example-site\"\n}", fixed: true},
		{name: "a backend by host name", text: "resource \"fastly_service_vcl\" \"x\" {\n  backend {\n    address = \"example-site.s3.amazonaws.com\"\n  }\n}"},
		{name: "output of a root", text: "output \"x\" {\n  value = " + domain + "\n}", fixed: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"main.tf": root + bucket, "use.tf": c.text}
			maps.Copy(files, c.more)
			holdFixed(t, files, c.fixed)
		})
	}
	for text, fixed := range map[string]bool{
		"value = " + domain:                                                      false,
		"value = aws_s3_bucket.site":                                             false,
		"value = [for b in aws_s3_bucket.site : b.arn]":                          true,
		"value = \"https://${" + domain + "}/\"":                                 true,
		"value = aws_s3_bucket.site.arn":                                         true,
		"value = { for k, b in aws_s3_bucket.site : k => b.bucket_domain_name }": false,
	} {
		t.Run("called: "+text, func(t *testing.T) {
			holdFixed(t, map[string]string{"main.tf": bucket, "outputs.tf": "output \"x\" {\n  " + text + "\n}"}, fixed)
		})
	}
}

// dynamic is an ordered behavior in a dynamic block, before what follows it.
func dynamic(viewers string) string {
	return "  dynamic \"ordered_cache_behavior\" {\n    for_each = [{ viewers = \"" + viewers + "\" }]\n    iterator = it\n    content {\n" +
		"      viewer_protocol_policy = it.value.viewers\n    }\n  }\n  default_cache"
}

// call is a call of a module that isn't loaded and is handed an origin.
func call(arguments string) string {
	return "module \"cdn\" {\n  source = \"terraform-aws-modules/cloudfront/aws\"\n" +
		"  origin = { s3 = { domain_name = \"example-site.s3.amazonaws.com\", origin_access_control = \"s3\" } }\n  " + arguments + "\n}"
}

// holdFixed holds whether the policy of a bucket gets the statement.
func holdFixed(t *testing.T, files map[string]string, want bool) {
	t.Helper()
	c := &fixture.Case{Rule: "s3_bucket_deny_insecure_transport", Files: map[string][]byte{}}
	for name, text := range files {
		c.Files[name] = []byte(text)
	}
	t.Chdir(t.TempDir())
	if err := c.Write("."); err != nil {
		t.Fatal(err)
	}
	got := strings.Contains(string(run(t, c, true).Files["main.tf"]), "DenyUnencryptedTransport")
	if got != want {
		t.Errorf("fixed %t, want %t", got, want)
	}
}
