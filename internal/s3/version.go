package s3

import (
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// The first versions of the AWS provider that know something.
const (
	// bucketKey knows bucket_key_enabled (hashicorp/terraform-provider-aws#16581).
	bucketKey = "3.36.0"
	// separateEncryption knows aws_s3_bucket_server_side_encryption_configuration.
	separateEncryption = "4.0.0"
	// regionArgument knows the argument region of every resource. Before, only
	// buckets had one, and later not even they.
	regionArgument = "6.0.0"
)

// OnlyInline says whether the modules of the tree together admit no version of the AWS
// provider that knows aws_s3_bucket_server_side_encryption_configuration, so that a
// bucket's inline block is the only way.
func (inv *Inventory) OnlyInline() tri.Answer {
	return inv.providerVersions().Since(separateEncryption).Not()
}

// KnowsBucketKey says whether they admit versions of the AWS provider that know the
// argument bucket_key_enabled.
func (inv *Inventory) KnowsBucketKey() tri.Answer {
	return inv.providerVersions().Since(bucketKey)
}

// Regional says whether they admit versions of the AWS provider that know the
// argument region.
func (inv *Inventory) Regional() tri.Answer {
	return inv.providerVersions().Since(regionArgument)
}

// OnlyRegional reports whether they surely admit no others.
func (inv *Inventory) OnlyRegional() bool { return inv.ProvesProvider(regionArgument) }

// ProvesProvider reports whether they surely admit no version of the AWS provider
// before minimum, and others.
func (inv *Inventory) ProvesProvider(minimum string) bool {
	return inv.providerVersions().Before(minimum) == tri.No
}

func (inv *Inventory) providerVersions() *terraform.Versions {
	return inv.Module.ProviderVersions("aws", "hashicorp/aws")
}
