package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

// The part of SARIF 2.1.0 that is written. https://docs.oasis-open.org/sarif/sarif/v2.1.0/
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		SemanticVersion string      `json:"semanticVersion,omitempty"`
		InformationURI  string      `json:"informationUri"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string          `json:"id"`
		ShortDescription     sarifText       `json:"shortDescription"`
		Help                 sarifText       `json:"help"`
		HelpURI              string          `json:"helpUri"`
		DefaultConfiguration sarifConfig     `json:"defaultConfiguration"`
		Properties           sarifProperties `json:"properties"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifProperties struct {
		Tags     []string `json:"tags,omitempty"`
		Severity string   `json:"security-severity,omitempty"`
		Fix      string   `json:"fix,omitempty"`
		Tier     string   `json:"tier,omitempty"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Properties   sarifProperties    `json:"properties"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
	sarifSuppression struct {
		Kind          string         `json:"kind"`
		Justification string         `json:"justification,omitempty"`
		Location      *sarifLocation `json:"location,omitempty"`
	}
)

// levels are SARIF's words for tflint's severities, and weights the numbers by which GitHub sorts:
// medium begins at 4, high at 7.
var (
	levels  = map[string]string{"notice": "note", "warning": "warning", "error": "error"}
	weights = map[string]string{"notice": "3.0", "warning": "5.5", "error": "8.0"}
)

func writeSARIF(w io.Writer, r *posture.Report) error {
	driver := sarifDriver{
		Name: "tflint-ruleset-s3-encryption", SemanticVersion: r.Version,
		InformationURI: "https://github.com/seed-5b586960/tflint-ruleset-s3-encryption", Rules: []sarifRule{},
	}
	index := map[string]int{}
	for i, rule := range r.Rules() {
		index[rule.Name] = i
		tags := []string{"security", rule.Practice}
		for _, c := range rule.Controls {
			tags = append(tags, c.Standard+": "+c.ID)
		}
		driver.Rules = append(driver.Rules, sarifRule{
			ID: rule.Name, ShortDescription: sarifText{Text: rule.Title},
			Help:    sarifText{Text: rule.Title + ". " + rule.Link, Markdown: "[" + rule.Title + "](" + rule.Link + ")"},
			HelpURI: rule.Link, DefaultConfiguration: sarifConfig{levels[rule.Severity]},
			Properties: sarifProperties{Tags: tags, Severity: weights[rule.Severity]},
		})
	}
	run := sarifRun{Tool: sarifTool{driver}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	buckets, keys, others := subjects(r)
	for _, s := range slices.Concat(buckets, keys, others) {
		for _, a := range s.answers {
			if !a.Off && a.Is == posture.No && a.Finding != nil {
				run.Results = append(run.Results, result(s, a, index[a.Rule]))
			}
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func result(s subject, a posture.Answer, index int) sarifResult {
	f := a.Finding
	address := s.address
	if a.About != "" {
		address = a.About
	}
	out := sarifResult{
		RuleID: a.Rule, RuleIndex: index, Level: levels[f.Severity], Message: sarifText{Text: f.Message},
		Locations:    []sarifLocation{location(f.Place, address)},
		Fingerprints: map[string]string{"ruleFileAddress/v1": fingerprint(a.Rule, f.Place.File, address)},
		Properties:   sarifProperties{Fix: fixSentence(f.Fix), Tier: s.class.Tier, Severity: weights[f.Severity]},
	}
	if f.Origin != nil {
		related := location(*f.Origin, "")
		related.Message = &sarifText{Text: "where it is written"}
		out.Related = append(out.Related, related)
	}
	if f.Accepted != nil {
		at := location(f.Accepted.Place, "")
		out.Suppressions = []sarifSuppression{{Kind: "inSource", Justification: f.Accepted.Comment, Location: &at}}
	}
	return out
}

func location(at posture.Place, address string) sarifLocation {
	l := sarifLocation{Physical: sarifPhysical{sarifArtifact{uri(at.File)}, sarifRegion{max(at.Line, 1), at.Column}}}
	if address != "" {
		l.Logical = []sarifLogical{{address, "resource"}}
	}
	return l
}

// uri is a path as a relative reference. tflint on Windows has backslashes in it.
func uri(path string) string {
	return (&url.URL{Path: strings.ReplaceAll(path, `\`, "/")}).String()
}

// fingerprint is the identity of a finding: rule, file and address, neither the line nor the message.
func fingerprint(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}
