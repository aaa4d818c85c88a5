package functions

import (
	"maps"

	"github.com/hashicorp/go-cty-funcs/encoding"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
)

// Options say where the functions of a table read files.
type Options struct {
	// BaseDir is where relative paths begin: the directory of the root module.
	// Terraform runs there; a called module's paths have its path.module in front.
	BaseDir string
	// Secret is the mark of what sensitive and ephemeralasnull hide; nil if none is wanted.
	Secret any
	// Budget is what the calls may take together; nil has no end.
	Budget *budget.Budget
}

func (o Options) dir() dir { return dir{o.BaseDir, o.Budget} }

// record is what a call of a function is and takes.
type record struct {
	f     function.Function
	marks treatment
	// slow is how many times as much as a copy of a text it takes to take it apart: by
	// characters as people see them, say. 0 is no more than a copy.
	slow int
	// more is what a call takes beyond that, by its unmarked arguments; nil for nothing.
	more func(args []cty.Value) int
}

// Table returns the functions of Terraform 1.14 by name, each also by its name
// with "core::" in front. The map is the caller's.
func Table(o Options) map[string]function.Function {
	table := make(map[string]function.Function)
	for name, r := range records(o) {
		table[name] = guard(name, r, o.Budget)
	}
	for name, f := range templates(table, o) {
		table[name] = guard(name, record{f: f, marks: careful, slow: 8}, o.Budget)
	}
	return withAliases(table)
}

func withAliases(table map[string]function.Function) map[string]function.Function {
	ret := maps.Clone(table)
	for name, f := range table {
		ret["core::"+name] = f
	}
	return ret
}

