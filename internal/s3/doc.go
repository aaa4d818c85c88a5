// Package s3 is the inventory of a configuration's buckets, their encryption
// configurations and the keys that those name, joined by value: by name, by
// reference, by the instance of a for_each or count, and by the same
// expression over the same unknowns.
//
// It knows the AWS provider's resource types. It knows nothing of rules,
// severities or fixes, and it decides nothing: what can't be known stays
// unknown.
package s3
