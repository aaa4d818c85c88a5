package policy

import (
	"encoding/json"
	"testing"
)

// TestPrincipals asks who is denied.
func TestPrincipals(t *testing.T) {
	aws := func(values ...any) tree { return tree{"Principal": tree{"AWS": values}} }
	not := func(values ...any) tree { return tree{"Principal": nil, "NotPrincipal": tree{"AWS": values}} }
	member, other := Member("111111111111", ""), OtherAccount("111111111111")
	outsider := Member("", "arn:aws:iam::222222222222:user/bob")
	logs := Service("logging.s3.amazonaws.com")
	tests := []struct {
		name     string
		elements tree
		who      Principal
		want     Verdict
	}{
		{"missing", tree{"Principal": nil}, member, NotDenied},
		{"text", tree{"Principal": "111111111111"}, member, Unknown},
		{"list", tree{"Principal": []any{"*"}}, member, Unknown},
		{"unknown", tree{"Principal": UnknownLeaf}, member, Unknown},
		{"everyone", aws("*"), Anonymous(), Denied},
		{"everyone, somebody unknown", aws("*"), Principal{}, Denied},
		{"account, somebody unknown", aws(root), Principal{}, Unknown},
		{"account", aws("111111111111"), member, Denied},
		{"account number", tree{"Principal": tree{"AWS": json.Number("111111111111")}}, member, Denied},
		{"root of the account", aws(root), Member("", alice), Denied},
		{"root of another account", aws(root), outsider, NotDenied},
		{"account, anonymous", aws(root), Anonymous(), NotDenied},
		{"account, service", aws(root), logs, NotDenied},
		{"account, member of one unknown", aws(root), Member("", ""), Unknown},
		{"home account, outsider", aws(root), other, NotDenied},
		{"other account, outsider", aws("222222222222"), other, NotDenied},
		{"user", aws(alice), Member("", alice), Denied},
		{"user, any member", aws(alice), member, NotDenied},
		{"user of another account, any member", aws("arn:aws:iam::222222222222:user/bob"), member, NotDenied},
		{"role", aws(role), Member("", role), Denied},
		{"role, its session", aws(role), Member("", session), Denied},
		{"another role, session", aws("arn:aws:iam::111111111111:role/app2"), Member("", session), NotDenied},
		{"session, its role", aws(session), Member("", role), Unknown},
		{"session, another role", aws(session), Member("", "arn:aws:iam::111111111111:role/x"), NotDenied},
		{"user, a federated session", aws(alice), Member("", federated), Denied},
		{"user with a path, a federated session", aws("arn:aws:iam::111111111111:user/staff/alice"), Member("", federated), Denied},
		{"another user, a federated session", aws("arn:aws:iam::111111111111:user/bob"), Member("", federated), NotDenied},
		{"user of another account, a federated session", aws("arn:aws:iam::222222222222:user/alice"), Member("", federated), NotDenied},
		{"a role, a federated session", aws("arn:aws:iam::111111111111:role/alice"), Member("", federated), NotDenied},
		{"user in part, a federated session", aws(Template{{Known: "arn:aws:iam::"}, {Hole: &UnknownLeaf}, {Known: ":user/alice"}}), Member("", federated), Unknown},
		{"a federated session itself", aws(federated), Member("", federated), Denied},
		{"a federated session, its user", aws(federated), Member("", alice), NotDenied},
		{"not: user, a federated session", not(alice, root), Member("", federated), Unknown},
		{"user, a session of a role", aws("arn:aws:iam::111111111111:user/app"), Member("", session), NotDenied},
		{"not a session", aws(role), Member("", "arn:aws:sts::111111111111:assumed-role/app"), NotDenied},
		{"partial wildcard", aws("arn:aws:iam::111111111111:user/*"), Member("", alice), NotDenied},
		{"service ARN", aws("arn:aws:s3:::b"), Member("", alice), NotDenied},
		{"unique id", aws("AIDAEXAMPLE"), Member("", alice), Unknown},
		{"federated", tree{"Principal": tree{"Federated": "*"}}, Member("", alice), Unknown},
		{"a type in small letters", tree{"Principal": tree{"aws": "*"}}, Anonymous(), Unknown},
		{"a type in small letters, member", tree{"Principal": tree{"aws": alice}}, Member("", alice), Unknown},
		{"a star for a type", tree{"Principal": tree{"*": "*"}}, Anonymous(), Unknown},
		{"a star for a type, service", tree{"Principal": tree{"*": []any{"*"}}}, logs, Unknown},
		{"a type in small letters, nobody", tree{"Principal": tree{"service": []any{}}}, logs, Unknown},
		{"a wrong type beside everyone", tree{"Principal": tree{"AWS": "*", "aws": "*"}}, member, Unknown},
		{"a wrong type, another action", tree{"Principal": tree{"aws": "*"}, "Action": "s3:Put*"}, member, NotDenied},
		{"not: a wrong type", tree{"Principal": nil, "NotPrincipal": tree{"aws": alice}}, outsider, Unknown},
		{"canonical user, service", tree{"Principal": tree{"CanonicalUser": "x"}}, logs, NotDenied},
		{"service", tree{"Principal": tree{"Service": "logging.s3.amazonaws.com"}}, logs, Denied},
		{"service, member", tree{"Principal": tree{"Service": "logging.s3.amazonaws.com"}}, member, NotDenied},
		{"any service", tree{"Principal": tree{"Service": "*"}}, logs, Unknown},
		{"service in part", tree{"Principal": tree{"Service": Template{{Known: "x."}, {Hole: &UnknownLeaf}}}}, logs, NotDenied},
		{"entries are alternatives", tree{"Principal": tree{"Service": "x", "AWS": []any{alice, "*"}}}, Anonymous(), Denied},
		{"entry of the wrong type", tree{"Principal": tree{"AWS": tree{}}}, Anonymous(), NotDenied},
		{"unknown entry", aws(UnknownLeaf), Anonymous(), Unknown},
		{"unknown list", tree{"Principal": tree{"AWS": UnknownLeaf}}, logs, Unknown},
		{"role in part", aws(Template{{Known: "arn:aws:iam::"}, {Hole: &UnknownLeaf}, {Known: ":role/x"}}), Member("", alice), NotDenied},
		{"unique id in part", aws(Template{{Known: "AIDA"}, {Hole: &UnknownLeaf}}), Member("", alice), Unknown},
		{"role in part, role", aws(Template{{Known: "arn:aws:iam::"}, {Hole: &UnknownLeaf}, {Known: ":role/x"}}), Member("", role), Unknown},
		{"role in part, anonymous", aws(Template{{Known: "arn:aws:iam::"}, {Hole: &UnknownLeaf}, {Known: ":role/x"}}), Anonymous(), NotDenied},
		{"not: listed with its account", not(alice, root), Member("", alice), NotDenied},
		{"not: listed alone", not(alice), Member("", alice), Unknown},
		{"not: account alone", not(root), Member("", alice), Unknown},
		{"not: root itself", not(root), Member("", root), NotDenied},
		{"not: others", not(alice, root), outsider, Denied},
		{"not: anonymous", not(alice, root), Anonymous(), Denied},
		{"not: everyone", not("*"), outsider, NotDenied},
		{"not: any member", not(alice, root), member, NotDenied},
		{"not: outsider chooses a listed account", not("222222222222", "arn:aws:iam::222222222222:root"), other, NotDenied},
		{"not: role", not(role, root), Member("", role), Unknown},
		{"not: session", not(session, role, root), Member("", session), NotDenied},
		{"not: session, role alone", not(role, root), Member("", session), Unknown},
		{"not: unknown entry", not(alice, UnknownLeaf), outsider, Unknown},
		{"not: unknown", tree{"Principal": nil, "NotPrincipal": UnknownLeaf}, outsider, Unknown},
		{"not: empty", not(), outsider, Unknown},
		{"not: service", tree{"Principal": nil, "NotPrincipal": tree{"Service": "logging.s3.amazonaws.com"}}, logs, NotDenied},
		{"both", tree{"NotPrincipal": "*"}, outsider, Unknown},
		{"implied account", when("StringEquals", "aws:PrincipalAccount", "111111111111"), member, Denied},
		{"implied account, outsider", when("StringNotEquals", "aws:PrincipalAccount", "111111111111"), other, Denied},
		{"implied account, outsider, patterns", when("StringNotLike", "aws:PrincipalAccount", "1111*"), other, Unknown},
		{"implied account, outsider, stand-in", when("StringNotEquals", "aws:PrincipalAccount", "self"), OtherAccount("self"), Denied},
		{"implied account, outsider, in part", when("StringNotEquals", "aws:PrincipalAccount", []any{UnknownLeaf}), other, Unknown},
		{"implied account, outsider of an account named", when("StringNotEquals", "aws:PrincipalAccount", "222222222222"), other, NotDenied},
		{"implied account, anonymous", when("StringNotEquals", "aws:PrincipalAccount", "111111111111"), Anonymous(), Denied},
		{"implied account, home unknown", when("StringEquals", "aws:PrincipalAccount", "111111111111"), OtherAccount(""), NotDenied},
		{"implied account unknown", when("StringEquals", "aws:PrincipalAccount", "111111111111"), Member("", ""), Unknown},
		{"implied ARN", when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app*"), Member("", alice), Denied},
		{"implied ARN, any member", when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::111111111111:role/app*"), member, NotDenied},
		{"implied ARN of any account, any member", when("ArnNotLike", "aws:PrincipalArn", "arn:*:iam::*:role/app*"), member, NotDenied},
		{"organisation, any member", when("StringNotEquals", "aws:PrincipalOrgID", "o-1"), member, NotDenied},
		{"organisation, anonymous", when("StringNotEquals", "aws:PrincipalOrgID", "o-1"), Anonymous(), Denied},
		{"organisation, service", when("StringNotEquals", "aws:PrincipalOrgID", "o-1"), logs, Unknown},
		{"implied ARN, session", when("ArnLike", "aws:PrincipalArn", role), Member("", session), Unknown},
		{"implied ARN, anonymous", when("ArnNotLike", "aws:PrincipalArn", role), Anonymous(), Denied},
		{"implied ARN, not a principal", when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::111111111111:group/g"), Member("111111111111", ""), Unknown},
		{"implied user name", when("StringEquals", "aws:username", "alice"), Member("", alice), Denied},
		{"implied user name, root", when("StringEquals", "aws:username", "alice"), Member("", root), NotDenied},
		{"implied type", when("StringNotEquals", "aws:PrincipalType", "Service"), member, Denied},
		{"implied type of a role", when("StringEquals", "aws:PrincipalType", "AssumedRole"), Member("", role), Denied},
		{"implied type of a federated session", when("StringEquals", "aws:PrincipalType", "FederatedUser"), Member("", federated), Denied},
		{"implied user name, federated session", when("StringEquals", "aws:username", "alice"), Member("", federated), NotDenied},
		{"implied user id", when("StringEquals", "aws:userid", "x"), Member("", alice), Unknown},
		{"implied user id, any member", when("StringNotLike", "aws:userId", "AROAEXAMPLE:*"), member, NotDenied},
		{"implied user id is there", when("Null", "aws:userId", "false"), member, Unknown},
		{"implied user name, any member", when("StringNotEquals", "aws:username", "bob"), member, NotDenied},
		{"implied user name, outsider", when("StringNotEquals", "aws:username", "bob"), other, NotDenied},
		{"service exempt", when("Bool", "aws:PrincipalIsAWSService", "false"), logs, NotDenied},
		{"service exempt, member", when("Bool", "aws:PrincipalIsAWSService", "false"), member, Denied},
		{"service exempt, anonymous", when("Bool", "aws:PrincipalIsAWSService", "false"), Anonymous(), Unknown},
		{"service name", when("StringEquals", "aws:PrincipalServiceName", "logging.s3.amazonaws.com"), logs, Denied},
	}
	for _, test := range tests {
		r := NewRequest("s3:GetObject", object, test.who)
		if got, _ := Denies(FromTree(denyTree(test.elements)), r); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
