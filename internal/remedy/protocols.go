package remedy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// protocols are what a block says of the protocols that it speaks.
type protocols struct {
	settings []usage.Setting
	open     map[string]bool // names of settings in which there may be others
}

func (m *module) protocolsOf(b *usage.Block) *protocols {
	p := m.blocks[b]
	if p == nil {
		p = &protocols{}
		p.settings, p.open = m.scope.Settings(b)
		m.blocks[b] = p
	}
	return p
}

// normal is a name of a setting whatever its style.
func normal(name string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
}

// httpsPolicies are the protocol policies of CloudFront under which nothing is asked for
// over plain HTTP. A request for an S3 origin goes by the viewer's protocol.
var httpsPolicies = []string{"https-only", "redirect-to-https"}

// admitsHTTP reports whether a protocol policy isn't surely one of them.
func (p *protocols) admitsHTTP() bool {
	return slices.ContainsFunc(p.settings, func(s usage.Setting) bool {
		return strings.HasSuffix(normal(s.Name), "protocolpolicy") && !s.Value.Are(httpsPolicies...)
	})
}

// decidesViewers reports whether it is said how viewers connect.
func (p *protocols) decidesViewers() bool {
	return slices.ContainsFunc(p.settings, func(s usage.Setting) bool { return strings.HasSuffix(normal(s.Name), "viewerprotocolpolicy") })
}

// are reports whether the settings of a name in a part of the block are there, and
// surely one of some texts.
func (p *protocols) are(in, name string, texts ...string) bool {
	found := false
	for _, s := range p.settings {
		if s.In != in || normal(s.Name) != name {
			continue
		}
		if !s.Value.Are(texts...) {
			return false
		}
		found = true
	}
	return found
}

// tls says how a part of a block connects to what it is handed.
func (p *protocols) tls(in string) (on, off bool) {
	for _, s := range p.settings {
		if s.In != in && s.In != s.Name { // of another part, and not of the block itself
			continue
		}
		safe, speaks := speaksTLS(s)
		on, off = on || speaks && safe, off || speaks && !safe
	}
	return on, off
}

var (
	tlsSwitch   = regexp.MustCompile(`^(use|enable|force|require)?(ssl|tls|https)(only|enabled|required)?$`)
	tlsProtocol = regexp.MustCompile(`(protocol|scheme|protocolpolicy)$`)
)

// speaksTLS reports whether a setting decides between TLS and plain HTTP, and whether it
// surely decides for TLS.
func speaksTLS(s usage.Setting) (safe, speaks bool) {
	switch name := normal(s.Name); {
	case tlsSwitch.MatchString(name):
		return s.Value.Are("true"), true
	case name == "ishttpallowed":
		return s.Value.Are("false"), true
	case tlsProtocol.MatchString(name):
		return s.Value.Are("https", "HTTPS", "tls", "TLS", "ssl", "SSL", "HttpsOnly", "https-only", "redirect-to-https", "HTTP2"), true
	case name == "port" || name == "originport" || name == "serverport":
		return s.Value.Are("443"), true
	}
	return false, false
}

// reads says who reads a bucket over plain HTTP by a use in a block, "" for nobody.
func (m *module) reads(use usage.Use, form usage.Form) string {
	by := use.By
	may := fmt.Sprintf("%s at %s may read the bucket over plain HTTP", by.Type, by.Range)
	switch p := m.protocolsOf(by); {
	case beside[use.In] || keepsLogs.MatchString(use.In):
		return ""
	case m.traitsOf(by).website, p.admitsHTTP():
		return may
	case form == usage.Host && !servesTLS(p, use):
		return may
	case foreign(by) && form != usage.ARN && !keepsTLS(p, use, form):
		return may
	}
	return ""
}

// beside are the arguments by which nothing is read.
var beside = map[string]bool{
	"tags": true, "tags_all": true, "description": true, "comment": true, "depends_on": true, "lifecycle": true, "provider": true,
}

// keepsLogs are the arguments by which logs are written to a bucket.
var keepsLogs = regexp.MustCompile(`(^|_)(log|logs|logging|logpush)(_|$)`)

// servesTLS reports whether a block of AWS that has hold of the host name of a bucket
// doesn't lead clients there that may come over plain HTTP.
func servesTLS(p *protocols, use usage.Use) bool {
	switch use.By.Type {
	case "aws_route53_record":
		return use.In != "records" && use.In != "alias" // S3 has no certificate for another name
	case "aws_lb_listener", "aws_alb_listener", "aws_lb_listener_rule", "aws_alb_listener_rule":
		return p.are(use.In, "protocol", "HTTPS")
	case "aws_s3_bucket_website_configuration":
		return p.are(use.In, "protocol", "https")
	case "aws_s3_bucket":
		return use.In != "website" || use.Scheme == usage.Other
	case "aws_route53_health_check":
		return p.are("type", "type", "HTTPS", "HTTPS_STR_MATCH", "TCP", "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL")
	case "aws_datasync_location_object_storage":
		_, off := p.tls(use.In)
		return !off
	}
	return true
}

// foreign reports whether a block is a resource or data source of another provider
// than AWS.
func foreign(b *usage.Block) bool {
	return b.Label != "" && b.Type != "check" && b.Type != "provider" && !own.MatchString(b.Type)
}

