package s3

import (
	"maps"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// Switches returns what decides whether a bucket's module configures it: the counts
// and collections of the resources of a type that may be for it, and of the
// bucket's own dynamic blocks of some types.
func (b *Bucket) Switches(typ string, blocks ...string) []terraform.Value {
	var out []terraform.Value
	for _, block := range blocks {
		out = append(out, b.Instance.Elements(block)...)
	}
	for _, r := range b.perhapsFor(typ) {
		out = append(out, r.Argument("count"), r.Argument("for_each"))
	}
	return out
}

// Contents returns an argument of the resources of a type in a bucket's module that may be for it.
func (b *Bucket) Contents(typ, argument string) []terraform.Value {
	var out []terraform.Value
	for _, r := range b.perhapsFor(typ) {
		out = append(out, r.Argument(argument))
	}
	return out
}

// perhapsFor returns the resources of a type in a bucket's module that may be for it: they name it, or none.
func (b *Bucket) perhapsFor(typ string) []*terraform.Resource {
	var out []*terraform.Resource
	for _, r := range b.Instance.Resource.Module.Resources(typ) {
		if named := bucketsOf(r); len(named) == 0 || named[b.reference()] {
			out = append(out, r)
		}
	}
	return out
}

// bucketsOf returns the buckets that a resource's code names.
func bucketsOf(r *terraform.Resource) references {
	refs := terraform.References{}
	for _, arg := range []string{"bucket", "for_each"} { // each.value may be the bucket
		maps.Copy(refs, r.Argument(arg).References())
	}
	named := references{}
	named.keepBuckets(refs)
	return named
}

// EncryptionSwitches are what decides whether a bucket's module gives it an encryption
// configuration.
func (b *Bucket) EncryptionSwitches() []terraform.Value {
	return b.Switches("aws_s3_bucket_server_side_encryption_configuration", "server_side_encryption_configuration")
}
