package known

import (
	_ "embed" // the stand-in

	"github.com/hashicorp/go-version"
)

//go:embed s3_bucket.tf
var s3BucketSource string

// s3Bucket is the S3 module of terraform-aws-modules. Its policies deny uploads
// without encryption header, or with another key's, by flags that say too little of
// the clients to be set by a fix.
var s3Bucket = &Module{
	Name:       "terraform-aws-modules/s3-bucket/aws",
	Source:     s3BucketSource,
	ARN:        "s3_bucket_arn",
	repository: "terraform-aws-modules/terraform-aws-s3-bucket",
	from:       version.Must(version.NewVersion("3.0.0")),
	to:         version.Must(version.NewVersion("6.0.0")),
	arguments: map[Wish]Argument{
		ExplicitSSE: {Name: "server_side_encryption_configuration", Value: `{
    rule = {
      apply_server_side_encryption_by_default = {
        sse_algorithm = "AES256"
      }
    }
  }`},
		BucketKey:             {Name: "server_side_encryption_configuration", Path: []string{"rule", "bucket_key_enabled"}, Value: "true"},
		DenyInsecureTransport: {Name: "attach_deny_insecure_transport_policy", Value: "true", Sid: "denyInsecureTransport"},
	},
}
