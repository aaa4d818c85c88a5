package s3

const (
	// maxAliases bounds how many aliases are followed: one may name another one's target.
	maxAliases = 10
	// maxPlaceDepth is how deep the arguments of a call are searched for places for logs.
	maxPlaceDepth = 4
)