// The types of AWS and of Terraform itself; those that keep or show what they are
// handed; and those that have clients of S3, which use TLS where they are told no
// host name.
var (
	own   = regexp.MustCompile(`^((data\.)?(aws|awscc|awsutils|terraform)_|(action|ephemeral|list)$)`)
	keeps = regexp.MustCompile(`^(data\.)?(archive|buildkite|circleci|cloudinit|consul|doppler|github|gitlab|local|null|okta|onepassword|pagerduty|random|sops|spacelift|` +
		`template|tfe|time|tls|vault)_`)
	s3API = regexp.MustCompile(`^(data\.)?((ansible|argocd|confluent|databricks|datadog|docker|elasticstack|flux|grafana|helm|kubectl|kubernetes|kustomization|` +
		`mongodbatlas|newrelic|nomad|snowflake)_|google_(bigquery|storage)_|azurerm_data_factory_)`)
)

// keepsTLS reports whether a block of another provider surely reads a bucket over TLS
// alone, or not at all.
func keepsTLS(p *protocols, use usage.Use, form usage.Form) bool {
	typ := use.By.Type
	switch {
	case keeps.MatchString(typ), use.Scheme == usage.Other, s3API.MatchString(typ) && form != usage.Host:
		return true
	case strings.HasPrefix(typ, "fastly_") && (!use.Named || form != usage.Name): // without use_ssl the port decides nothing
		return p.are(use.In, "usessl", "true")
	}
	on, off := p.tls(use.In)
	if use.Named && form == usage.Name {
		return !off // it may be the name of anything
	}
	return on && !off
}

// readsUnloaded says whether a module that isn't loaded may read over plain HTTP what a
// call hands it, and whether the call says so.
func (m *module) readsUnloaded(use usage.Use, form usage.Form) (may string, surely bool) {
	p := m.protocolsOf(use.By)
	_, off := p.tls(use.In)
	switch {
	case beside[use.In] || keepsLogs.MatchString(use.In):
		return "", false
	case p.admitsHTTP(), off:
		surely = true
	case form == usage.ARN || form == usage.Name && !m.delivers(use.By):
		return "", false
	case !p.opensViewers() && (p.decidesViewers() || m.httpsByDefault(use.By)):
		return "", false
	case use.Scheme == usage.Other:
		return "", false
	}
	return fmt.Sprintf("module.%s at %s, which isn't loaded, may read the bucket over plain HTTP", use.By.Label, use.By.Range), surely
}

// viewers are the arguments of modules that say how viewers connect.
var viewers = regexp.MustCompile(`behaviou?r|viewer|protocol|ordered_cache`)

// opensViewers reports whether it isn't known what is said of viewers.
func (p *protocols) opensViewers() bool {
	for name := range p.open {
		if viewers.MatchString(name) {
			return true
		}
	}
	return false
}

// The sources of modules that serve what is in a bucket, and of those of them that, whatever their version,
// admit nobody over plain HTTP unless they are told to.
var (
	delivery = regexp.MustCompile(`(?i)cloudfront|cdn|fastly|cloudflare|akamai|website|static`)
	viaHTTPS = regexp.MustCompile(`cloudposse/(cloudfront-(s3-)?cdn/aws|terraform-aws-cloudfront-(s3-)?cdn)`)
)

func (m *module) delivers(call *usage.Block) bool {
	return delivery.MatchString(m.argument(call, "source"))
}

// httpsByDefault reports whether what a call makes admits nobody over plain HTTP unless it is told to.
func (m *module) httpsByDefault(call *usage.Block) bool {
	source := m.argument(call, "source")
	return viaHTTPS.MatchString(source) || known.HTTPSByDefault(source, m.argument(call, "version"))
}

// argument returns an argument of a call that is a plain text, "" for any other.
func (m *module) argument(call *usage.Block, name string) string {
	attr := call.Body.Attributes[name]
	if attr == nil {
		return ""
	}
	if text, ok := m.scope.Place(call, attr.Expr).Text(); ok {
		return text
	}
	return ""
}

var (
	jsonPolicy  = regexp.MustCompile(`protocol_policy"\s*:\s*"([^"]*)"`)
	jsonForeign = regexp.MustCompile(`"(akamai|bunnynet|cloudflare|dnsimple|fastly|google_compute|azurerm_cdn|azurerm_frontdoor|ns1)_\w+"\s*:\s*[\[{]`)
)

// readsJSON is reads for a JSON file, of which only the text is looked at.
func (m *module) readsJSON(use usage.Use, form usage.Form) string {
	text := use.By.Text
	bad := strings.Contains(text, "website_endpoint") || strings.Contains(text, "website_domain") || jsonForeign.MatchString(text)
	for _, found := range jsonPolicy.FindAllStringSubmatch(text, -1) {
		bad = bad || !slices.Contains(httpsPolicies, found[1])
	}
	if form == usage.Host && m.scope.Caller == nil && !m.root && strings.Contains(text, `"output"`) {
		bad = true // it may hand the host name out
	}
	if !bad {
		return ""
	}
	return fmt.Sprintf("%s may have readers over plain HTTP", use.By.Range.Filename)
}
