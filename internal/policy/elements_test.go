package policy

import (
	"errors"
	"testing"
)

// TestElements asks for actions, resources, versions and odd documents.
func TestElements(t *testing.T) {
	deny := tree{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
	variable := tree{"Resource": "arn:aws:s3:::b/${aws:username}"}
	old := denyTree(variable)
	old["Version"] = "2008-10-17"
	future := denyTree(variable)
	future["Version"] = "2040-01-01"
	futurePlain := denyTree(tree{"Resource": "arn:aws:s3:::b/*"})
	futurePlain["Version"] = UnknownLeaf
	tests := []struct {
		name string
		doc  any
		want Verdict
	}{
		{"empty", tree{}, NotDenied},
		{"not a document", []any{}, Unknown},
		{"unknown document", UnknownLeaf, Unknown},
		{"null statement", tree{"Statement": nil}, Unknown},
		{"unknown statements", tree{"Statement": UnknownLeaf}, Unknown},
		{"an unknown statement beside one that denies", tree{"Statement": []any{UnknownLeaf, deny}}, Denied},
		{"single statement", tree{"Statement": deny}, Denied},
		{"misspelt", tree{"statement": deny}, Unknown},
		{"allow", denyTree(tree{"Effect": "Allow"}), NotDenied},
		{"no effect", denyTree(tree{"Effect": nil}), NotDenied},
		{"effect in another case", denyTree(tree{"Effect": "deny"}), NotDenied},
		{"unknown effect", denyTree(tree{"Effect": UnknownLeaf}), Unknown},
		{"unknown element", denyTree(tree{"Comment": "x"}), Unknown},
		{"misspelt element", denyTree(tree{"Resource": nil, "resource": "arn:aws:s3:::c"}), Unknown},
		{"no action", denyTree(tree{"Action": nil}), NotDenied},
		{"no actions", denyTree(tree{"Action": []any{}}), NotDenied},
		{"no actions excepted", denyTree(tree{"Action": nil, "NotAction": []any{}}), Unknown},
		{"action of one service", denyTree(tree{"Action": "S3:get*"}), Denied},
		{"action without service", denyTree(tree{"Action": "s3*"}), Unknown},
		{"action of another service", denyTree(tree{"Action": "ec2:*"}), NotDenied},
		{"action in part", denyTree(tree{"Action": Template{{Known: "s3:Get"}, {Hole: &UnknownLeaf}}}), Unknown},
		{"action in part, another", denyTree(tree{"Action": Template{{Known: "s3:Put"}, {Hole: &UnknownLeaf}}}), NotDenied},
		{"unknown action beside one that fits", denyTree(tree{"Action": []any{UnknownLeaf, "s3:*"}}), Denied},
		{"action of the wrong type", denyTree(tree{"Action": tree{}}), Unknown},
		{"excepted action", denyTree(tree{"Action": nil, "NotAction": "s3:Get*"}), NotDenied},
		{"both", denyTree(tree{"NotAction": "s3:Put*"}), Unknown},
		{"no resource", denyTree(tree{"Resource": nil}), NotDenied},
		{"bucket only", denyTree(tree{"Resource": "arn:aws:s3:::b"}), NotDenied},
		{"unknown bucket", denyTree(tree{"Resource": Template{{Hole: &UnknownLeaf}, {Known: "/*"}}}), Unknown},
		{"unknown bucket, other key", denyTree(tree{"Resource": Template{{Hole: &UnknownLeaf}, {Known: "/x"}}}), NotDenied},
		{"not an ARN", denyTree(tree{"Resource": "arn:aws:s3*"}), Unknown},
		{"excepted resource", denyTree(tree{"Resource": nil, "NotResource": "arn:aws:s3:::b/*"}), NotDenied},
		{"excepted resource with a variable", denyTree(tree{"Resource": nil, "NotResource": "arn:aws:s3:::b/${k:x}"}), Unknown},
		{"wildcard doesn't reach over a colon", denyTree(tree{"Resource": "arn:*:::b/k"}), Unknown},
		{"wildcard in the partition", denyTree(tree{"Resource": "arn:*:s3:::b/k"}), Denied},
		{"variable in the bucket's part", denyTree(tree{"Resource": "arn:${k:p}:s3:::b/k"}), Unknown},
		{"variable", denyTree(variable), NotDenied},
		{"variable in an old version", old, NotDenied},
		{"variable in a version to come", future, Unknown},
		{"no variable in an unknown version", futurePlain, Denied},
		{"condition of the wrong type", denyTree(tree{"Condition": []any{}}), Unknown},
		{"operator of the wrong type", denyTree(tree{"Condition": tree{"Bool": "x"}}), Unknown},
		{"no conditions", denyTree(tree{"Condition": tree{"Bool": tree{}}}), Denied},
		{"one key in two cases", denyTree(tree{"Condition": tree{"StringEquals": tree{"k:a": "x", "K:A": "y"}}}), Unknown},
		{"the clock", denyTree(when("DateGreaterThan", "aws:CurrentTime", "2020-01-01")), Unknown},
		{"the bucket's owner", denyTree(when("StringNotEquals", "aws:ResourceAccount", "111111111111")), Unknown},
	}
	for _, test := range tests {
		r := NewRequest("s3:GetObject", object, Anonymous())
		if got, _ := Denies(FromTree(test.doc), r); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	r := NewRequest("s3:GetObject", "b/k", Anonymous())
	if got, _ := Denies(FromTree(denyTree(tree{"Resource": "arn:aws:s3:::b/*"})), r); got != NotDenied {
		t.Errorf("a resource that isn't an ARN: %v", got)
	}
}

// TestParse checks errors, offsets, ids, duplicates and the deciding statement.
func TestParse(t *testing.T) {
	for _, text := range []string{"", "{", "nul", `{"Statement":[]} x`, `{"a":1,}`} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q parsed", text)
		}
	}
	if _, err := Parse([]byte("[]")); !errors.Is(err, errNotPolicy) {
		t.Errorf("a list: %v", err)
	}
	text := `{"Statement": [], "Statement": [ {"Sid":"One","Effect":"Allow"},
	{"Sid":"Two","Effect":"Deny","Effect":"Deny","Principal":"*","Action":"s3:Put*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"k":"true"}}},
	{"Effect":"Deny","Principal":"*","Action":"s3:Get*","Resource":"*"}]}`
	doc, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range doc.Statements {
		if text[s.Offset] != '{' {
			t.Errorf("statement %d starts at %q", s.Index, text[s.Offset:s.Offset+5])
		}
	}
	for _, test := range []struct {
		action, key string
		want        Verdict
		decider     int
	}{
		{"s3:PutObject", "true", Denied, 1},
		{"s3:PutObject", "x", Unknown, 1},
		{"s3:GetObject", "x", Denied, 2},
		{"s3:PutObject", "false", NotDenied, -1},
	} {
		got, by := Denies(doc, NewRequest(test.action, object, Anonymous()).Fix("k", test.key))
		index := -1
		if by != nil {
			index = by.Index
		}
		if got != test.want || index != test.decider {
			t.Errorf("%+v: %v by %d", test, got, index)
		}
	}
	if doc, _ := Parse([]byte(`{"Statement": {"Sid":"Only"}}`)); doc.Statements[0].Offset != 14 || doc.Statements[0].Sid != "Only" {
		t.Errorf("a single statement: %+v", doc.Statements[0])
	}
	for v, want := range map[Verdict]string{Unknown: "unknown", NotDenied: "not denied", Denied: "denied"} {
		if v.String() != want {
			t.Errorf("%d is %q", v, v)
		}
	}
}
