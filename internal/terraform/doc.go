// Package terraform evaluates a Terraform module, and those that it calls,
// statically: what would their resources' arguments be, as far as the text alone
// can tell?
//
// The root Module is read from the host in one call, called ones from the files
// that the host has loaded, once for each directory. Expressions are evaluated
// when something asks for them, once. Whatever the text can't tell (an unset
// variable, a data source, a computed attribute, an output of a module that is
// not loaded, a broken expression) is an unknown value that carries its
// Origin as a cty mark, and every value derived from it carries that mark too.
// Two unknown values are equal where their canonical forms are (Value.Identity).
//
// Computed attributes that stand for the identity of a resource (the ARN of a
// bucket, say) get stand-ins from a Provider table, so that joining resources
// is a comparison of strings. A value that rests on a stand-in, or on an
// instance that may not exist, is good for identity and never definite; what
// looks into one, a comparison say, is unknown.
//
// The package knows HCL and Terraform. It knows nothing of AWS, of rules or of
// how findings are shown, and it never writes.
package terraform
