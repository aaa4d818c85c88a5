package s3_test

import (
	"strings"
	"testing"
)

// TestWhyClass holds that the reason why a class isn't known names what may change it, and not what doesn't matter.
func TestWhyClass(t *testing.T) {
	const (
		configured = "provider \"aws\" {\n  default_tags {\n    tags = %s\n  }\n}\n"
		nobody     = "no tag here classifies it, and default tags may: the provider isn't configured here"
	)
	for tags, c := range map[string]struct{ defaults, want string }{
		`{}`:                  {"", nobody},
		`{ Name = var.name }`: {"", nobody},
		`{ Name = "x", Region = data.aws_region.r.name }`:   {"", nobody},
		`{ Name = var.name, DataClassification = var.tag }`: {"", "var.tag has no value"},
		`{ Name = var.name, compliance = var.tag }`:         {"", "var.tag has no value"},
		`merge(var.tag, { Name = "x" })`:                    {"", "var.tag has no value"},
		`var.tag`:                                           {"", "var.tag has no value"},
		`{ Name = var.name, A = "1" }`:                      {"var.tag", "default tags: var.tag has no value"},
		`{ Name = var.name, B = "1" }`:                      {"{ Owner = var.name, phi = var.tag }", "default tags: var.tag has no value"},
	} {
		source := "variable \"name\" {}\nvariable \"tag\" {}\ndata \"aws_region\" \"r\" {}\nresource \"aws_s3_bucket\" \"this\" {\n  tags = " + tags + "\n}\n"
		if c.defaults != "" {
			source += strings.Replace(configured, "%s", c.defaults, 1)
		}
		b := take(t, source).Buckets[0]
		if b.Class.Final {
			t.Errorf("%s: the class is known", tags)
		}
		if why := b.WhyClass(); !strings.HasPrefix(why, c.want) || strings.Contains(why, "var.name") || strings.Contains(why, "data.") {
			t.Errorf("%s: %q, want %q", tags, why, c.want)
		}
	}
}
