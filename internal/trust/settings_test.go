package trust

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// fixable are the arguments that fixes write over: the values of those may change.
var fixable = regexp.MustCompile(`^(deletion_window_in_days|enable_key_rotation|rotation_period_in_days|bucket_key_enabled|sse_algorithm|kms_master_key_id|` +
	`blocked_encryption_types|server_side_encryption|kms_key_id|policy|source_policy_documents|override_policy_documents|values|equals|starts_with)$`)

// settingsOf returns the arguments of the resources and data sources in the native
// files, nested ones too, by what is written, and the blocks themselves. It knows
// nothing of what they mean: public access blocks count as much as lifecycles.
func settingsOf(files map[string][]byte) protection {
	p := protection{}
	for _, name := range nativeFiles(files) {
		if body := parseNative(name, files[name]); body != nil {
			eachResource(body, func(b *hclsyntax.Block, address string) { p.addSettings(b.Body, files[name], address) })
		}
	}
	return p
}

func (p protection) addSettings(body *hclsyntax.Body, src []byte, at string) {
	p[at]++
	for _, attr := range body.Attributes {
		value := strings.Join(strings.Fields(text(src, attr.Expr.Range())), "")
		if fixable.MatchString(attr.Name) {
			value = "..."
		}
		p[at+": "+attr.Name+" = "+value]++
	}
	for _, b := range body.Blocks {
		p.addSettings(b.Body, src, strings.Join(append([]string{at, b.Type}, b.Labels...), " "))
	}
}
