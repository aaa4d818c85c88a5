package policy

import (
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The naive evaluator knows documents of a few shapes only. It was written
// apart from the real one, on regular expressions and plain booleans, and tries
// every value of every free key.

type naiveCondition struct {
	operator string
	key      string
	values   []string
}

type naiveStatement struct {
	principal string // "*", or an ARN
	action    string
	resource  string
	when      []naiveCondition
}

func (n naiveStatement) tree() any {
	block := map[string]any{}
	for _, c := range n.when {
		keys, ok := block[c.operator].(map[string]any)
		if !ok {
			keys = map[string]any{}
			block[c.operator] = keys
		}
		list := []any{}
		for _, v := range c.values {
			list = append(list, v)
		}
		keys[c.key] = list
	}
	var who any = n.principal
	if who != "*" {
		who = map[string]any{"AWS": n.principal}
	}
	return map[string]any{"Effect": "Deny", "Principal": who, "Action": n.action, "Resource": n.resource, "Condition": block}
}

var naiveExpressions = map[string]*regexp.Regexp{}

func naiveGlob(pattern, text string, fold bool) bool {
	id := strconv.FormatBool(fold) + pattern
	if known := naiveExpressions[id]; known != nil {
		return known.MatchString(text)
	}
	expr := regexp.QuoteMeta(pattern)
	expr = strings.ReplaceAll(strings.ReplaceAll(expr, `\*`, ".*"), `\?`, ".")
	flags := "(?s)"
	if fold {
		flags = "(?is)"
	}
	naiveExpressions[id] = regexp.MustCompile(flags + "^" + expr + "$")
	return naiveExpressions[id].MatchString(text)
}

// naiveHolds says whether a condition holds for a key that has a value, or none.
func naiveHolds(c naiveCondition, value string, present bool) bool {
	name := c.operator
	if name == "Null" {
		return slices.Contains(c.values, strconv.FormatBool(!present))
	}
	all, any := strings.HasPrefix(name, "ForAllValues:"), strings.HasPrefix(name, "ForAnyValue:")
	name = name[strings.IndexByte(name, ':')+1:]
	name, ifExists := strings.CutSuffix(name, "IfExists")
	positive := strings.Replace(name, "Not", "", 1)
	if !present {
		return !any && (all || ifExists || positive != name)
	}
	one := func(want string) bool {
		switch positive {
		case "StringEquals":
			return want == value
		case "StringEqualsIgnoreCase":
			return strings.EqualFold(want, value)
		case "ArnEquals", "ArnLike": // of users, whose ARNs have no colon in the last part
			return slices.EqualFunc(strings.Split(want, ":"), strings.Split(value, ":"), func(w, v string) bool { return naiveGlob(w, v, false) })
		case "StringLike":
			return naiveGlob(want, value, false)
		case "Bool":
			return want == value
		case "NumericLessThan", "NumericGreaterThanEquals":
			a, _ := strconv.Atoi(value)
			b, _ := strconv.Atoi(want)
			return a < b == (positive == "NumericLessThan")
		}
		panic(positive)
	}
	return slices.ContainsFunc(c.values, one) != (positive != name)
}

var naiveDomains = map[string][]string{ // "-" is absent
	"k:a": {"-", "a", "b", "A", "B", "ab", "zz", "aab"}, "k:b": {"-", "a", "b", "A", "B", "ab", "zz", "aab"},
	"aws:SecureTransport": {"true", "false"}, "s3:max-keys": {"-", "9", "10", "15", "20", "25"},
	"aws:PrincipalArn": {
		"arn:aws:iam::111111111111:user/alice", "arn:aws:iam::111111111111:user/bob", "arn:aws:iam::111111111111:user/eve",
		"arn:aws:iam::222222222222:user/mallory", "arn:aws:iam::222222222222:user/eve", "arn:aws:iam::333333333333:user/eve",
	},
}

var naiveKeys = []string{"k:a", "k:b", "aws:SecureTransport", "s3:max-keys", "aws:PrincipalArn"}

// naiveAllDenied returns whether all assignments are denied, by somebody of the given kind.
func naiveAllDenied(statements []naiveStatement, action, resource string, fixed map[string]string, by func(arn string) bool) bool {
	ctx := map[string]string{}
	all := true
	var try func(i int)
	try = func(i int) {
		if !all {
			return
		}
		if i < len(naiveKeys) {
			values := naiveDomains[naiveKeys[i]]
			if v, ok := fixed[naiveKeys[i]]; ok {
				values = []string{v}
			}
			for _, v := range values {
				if naiveKeys[i] == "aws:PrincipalArn" && !by(v) {
					continue
				}
				ctx[naiveKeys[i]] = v
				try(i + 1)
			}
			return
		}
		denied := slices.ContainsFunc(statements, func(s naiveStatement) bool {
			if s.principal != "*" && s.principal != ctx["aws:PrincipalArn"] {
				return false
			}
			if !naiveGlob(s.action, action, true) || !naiveGlob(s.resource, resource, false) {
				return false
			}
			return !slices.ContainsFunc(s.when, func(c naiveCondition) bool {
				v := ctx[c.key]
				return !naiveHolds(c, v, v != "-")
			})
		})
		all = denied
	}
	try(0)
	return all
}

// naiveWorlds returns, for each thing that may be so of a disputed key, and for each account that
// the bucket may be in, whether all assignments are denied: those of a member of the account and
// those of an outsider. An account that is known is the only one, and its members all who ask.
func naiveWorlds(statements []naiveStatement, action, resource string, fixed map[string]string, disputed []string, account string) (worlds []bool) {
	homes := []string{"111111111111", "222222222222", "333333333333"}
	if account != "" {
		homes = []string{account}
	}
	given := []map[string]string{fixed}
	if disputed != nil {
		given = nil
	}
	for _, v := range disputed {
		with := maps.Clone(fixed)
		with["k:a"] = v
		given = append(given, with)
	}
	for _, fixed := range given {
		for _, home := range homes {
			member := func(arn string) bool { return strings.Contains(arn, home) }
			outsider := func(arn string) bool { return account == "" && !member(arn) }
			worlds = append(worlds, naiveAllDenied(statements, action, resource, fixed, member) &&
				naiveAllDenied(statements, action, resource, fixed, outsider))
		}
	}
	return worlds
}

// naiveStatementOf makes a statement; simple ones the real evaluator decides.
func naiveStatementOf(s *source, simple bool) naiveStatement {
	n := naiveStatement{
		principal: pick(s, "*", "*", "*", "arn:aws:iam::111111111111:user/alice", "arn:aws:iam::222222222222:user/mallory"),
		action:    pick(s, "s3:*", "*", "s3:getobject", "s3:Get*", "s3:Put*"),
		resource:  pick(s, "*", "arn:aws:s3:::b*", "arn:aws:s3:::b/*", "arn:aws:s3:::c/*"),
	}
	if simple {
		n.principal, n.action, n.resource = "*", "s3:*", "*"
	}
	used := map[string]bool{}
	for range s.n(4) {
		c := naiveCondition{key: naiveKeys[s.n(len(naiveKeys))]}
		text := []string{"a", "b", "A", "ab"}
		ops := []string{"StringEquals", "StringNotEquals"}
		switch c.key {
		case "aws:SecureTransport":
			ops, text = []string{"Bool", "StringEquals", "StringNotEquals"}, []string{"true", "false"}
		case "s3:max-keys":
			ops, text = []string{"NumericLessThan", "NumericGreaterThanEquals"}, []string{"10", "20"}
		case "aws:PrincipalArn":
			if simple {
				continue
			}
			text = []string{naiveDomains[c.key][0], naiveDomains[c.key][3]}
			ops = append(ops, "ArnEquals", "ArnNotEquals")
			if s.one(3) {
				ops, text = []string{"ArnLike", "ArnNotLike", "StringLike", "StringNotLike"}, []string{"arn:aws:iam::*:user/eve", "arn:aws:iam::222222222222:*"}
			}
		default:
			if !simple {
				ops = append(ops, "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike")
				text = append(text, "a*", "*b", "?", "*")
			}
			ops = append(ops, "StringEqualsIfExists")
			if s.one(3) {
				ops, text = []string{"Null"}, []string{"true", "false"}
			}
		}
		c.operator = ops[s.n(len(ops))]
		if !simple && c.operator != "Null" && c.key != "aws:PrincipalArn" {
			c.operator = pick(s, "", "", "", "ForAllValues:", "ForAnyValue:") + c.operator
		}
		if !strings.Contains(c.operator, "Like") {
			text = slices.DeleteFunc(slices.Clone(text), func(v string) bool { return strings.ContainsAny(v, "*?") })
		}
		for range 1 + s.n(2) {
			c.values = append(c.values, text[s.n(len(text))])
		}
		if id := c.operator + c.key; !used[id] {
			used[id] = true
			n.when = append(n.when, c)
		}
	}
	return n
}

// TestBruteForce compares Denies with trying every value of every free key.
func TestBruteForce(t *testing.T) {
	rounds := 3_000
	if testing.Short() {
		rounds = 300
	}
	random := rand.New(rand.NewPCG(1, 2))
	var counts [2][3]int
	for range rounds {
		data := make([]byte, 80)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		s := &source{data}
		kind := s.n(2)
		simple := kind == 1
		var statements []naiveStatement
		var list []any
		for range 1 + s.n(4) {
			n := naiveStatementOf(s, simple)
			statements, list = append(statements, n), append(list, n.tree())
		}
		action, resource := pick(s, "s3:GetObject", "s3:PutObject"), pick(s, "arn:aws:s3:::b/k", "arn:aws:s3:::b")
		account, who := "111111111111", Member("111111111111", "")
		if s.one(2) {
			account, who = "", AnyAccount()
		}
		r := NewRequest(action, resource, who)
		fixed := map[string]string{}
		for _, key := range naiveKeys[:4] {
			if v := naiveDomains[key][s.n(len(naiveDomains[key]))]; s.one(3) {
				fixed[key] = v
				if v == "-" {
					r.Fix(key)
				} else {
					r.Fix(key, v)
				}
			}
		}
		var disputed []string
		if s.one(3) {
			disputed = []string{"-", naiveDomains["k:a"][1+s.n(7)]}
			r.Dispute("k:a", disputed[1:]...)
		}
		worlds := naiveWorlds(statements, action, resource, fixed, disputed, account)
		got, _ := Denies(FromTree(map[string]any{"Version": "2012-10-17", "Statement": list}), r)
		counts[kind][got]++
		if got == Denied && slices.Contains(worlds, false) || got == NotDenied && slices.Contains(worlds, true) {
			t.Fatalf("%v, but all denied is %v: %+v %s %s %v %v %q", got, worlds, statements, action, resource, fixed, disputed, account)
		}
		if got == Unknown && simple && len(slices.Compact(worlds)) == 1 {
			t.Fatalf("unknown, but all denied is %v: %+v %v %v %q", worlds, statements, fixed, disputed, account)
		}
	}
	t.Logf("unknown, not denied, denied: %v simple %v", counts[0], counts[1])
}
