package policy

import (
	"encoding/json"
	"testing"
)

type tree = map[string]any

// denyTree is a document with one Deny statement of everything, changed by the
// given elements; a nil element is left out.
func denyTree(elements tree) tree {
	fields := tree{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
	for name, value := range elements {
		if value == nil {
			delete(fields, name)
			continue
		}
		fields[name] = value
	}
	return tree{"Version": "2012-10-17", "Statement": []any{fields}}
}

// when is the element for one condition.
func when(operator, key string, value any) tree {
	return tree{"Condition": tree{operator: tree{key: value}}}
}

const (
	alice   = "arn:aws:iam::111111111111:user/alice"
	role    = "arn:aws:iam::111111111111:role/team/app"
	session = "arn:aws:sts::111111111111:assumed-role/app/s1"
	// What GetFederationToken gives alice.
	federated = "arn:aws:sts::111111111111:federated-user/alice"

	root   = "arn:aws:iam::111111111111:root"
	object = "arn:aws:s3:::b/k"
)

// TestConditions asks one condition on one key.
func TestConditions(t *testing.T) {
	absent := func(r *Request) { r.Fix("k") }
	is := func(values ...string) func(*Request) { return func(r *Request) { r.Fix("K", values...) } }
	disputed := func(values ...string) func(*Request) { return func(r *Request) { r.Dispute("k", values...) } }
	free := func(r *Request) { r.Fix("k", "x").Free("k") }
	with := func(f func(*Request), key string, values ...string) func(*Request) {
		return func(r *Request) { f(r); r.Fix(key, values...) }
	}
	tests := []struct {
		operator string
		value    any
		request  func(*Request)
		want     Verdict
	}{
		{"StringEquals", "a", is("a"), Denied},
		{"StringEquals", "a", is("A"), NotDenied},
		{"StringEquals", "a*", is("ab"), NotDenied},
		{"StringEquals", 10.5, is("10.5"), Denied},
		{"StringEquals", json.Number("1.20"), is("1.20"), Denied},
		{"StringEquals", true, is("true"), Denied},
		{"StringEquals", []any{"x", "a"}, is("a"), Denied},
		{"StringEquals", []any{}, is("a"), Unknown},
		{"StringEquals", nil, is("a"), Unknown},
		{"StringEquals", tree{}, is("a"), Unknown},
		{"StringEquals", "a", is("a", "b"), Unknown},
		{"StringEquals", "a", disputed("a", "b"), Unknown},
		{"StringEquals", "a", disputed("b"), NotDenied},
		{"StringEquals", "a", disputed(), Unknown},
		{"StringEquals", "a", free, NotDenied},
		{"StringEqualsIgnoreCase", "A", is("a"), Denied},
		{"StringEqualsIgnoreCase", Template{{Known: "A"}, {Hole: &UnknownLeaf}}, is("ab"), Unknown},
		{"StringEqualsIgnoreCase", Template{{Known: "A"}, {Hole: &UnknownLeaf}}, is("b"), NotDenied},
		{"StringNotEqualsIgnoreCase", "A", is("a"), NotDenied},
		{"StringNotEquals", "a", absent, Denied},
		{"StringNotEquals", "a", free, NotDenied},
		{"StringNotEquals", []any{UnknownLeaf}, free, NotDenied},
		{"StringNotEquals", Template{{Known: "vpce-"}, {Hole: &UnknownLeaf}}, free, NotDenied},
		{"StringNotLike", Template{{Known: "vpce-"}, {Hole: &UnknownLeaf}}, free, NotDenied},
		{"StringNotEquals", UnknownLeaf, free, Unknown},
		{"StringNotEquals", UnknownLeaf, absent, Unknown},
		{"StringNotEquals", []any{"a", UnknownLeaf}, is("a"), NotDenied},
		{"StringNotEquals", []any{"a", UnknownLeaf}, is("b"), Unknown},
		{"StringNotEquals", []any{UnknownLeaf}, absent, Denied},
		{"StringEquals", Template{{Known: "a"}, {Hole: &UnknownLeaf}, {Known: "z"}}, is("b"), NotDenied},
		{"StringLike", "a*c?", is("abbcd"), Denied},
		{"StringLike", "a?", is("aé"), Denied},
		{"StringLike", "a?", is("a"), NotDenied},
		{"StringLike", "a*", free, NotDenied},
		{"StringLike", "a${*}", is("ab"), NotDenied},
		{"StringLike", "a${*}${?}${$}", is("a*?$"), Denied},
		{"StringLike", "a$${", is("a$${"), Denied},
		{"StringNotLike", "a*", is("b"), Denied},
		{"NumericEquals", "10", is("10.0"), Denied},
		{"NumericNotEquals", "10", is("10"), NotDenied},
		{"NumericLessThan", json.Number("10"), is("9"), Denied},
		{"NumericLessThanEquals", "10", is("10"), Denied},
		{"NumericGreaterThan", "10", is("10"), NotDenied},
		{"NumericGreaterThanEquals", "10", is("10"), Denied},
		{"NumericEquals", "ten", is("10"), Unknown},
		{"NumericEquals", "10", is("ten"), Unknown},
		{"NumericEquals", "NaN", is("NaN"), Unknown},
		{"NumericEquals", "12345678901234567", is("12345678901234567"), Unknown},
		{"DateEquals", "2020-01-01T00:00:00Z", is("2020-01-01"), Denied},
		{"DateLessThan", "2020-01-01", is("2019-12-31T23:59Z"), Denied},
		{"DateGreaterThan", "1577836800", is("2020-01-01T00:00:01Z"), Denied},
		{"DateNotEquals", "2020-01-01", is("2020-01-01"), NotDenied},
		{"DateLessThan", "2020", is("2019-12-31"), Unknown},
		{"DateGreaterThan", "2020-01-01", free, NotDenied},
		{"Bool", "TRUE", is("true"), Denied},
		{"Bool", false, is("true"), NotDenied},
		{"Bool", "yes", is("true"), Unknown},
		{"Bool", "${k:b}", is("true"), Unknown},
		{"Bool", "true", is("x"), Unknown},
		{"BinaryEquals", "YQ==", is("YQ=="), Denied},
		{"BinaryEquals", "YQ==", is("Yg=="), NotDenied},
		{"BinaryEquals", "YQ==", is("%"), Unknown},
		{"IpAddress", "10.0.0.0/8", is("10.1.2.3"), Denied},
		{"IpAddress", "10.1.2.3", is("10.1.2.3"), Denied},
		{"IpAddress", "10.0.0.0/8", is("2001:db8::1"), NotDenied},
		{"NotIpAddress", "2001:db8::/32", is("2001:db8::1"), NotDenied},
		{"IpAddress", "::ffff:10.0.0.0/104", is("10.0.0.1"), Unknown},
		{"IpAddress", "fe80::1%eth0", is("fe80::1"), Unknown},
		{"NotIpAddress", []any{"10.0.0.0/8", UnknownLeaf}, free, NotDenied},
		{"ArnEquals", "arn:aws:iam::*:role/*", is("arn:aws:iam::1:role/a/b"), Denied},
		{"ArnLike", "arn:aws:iam::*:role/*", is("arn:aws:iam::1:user/a"), NotDenied},
		{"ArnLike", "arn:aws:*:x", is("arn:aws:iam::1:x"), Unknown},
		{"ArnLike", "*", is("arn:aws:iam::1:x"), Unknown},
		{"ArnLike", "arn:aws:iam::1:x", is("x"), Unknown},
		{"ArnEquals", "arn:aws:kms:us-east-1:1:key/a", is("alias/a"), Unknown},
		{"ArnNotEquals", "arn:aws:kms:us-east-1:1:key/a", is("alias/a"), Unknown},
		{"ArnNotEquals", "alias/a", is("arn:aws:kms:us-east-1:1:key/a"), Unknown},
		{"ArnNotEquals", "key/a", is("alias/a"), Unknown},
		{"ArnEquals", "alias/a", is("alias/a"), Unknown},
		{"ArnNotLike", "urn:aws:iam::1:x", is("arn:aws:iam::1:x"), Unknown},
		{"ArnNotLike", "arn:aws:iam::1:x", is("urn:aws:iam::1:x"), Unknown},
		{"ArnNotLikeIfExists", "arn:aws:iam::1:x", is("x"), Unknown},
		{"ArnNotLikeIfExists", "x", absent, Denied},
		{"ArnEqualsIfExists", "x", is("arn:aws:iam::1:x"), Unknown},
		{"ForAnyValue:ArnNotEquals", "arn:aws:iam::1:x", is("x"), Unknown},
		{"ForAllValues:ArnEquals", "arn:aws:iam::1:x", is("arn:aws:iam::1:x", "x"), Unknown},
		{"ForAnyValue:ArnEquals", "arn:aws:iam::1:x", is("arn:aws:iam::1:x", "x"), Denied},
		{"ArnNotEquals", []any{"x", "arn:aws:iam::1:x"}, is("arn:aws:iam::1:x"), NotDenied},
		{"ArnNotEquals", []any{"x", "arn:aws:iam::1:x"}, is("arn:aws:iam::1:y"), Unknown},
		{"ArnNotLike", Template{{Known: "arn:aws:iam::"}, {Hole: &UnknownLeaf}, {Known: ":x"}}, is("arn:aws:iam::1:y"), Denied},
		{"ArnNotLike", Template{{Hole: &UnknownLeaf}, {Known: ":x"}}, is("arn:aws:iam::1:y"), Unknown},
		{"ArnLike", Template{{Known: "arn:aws:iam::"}, {Hole: &UnknownLeaf}, {Known: ":x"}}, is("arn:aws:iam::1:x"), Unknown},
		{"ArnLike", Template{{Known: "arn:aws:iam::1:role/"}, {Hole: &UnknownLeaf}}, is("arn:aws:iam::2:role/x"), NotDenied},
		{"ArnNotLike", "arn:aws:iam::1:*", is("arn:aws:iam::2:x"), Denied},
		{"ArnNotEquals", "arn:aws:iam::1:*", free, NotDenied},
		{"Null", "true", absent, Denied},
		{"Null", true, is("a"), NotDenied},
		{"Null", "false", is("a"), Denied},
		{"Null", []any{"true", "false"}, free, Denied},
		{"Null", "maybe", absent, Unknown},
		{"Null", "true", free, NotDenied},
		{"NullIfExists", "true", absent, Unknown},
		{"ForAnyValue:Null", "true", absent, Unknown},
		{"StringEqualz", "a", is("a"), Unknown},
		{"StringEqualsIfExists", "a", absent, Denied},
		{"StringEqualsIfExists", "a", is("b"), NotDenied},
		{"ForAllValues:StringEquals", []any{"a", "b"}, is("a", "b"), Denied},
		{"ForAllValues:StringEquals", []any{"a", "b"}, is("a", "c"), NotDenied},
		{"ForAllValues:StringEquals", "a", absent, Denied},
		{"ForAllValues:StringEquals", "a", is(""), Unknown},
		{"ForAllValues:StringNotEquals", "a", is(""), Denied},
		{"ForAllValues:StringEquals", "a", free, NotDenied},
		{"ForAllValues:StringNotEquals", []any{UnknownLeaf}, free, Unknown},
		{"ForAnyValue:StringEquals", "a", is("b", "a"), Denied},
		{"ForAnyValue:StringEquals", "a", absent, NotDenied},
		{"ForAnyValue:StringNotEquals", "a", is("a", "b"), Denied},
		{"ForAnyValue:StringEqualsIfExists", "a", absent, Unknown},
		{"ForAnyValue:StringEqualsIfExists", "a", is("a"), Denied},
		{"StringEquals", "${k:b}", with(is("x"), "k:b", "x"), Denied},
		{"StringEquals", "${k:b}", with(is("x"), "k:b"), NotDenied},
		{"StringNotEquals", "${k:b}", with(is("x"), "k:b"), Unknown},
		{"StringNotEquals", []any{"x", "${k:b}"}, with(is("x"), "k:b"), NotDenied},
		{"StringEquals", "${k:b, 'dflt'}", with(is("dflt"), "k:b"), Denied},
		{"StringEquals", "${k:b, ''}", with(is(""), "k:b"), Denied},
		{"StringEquals", "${k:b, 'a, b'}", with(is("a, b"), "k:b"), Denied},
		{"StringEquals", "${k:b, dflt}", with(is("dflt"), "k:b"), Unknown},
		{"StringEquals", "${k:b,'dflt'}", with(is("dflt"), "k:b"), Unknown},
		{"StringNotEquals", "${k:b,'dflt'}", with(is("x"), "k:b"), Unknown},
		{"StringEquals", "${k:b,'dflt'}", with(is("x"), "k:b", "x"), Unknown},
		{"StringEquals", "${k:b,  'dflt'}", with(is("dflt"), "k:b"), Unknown},
		{"StringEquals", "${k:b , 'dflt'}", with(is("dflt"), "k:b"), Unknown},
		{"StringEquals", "${k:b, 'dflt' }", with(is("dflt"), "k:b"), Unknown},
		{"StringEquals", "${k:b, 'dflt}", with(is("dflt"), "k:b"), Unknown},
		{"StringEquals", "${k:b, 'd'f'}", with(is("d'f"), "k:b"), Unknown},
		{"StringEquals", "${k:b, \"dflt\"}", with(is("dflt"), "k:b"), Unknown},
		{"StringEquals", "${k:b;'dflt'}", with(is("dflt"), "k:b"), Unknown},
		{"StringEquals", "${ k:b }", with(is("x"), "k:b", "x"), Unknown},
		{"StringEquals", "${k:b}", with(is("x"), "k:b", "x", "y"), Unknown},
		{"StringEqualsIgnoreCase", "A${k:b}", with(is("ax"), "k:b", "X"), Denied},
		{"StringLike", "${k:b}*", with(is("xyz"), "k:b", "x*"), NotDenied},
		{"StringEquals", "${k:b}", is("x"), NotDenied},
		{"StringEquals", Template{{Known: "$"}, {Hole: &UnknownLeaf}}, is("$x"), Unknown},
		{"StringEquals", Template{{Known: "${k:"}, {Hole: &UnknownLeaf}, {Known: "}x"}}, is("abx"), Unknown},
		{"StringEquals", Template{{Known: "${k:"}, {Hole: &UnknownLeaf}, {Known: "}x"}}, is("ab"), NotDenied},
		{"StringNotEquals", "${k}", free, NotDenied},
		{"StringNotEquals", "${k:b}", with(absent, "k:b"), Unknown},
		{"StringNotEquals", "${k:b}", with(absent, "k:b", "x"), Denied},
	}
	for _, test := range tests {
		r := NewRequest("s3:GetObject", object, Anonymous())
		test.request(r)
		doc := FromTree(denyTree(when(test.operator, "k", test.value)))
		if got, _ := Denies(doc, r); got != test.want {
			t.Errorf("%s %v: %v, want %v", test.operator, test.value, got, test.want)
		}
	}
}
