package remedy

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3/known"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/usage"
)

// Domain tells the frame of S3 and KMS.
var Domain = lint.Domain{
	Provider: s3.Provider{},
	WellKnown: func(source, version string) (name, file string, ok bool) {
		m := known.Find(source, version)
		if m == nil {
			return "", "", false
		}
		return m.Name, m.Source, true
	},
	TierOptions: []lint.TierOption{tierKMSKey, tierKeyUsers, tierBuckets, tierEncryption},
}

// referencesIn tells where the module's files refer to locals, variables and data sources.
var referencesIn = lint.NewFact(func(s *lint.Snapshot) *usage.References { return usage.NewReferences(s.Files()) })

// Inventory is what a module has of buckets, keys and what configures them.
var Inventory = lint.NewFact(func(s *lint.Snapshot) *s3.Inventory { return s3.New(s.Module, s.Scheme(), tiersOf(s)) })
