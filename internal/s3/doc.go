// Package s3 is the inventory of a configuration's buckets, their encryption
// configurations and the keys that those name, joined by value: by name, by
// reference, by the instance of a for_each or count, and by the same
// expression over the same unknowns.
//
// What several rules or remedies ask of these stands here as well: who may do what to a bucket
// (probes.go, uploads.go, outsiders.go, insiders.go), what holds whatever the inputs are (general.go), and why something
// isn't known (why.go).
//
// It knows the AWS provider's resource types. It knows nothing of rules, severities or fixes:
// what can't be known stays unknown.
package s3
