package known

import (
	_ "embed" // the stand-in

	"github.com/hashicorp/go-version"
)

//go:embed cloudposse_kms_key.tf
var cloudposseKMSKeySource string

// cloudposseKMSKey is the KMS module of Cloud Posse. Before version 0.7 it takes no
// context, and enabled isn't null.
var cloudposseKMSKey = &Module{
	Name:       "cloudposse/kms-key/aws",
	Source:     cloudposseKMSKeySource,
	repository: "cloudposse/terraform-aws-kms-key",
	from:       version.Must(version.NewVersion("0.7.0")),
	to:         version.Must(version.NewVersion("0.13.0")),
	arguments: map[Wish]Argument{
		KeyRotation:    {Name: "enable_key_rotation", Value: "true"},
		DeletionWindow: {Name: "deletion_window_in_days"},
	},
}
