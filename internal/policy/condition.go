package policy

import (
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// atom is one key under one operator: the unit that conditions are made of.
type atom struct {
	operator
	key     int
	unknown bool // its values aren't known, or it isn't an operator
	values  []operand
}

// operand is one value of a condition, parsed for its operator.
type operand struct {
	pattern
	text   string // where it is plain
	plain  bool
	split  bool // parts hold
	parts  [6]pattern
	arn    bool // it surely is an ARN, or a pattern of ARNs
	valid  bool // parsed as what the operator compares
	number float64
	flag   bool
	prefix netip.Prefix
	bytes  string
	bit    int8 // its place in a candidate's bits, or -1
}

// docKey is a condition key that the document mentions.
type docKey struct {
	name        string  // in lower case
	implied     int     // which implied key it is, or -1
	given       bool    // nobody chooses it, see givenKeys
	ofPrincipal bool    // only members of accounts have it for sure
	inVariable  bool    // a policy variable uses it
	atoms       []*atom // that are on it
	choices     []candidate
}

// key returns the place of a condition key, whose names have no case.
func (c *compiler) key(name string) int {
	name = strings.ToLower(name)
	if i, ok := c.index[name]; ok {
		return i
	}
	k := &docKey{name: name, implied: -1, given: givenKeys[name], ofPrincipal: ofPrincipal(name)}
	if i, ok := impliedNames[name]; ok {
		k.implied = i
	}
	c.index[name] = len(c.doc.keys)
	c.doc.keys = append(c.doc.keys, k)
	return c.index[name]
}

// conditions compiles a Condition element: operators, and keys under one
// operator, all have to hold. What isn't a condition gives an atom that claims
// nothing.
func (c *compiler) conditions(value any) []atom {
	block, ok := value.(map[string]any)
	if !ok {
		return []atom{{key: -1, unknown: true}}
	}
	var atoms []atom
	for _, name := range sortedKeys(block) {
		keys, ok := block[name].(map[string]any)
		op := parseOperator(name)
		if !ok || op.family == familyUnknown {
			atoms = append(atoms, atom{key: -1, unknown: true})
			continue
		}
		seen := map[int]bool{}
		for _, key := range sortedKeys(keys) {
			a := atom{operator: op, key: c.key(key)}
			items, known := listOf(keys[key])
			// What AWS makes of an empty list, or of one key in two cases, isn't documented.
			a.unknown = !known || len(items) == 0
			seen[a.key] = true
			for _, item := range items {
				a.values = append(a.values, c.operand(op, item))
			}
			atoms = append(atoms, a)
		}
		if len(seen) < len(keys) {
			for i := len(atoms) - len(keys); i < len(atoms); i++ {
				atoms[i].unknown = true
			}
		}
	}
	return atoms
}

// operand parses one value.
func (c *compiler) operand(op operator, item any) operand {
	v := operand{bit: -1}
	pieces, ok := piecesOf(item)
	if !ok {
		v.segs, v.opaque = []seg{{kind: segUnknown}}, true
		return v
	}
	v.pattern = c.pattern(pieces, op.family == familyLike || op.family == familyARN, c.doc.variables)
	v.text, v.plain = v.pattern.plain()
	if op.family == familyARN {
		v.parts, v.split = v.arnParts()
		v.arn = v.isARN()
	}
	if v.plain {
		v.parse(op.family)
	}
	return v
}

// parse reads plain text as what the family compares.
func (v *operand) parse(f family) {
	switch f {
	case familyNumeric:
		v.number, v.valid = parseNumber(v.text)
	case familyDate:
		v.number, v.valid = parseDate(v.text)
	case familyBool, familyNull:
		v.flag, v.valid = parseBool(v.text)
	case familyIP:
		v.prefix, v.valid = parsePrefix(v.text)
	case familyBinary:
		v.bytes, v.valid = parseBinary(v.text)
	default:
	}
}

// parseNumber reads a decimal number that a float64 holds exactly enough.
func parseNumber(s string) (float64, bool) {
	if len(s) > 15 || strings.Trim(s, "0123456789.+-eE") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}

// dateLayouts are the ISO 8601 forms that AWS documents (W3C NOTE-datetime).
var dateLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02"}

// parseDate reads a date, or seconds since 1970, as seconds.
func parseDate(s string) (float64, bool) {
	if n, ok := parseNumber(s); ok && len(s) > 4 { // "2020" alone is a year
		return n, true
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			millis := t.UnixMilli()
			return float64(millis) / 1000, t.Equal(time.UnixMilli(millis))
		}
	}
	return 0, false
}

// parseBool reads a boolean, in any case.
func parseBool(s string) (value, ok bool) {
	return strings.EqualFold(s, "true"), strings.EqualFold(s, "true") || strings.EqualFold(s, "false")
}

// parsePrefix reads an address or a CIDR block. How AWS compares IPv4 addresses
// that are written as IPv6 isn't documented.
func parsePrefix(s string) (netip.Prefix, bool) {
	p, err := netip.ParsePrefix(s)
	if err != nil {
		a, failed := netip.ParseAddr(s)
		if p = netip.PrefixFrom(a, a.BitLen()); a.Zone() == "" {
			err = failed
		}
	}
	return p, err == nil && !p.Addr().Is4In6()
}

// parseBinary reads base64.
func parseBinary(s string) (string, bool) {
	b, err := base64.StdEncoding.DecodeString(s)
	return string(b), err == nil
}