// records returns all functions but those of templates.
func records(o Options) map[string]record {
	ret := map[string]record{
		"abs":              {f: stdlib.AbsoluteFunc},
		"alltrue":          {f: alltrueFunc},
		"anytrue":          {f: anytrueFunc},
		"base64decode":     {f: base64decodeFunc},
		"base64encode":     {f: encoding.Base64EncodeFunc},
		"base64gzip":       {f: base64gzipFunc, slow: 16},
		"bcrypt":           {f: bcryptFunc},
		"can":              {f: canFunc, marks: careful},
		"ceil":             {f: stdlib.CeilFunc},
		"chomp":            {f: stdlib.ChompFunc},
		"chunklist":        {f: stdlib.ChunklistFunc, marks: carrying},
		"cidrhost":         {f: cidrhostFunc},
		"cidrnetmask":      {f: cidrnetmaskFunc},
		"cidrsubnet":       {f: cidrsubnetFunc},
		"cidrsubnets":      {f: cidrsubnetsFunc},
		"coalesce":         {f: coalesceFunc, marks: careful},
		"coalescelist":     {f: coalescelistFunc, marks: careful},
		"compact":          {f: stdlib.CompactFunc},
		"concat":           {f: stdlib.ConcatFunc, marks: carrying},
		"contains":         {f: stdlib.ContainsFunc},
		"csvdecode":        {f: csvdecodeFunc, slow: 32},
		"distinct":         {f: distinctFunc, more: comparing},
		"element":          {f: stdlib.ElementFunc, marks: selecting},
		"endswith":         {f: endswithFunc},
		"ephemeralasnull":  {f: secretFunc(o.Secret)},
		"flatten":          {f: flattenFunc, marks: carrying},
		"floor":            {f: stdlib.FloorFunc},
		"format":           {f: formatFunc, slow: formatting, more: formattingOnce},
		"formatdate":       {f: stdlib.FormatDateFunc},
		"formatlist":       {f: formatlistFunc, marks: carrying, slow: formatting, more: formattingLists},
		"indent":           {f: indentFunc},
		"index":            {f: indexFunc},
		"issensitive":      {f: unpredictable(cty.Bool, *anything("value"))},
		"join":             {f: joinFunc},
		"jsondecode":       {f: jsondecodeFunc, marks: careful, slow: 32},
		"jsonencode":       {f: jsonencodeFunc, marks: careful, slow: slowJSON},
		"keys":             {f: stdlib.KeysFunc, marks: selecting},
		"length":           {f: lengthFunc, marks: careful, slow: 64},
		"list":             {f: removed("list", "tolist([ ... ])")},
		"log":              {f: stdlib.LogFunc},
		"lookup":           {f: lookupFunc, marks: careful},
		"lower":            {f: stdlib.LowerFunc, slow: 8},
		"map":              {f: removed("map", "tomap({ ... })")},
		"matchkeys":        {f: matchkeysFunc, marks: careful, more: matchingKeys},
		"max":              {f: stdlib.MaxFunc},
		"merge":            {f: mergeFunc, marks: careful},
		"min":              {f: stdlib.MinFunc},
		"nonsensitive":     {f: identityFunc, marks: carrying},
		"one":              {f: oneFunc, marks: careful},
		"parseint":         {f: stdlib.ParseIntFunc},
		"plantimestamp":    {f: unpredictable(cty.String)},
		"pow":              {f: stdlib.PowFunc},
		"range":            {f: stdlib.RangeFunc},
		"regex":            {f: stdlib.RegexFunc, more: searching},
		"regexall":         {f: regexallFunc(o.Budget), more: searching},
		"replace":          {f: replaceFunc(o.Budget), more: replacing},
		"reverse":          {f: stdlib.ReverseListFunc, marks: carrying},
		"rsadecrypt":       {f: rsadecryptFunc},
		"sensitive":        {f: secretFunc(o.Secret)},
		"setintersection":  {f: ofSets(stdlib.SetIntersectionFunc), more: hashingAll},
		"setproduct":       {f: setproductFunc, marks: carrying, more: multiplying},
		"setsubtract":      {f: ofSets(stdlib.SetSubtractFunc), more: hashingAll},
		"setunion":         {f: ofSets(stdlib.SetUnionFunc), more: hashingAll},
		"signum":           {f: stdlib.SignumFunc},
		"slice":            {f: stdlib.SliceFunc, marks: selecting},
		"sort":             {f: stdlib.SortFunc},
		"split":            {f: splitFunc, slow: 8},
		"startswith":       {f: startswithFunc},
		"strcontains":      {f: strcontainsFunc},
		"strrev":           {f: stdlib.ReverseFunc, slow: 64},
		"substr":           {f: stdlib.SubstrFunc, slow: 64},
		"sum":              {f: sumFunc},
		"textdecodebase64": {f: textdecodebase64Func},
		"textencodebase64": {f: textencodebase64Func},
		"timeadd":          {f: stdlib.TimeAddFunc},
		"timecmp":          {f: timecmpFunc},
		"timestamp":        {f: unpredictable(cty.String)},
		"title":            {f: stdlib.TitleFunc, slow: 16},
		"tobool":           {f: conversion(cty.Bool), marks: carrying},
		"tolist":           {f: conversion(cty.List(cty.DynamicPseudoType)), marks: carrying},
		"tomap":            {f: conversion(cty.Map(cty.DynamicPseudoType)), marks: carrying},
		"tonumber":         {f: conversion(cty.Number), marks: carrying},
		"toset":            {f: conversion(cty.Set(cty.DynamicPseudoType)), marks: carrying, more: hashingAll},
		"tostring":         {f: conversion(cty.String), marks: carrying},
		"transpose":        {f: transposeFunc},
		"trim":             {f: stdlib.TrimFunc, slow: 8},
		"trimprefix":       {f: stdlib.TrimPrefixFunc},
		"trimspace":        {f: stdlib.TrimSpaceFunc},
		"trimsuffix":       {f: stdlib.TrimSuffixFunc},
		"try":              {f: tryFunc, marks: careful},
		"upper":            {f: stdlib.UpperFunc, slow: 8},
		"urlencode":        {f: encoding.URLEncodeFunc, slow: 16},
		"uuid":             {f: unpredictable(cty.String)},
		"uuidv5":           {f: uuidv5Func},
		"values":           {f: stdlib.ValuesFunc, marks: carrying},
		"yamldecode":       {f: yamldecodeFunc, marks: careful, slow: 128},
		"yamlencode":       {f: yamlencodeFunc, marks: careful, slow: 64},
		"zipmap":           {f: stdlib.ZipmapFunc, marks: carrying},
	}
	for name, f := range fileFuncs(o) {
		ret[name] = record{f: f}
	}
	for name, digest := range digests {
		ret[name] = record{slow: digest.slow, f: stringFunc("Returns the "+name+" sum of a string.", func(s string) (string, error) {
			return digest.of([]byte(s)), nil
		})}
	}
	return ret
}
