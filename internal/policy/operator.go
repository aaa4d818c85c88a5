package policy

import (
	"strings"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// family is a group of condition operators that compare alike.
type family uint8

const (
	familyUnknown family = iota // not an operator: nothing is claimed
	familyString                // StringEquals and StringEqualsIgnoreCase
	familyLike                  // StringLike
	familyNumeric
	familyDate
	familyBool
	familyBinary
	familyIP
	familyARN
	familyNull
)

// comparison is the relation that Numeric and Date operators ask for.
type comparison uint8

const (
	equal comparison = iota
	less
	lessOrEqual
	greater
	greaterOrEqual
)

// holds applies the relation to the sign of a comparison.
func (c comparison) holds(sign int) bool {
	switch c {
	case less:
		return sign < 0
	case lessOrEqual:
		return sign <= 0
	case greater:
		return sign > 0
	case greaterOrEqual:
		return sign >= 0
	default:
		return sign == 0
	}
}

// quantifier is the set qualifier of an operator.
type quantifier uint8

const (
	single quantifier = iota
	forAll
	forAny
)

// operator is a condition operator (IAM User Guide, "IAM JSON policy elements:
// Condition operators").
type operator struct {
	family   family
	compare  comparison
	foldCase bool
	negated  bool
	ifExists bool
	set      quantifier
}

var operators = map[string]operator{
	"StringEquals":              {family: familyString},
	"StringNotEquals":           {family: familyString, negated: true},
	"StringEqualsIgnoreCase":    {family: familyString, foldCase: true},
	"StringNotEqualsIgnoreCase": {family: familyString, foldCase: true, negated: true},
	"StringLike":                {family: familyLike},
	"StringNotLike":             {family: familyLike, negated: true},
	"NumericEquals":             {family: familyNumeric},
	"NumericNotEquals":          {family: familyNumeric, negated: true},
	"NumericLessThan":           {family: familyNumeric, compare: less},
	"NumericLessThanEquals":     {family: familyNumeric, compare: lessOrEqual},
	"NumericGreaterThan":        {family: familyNumeric, compare: greater},
	"NumericGreaterThanEquals":  {family: familyNumeric, compare: greaterOrEqual},
	"DateEquals":                {family: familyDate},
	"DateNotEquals":             {family: familyDate, negated: true},
	"DateLessThan":              {family: familyDate, compare: less},
	"DateLessThanEquals":        {family: familyDate, compare: lessOrEqual},
	"DateGreaterThan":           {family: familyDate, compare: greater},
	"DateGreaterThanEquals":     {family: familyDate, compare: greaterOrEqual},
	"Bool":                      {family: familyBool},
	"BinaryEquals":              {family: familyBinary},
	"IpAddress":                 {family: familyIP},
	"NotIpAddress":              {family: familyIP, negated: true},
	"ArnEquals":                 {family: familyARN},
	"ArnLike":                   {family: familyARN},
	"ArnNotEquals":              {family: familyARN, negated: true},
	"ArnNotLike":                {family: familyARN, negated: true},
	"Null":                      {family: familyNull},
}

// parseOperator reads an operator name with its qualifier and suffix. A name
// that isn't one gives familyUnknown.
func parseOperator(name string) operator {
	set := single
	if rest, ok := strings.CutPrefix(name, "ForAllValues:"); ok {
		name, set = rest, forAll
	} else if rest, ok := strings.CutPrefix(name, "ForAnyValue:"); ok {
		name, set = rest, forAny
	}
	base, ifExists := strings.CutSuffix(name, "IfExists")
	op := operators[base]
	if op.family == familyNull && (ifExists || set != single) {
		return operator{}
	}
	op.set, op.ifExists = set, ifExists
	return op
}

// onAbsent says whether the operator holds where the key isn't in the request:
// positive ones don't, negated ones do, IfExists does, ForAllValues does and
// ForAnyValue doesn't. On ForAnyValue with IfExists the sources disagree.
func (op operator) onAbsent() tri.Answer {
	switch {
	case op.set == forAll:
		return tri.Yes
	case op.set == forAny && op.ifExists:
		return tri.Unknown
	case op.set == forAny:
		return tri.No
	default:
		return tri.Of(op.ifExists || op.negated)
	}
}
