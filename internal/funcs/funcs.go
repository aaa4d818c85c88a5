// Package funcs says what Terraform's functions do with what they are given: one record
// a function, for whoever follows values through calls. It knows nothing of values or of
// expressions, and computes nothing.
package funcs

import "strings"

// Function is what is known of a function.
type Function struct {
	// Result is what it returns, in terms of its arguments.
	Result Result
	// Reorders is set if a list of several elements may come out in another order.
	Reorders bool
	// Compacts is set if a list lacks what is empty.
	Compacts bool
	// Moves is set if it passes on its arguments, or what is in them, without looking
	// into texts.
	Moves bool
	// Shapes is set if it fails by the shape of its arguments only, whatever the texts
	// in them. That shape is known where the shape of the result is.
	Shapes bool
	// Catches is set if it takes expressions, and goes by whether they fail.
	Catches bool
	// Varies is set if its result differs from call to call.
	Varies bool
}

// Result says how a result comes of the arguments.
type Result uint8

// The results.
const (
	// Computed is anything not told here.
	Computed Result = iota
	// Given is the only argument as it is, or nearly so.
	Given
	// FirstOf is the first of the arguments that is something.
	FirstOf
	// Lists has the elements of all arguments, but perhaps not those that are equal to others.
	Lists
	// Flat is Lists with the elements of lists in the arguments in their place.
	Flat
	// Merged has the attributes of all arguments, of which the last with a name counts.
	Merged
	// ValuesOf has the values of the only argument.
	ValuesOf
	// OneOf is an element of the first argument.
	OneOf
	// Lookup is the element of the first argument that the second names, else the third.
	Lookup
	// Formatted is the first argument with the others in the places of its verbs.
	Formatted
	// Joined is the elements of the second argument with the first between them.
	Joined
	// Replaced is the first argument with the third in the places of the second.
	Replaced
)

// records has the functions of which more is known than that they compute something.
var records = map[string]Function{
	"bcrypt":       {Varies: true},
	"can":          {Catches: true},
	"chunklist":    {Moves: true},
	"coalesce":     {Result: FirstOf, Moves: true},
	"coalescelist": {Result: FirstOf, Moves: true},
	"compact":      {Result: Lists, Compacts: true, Moves: true},
	"concat":       {Result: Lists, Moves: true},
	"distinct":     {Result: Lists, Moves: true},
	"element":      {Result: OneOf, Moves: true},
	"flatten":      {Result: Flat, Moves: true, Shapes: true},
	"format":       {Result: Formatted},
	"formatlist":   {Result: Formatted, Moves: true},
	"join":         {Result: Joined},
	"jsondecode":   {Moves: true},
	"keys":         {Moves: true},
	"lookup":       {Result: Lookup},
	"lower":        {Result: Given},
	"merge":        {Result: Merged, Moves: true, Shapes: true},
	"nonsensitive": {Result: Given, Moves: true},
	"one":          {Result: OneOf, Moves: true},
	"replace":      {Result: Replaced},
	"reverse":      {Result: Lists, Reorders: true, Moves: true},
	"sensitive":    {Result: Given},
	"setproduct":   {Moves: true},
	"setunion":     {Result: Lists, Reorders: true, Moves: true},
	"slice":        {Moves: true},
	"sort":         {Result: Lists, Reorders: true},
	"timestamp":    {Varies: true},
	"tolist":       {Result: Lists, Moves: true},
	"tomap":        {Result: Given, Moves: true},
	"toset":        {Result: Lists, Reorders: true, Moves: true},
	"tostring":     {Result: Given, Moves: true},
	"trimspace":    {Result: Given},
	"try":          {Result: FirstOf, Catches: true},
	"uuid":         {Varies: true},
	"values":       {Result: ValuesOf, Moves: true, Shapes: true},
	"yamldecode":   {Moves: true},
	"zipmap":       {Moves: true},
}

// Lists reports whether the result is a list of what is in lists.
func (f Function) Lists() bool { return f.Result == Lists || f.Result == Flat }

// PutsTogether reports whether the result is put together from what several arguments have.
func (f Function) PutsTogether() bool {
	return f.Lists() || f.Result == Merged || f.Result == Formatted || f.Result == Joined
}

// Of returns what is known of the function that a call names.
func Of(name string) Function { return records[Name(name)] }

// Name returns the name of a function without the namespace that it may be written with.
func Name(name string) string { return strings.TrimPrefix(name, "core::") }
