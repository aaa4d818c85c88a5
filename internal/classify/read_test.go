package classify_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/classify"
)

// none are no tags at all.
var none = classify.Tags{Complete: true}

// own are tags that are all known to be there.
func own(tags ...classify.Tag) classify.Tags { return classify.Tags{List: tags, Complete: true} }

func TestReadOneTag(t *testing.T) {
	tests := []struct {
		key, value string
		tier       string // "" is none
		sensitive  bool
	}{
		// Keys.
		{"DataClassification", "Restricted", "restricted", true},
		{"data_classification", "restricted", "restricted", true},
		{"acme:data-classification", "restricted", "restricted", true},
		{"acme/security/Data Classification", "restricted", "restricted", true},
		{"org:security:data_classification", "compliance", "compliance", false},
		{"Sensitivity", "HIGH", "restricted", true},
		{"Confidentiality", "Restricted", "restricted", true},
		{"information-classification", "official-sensitive", "confidential", true},
		{"PatchClassification", "Critical", "", false},
		{"DataRetention", "restricted", "", false},
		{"Name", "restricted", "", false},
		{"", "restricted", "", false},
		{"classification:", "restricted", "", false},
		// Values.
		{"classification", "Top  Secret", "restricted", true},
		{"classification", "PCI_DSS", "restricted", true},
		{"classification", "OFFICIAL", "internal", false},
		{"classification", "non-sensitive", "public", false},
		{"classification", "non_sensitive", "public", false},
		{"classification", "not-pii", "not pii", false},
		{"classification", "5", "5", false},
		{"classification", "moderate", "moderate", false},
		{"classification", "", "", false},
		{"classification", " - ", "", false},
		{"classification", "TBD", "", false},
		{"DataClassification", "N/A", "", false},
		{"DataClassification", "unknown", "", false},
		{"classification", "Confidential data", "confidential", true},
		{"classification", "Internal Information", "internal", false},
		{"classification", "Top–Secret", "restricted", true},
		// Several parts.
		{"classification", "Level 3: Confidential", "confidential", true},
		{"classification", "PII and PHI", "restricted", true},
		{"classification", "PII (none)", "pii (none)", false},
		{"classification", "PII/no", "pii/no", false},
		{"classification", "pii: false", "pii: false", false},
		{"classification", "PII, PHI", "restricted", true},
		{"classification", "internal\tAND\tphi", "restricted", true},
		{"classification", "Confidential - PII", "restricted", true},
		{"classification", "Confidential - no PII", "confidential", true},
		{"classification", "public/internal", "internal", false},
		{"classification", "no PII, PHI", "no pii, phi", false},
		{"classification", "pii-free", "pii free", false},
		{"classification", "public (non-sensitive)", "public", false},
		// Flags.
		{"PII", "true", "restricted", true},
		{"pii", "false", "", false},
		{"contains_pii", "Yes", "restricted", true},
		{"ContainsPHI", "1", "restricted", true},
		{"ProtectSensitiveData", "True", "confidential", true},
		{"ProtectsSensitiveData", "False", "", false},
		{"sensitive", "no", "", false},
		{"sensitive", "restricted", "", false},
		// Types.
		{"DataType", "PHI", "restricted", true},
		{"DataType", "None", "", false},
		{"DataType", "logs", "", false},
		{"Compliance", "HIPAA", "restricted", true},
		{"Compliance", "SOC2", "", false},
		{"DataType", "PCD", "restricted", true},
		{"data_type", "PID", "restricted", true},
		{"data-category", "Personal Confidential Data", "restricted", true},
		{"Compliance", "hipaa+soc2", "restricted", true},
		{"data-category", "PII, PHI", "restricted", true},
		// Formats that AWS Glue calls a classification.
		{"classification", "parquet", "", false},
		{"Classification", "JSON", "", false},
		{"DataClassification", "json", "json", false},
	}
	scheme := classify.Default()
	for _, tt := range tests {
		t.Run(tt.key+"="+tt.value, func(t *testing.T) {
			c := scheme.Read(own(classify.Tag{Key: tt.key, Value: tt.value, Known: true}), none)
			if c.Tier.Name != tt.tier || c.Tier.Sensitive != tt.sensitive || !c.Final {
				t.Errorf("got %+v, want tier %q, sensitive %t", c, tt.tier, tt.sensitive)
			}
		})
	}
}

