// Package project names the plugin.
package project

// Name is the name of the plugin, the label of its block in .tflint.hcl.
const Name = "s3-encryption"

// Version is the version of the plugin. A release tag must be "v" and this.
const Version = "0.1.0"

// OldestTFLint is the oldest version of tflint that the plugin works in, found
// by running the end-to-end tests. Versions before it merge override files in
// another way than Terraform, which leads to findings that aren't any.
const OldestTFLint = "0.54.0"

// repository is where the source lives.
const repository = "https://github.com/seed-5b586960/tflint-ruleset-s3-encryption"

// ReferenceLink returns the address of a rule's page.
func ReferenceLink(rule string) string {
	return FileLink("docs/rules/" + rule + ".md")
}

// FileLink returns the address of a file as it is in this version.
func FileLink(name string) string {
	return repository + "/blob/v" + Version + "/" + name
}
