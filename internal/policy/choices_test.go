package policy

import (
	"fmt"
	"testing"
)

// TestFreeKeys asks documents in which several statements together cover what a
// requester can choose, or leave a gap.
func TestFreeKeys(t *testing.T) {
	type list = []tree
	many := list{}
	for i := range 400 {
		many = append(many, tree{"Condition": tree{
			"StringEquals":    tree{fmt.Sprintf("k:%d", i): []any{"a", UnknownLeaf}},
			"StringNotEquals": tree{fmt.Sprintf("k:%d", i+1): []any{"b", UnknownLeaf}},
			"StringLike":      tree{fmt.Sprintf("k:%d", i+2): []any{"c*", "*d"}},
		}})
	}
	values := []any{}
	for i := range 100 {
		values = append(values, fmt.Sprint(i))
	}
	tests := []struct {
		name string
		when list
		want Verdict
	}{
		{"a boolean key, both values", list{when("Bool", "aws:SecureTransport", "true"), when("Bool", "aws:SecureTransport", "false")}, Denied},
		{"a boolean key that may be absent", list{when("Bool", "aws:ViaAWSService", "true"), when("Bool", "aws:ViaAWSService", "false")}, NotDenied},
		{"and its absence", list{when("Bool", "aws:ViaAWSService", "true"), when("Bool", "aws:ViaAWSService", "false"), when("Null", "aws:ViaAWSService", "true")}, Denied},
		{"a key that may not be boolean", list{when("Bool", "k", "true"), when("Bool", "k", "false"), when("Null", "k", "true")}, Unknown},
		{"equal and not equal", list{when("StringEquals", "k", "a"), when("StringNotEquals", "k", "a")}, Denied},
		{"equal and another not equal", list{when("StringEquals", "k", "a"), when("StringNotEquals", "k", []any{"a", "b"})}, NotDenied},
		{"absent, or present and wrong", list{when("Null", "k", "true"), when("StringNotEquals", "k", "a")}, NotDenied},
		{"absent, equal, not equal", list{when("Null", "k", "true"), when("StringEquals", "k", "a"), when("StringNotEqualsIfExists", "k", "a")}, Denied},
		{"null and not equal in one statement", list{{"Condition": tree{"Null": tree{"k": "true"}, "StringNotEquals": tree{"k": "a"}}}}, NotDenied},
		{"like and not like", list{when("StringLike", "k", "a*"), when("StringNotLike", "k", "a*")}, Denied},
		{"like and another not like", list{when("StringLike", "k", "a*"), when("StringNotLike", "k", "*a")}, NotDenied},
		{"like anything or absent", list{when("StringLike", "k", "*"), when("Null", "k", "true")}, Denied},
		{"four patterns", list{when("StringLike", "k", []any{"a*", "b*", "c*", "d*"}), when("StringNotLike", "k", []any{"a*", "b*", "c*", "d*"})}, Unknown},
		{"like, equal and neither", list{when("StringLike", "k", "a*"), when("StringEquals", "k", "b"), when("StringNotLike", "k", []any{"a*", "b"})}, Denied},
		{"like, equal, absent and neither", list{when("StringLike", "k", "a*"), when("StringEquals", "k", "b"), when("StringNotLike", "k", "a*"), when("Null", "k", "true")}, Denied},
		{"like, in part", list{when("StringLike", "k", []any{"a*", Template{{Known: "b"}, {Hole: &UnknownLeaf}}}), when("StringNotLike", "k", "a*")}, Denied},
		{"ARNs, and text that is none", list{when("ArnLike", "k", "arn:aws:iam::1:*"), when("ArnNotLike", "k", "arn:aws:iam::1:*")}, Unknown},
		{"ARNs as text", list{when("ArnNotLike", "k", "arn:aws:iam::1:*"), when("StringNotLike", "k", "arn:aws:*"), when("StringLike", "k", "arn:aws:*"), when("Null", "k", "true")}, Denied},
		{"patterns that aren't ARNs", list{when("ArnLike", "k", "a*"), when("ArnNotLike", "k", "a*")}, Unknown},
		{"in any case", list{when("StringEqualsIgnoreCase", "k", "Ab"), when("StringNotEqualsIgnoreCase", "k", "Ab")}, Denied},
		{"in any case but this", list{when("StringEquals", "k", "Ab"), when("StringNotEqualsIgnoreCase", "k", "Ab"), when("StringEquals", "k", []any{"ab", "1"})}, NotDenied},
		{"without case", list{when("StringEqualsIgnoreCase", "k", "1"), when("StringNotEquals", "k", "1")}, Denied},
		{"numbers", list{when("NumericLessThan", "s3:max-keys", "10"), when("NumericGreaterThanEquals", "s3:max-keys", "10"), when("Null", "s3:max-keys", "true")}, Denied},
		{"numbers with a gap", list{when("NumericLessThan", "s3:max-keys", "10"), when("NumericGreaterThan", "s3:max-keys", "10"), when("Null", "s3:max-keys", "true")}, NotDenied},
		{"numbers with a gap between integers", list{when("NumericLessThanEquals", "s3:max-keys", "10"), when("NumericGreaterThanEquals", "s3:max-keys", "11"), when("Null", "s3:max-keys", "true")}, Unknown},
		{"addresses", list{when("IpAddress", "aws:SourceIp", "10.0.0.0/8"), when("NotIpAddress", "aws:SourceIp", "10.0.0.0/8")}, Denied},
		{"addresses with a gap", list{when("IpAddress", "aws:SourceIp", "10.0.0.0/8"), when("NotIpAddress", "aws:SourceIp", "10.0.0.0/7")}, Unknown},
		{"every address", list{when("IpAddress", "aws:SourceIp", []any{"0.0.0.0/0", "::/0"}), when("Null", "aws:SourceIp", "true")}, Unknown},
		{"addresses as text", list{when("StringLike", "aws:SourceIp", "*.*"), when("Null", "aws:SourceIp", "true")}, Unknown},
		{"an unknown value and everything else", list{when("StringNotEquals", "k", []any{UnknownLeaf})}, NotDenied},
		{"variables of the same key", list{when("StringEquals", "k", "${k}"), when("Null", "k", "true")}, Unknown},
		{"a key with several values", list{when("StringEquals", "aws:TagKeys", "a"), when("StringNotEquals", "aws:TagKeys", "a")}, Unknown},
		{"a set", list{when("ForAnyValue:StringEquals", "k", "a"), when("ForAllValues:StringNotEquals", "k", "a")}, Unknown},
		{"too many values", list{when("StringEquals", "k", values), when("StringNotEquals", "k", values)}, Unknown},
		{"two keys", list{
			{"Condition": tree{"StringEquals": tree{"k": "a", "l": "a"}}}, when("StringNotEquals", "k", "a"), when("StringNotEquals", "l", "a"),
		}, Denied},
		{"two keys with a gap", list{
			{"Condition": tree{"StringEquals": tree{"k": "a", "l": "a", "m": "a"}}}, when("StringNotEquals", "k", "a"), when("StringNotEquals", "l", "a"),
		}, NotDenied},
		{"a resource that the requester can't avoid", list{{"Resource": "arn:aws:s3:::b/${k}"}, {"NotResource": "arn:aws:s3:::b/k", "Resource": nil}}, NotDenied},
		{"more than can be tried", many, Unknown},
	}
	for _, test := range tests {
		statements := []any{}
		for _, w := range test.when {
			statements = append(statements, denyTree(w)["Statement"].([]any)[0])
		}
		doc := FromTree(tree{"Version": "2012-10-17", "Statement": statements})
		if got, _ := Denies(doc, NewRequest("s3:GetObject", object, Member("111111111111", ""))); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