func TestReadSeveralTags(t *testing.T) {
	known := func(k, v string) classify.Tag { return classify.Tag{Key: k, Value: v, Known: true} }
	unknown := func(k string) classify.Tag { return classify.Tag{Key: k} }
	tests := []struct {
		name     string
		tags     []classify.Tag
		complete bool
		tier     string
		final    bool
	}{
		{"none", nil, true, "", true},
		{"none that is known", nil, false, "", false},
		{"the most sensitive one counts", []classify.Tag{known("classification", "public"), known("pii", "yes")}, true, "restricted", true},
		{"in any order", []classify.Tag{known("pii", "yes"), known("classification", "public")}, true, "restricted", true},
		{"a tier before a value of no tier", []classify.Tag{known("classification", "blue"), known("sensitivity", "low")}, true, "public", true},
		{"unknown value", []classify.Tag{unknown("classification")}, true, "", false},
		{"unknown value of another tag", []classify.Tag{unknown("Name")}, true, "", true},
		{"one value known, one not", []classify.Tag{known("sensitive", "yes"), unknown("classification")}, true, "confidential", false},
		{"nothing comes before the most sensitive one", []classify.Tag{known("pii", "yes"), unknown("classification")}, true, "restricted", true},
		{"tags beside unknown ones", []classify.Tag{known("classification", "internal")}, false, "internal", true},
	}
	scheme := classify.Default()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := scheme.Read(classify.Tags{List: tt.tags, Complete: tt.complete}, none)
			if c.Tier.Name != tt.tier || c.Final != tt.final {
				t.Errorf("got tier %q, final %t; want %q, %t", c.Tier.Name, c.Final, tt.tier, tt.final)
			}
		})
	}
}

func TestSteps(t *testing.T) {
	known := func(k, v string) classify.Tag { return classify.Tag{Key: k, Value: v, Known: true} }
	unknown := func(k string) classify.Tag { return classify.Tag{Key: k} }
	some := func(tags ...classify.Tag) classify.Tags { return classify.Tags{List: tags} }
	hipaa := known("Compliance", "HIPAA")
	tests := []struct {
		name          string
		own, defaults classify.Tags
		tier          string
		final         bool
	}{
		{"its own tag before a default one", own(known("classification", "public")), own(known("sensitivity", "high")), "public", true},
		{"a value of no tier too", own(known("classification", "operational")), own(known("sensitivity", "high")), "operational", true},
		{"a value that says nothing doesn't", own(known("classification", "TBD"), known("pii", "no")), own(known("sensitivity", "high")), "restricted", true},
		{"class before compliance", own(known("classification", "internal"), hipaa), none, "internal", true},
		{"flag before compliance", own(known("sensitive", "yes"), hipaa), none, "confidential", true},
		{"data tag before compliance", own(known("data type", "public"), hipaa), none, "public", true},
		{"compliance before a default class", own(hipaa), own(known("classification", "public")), "restricted", true},
		{"compliance of everything", none, own(hipaa), "", true},
		{"default class beside compliance of everything", none, own(hipaa, known("classification", "internal")), "internal", true},
		{"unknown default tags", own(known("classification", "internal")), some(unknown("classification")), "internal", true},
		{"unknown default compliance", none, own(unknown("Compliance")), "", true},
		{"unknown class hides compliance", own(unknown("classification"), hipaa), none, "", false},
		{"unknown class hides a default one", own(unknown("classification")), own(known("classification", "restricted")), "", false},
		{"unknown tags hide compliance", some(hipaa), none, "", false},
		{"unknown compliance hides a default class", own(unknown("compliance")), own(known("classification", "restricted")), "", false},
		{"unknown compliance behind a class", own(known("classification", "internal"), unknown("compliance")), none, "internal", true},
	}
	scheme := classify.Default()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if c := scheme.Read(tt.own, tt.defaults); c.Tier.Name != tt.tier || c.Final != tt.final {
				t.Errorf("got tier %q, final %t; want %q, %t", c.Tier.Name, c.Final, tt.tier, tt.final)
			}
		})
	}
	byKey, err := classify.New([]string{"Compliance"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c := byKey.Read(none, own(hipaa)); c.Tier.Name != "restricted" {
		t.Errorf("compliance as a classification key: tier %q", c.Tier.Name)
	}
}

func TestSchemes(t *testing.T) {
	tests := []struct {
		name  string
		keys  []string
		tiers []classify.TierConfig
		want  string // the tiers, most sensitive first, sensitive ones with a star
		tag   string // key=value
		tier  string
	}{
		{name: "default", want: "restricted* confidential* internal public", tag: "classification=pii", tier: "restricted"},
		{
			name: "replaced in its place", tiers: []classify.TierConfig{{Name: "Confidential", Values: []string{"c3"}, Sensitive: true}},
			want: "restricted* Confidential* internal public", tag: "classification=C3", tier: "Confidential",
		},
		{
			name: "words of a replaced tier are gone", tiers: []classify.TierConfig{{Name: "restricted", Values: []string{"c4"}, Sensitive: true}},
			want: "restricted* confidential* internal public", tag: "classification=pii", tier: "pii",
		},
		{
			name: "a tier's name means it", tiers: []classify.TierConfig{{Name: "restricted", Values: []string{"c4"}, Sensitive: true}},
			want: "restricted* confidential* internal public", tag: "classification=Restricted", tier: "restricted",
		},
		{
			name: "unless another tier says so", tiers: []classify.TierConfig{{Name: "restricted", Values: []string{"c4"}, Sensitive: true}, {Name: "x", Values: []string{"restricted"}}},
			want: "restricted* confidential* x internal public", tag: "classification=Restricted", tier: "x",
		},
		{
			name: "flags stay with their tier", tiers: []classify.TierConfig{{Name: "restricted", Values: []string{"c4"}, Sensitive: true}},
			want: "restricted* confidential* internal public", tag: "pii=true", tier: "restricted",
		},
		{
			name: "added behind the one before it", tiers: []classify.TierConfig{
				{Name: "restricted", Values: []string{"c4"}, Sensitive: true}, {Name: "health", Values: []string{"phi"}, Sensitive: true},
			},
			want: "restricted* health* confidential* internal public", tag: "phi=true", tier: "health",
		},
		{
			name: "added in front", tiers: []classify.TierConfig{{Name: "health", Values: []string{"phi"}, Sensitive: true}},
			want: "health* restricted* confidential* internal public", tag: "classification=PHI, Confidential", tier: "health",
		},
		{
			name: "sensitive ones first", tiers: []classify.TierConfig{{Name: "partner", Values: []string{"partner"}}},
			want: "restricted* confidential* partner internal public", tag: "classification=partner", tier: "partner",
		},
		{
			name: "no longer sensitive", tiers: []classify.TierConfig{{Name: "confidential", Values: []string{"confidential"}}},
			want: "restricted* confidential internal public", tag: "classification=confidential", tier: "confidential",
		},
		{name: "keys", keys: []string{"Data Class"}, want: "restricted* confidential* internal public", tag: "DataClassification=pii"},
		{name: "keys", keys: []string{"acme:Level"}, want: "restricted* confidential* internal public", tag: "level=pii", tier: "restricted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := classify.New(tt.keys, tt.tiers)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i, tier := range s.Tiers() {
				name := tier.Name
				if tier.Sensitive {
					name += "*"
				}
				got = append(got, name)
				if tier.Rank != i {
					t.Errorf("tier %s has rank %d, stands at %d", tier.Name, tier.Rank, i)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("tiers %v, want %s", got, tt.want)
			}
			k, v, _ := strings.Cut(tt.tag, "=")
			if c := s.Read(own(classify.Tag{Key: k, Value: v, Known: true}), none); c.Tier.Name != tt.tier {
				t.Errorf("%s is tier %q, want %q", tt.tag, c.Tier.Name, tt.tier)
			}
		})
	}
}

