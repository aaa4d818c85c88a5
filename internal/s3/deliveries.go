package s3

import (
	"path"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// logServices begin the names of the services that deliver logs under SSE-S3 only: S3 itself,
// Elastic Load Balancing, on Outposts too, and Redshift (its opt-in regions have services of
// their own).
var logServices = []string{"logging.s3.", "logdelivery.elasticloadbalancing.", "logdelivery.elb.", "redshift."}

// vendedLogs delivers the logs of many services. Most of them can do with SSE-KMS; it is an
// application load balancer's by a condition only.
const vendedLogs = "delivery.logs."

// delivers says whether a policy lets a service put logs that it can deliver under SSE-S3
// only. What isn't known of a policy is no sign of it.
func delivers(tree any) tri.Answer {
	fields, _ := tree.(map[string]any)
	lets := tri.No
	for _, item := range policydoc.OneOrMore(fields["Statement"]) {
		if statement, ok := item.(map[string]any); ok {
			lets = lets.Or(policydoc.Allows(statement["Effect"]).And(deliverer(statement)).And(puts(statement)))
		}
	}
	return lets
}

// deliverer says whether one of the principals of a statement is such a service.
func deliverer(statement map[string]any) tri.Answer {
	kinds, _ := statement["Principal"].(map[string]any)
	is := tri.No
	for _, item := range policydoc.OneOrMore(kinds["Service"]) {
		text, _ := policydoc.Text(item)
		for _, prefix := range logServices {
			if strings.HasPrefix(text, prefix) {
				return tri.Yes
			}
		}
		if strings.HasPrefix(text, vendedLogs) {
			is = is.Or(ofBalancers(statement["Condition"]))
		}
	}
	for _, item := range policydoc.OneOrMore(kinds["AWS"]) {
		if text, known := policydoc.Text(item); known && isELBAccount(text) {
			return tri.Yes
		}
	}
	return is
}

// puts says whether a statement lets objects be put.
func puts(statement map[string]any) tri.Answer {
	if _, negative := statement["NotAction"]; negative {
		return tri.Unknown
	}
	covers := tri.No
	for _, item := range policydoc.OneOrMore(statement["Action"]) {
		text, known := policydoc.Text(item)
		switch {
		case !known, strings.Contains(text, policydoc.Unknown):
			covers = covers.Or(tri.Unknown)
		default:
			// Neither a slash nor a bracket is in the name of an action.
			if match, err := path.Match(strings.ToLower(text), "s3:putobject"); match && err == nil {
				return tri.Yes
			}
		}
	}
	return covers
}

// ofBalancers says whether the conditions of a statement bind it to application load
// balancers: Unknown where it may be network load balancers as well.
func ofBalancers(conditions any) tri.Answer {
	operators, _ := conditions.(map[string]any)
	bound := tri.No
	for operator, keys := range operators {
		if strings.Contains(operator, "Not") || operator == "Null" {
			continue
		}
		keys, _ := keys.(map[string]any)
		for key, values := range keys {
			if !strings.EqualFold(key, "aws:SourceArn") {
				continue
			}
			for _, value := range policydoc.OneOrMore(values) {
				bound = bound.Or(balancer(value))
			}
		}
	}
	return bound
}

// balancer says whether a pattern of ARNs is of application load balancers.
func balancer(pattern any) tri.Answer {
	if v, ok := policydoc.Value(pattern); ok {
		if inst, name, ok := v.Attribute(); ok && isBalancer(inst) && name == "arn" {
			return networkBalancer(inst).Not()
		}
	}
	text, _ := policydoc.Text(pattern)
	service := strings.Index(text, ":elasticloadbalancing:")
	_, resource, named := strings.Cut(text[max(service, 0):], ":loadbalancer/")
	switch {
	case service < 0:
		return tri.No
	case !named:
		return tri.Unknown
	case strings.HasPrefix(resource, "app/"):
		return tri.Yes
	case strings.HasPrefix(resource, "net/"), strings.HasPrefix(resource, "gwy/"):
		return tri.No
	}
	return tri.Unknown
}
