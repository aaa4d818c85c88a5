package policy

// source makes choices from fuzzing input; when it runs out it picks the first.
type source struct {
	data []byte
}

func (s *source) n(limit int) int {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return int(b) % limit
}

func (s *source) one(of int) bool { return s.n(of) == of-1 }

func pick[T any](s *source, list ...T) T { return list[s.n(len(list))] }

// Condition keys of generated documents: plain, boolean, numeric, address,
// implied by the principal, and several values.
var genKeys = []string{
	"k:a", "k:b", "aws:SecureTransport", "s3:max-keys", "aws:SourceIp", "aws:PrincipalArn",
	"aws:PrincipalAccount", "aws:username", "aws:TagKeys", "K:A", "k:d", "aws:PrincipalIsAWSService",
}

var genTexts = []string{
	"a", "b", "A", "a*", "*b", "*", "?", "", "true", "false", "10", "12.5", "10.0.0.0/8", "10.1.2.3", "2020-01-01",
	"arn:aws:iam::111111111111:user/alice", "arn:aws:iam::111111111111:role/x", "arn:aws:iam::*:role/*",
	"111111111111", "222222222222", "${k:b}", "${k:a}", "x${aws:username, 'a'}", "${*}", "YQ==", "0.0.0.0/0", "ab",
	"alice", "arn:aws:s3:::b", "arn:aws:iam::222222222222:root",
}

var genPrincipals = []string{
	"*", "111111111111", "arn:aws:iam::111111111111:root", "arn:aws:iam::111111111111:user/alice",
	"arn:aws:iam::222222222222:role/p/x", "arn:aws:sts::222222222222:assumed-role/x/s", "222222222222",
	"config.amazonaws.com", "arn:aws:iam::222222222222:root", "AIDAEXAMPLE", "arn:aws:iam::111111111111:*",
}

var genResources = []string{
	"arn:aws:s3:::b/*", "arn:aws:s3:::b", "*", "arn:aws:s3:::b*", "arn:aws:s3:::b/${k:a}/*", "arn:aws:s3:::b/a/*",
	"arn:*:s3:::b/?/x", "arn:aws:s3", "arn:aws-cn:s3:::b/*", "arn:aws:s3:::b/${aws:username}/x",
}

// leaf is a text, now and then unknown or partly so.
func (s *source) leaf(texts []string, unknowns bool) any {
	text := texts[s.n(len(texts))]
	if !unknowns {
		return text
	}
	switch s.n(8) {
	case 6:
		return UnknownLeaf
	case 7:
		cut := s.n(len(text) + 1)
		return pick(s, Template{{Known: text[:cut]}, {Hole: &UnknownLeaf}}, Template{{Hole: &UnknownLeaf}, {Known: text[cut:]}}, Template{{Hole: &UnknownLeaf}},
			Template{{Known: text[:cut]}, {Hole: &UnknownLeaf}, {Known: text[cut:]}})
	default:
		return text
	}
}

func (s *source) list(texts []string, unknowns bool) any {
	if s.one(3) {
		return s.leaf(texts, unknowns)
	}
	list := []any{}
	for range s.n(4) {
		item := s.leaf(texts, unknowns)
		list = append(list, item)
	}
	return list
}

var genOperators = []string{
	"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
	"StringNotLike", "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals",
	"DateLessThan", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnNotLike", "Null",
}

