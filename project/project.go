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

// ref is where links lead to: the default branch, which is there as soon as the repository is public. Builds of
// releases put the tag in its place, by -ldflags "-X PACKAGE.ref=vVERSION".
var ref = "main"

// ReferenceLink returns the address of a rule's page.
func ReferenceLink(rule string) string {
	return FileLink("docs/rules/" + rule + ".md")
}

// FileLink returns the address of a file: in a release as it is in that version, else as it is now.
func FileLink(name string) string { return repository + "/blob/" + ref + "/" + name }

// TagLink returns the address of a file as it is in the release of this version.
func TagLink(name string) string { return repository + "/blob/v" + Version + "/" + name }
