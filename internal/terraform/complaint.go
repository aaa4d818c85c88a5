package terraform

import (
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform/functions"
)

// What the errors of HCL, of cty and of functions say quotes values, and some of those
// are secret. So the log has only where something failed, of what kind that was, and in
// which function.

// complaint tells of diagnostics, one after the other.
func complaint(diags hcl.Diagnostics) string {
	var out []string
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		text := d.Summary // of HCL's own, always the same
		if d.Subject != nil {
			text = d.Subject.String() + ": " + text
		}
		if call, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d); ok {
			text += ": " + call.CalledFunctionName()
			if errors.Is(call.FunctionCallError(), functions.ErrLimit) {
				text += ", " + functions.ErrLimit.Error()
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// reason tells of an error, as a clause that ends a line of the log.
func reason(err error) string {
	var diags hcl.Diagnostics
	switch {
	case errors.As(err, &diags):
		return ": " + complaint(diags)
	case errors.Is(err, functions.ErrLimit):
		return ": " + functions.ErrLimit.Error()
	}
	return ""
}

// cause tells of what a panic was about, as reason does. Only the runtime's own words
// hold no values.
func cause(recovered any) string {
	if err, ok := recovered.(runtime.Error); ok {
		return fmt.Sprintf(": %s", err)
	}
	return ""
}