func (s *source) statement(unknowns bool) any {
	if unknowns && s.one(20) {
		return UnknownLeaf
	}
	fields := map[string]any{"Effect": pick[any](s, "Deny", "Deny", "Deny", "Deny", "Allow")}
	if unknowns && s.one(20) {
		fields["Effect"] = UnknownLeaf
	}
	name := pick(s, "Principal", "Principal", "Principal", "NotPrincipal")
	switch s.n(4) {
	case 0, 1:
		fields[name] = "*"
	case 2:
		fields[name] = map[string]any{"AWS": s.list(genPrincipals, unknowns)}
	case 3:
		fields[name] = map[string]any{pick(s, "AWS", "Service", "Federated"): s.list(genPrincipals, unknowns), "Service": s.list(genPrincipals, unknowns)}
	}
	fields[pick(s, "Action", "Action", "Action", "NotAction")] = pick(s, s.list([]string{"s3:*", "*", "s3:GetObject", "S3:get*", "s3:Put?bject", "s*"}, unknowns), any("s3:*"))
	fields[pick(s, "Resource", "Resource", "Resource", "NotResource")] = pick(s, s.list(genResources, unknowns), any("*"))
	block := map[string]any{}
	for range s.n(4) {
		op := pick(s, "", "", "", "ForAllValues:", "ForAnyValue:") + genOperators[s.n(len(genOperators))] + pick(s, "", "", "", "IfExists")
		keys := map[string]any{}
		for range 1 + s.n(2) {
			keys[genKeys[s.n(len(genKeys))]] = s.list(genTexts, unknowns)
		}
		block[op] = keys
	}
	if len(block) > 0 {
		fields["Condition"] = block
	}
	if unknowns && s.one(20) {
		fields["Condition"] = UnknownLeaf
	}
	return fields
}

func (s *source) document(unknowns bool) map[string]any {
	list := []any{}
	for range 1 + s.n(4) {
		list = append(list, s.statement(unknowns))
	}
	doc := map[string]any{"Version": pick[any](s, "2012-10-17", "2012-10-17", "2008-10-17", nil), "Statement": list}
	if unknowns && s.one(30) {
		doc["Version"] = UnknownLeaf
	}
	return doc
}

// genValues are what requests hold.
var genValues = []string{"a", "b", "A", "ab", "", "true", "false", "10", "11", "10.1.2.3", "203.0.113.9", "2020-01-01", "x",
	"arn:aws:iam::111111111111:user/alice", "arn:aws:iam::222222222222:role/p/x", "111111111111", "alice"}

// genRequest is a request that can be refined.
type genRequest struct {
	action, resource string
	who              int
	keys             map[string][]string // fixed; empty for absent
	disputed         map[string][]string
	isolated         bool
}

var genWho = []Principal{
	Member("111111111111", ""), OtherAccount("111111111111"), Anonymous(), Service("config.amazonaws.com"), {}, Member("", ""), OtherAccount(""),
	Member("", "arn:aws:iam::111111111111:user/alice"), Member("", "arn:aws:iam::222222222222:role/p/x"),
	Member("", "arn:aws:sts::222222222222:assumed-role/x/s"), Member("", "arn:aws:iam::111111111111:root"),
}

func (s *source) request(isolated bool) genRequest {
	r := genRequest{
		action:   pick(s, "s3:GetObject", "s3:PutObject", "s3:ListBucket"),
		resource: pick(s, "arn:aws:s3:::b/a/x", "arn:aws:s3:::b", "arn:aws:s3:::b/k"),
		who:      s.n(len(genWho)), keys: map[string][]string{}, disputed: map[string][]string{}, isolated: isolated,
	}
	for _, key := range genKeys {
		switch s.n(6) {
		case 1:
			r.keys[key] = nil
		case 2, 3:
			r.keys[key] = s.values()
		case 4:
			if s.one(3) {
				r.disputed[key] = s.values()
			}
		}
	}
	return r
}

func (s *source) values() []string {
	values := []string{genValues[s.n(len(genValues))]}
	if s.one(6) {
		values = append(values, genValues[s.n(len(genValues))])
	}
	return values
}

func (r genRequest) build() *Request { return r.of(genWho[r.who]) }

// of is the request of somebody else.
func (r genRequest) of(who Principal) *Request {
	req := NewRequest(r.action, r.resource, who)
	if r.isolated {
		req.OthersAbsent()
	}
	for _, key := range genKeys { // in order: two of them are one key
		if values, ok := r.disputed[key]; ok {
			req.Dispute(key, values...)
		}
		if values, ok := r.keys[key]; ok {
			req.Fix(key, values...)
		}
	}
	return req
}
