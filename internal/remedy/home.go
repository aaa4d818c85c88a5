package remedy

import (
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// home is where a resource is made: a provider configuration, and a region if
// the resource names one. S3 uses keys of a bucket's own region only.
type home struct {
	provider terraform.ProviderRef
	region   string // source text, "" if it is the provider's
	explicit string // the argument provider as it is written, "" if it isn't
}

// homeOf returns where every instance of a resource is made.
func homeOf(s *lint.Snapshot, r *terraform.Resource) (home, error) {
	if !r.Module.IsRoot() {
		return home{}, whyCalledModule.Refuse("%s is in a called module", r.Address)
	}
	ref, known := r.Provider()
	if !known {
		return home{}, whyPerInstance.Refuse("the provider of %s differs by instance", r.Address)
	}
	h := home{provider: ref}
	for name, text := range map[string]*string{"provider": &h.explicit, "region": &h.region} {
		attr := r.Block.Body.Attributes[name]
		if attr == nil {
			continue
		}
		if name == "region" {
			if err := regional(s, "keys"); err != nil {
				return home{}, err
			}
		}
		if terraform.Iterates(attr.Expr) {
			return home{}, whyPerInstance.Refuse("the %s of %s differs by instance", name, r.Address)
		}
		var err error
		if *text, err = s.Text(attr.Expr.Range()); err != nil {
			return home{}, err
		}
	}
	if h.provider.Alias == "" && h.provider.Name == "aws" {
		h.explicit = "" // the default one, written or not
	}
	return h, nil
}

// String is the same for the same home.
func (h home) String() string { return h.provider.String() + " " + h.region }

// write writes the arguments that put a new block there; types without a region
// of their own get none.
func (h home) write(body *hclwrite.Body, regional bool) {
	written := false
	if h.explicit != "" {
		body.SetAttributeRaw("provider", fix.Raw(h.explicit))
		written = true
	}
	if h.region != "" && regional {
		body.SetAttributeRaw("region", fix.Raw(h.region))
		written = true
	}
	if written && regional {
		body.AppendNewline()
	}
}
