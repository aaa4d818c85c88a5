package terraform

import (
	"strconv"

	"github.com/zclconf/go-cty/cty"
)

// Address names a resource or one instance of it, as Terraform writes it.
type Address struct {
	// Module is the address of the module that holds it, "" for the root.
	Module string
	// Data is set for data sources.
	Data bool
	// Type and Name are the labels of the block.
	Type, Name string
	// Key is the instance key: a known string or number; cty.NilVal where the
	// resource has one unkeyed instance, and where the key isn't known.
	Key cty.Value
}

// String returns the address with its module and instance key, such as
// module.logs.aws_s3_bucket.this["eu"].
func (a Address) String() string { return a.Resource() + a.KeyText() }

// Resource returns the address without the instance key.
func (a Address) Resource() string {
	s := a.Local()
	if a.Module != "" {
		s = a.Module + "." + s
	}
	return s
}

// Local returns the address below its module, without the instance key.
func (a Address) Local() string {
	s := a.Type + "." + a.Name
	if a.Data {
		s = "data." + s
	}
	return s
}

// KeyText returns the instance key in brackets, such as ["eu"] or [0], or "".
func (a Address) KeyText() string {
	switch {
	case a.Key == cty.NilVal:
		return ""
	case a.Key.Type() == cty.String:
		return "[" + strconv.Quote(a.Key.AsString()) + "]"
	default:
		return "[" + a.Key.AsBigFloat().Text('f', -1) + "]"
	}
}
