package known

import (
	_ "embed" // the stand-in

	"github.com/hashicorp/go-version"
)

//go:embed alb.tf
var albSource string

// alb is the module of load balancers of terraform-aws-modules: where their logs go.
var alb = &Module{
	Name:       "terraform-aws-modules/alb/aws",
	Source:     albSource,
	repository: "terraform-aws-modules/terraform-aws-alb",
	from:       version.Must(version.NewVersion("6.0.0")),
	to:         version.Must(version.NewVersion("11.0.0")),
}
