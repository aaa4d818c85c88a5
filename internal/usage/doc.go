// Package usage says what in the files of a module uses a resource: by a reference,
// through locals and through the resources that configure it, or by its name. It goes
// by syntax and knows neither values nor AWS. It tells who may use something, not who
// surely does: what only looks like a use counts.
package usage
