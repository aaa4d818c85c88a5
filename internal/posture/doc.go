// Package posture is how a configuration stands: what is known of its buckets and keys, what is
// wrong, and why the rest isn't known. It is data in JSON and nothing else: it knows nothing of
// Terraform, of AWS or of how it is shown. docs/report.md describes the form.
package posture

// Format is the version of the form. It grows when something changes its meaning or goes; what
// is added leaves it as it is.
const Format = 1

// Rule is the name under which the plugin tells its notes to tflint.
const Rule = "s3_encryption_report"

// Variable is the variable of the environment that asks for them, with the value 1.
const Variable = "S3_ENCRYPTION_REPORT"
