package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Uploaders says who may upload by a bucket's policy, and may name a key of his own then.
type Uploaders struct {
	// Who are its principals; Others is set where the policy may let in somebody else, or by a header about encryption.
	Who    Principals
	Others bool
	// By are the services among them that name the key which their settings have.
	By map[string]bool
}

// keyOfSettings begin the names of services that upload under a key which is theirs, if they have one.
var keyOfSettings = []string{"cloudtrail.", "config."}

// namingNone begin the names of those that name no key.
var namingNone = []string{"delivery.logs.", "logging.s3.", "logdelivery."}

// Uploaders returns who may upload by the bucket's policy.
func (b *Bucket) Uploaders() Uploaders {
	u := Uploaders{Who: OwnPrincipals, By: map[string]bool{}}
	own, known := b.Instance.Resource.ProviderConfig()
	for _, p := range b.Policies {
		if !p.Document.Grants() {
			continue
		}
		tree, read := p.source.(map[string]any)
		u.Others = u.Others || !read || !known
		for _, item := range policydoc.OneOrMore(tree["Statement"]) {
			statement, known := item.(map[string]any)
			switch {
			case known && (policydoc.Allows(statement["Effect"]) == tri.No || puts(statement) == tri.No):
				continue
			case !known, asksByHeader(statement["Condition"]), !namesOnly(own, UnknownPrincipals, statement), !u.services(statement):
				u.Others = true
			case !namesOnly(own, OwnPrincipals, statement):
				u.Who = UnknownPrincipals
			}
		}
	}
	return u
}

// services enters the services that a statement lets in, false where one may name any key.
func (u *Uploaders) services(statement map[string]any) bool {
	kinds, _ := statement["Principal"].(map[string]any)
	for _, item := range policydoc.OneOrMore(kinds["Service"]) {
		name, _ := policydoc.Text(item)
		begins := func(prefixes []string) string {
			for _, prefix := range prefixes {
				if strings.HasPrefix(name, prefix) {
					return prefix
				}
			}
			return ""
		}
		switch prefix := begins(keyOfSettings); {
		case prefix != "":
			u.By[prefix] = true
		case begins(namingNone) == "":
			return false
		}
	}
	return true
}

// asksByHeader reports whether conditions may be on what encryption an upload asks for.
func asksByHeader(conditions any) bool {
	operators, known := conditions.(map[string]any)
	for _, keys := range operators {
		keys, known := keys.(map[string]any)
		if !known {
			return true
		}
		for key := range keys {
			if strings.HasPrefix(strings.ToLower(key), SSEHeader) {
				return true
			}
		}
	}
	return !known && conditions != nil
}
