package functions

import (
	"fmt"
	"math/big"
	"net"
	"net/netip"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

var cidrhostFunc = function.New(&function.Spec{
	Description: "Returns the address of a host in a network. A negative number counts from the end.",
	Params:      []function.Parameter{{Name: "prefix", Type: cty.String}, {Name: "hostnum", Type: cty.Number}},
	Type:        function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := network(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		n, err := whole(args[1], 1)
		if err != nil {
			return cty.DynamicVal, err
		}
		size := new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits()))
		host := n
		if n.Sign() < 0 {
			host = new(big.Int).Add(size, n)
		}
		if host.Sign() < 0 || host.Cmp(size) >= 0 {
			return cty.DynamicVal, fmt.Errorf("prefix of %d does not accommodate a host numbered %s", p.Bits(), n)
		}
		return cty.StringVal(address(p, host.Add(host, number(p))).String()), nil
	},
})

var cidrnetmaskFunc = function.New(&function.Spec{
	Description: "Returns the mask of an IPv4 network.",
	Params:      []function.Parameter{{Name: "prefix", Type: cty.String}},
	Type:        function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := network(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		if !p.Addr().Is4() {
			return cty.DynamicVal, function.NewArgErrorf(0, "IPv6 addresses cannot have a netmask: %q", p)
		}
		return cty.StringVal(net.IP(net.CIDRMask(p.Bits(), 32)).String()), nil
	},
})

var cidrsubnetFunc = function.New(&function.Spec{
	Description: "Returns a network within a network.",
	Params: []function.Parameter{
		{Name: "prefix", Type: cty.String}, {Name: "newbits", Type: cty.Number}, {Name: "netnum", Type: cty.Number},
	},
	Type: function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := network(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		bits, err := extended(p, args[1], 1, 0)
		if err != nil {
			return cty.DynamicVal, err
		}
		n, err := whole(args[2], 2)
		if err != nil {
			return cty.DynamicVal, err
		}
		if n.Sign() < 0 || n.BitLen() > bits-p.Bits() {
			return cty.DynamicVal, fmt.Errorf("prefix extension of %d does not accommodate a subnet numbered %s", bits-p.Bits(), n)
		}
		start := n.Lsh(n, uint(p.Addr().BitLen()-bits))
		return cty.StringVal(netip.PrefixFrom(address(p, start.Add(start, number(p))), bits).String()), nil
	},
})

var cidrsubnetsFunc = function.New(&function.Spec{
	Description: "Returns consecutive networks within a network.",
	Params:      []function.Parameter{{Name: "prefix", Type: cty.String}},
	VarParam:    &function.Parameter{Name: "newbits", Type: cty.Number},
	Type:        function.StaticReturnType(cty.List(cty.String)),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		p, err := network(args[0])
		if err != nil {
			return cty.DynamicVal, err
		}
		if len(args) == 1 {
			return cty.ListValEmpty(cty.String), nil
		}
		width := p.Addr().BitLen()
		next := number(p)
		end := new(big.Int).Add(next, new(big.Int).Lsh(big.NewInt(1), uint(width-p.Bits())))
		out := make([]cty.Value, 0, len(args)-1)
		for i, arg := range args[1:] {
			bits, err := extended(p, arg, i+1, 1)
			if err != nil {
				return cty.DynamicVal, err
			}
			// The next subnet begins at the next multiple of its own size.
			size := new(big.Int).Lsh(big.NewInt(1), uint(width-bits))
			next.Add(next, size).Sub(next, big.NewInt(1)).Div(next, size).Mul(next, size)
			after := new(big.Int).Add(next, size)
			if after.Cmp(end) > 0 {
				return cty.DynamicVal, function.NewArgErrorf(i+1, "not enough remaining address space for a subnet with a prefix of %d bits", bits)
			}
			out = append(out, cty.StringVal(netip.PrefixFrom(address(p, next), bits).String()))
			next = after
		}
		return cty.ListVal(out), nil
	},
})

func network(v cty.Value) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(v.AsString())
	if err != nil {
		return p, function.NewArgErrorf(0, "invalid CIDR expression: %w", err)
	}
	if p.Addr().Is4In6() {
		return p, limit("%s is an IPv4 address in IPv6", v.AsString())
	}
	return p.Masked(), nil
}

// extended returns the length of a prefix that is longer by the given bits.
func extended(p netip.Prefix, by cty.Value, arg, least int) (int, error) {
	n, err := whole(by, arg)
	switch {
	case err != nil:
		return 0, err
	case !n.IsInt64() || n.Int64() < int64(least):
		return 0, function.NewArgErrorf(arg, "must extend prefix by at least %d bits", least)
	case n.Int64() > int64(p.Addr().BitLen()-p.Bits()):
		return 0, function.NewArgErrorf(arg, "insufficient address space to extend prefix of %d by %s", p.Bits(), n)
	}
	return p.Bits() + int(n.Int64()), nil
}

func whole(v cty.Value, arg int) (*big.Int, error) {
	n, acc := v.AsBigFloat().Int(nil)
	if n == nil || acc != big.Exact {
		return nil, function.NewArgErrorf(arg, "a whole number is required")
	}
	return n, nil
}

// number returns the first address of p as a number.
func number(p netip.Prefix) *big.Int {
	return new(big.Int).SetBytes(p.Addr().AsSlice())
}

// address returns the address of p's family that has the number n.
func address(p netip.Prefix, n *big.Int) netip.Addr {
	a, _ := netip.AddrFromSlice(n.FillBytes(make([]byte, p.Addr().BitLen()/8)))
	return a
}
