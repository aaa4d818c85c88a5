// Package report is the command that tells how the S3 buckets and keys of configurations stand, and why
// the rest isn't known. It reads the notes that the plugin gives tflint when it is asked to, or runs
// tflint for them, and shows what they come to. It knows nothing of Terraform: what there is to say is
// in package posture.
//
// It is the only package of the program that starts another program and writes files, and only
// the program's main imports it: as a plugin of tflint nothing of it runs.
package report
