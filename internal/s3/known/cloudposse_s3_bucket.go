package known

import (
	_ "embed" // the stand-in

	"github.com/hashicorp/go-version"
)

//go:embed cloudposse_s3_bucket.tf
var cloudposseS3BucketSource string

// cloudposseS3Bucket is the S3 module of Cloud Posse. Before version 2 it configures
// the bucket in other ways.
var cloudposseS3Bucket = &Module{
	Name:       "cloudposse/s3-bucket/aws",
	Source:     cloudposseS3BucketSource,
	ARN:        "bucket_arn",
	repository: "cloudposse/terraform-aws-s3-bucket",
	from:       version.Must(version.NewVersion("2.0.0")),
	to:         version.Must(version.NewVersion("5.0.0")),
	arguments: map[Wish]Argument{
		BucketKey:             {Name: "bucket_key_enabled", Value: "true"},
		DenyInsecureTransport: {Name: "allow_ssl_requests_only", Value: "true", Sid: "ForceSSLOnlyAccess"},
	},
}
