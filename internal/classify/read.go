package classify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Tag is a tag of a resource.
type Tag struct {
	Key, Value string
	// Known is set where the value is known.
	Known bool
}

// Tags are the tags of a resource that come from one place.
type Tags struct {
	List []Tag
	// Complete is set if there are no others.
	Complete bool
}

// Class is what the tags of a resource say.
type Class struct {
	// Tier is the tier, the zero Tier if no tag that is known names one, or one that
	// isn't known may speak first.
	Tier Tier
	// Tag is the tag that names it.
	Tag Tag
	// Named is set where the configuration names what is classified, and no tag does.
	Named bool
	// ByDefault is set where the tag is a default tag of the provider.
	ByDefault bool
	// Several is set for the class of several things of the tier, which different tags name.
	Several bool
	// Final is set if no tag whose value, or whose existence, isn't known is likely
	// to name another tier. A sensitive tier is sensitive either way: of several
	// tags that speak at once the most sensitive one counts.
	Final bool
}

// Has reports whether a tag names a tier.
func (c Class) Has() bool { return c.Tier != Tier{} }

// longest is how many characters of a tag's value By shows.
const longest = 40

// Or returns the class of things of two classes: the more sensitive one, if any is sensitive, and of two
// of one tier that tier.
func (c Class) Or(other Class) Class {
	switch {
	case !other.Tier.Sensitive || c.Tier.Sensitive && c.Tier.Rank < other.Tier.Rank:
		return c
	case !c.Tier.Sensitive || other.Tier.Rank < c.Tier.Rank:
		return other
	}
	c.Several = c.Several || c.By() != other.By()
	return c
}

// By says what names the tier, "" where there is none or it isn't one: the tag, or the configuration of the plugin.
func (c Class) By() string {
	switch {
	case !c.Has() || c.Several:
		return ""
	case c.Named:
		return "named in the configuration"
	}
	value := []rune(c.Tag.Value)
	if len(value) > longest {
		value = append(value[:longest:longest], '…')
	}
	by := fmt.Sprintf("%s = %q", c.Tag.Key, string(value))
	if c.ByDefault {
		return "default tag " + by
	}
	return by
}

// String says how something is classified: the tier, and what names it.
func (c Class) String() string {
	if !c.Has() {
		return "unclassified"
	}
	if c.Several {
		return c.Tier.Name
	}
	return c.Tier.Name + ": " + c.By()
}

// Read says what the tags of a resource mean: its own ones, and those that its
// provider gives to everything, without those of its own keys. Its own tags go before
// default tags, and of its own ones compliance comes last. A tag that isn't known, or
// of which it isn't known whether it is there, hides what comes after it.
func (s *Scheme) Read(own, byDefault Tags) Class {
	data, programmes := s.split(own.List)
	defaults, _ := s.split(byDefault.List)
	for i, step := range []Tags{{data, own.Complete}, {programmes, own.Complete}, {defaults, byDefault.Complete}} {
		c, known := s.step(step.List)
		switch {
		case c.Has():
			c.Final, c.ByDefault = known || c.Tier.Rank == 0, i == 2
			return c
		case !known || !step.Complete:
			return Class{}
		}
	}
	return Class{Final: true}
}

// Reads reports whether a tag with this key may say something of the data of a resource.
func (s *Scheme) Reads(tagKey string) bool {
	k := key(tagKey)
	return k == compliance || s.keys[k] || s.types[k] || s.flags[k] != nil
}

// split returns the tags that say something of the data of a resource, apart from
// those that say which programmes it is in.
func (s *Scheme) split(tags []Tag) (data, programmes []Tag) {
	for _, tag := range tags {
		switch k := key(tag.Key); {
		case k == compliance && !s.keys[k]:
			programmes = append(programmes, tag)
		case s.keys[k] || s.types[k] || s.flags[k] != nil:
			data = append(data, tag)
		}
	}
	return data, programmes
}

// step returns the most sensitive tier that tags name, and whether all of them are
// known.
func (s *Scheme) step(tags []Tag) (c Class, known bool) {
	known = true
	for _, tag := range tags {
		if !tag.Known {
			known = false
			continue
		}
		if t := s.tier(key(tag.Key), tag.Value); t != nil && (!c.Has() || t.Rank < c.Tier.Rank) {
			c.Tier, c.Tag = *t, tag
		}
	}
	return c, known
}

// tier returns the tier that a value of a tag with this key names.
func (s *Scheme) tier(k, value string) *Tier {
	word := normal(value)
	switch {
	case word == "" || placeholders[word] && s.words[word] == nil:
		return nil
	case s.keys[k]:
		if k == "classification" && formats[word] && s.words[word] == nil {
			return nil
		}
		if t := s.lookup(value); t != nil {
			return t
		}
		if t := s.flags[k]; t == nil { // "sensitive" may be configured as a key
			return &Tier{Name: word, Rank: len(s.tiers)}
		}
	case s.types[k]:
		if silent[word] {
			return nil
		}
		return s.lookup(value)
	}
	if yes[word] {
		return s.flags[k]
	}
	return nil
}

// yes are the values that raise a flag.
var yes = map[string]bool{"true": true, "yes": true, "1": true}

// lookup finds the tier of a value: as a whole, else of its most sensitive part.
// What follows a part that denies something isn't read ("no PII, PHI"), and a part
// that is nothing but a denial takes back what was read ("PII: no").
func (s *Scheme) lookup(value string) *Tier {
	if t := s.word(normal(value)); t != nil {
		return t
	}
	var found *Tier
	for i, part := range parts(value) {
		word := normal(part)
		if i > 0 && denials[word] {
			return nil
		}
		t := s.word(word)
		if t == nil && denies(word) {
			break
		}
		if t != nil && (found == nil || t.Rank < found.Rank) {
			found = t
		}
	}
	return found
}

// word returns the tier of a word, with or without what data is called.
func (s *Scheme) word(word string) *Tier {
	if t := s.words[word]; t != nil {
		return t
	}
	for _, noun := range []string{" data", " information"} {
		if short, ok := strings.CutSuffix(word, noun); ok && s.words[short] != nil {
			return s.words[short]
		}
	}
	return nil
}

// between separates the parts of a value by a dash or a word.
var between = regexp.MustCompile(`(?i)\s(?:[-–—]|and)\s`)

// parts splits a value: at separators, at a dash between spaces, and at "and".
func parts(value string) []string {
	value = between.ReplaceAllString(value, ",")
	return strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",;|/+&():", r) })
}

// denials are parts of values that say that the part before isn't so.
var denials = map[string]bool{"no": true, "none": true, "false": true, "n": true, "0": true, "not applicable": true}

// denies reports whether a phrase begins with a word that denies what follows.
func denies(phrase string) bool {
	first, _, _ := strings.Cut(phrase, " ")
	return slices.Contains([]string{"no", "not", "non", "without", "excludes", "excluding", "except", "never"}, first)
}

// normal returns a value in lower case with one space for each run of spaces,
// dashes and underscores.
func normal(value string) string {
	words := strings.FieldsFunc(strings.ToLower(value), func(r rune) bool {
		return unicode.IsSpace(r) || r == '-' || r == '–' || r == '_'
	})
	return strings.Join(words, " ")
}

// key returns a tag's key in lower case, from behind the last colon or slash on,
// without spaces, dashes and underscores.
func key(k string) string {
	k = k[strings.LastIndexAny(k, ":/")+1:]
	return strings.ReplaceAll(normal(k), " ", "")
}
