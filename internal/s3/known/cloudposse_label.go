package known

import (
	_ "embed" // the stand-in

	"github.com/hashicorp/go-version"
)

//go:embed cloudposse_label.tf
var cloudposseLabelSource string

// cloudposseLabel is the module by which Cloud Posse's modules, and many others, make
// names and tags. Earlier versions make other tags of the same inputs.
var cloudposseLabel = &Module{
	Name:       "cloudposse/label/null",
	Source:     cloudposseLabelSource,
	repository: "cloudposse/terraform-null-label",
	from:       version.Must(version.NewVersion("0.25.0")),
	to:         version.Must(version.NewVersion("0.26.0")),
}
