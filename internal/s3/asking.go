package s3

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/policydoc"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// Asking says who is let in by a policy that asks for SSE-S3 when he uploads.
type Asking struct {
	// Trails is set where CloudTrail is let in: a trail asks for SSE-S3 unless it has a key.
	Trails bool
	// Header is set where a statement lets somebody in by the header for SSE-S3, or by a
	// value of that header that isn't known.
	Header bool
}

// askingIn reads that from a policy. What isn't known of it is no sign.
func askingIn(tree any) Asking {
	fields, _ := tree.(map[string]any)
	var a Asking
	for _, item := range policydoc.OneOrMore(fields["Statement"]) {
		statement, ok := item.(map[string]any)
		if !ok || policydoc.Allows(statement["Effect"]) == tri.No || puts(statement) == tri.No {
			continue
		}
		kinds, _ := statement["Principal"].(map[string]any)
		for _, service := range policydoc.OneOrMore(kinds["Service"]) {
			text, _ := policydoc.Text(service)
			a.Trails = a.Trails || strings.HasPrefix(text, "cloudtrail.")
		}
		operators, _ := statement["Condition"].(map[string]any)
		for _, keys := range operators {
			keys, _ := keys.(map[string]any)
			for key, values := range keys {
				for _, value := range policydoc.OneOrMore(values) {
					text, known := policydoc.Text(value)
					a.Header = a.Header || strings.EqualFold(key, SSEHeader) && (!known || strings.Contains(text, policydoc.Unknown) || text == SSES3)
				}
			}
		}
	}
	return a
}
