package classify

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Tier is a level of classification. Two tiers are the same if they are equal.
type Tier struct {
	// Name is the tier's name in the configuration; of a tier that no
	// configuration has, the normalised value of the tag.
	Name string
	// Sensitive says whether data of the tier needs a customer managed key.
	Sensitive bool
	// Rank orders tiers: the most sensitive one has the lowest.
	Rank int
}

// TierConfig is a tier as it is configured.
type TierConfig struct {
	// Name is the tier's name.
	Name string
	// Values are the words that mean it; nil for those of the default tier of the name.
	Values []string
	// Sensitive says whether its data needs a customer managed key.
	Sensitive bool
}

// Scheme says what tags mean. It isn't changed once it is made.
type Scheme struct {
	keys  map[string]bool // keys of classification tags, as key makes them
	flags map[string]*Tier
	types map[string]bool
	tiers []*Tier
	words map[string]*Tier // by normalised value
}

// Default returns the scheme that holds without configuration.
func Default() *Scheme {
	s, err := New(nil, nil)
	if err != nil {
		panic(err) // the tables are wrong
	}
	return s
}

// DefaultTiers returns the tiers that there are without configuration, most
// sensitive first.
func DefaultTiers() []TierConfig { return slices.Clone(defaultTiers) }

// DefaultTier returns the default tier of a name, if there is one.
func DefaultTier(name string) (TierConfig, bool) {
	i := slices.IndexFunc(defaultTiers, func(d TierConfig) bool { return SameName(d.Name, name) })
	if i < 0 {
		return TierConfig{}, false
	}
	return defaultTiers[i], true
}

// ValueError says that a value of a configured tier can't be used.
type ValueError struct {
	// Tier and Value are the ones at fault.
	Tier, Value string
	reason      string
}

func (e *ValueError) Error() string { return e.reason }

// New returns the scheme with these keys in place of the default ones, if there
// are any, and these tiers over the default ones: one of the same name takes the
// place of the default tier, whose values it keeps if it has none, another one is added behind the tier that is
// configured before it, the first one in front. Sensitive tiers come before the
// others. A value that is configured is taken away from the default tiers; one
// that two configured tiers have is a *ValueError, as is one without letters.
func New(keys []string, tiers []TierConfig) (*Scheme, error) {
	s := &Scheme{keys: map[string]bool{}, flags: map[string]*Tier{}, types: map[string]bool{}, words: map[string]*Tier{}}
	if len(keys) == 0 {
		keys = defaultKeys
	}
	for _, k := range keys {
		s.keys[key(k)] = true
	}
	for _, k := range typeKeys {
		s.types[key(k)] = true
	}
	all := slices.Clone(defaultTiers)
	at := 0 // where the next added tier goes
	for _, t := range tiers {
		i := slices.IndexFunc(all, func(d TierConfig) bool { return normal(d.Name) == normal(t.Name) })
		if i < 0 {
			i = at
			all = slices.Insert(all, i, t)
		}
		all[i] = t
		at = i + 1
	}
	slices.SortStableFunc(all, func(a, b TierConfig) int {
		switch {
		case a.Sensitive == b.Sensitive:
			return 0
		case a.Sensitive:
			return -1
		}
		return 1
	})
	byName := map[string]*Tier{}
	for rank, t := range all {
		tier := &Tier{Name: t.Name, Sensitive: t.Sensitive, Rank: rank}
		s.tiers = append(s.tiers, tier)
		byName[normal(t.Name)] = tier
	}
	for _, t := range tiers {
		if err := s.enter(byName[normal(t.Name)], t.Values); err != nil {
			return nil, err
		}
	}
	// A tier's own name means it as well, unless another tier says so.
	for _, t := range tiers {
		if word := normal(t.Name); s.words[word] == nil {
			s.words[word] = byName[word]
		}
	}
	replaced := func(name string) bool {
		return slices.ContainsFunc(tiers, func(t TierConfig) bool { return t.Values != nil && SameName(t.Name, name) })
	}
	for _, t := range defaultTiers {
		if replaced(t.Name) {
			continue
		}
		for _, v := range t.Values {
			if s.words[v] == nil {
				s.words[v] = byName[normal(t.Name)]
			}
		}
	}
	for k, word := range flagKeys {
		if s.flags[key(k)] = s.words[word]; s.words[word] == nil {
			s.flags[key(k)] = byName[flagTier[word]]
		}
	}
	return s, nil
}

// enter gives a configured tier its values.
func (s *Scheme) enter(t *Tier, values []string) error {
	for _, v := range values {
		word := normal(v)
		switch other := s.words[word]; {
		case word == "":
			return &ValueError{t.Name, v, fmt.Sprintf("a value of tier %q is empty", t.Name)}
		case other != nil && other != t:
			return &ValueError{t.Name, v, fmt.Sprintf("value %q is in tier %q and in tier %q", v, other.Name, t.Name)}
		}
		s.words[word] = t
	}
	return nil
}

// Has reports whether a tier is one of the scheme, and not one that a value makes which none has.
func (s *Scheme) Has(t Tier) bool { return t.Rank < len(s.tiers) }

// nearby is how many letters apart two words are at most where one is likely a slip of the pen for the other, and
// short how long a word is of which that is true of one letter only.
const (
	nearby = 2
	short  = 5
)

// Nearest returns the word of a tier from which the name of another one differs by a slip of the pen, "" where none is.
func (s *Scheme) Nearest(t Tier) string {
	if strings.ContainsAny(t.Name, "0123456789") { // numbers that differ are no slip
		return ""
	}
	best, distance := "", nearby+1
	for _, word := range slices.Sorted(maps.Keys(s.words)) {
		if max(len(word), len(t.Name))-min(len(word), len(t.Name)) > nearby {
			continue
		}
		d := levenshtein.Distance(t.Name, word, nil)
		if most := min(len(word), len(t.Name)); d < distance && (d == 1 && most > 3 || most > short) {
			best, distance = word, d
		}
	}
	return best
}

// Tiers returns the tiers, most sensitive first.
func (s *Scheme) Tiers() []Tier {
	out := make([]Tier, len(s.tiers))
	for i, t := range s.tiers {
		out[i] = *t
	}
	return out
}

// SameName reports whether two names are the same name of a tier.
func SameName(a, b string) bool { return normal(a) == normal(b) }

// ValidKey reports whether tags can have a key that is the same as this one.
func ValidKey(k string) bool { return key(k) != "" }
