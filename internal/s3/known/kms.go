package known

import (
	_ "embed" // the stand-in

	"github.com/hashicorp/go-version"
)

//go:embed kms.tf
var kmsSource string

// kms is the KMS module of terraform-aws-modules.
var kms = &Module{
	Name:       "terraform-aws-modules/kms/aws",
	Source:     kmsSource,
	repository: "terraform-aws-modules/terraform-aws-kms",
	from:       version.Must(version.NewVersion("1.0.0")),
	to:         version.Must(version.NewVersion("5.0.0")),
	arguments: map[Wish]Argument{
		KeyRotation:    {Name: "enable_key_rotation", Value: "true"},
		RotationPeriod: {Name: "rotation_period_in_days", Written: true},
		DeletionWindow: {Name: "deletion_window_in_days"},
	},
}
