package known

import "github.com/hashicorp/go-version"

// cloudfront is the module of distributions of terraform-aws-modules, from the version on
// in which viewers come over HTTPS unless a behavior says otherwise. It has no stand-in:
// what its arguments say is read where they are written.
var cloudfront = &Module{
	Name:       "terraform-aws-modules/cloudfront/aws",
	repository: "terraform-aws-modules/terraform-aws-cloudfront",
	from:       version.Must(version.NewVersion("6.0.0")),
	to:         version.Must(version.NewVersion("7.0.0")),
}

// HTTPSByDefault reports whether a call's source and version mean a module whose
// distributions admit viewers over HTTPS only, unless an argument says otherwise.
func HTTPSByDefault(source, constraint string) bool { return cloudfront.means(source, constraint) }
