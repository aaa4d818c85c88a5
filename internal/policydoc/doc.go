// Package policydoc reads a policy as it is written, in any of the forms in which
// people write one, into a policy.Document: a text, what jsonencode was given, a
// template part by part, an aws_iam_policy_document as the provider puts it together.
// It also says where the statements are written (Site).
//
// It knows how IAM policies are written in Terraform. It doesn't know what a policy
// belongs to: how the text of one names that, whoever asks tells it (Subject).
package policydoc
