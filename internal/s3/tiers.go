package s3

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/terraform-linters/tflint-plugin-sdk/logger"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Tiers are what the configuration says of tiers beside the tags that mean them, by their names.
type Tiers struct {
	// Buckets are patterns of the buckets that are of a tier: of their addresses where the
	// pattern looks like one, else of their names.
	Buckets map[string][]string
	// Levels are what the buckets of a tier need at least.
	Levels map[string]Level
}

// Level is what a bucket's encryption has to be at least.
type Level string

// The levels, as the configuration spells them.
const (
	LevelSSES3 Level = "sse-s3"
	LevelKMS   Level = "sse-kms"
	LevelCMK   Level = "cmk"
)

// Level returns what the bucket's tier asks for: a customer managed key where it is sensitive and
// the configuration doesn't say.
func (b *Bucket) Level() Level {
	switch level := b.inventory.tiers.Levels[b.Class.Tier.Name]; {
	case level != "":
		return level
	case b.Class.Tier.Sensitive:
		return LevelCMK
	}
	return LevelSSES3
}

// MeetsLevel says whether the bucket is under a key that its tier asks for, where that asks for more than SSE-S3.
func (b *Bucket) MeetsLevel() tri.Answer {
	if b.Level() == LevelKMS {
		return b.UnderKMS()
	}
	return b.UnderCMK()
}

// AsksForKMS says whether the bucket's tier asks for more than SSE-S3.
func (b *Bucket) AsksForKMS() tri.Answer {
	switch {
	case b.Level() != LevelSSES3:
		// One of several tags that isn't known may name a more sensitive tier only.
		return tri.Of(b.Class.Final).Or(b.HoldsSensitive())
	case b.Class.Final:
		return tri.No
	}
	return tri.Unknown
}

// named returns the class of a bucket where the configuration names it, else the one that its tags
// say. Where it isn't known whether it does, there is a class only if that makes no difference.
func (inv *Inventory) named(b *Bucket, tagged classify.Class) classify.Class {
	if len(inv.tiers.Buckets) == 0 {
		return tagged
	}
	class, final, may := classify.Class{}, true, []classify.Tier{}
	for _, tier := range inv.scheme.Tiers() { // the most sensitive first
		switch is := inv.matches(b, inv.tiers.Buckets[tier.Name]); {
		case is == tri.No:
		case is == tri.Unknown:
			may = append(may, tier)
			final = final && class.Has()
		case class.Has():
			b.AlsoNamed = append(b.AlsoNamed, tier.Name)
			if inv.isGeneral { // has said so already
				continue
			}
			logger.Warn(fmt.Sprintf("%s is named by patterns of the tiers %s and %s: the more sensitive one counts", b.Instance.Address(), class.Tier.Name, tier.Name))
		default:
			class = classify.Class{Tier: tier, Named: true, Final: final}
		}
	}
	if class.Has() {
		return class
	}
	b.maybeNamed = slices.ContainsFunc(may, func(tier classify.Tier) bool { return tier != tagged.Tier })
	if b.maybeNamed {
		return classify.Class{}
	}
	return tagged
}

// matches says whether one of some patterns means a bucket.
func (inv *Inventory) matches(b *Bucket, patterns []string) tri.Answer {
	is := tri.No
	for _, pattern := range patterns {
		if isAddress(pattern) {
			is = is.Or(matchesAddress(b.Instance, pattern))
		} else {
			is = is.Or(globs(pattern, b.nameAsKnown()))
		}
	}
	return is
}

// isAddress reports whether a pattern looks like the address of a bucket.
func isAddress(pattern string) bool {
	return strings.HasPrefix(pattern, "aws_s3_bucket.") || strings.HasPrefix(pattern, "module.")
}

// keysInPattern finds the keys in the pattern of an address.
var keysInPattern = regexp.MustCompile(`\[("[^"]*"|[^\]]*)\]`)

// matchesAddress says whether a pattern means an instance, by its address without and with keys.
// The keys of one that stands for many aren't known.
func matchesAddress(inst *terraform.Instance, pattern string) tri.Answer {
	bare, keyed := inst.Address().Unkeyed(), inst.Address().String()
	is := globs(pattern, terraform.Pieces{{Known: bare}}).Or(globs(pattern, terraform.Pieces{{Known: keyed}}))
	if is == tri.No && strings.Contains(pattern, "[") && hasUnknownKeys(inst) {
		return globs(keysInPattern.ReplaceAllString(pattern, ""), terraform.Pieces{{Known: bare}}).And(tri.Unknown)
	}
	return is
}

// hasUnknownKeys reports whether the keys of an instance, or of a call that leads to it, aren't known.
func hasUnknownKeys(inst *terraform.Instance) bool {
	for m := inst.Resource.Module; m != nil && m.Caller() != nil; m = m.Parent {
		if m.Caller().Symbolic {
			return true
		}
	}
	return inst.Symbolic
}

// nameAsKnown is the bucket's name as far as it is known: the provider makes one where there is
// none, from a prefix.
func (b *Bucket) nameAsKnown() terraform.Pieces {
	if b.pieces == nil {
		b.pieces = b.Name.Pieces()
		if b.Name.Null() == tri.Yes || b.Name.Is("") == tri.Yes {
			b.pieces = terraform.Pieces{{Known: "terraform-"}}
			if prefix := b.Instance.Argument("bucket_prefix"); prefix.Null() != tri.Yes && prefix.Is("") != tri.Yes {
				b.pieces = prefix.Pieces()
			}
			b.pieces = append(b.pieces, terraform.Piece{Hole: &terraform.Value{}})
		}
		if restsOn(b.Name, terraform.StandIn) && !b.Name.OfWorkspace() { // what only stands for a text isn't one
			b.pieces = terraform.Pieces{{Hole: &b.Name}}
		}
	}
	return b.pieces
}
