package terraform

import (
	"slices"
	"strconv"
	"strings"

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

// Besides returns what tells the address from another one of the same block: the
// key, its own or of a module, where that is all, else the whole address.
func (a Address) Besides(other Address) string {
	own, others := split(a.String()), split(other.String())
	if len(own) != len(others) {
		return a.String()
	}
	different := -1
	for i := range own {
		switch {
		case own[i] == others[i]:
		case different >= 0 || !strings.HasPrefix(own[i], "["):
			return a.String()
		default:
			different = i
		}
	}
	if different < 0 {
		return a.String()
	}
	return own[different]
}

// Unkeyed returns the address without any keys, its own or of modules.
func (a Address) Unkeyed() string {
	parts := split(a.String())
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return strings.HasPrefix(part, "[") }), "")
}

// split splits an address into keys, in their brackets, and what is between them.
func split(address string) []string {
	var parts []string
	for {
		open := strings.IndexByte(address, '[')
		if open < 0 {
			return append(parts, address)
		}
		parts = append(parts, address[:open])
		address = address[open:]
		end := strings.IndexByte(address, ']')
		if quoted, err := strconv.QuotedPrefix(address[1:]); err == nil {
			end = 1 + len(quoted)
		}
		if end < 0 || end >= len(address) {
			return append(parts, address)
		}
		parts, address = append(parts, address[:end+1]), address[end+1:]
	}
}
