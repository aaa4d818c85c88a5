// Package functions is the Terraform language's function table for a static
// evaluator, whose values may be unknown and may be marked with where they
// come from.
//
// Three things set its functions apart from the libraries they are made of:
//
//   - No origin is lost. cty drops the marks of an argument whose parameter
//     allows marks as soon as the argument is unknown, and moves the marks of
//     nested values to the top otherwise. Every function here is wrapped, by
//     the treatment that suits it, so that they arrive in the result.
//   - Structure survives. An unknown string made by jsonencode or yamlencode
//     still knows the value it encodes ([Encoded]), and an unknown map made by
//     merge still knows the keys that are surely set ([Partial]).
//   - No input makes them crash, hang or fill the memory. What is too much
//     ends in an error that wraps [ErrLimit].
//
// A definite result is one that Terraform would give as well, whatever the
// unknown values turn out to be. When that can't be told the result is unknown.
//
// The package doesn't know resources, modules, variables or how expressions are
// scoped; it knows nothing of AWS or of tflint. What sensitive
// and ephemeralasnull are given is unknown in all that is made of it, nonsensitive
// reveals nothing of that, and issensitive is unknown. It doesn't know the time, nor
// provider-defined functions. It reads files only for the functions that are there to read them.
package functions