func TestWrongValues(t *testing.T) {
	for want, tiers := range map[string][]classify.TierConfig{
		`value "Top-Secret" is in tier "a" and in tier "b"`: {{Name: "a", Values: []string{"top secret"}}, {Name: "b", Values: []string{"Top-Secret"}}},
		`a value of tier "a" is empty`:                      {{Name: "a", Values: []string{"x", " - "}}},
	} {
		var wrong *classify.ValueError
		if _, err := classify.New(nil, tiers); !errors.As(err, &wrong) || err.Error() != want {
			t.Errorf("got error %v, want %s", err, want)
		}
	}
}

// FuzzRead holds what must be so for any tags: the order doesn't matter, a tag
// more of the same step never makes data less sensitive, and spelling doesn't count.
func FuzzRead(f *testing.F) {
	f.Add("DataClassification", "PII, PHI", "pii", "true")
	f.Add("classification", "no PII, PHI", "data type", "None")
	f.Add("Compliance", "HIPAA", "classification", "public")
	f.Add("a:b/sensitivity", "HIGH - low", "", "\xff")
	scheme := classify.Default()
	late := func(k string) bool {
		tag := classify.Tag{Key: k, Value: "hipaa", Known: true}
		return scheme.Read(own(tag), none).Has() && !scheme.Read(none, own(tag)).Has()
	}
	f.Fuzz(func(t *testing.T, k1, v1, k2, v2 string) {
		a, b := classify.Tag{Key: k1, Value: v1, Known: true}, classify.Tag{Key: k2, Value: v2, Known: true}
		one := scheme.Read(own(a), none)
		both, swapped := scheme.Read(own(a, b), none), scheme.Read(own(b, a), none)
		if both.Tier.Rank != swapped.Tier.Rank || both.Tier.Sensitive != swapped.Tier.Sensitive {
			t.Errorf("%v, the other way round %v", both, swapped)
		}
		if one.Has() && late(k1) == late(k2) && (!both.Has() || both.Tier.Rank > one.Tier.Rank) {
			t.Errorf("%v, with one more tag %v", one, both)
		}
		if behind := scheme.Read(own(a), own(b)); one.Has() && behind != one {
			t.Errorf("%v, with a default tag %v", one, behind)
		}
		upper := scheme.Read(own(classify.Tag{Key: "x:" + strings.ToUpper(k1), Value: strings.ToLower(v1), Known: true}), none)
		if strings.EqualFold(strings.ToUpper(k1), k1) && upper.Tier.Rank != one.Tier.Rank {
			t.Errorf("%v, in another spelling %v", one, upper)
		}
	})
}
