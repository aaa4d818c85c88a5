// Package remedy is what fixes write, and when that is safe: keys, encryption
// configurations, statements of policies and arguments of calls, and who uses the bucket that
// they are about. It knows S3 and KMS, and writes through lint.Edit.
//
// A function that returns a lint.Fix answers for one instance, and says why there is no fix; that all
// instances of a block want the same is the frame's to find out. The package knows nothing of
// what rules report.
package remedy
