// Package classify reads the classification of data from the tags of a
// resource: which tier it belongs to, and whether that tier is sensitive.
//
// It is pure: it knows nothing of Terraform, of AWS resources or of rules, and
// takes tags as texts that are known or not. What it takes for granted are the
// words and keys in defaults.go, where the plugin's configuration names no
// others.
package classify
