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

// Table returns the functions of Terraform 1.14 by name, each also by its name
// with "core::" in front. The map is the caller's.
func Table(o Options) map[string]function.Function {
	table := make(map[string]function.Function)
	for how, funcs := range map[treatment]map[string]function.Function{
		opaque: opaqueFuncs(o.Budget), moving: movingFuncs(), selecting: selectingFuncs(), careful: carefulFuncs(),
	} {
		for name, f := range funcs {
			table[name] = guard(name, how, f, o.Budget)
		}
	}
	for name, f := range fileFuncs(o) {
		table[name] = guard(name, opaque, f, o.Budget)
	}
	for _, name := range []string{"sensitive", "ephemeralasnull"} {
		table[name] = guard(name, opaque, secretFunc(o.Secret), o.Budget)
	}
	addTemplates(table, o)
	for _, name := range []string{"templatefile", "templatestring"} {
		table[name] = guard(name, careful, table[name], o.Budget)
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

func opaqueFuncs(b *budget.Budget) map[string]function.Function {
	ret := map[string]function.Function{
		"abs":              stdlib.AbsoluteFunc,
		"alltrue":          alltrueFunc,
		"anytrue":          anytrueFunc,
		"base64decode":     base64decodeFunc,
		"base64encode":     encoding.Base64EncodeFunc,
		"base64gzip":       base64gzipFunc,
		"bcrypt":           bcryptFunc,
		"ceil":             stdlib.CeilFunc,
		"chomp":            stdlib.ChompFunc,
		"cidrhost":         cidrhostFunc,
		"cidrnetmask":      cidrnetmaskFunc,
		"cidrsubnet":       cidrsubnetFunc,
		"cidrsubnets":      cidrsubnetsFunc,
		"compact":          stdlib.CompactFunc,
		"contains":         stdlib.ContainsFunc,
		"csvdecode":        csvdecodeFunc,
		"distinct":         distinctFunc,
		"endswith":         endswithFunc,
		"floor":            stdlib.FloorFunc,
		"format":           formatFunc,
		"formatdate":       stdlib.FormatDateFunc,
		"indent":           indentFunc,
		"index":            indexFunc,
		"issensitive":      unpredictable(cty.Bool, *anything("value")),
		"join":             joinFunc,
		"list":             removed("list", "tolist([ ... ])"),
		"log":              stdlib.LogFunc,
		"lower":            stdlib.LowerFunc,
		"map":              removed("map", "tomap({ ... })"),
		"max":              stdlib.MaxFunc,
		"min":              stdlib.MinFunc,
		"parseint":         stdlib.ParseIntFunc,
		"plantimestamp":    unpredictable(cty.String),
		"pow":              stdlib.PowFunc,
		"range":            stdlib.RangeFunc,
		"regex":            stdlib.RegexFunc,
		"regexall":         regexallFunc(b),
		"replace":          replaceFunc(b),
		"rsadecrypt":       rsadecryptFunc,
		"setintersection":  ofSets(stdlib.SetIntersectionFunc),
		"setsubtract":      ofSets(stdlib.SetSubtractFunc),
		"setunion":         ofSets(stdlib.SetUnionFunc),
		"signum":           stdlib.SignumFunc,
		"sort":             stdlib.SortFunc,
		"split":            splitFunc,
		"startswith":       startswithFunc,
		"strcontains":      strcontainsFunc,
		"strrev":           stdlib.ReverseFunc,
		"substr":           stdlib.SubstrFunc,
		"sum":              sumFunc,
		"textdecodebase64": textdecodebase64Func,
		"textencodebase64": textencodebase64Func,
		"timeadd":          stdlib.TimeAddFunc,
		"timecmp":          timecmpFunc,
		"timestamp":        unpredictable(cty.String),
		"title":            stdlib.TitleFunc,
		"transpose":        transposeFunc,
		"trim":             stdlib.TrimFunc,
		"trimprefix":       stdlib.TrimPrefixFunc,
		"trimspace":        stdlib.TrimSpaceFunc,
		"trimsuffix":       stdlib.TrimSuffixFunc,
		"upper":            stdlib.UpperFunc,
		"urlencode":        encoding.URLEncodeFunc,
		"uuid":             unpredictable(cty.String),
		"uuidv5":           uuidv5Func,
	}
	for name, digest := range digests {
		ret[name] = stringFunc("Returns the "+name+" sum of a string.", func(s string) (string, error) {
			return digest.of([]byte(s)), nil
		})
	}
	return ret
}

func movingFuncs() map[string]function.Function {
	return map[string]function.Function{
		"chunklist":    stdlib.ChunklistFunc,
		"concat":       stdlib.ConcatFunc,
		"flatten":      flattenFunc,
		"formatlist":   formatlistFunc,
		"nonsensitive": identityFunc,
		"reverse":      stdlib.ReverseListFunc,
		"setproduct":   setproductFunc,
		"tobool":       conversion(cty.Bool),
		"tolist":       conversion(cty.List(cty.DynamicPseudoType)),
		"tomap":        conversion(cty.Map(cty.DynamicPseudoType)),
		"tonumber":     conversion(cty.Number),
		"toset":        conversion(cty.Set(cty.DynamicPseudoType)),
		"tostring":     conversion(cty.String),
		"values":       stdlib.ValuesFunc,
		"zipmap":       stdlib.ZipmapFunc,
	}
}

func selectingFuncs() map[string]function.Function {
	return map[string]function.Function{
		"element": stdlib.ElementFunc,
		"keys":    stdlib.KeysFunc,
		"slice":   stdlib.SliceFunc,
	}
}

func carefulFuncs() map[string]function.Function {
	return map[string]function.Function{
		"can":          canFunc,
		"coalesce":     coalesceFunc,
		"coalescelist": coalescelistFunc,
		"jsondecode":   jsondecodeFunc,
		"jsonencode":   jsonencodeFunc,
		"length":       lengthFunc,
		"lookup":       lookupFunc,
		"matchkeys":    matchkeysFunc,
		"merge":        mergeFunc,
		"one":          oneFunc,
		"try":          tryFunc,
		"yamldecode":   yamldecodeFunc,
		"yamlencode":   yamlencodeFunc,
	}
}
