package policy

import "testing"

// TestAccounts asks whether anybody gets through where nobody knows in which account the bucket
// is: as a member of it, or as an outsider.
func TestAccounts(t *testing.T) {
	const bob = "arn:aws:iam::222222222222:role/bob"
	not := func(values ...any) tree { return tree{"Principal": nil, "NotPrincipal": tree{"AWS": values}} }
	tests := []struct {
		name   string
		denied []tree
		want   Verdict
	}{
		{"everybody", []tree{{}}, Denied},
		{"all but a role", []tree{when("StringNotEquals", "aws:PrincipalArn", role)}, NotDenied},
		{"all but roles of two accounts", []tree{when("ArnNotEquals", "aws:PrincipalArn", []any{role, bob})}, NotDenied},
		{"all but the roles of a name", []tree{when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/admin-*")}, NotDenied},
		{"all but two roles, and those", []tree{
			when("ArnNotEquals", "aws:PrincipalArn", []any{role, bob}), when("ArnEquals", "aws:PrincipalArn", []any{bob, role}),
		}, Unknown},
		{"all but a role, which is named apart", []tree{when("StringNotEquals", "aws:PrincipalArn", alice), {"Principal": tree{"AWS": alice}}}, Unknown},
		{"all but an account", []tree{when("StringNotEquals", "aws:PrincipalAccount", "111111111111")}, NotDenied},
		{"an account, and all others", []tree{
			when("StringNotEquals", "aws:PrincipalAccount", "111111111111"), {"Principal": tree{"AWS": "111111111111"}},
		}, Denied},
		{"all but a session", []tree{when("StringNotLike", "aws:userId", "AROAEXAMPLE:*")}, NotDenied},
		{"all but an organisation", []tree{when("StringNotEquals", "aws:PrincipalOrgID", "o-1")}, NotDenied},
		{"not: a user and the account", []tree{not(alice, root)}, NotDenied},
		{"not: a role", []tree{not(role)}, Unknown},
		{"all but an alias", []tree{when("ArnNotLike", "aws:PrincipalArn", "role/app")}, Unknown},
		{"all but somebody unknown", []tree{when("StringNotEquals", "aws:PrincipalArn", []any{UnknownLeaf})}, Unknown},
		{"all but a role, and an unknown statement", []tree{when("StringNotEquals", "aws:PrincipalArn", role), {"Action": UnknownLeaf}}, Unknown},
	}
	for _, test := range tests {
		var statements []any
		for _, elements := range test.denied {
			statements = append(statements, denyTree(elements)["Statement"].([]any)...)
		}
		doc := FromTree(tree{"Version": "2012-10-17", "Statement": statements})
		if got, _ := Denies(doc, NewRequest("s3:GetObject", object, AnyAccount())); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// TestDisputes asks statements on one key that together leave no way, or never hold together,
// whatever the truth about the key is.
func TestDisputes(t *testing.T) {
	low, missing := tree{"NumericLessThan": tree{"k": "1.2"}}, tree{"Null": tree{"k": "true"}}
	other, bound := tree{"StringNotEquals": tree{"k": "1.0"}}, tree{"StringEquals": tree{"k": "1.0"}}
	both := tree{"NumericLessThan": low["NumericLessThan"], "Null": missing["Null"]}
	twoKeys := tree{"NumericLessThan": low["NumericLessThan"], "StringEquals": tree{"l": "x"}}
	tests := []struct {
		name   string
		when   []tree
		values []string
		want   Verdict
	}{
		{"absent or low, in one", []tree{both}, []string{"1.0", "1.1"}, NotDenied},
		{"absent or low, in two", []tree{low, missing}, []string{"1.0", "1.1"}, Denied},
		{"low", []tree{low}, []string{"1.0"}, Unknown},
		{"absent or low, or newer", []tree{low, missing}, []string{"1.0", "1.3"}, Unknown},
		{"equal and not, one value", []tree{other, bound}, []string{"1.0"}, Denied},
		{"equal and not, anything", []tree{other, bound}, nil, Denied},
		{"absent and not, anything", []tree{missing, {"Null": tree{"k": "false"}}}, nil, Denied},
		{"absent or low, anything", []tree{low, missing}, nil, Unknown},
		{"equal and not, in one, anything", []tree{{"StringEquals": tree{"k": "a"}, "StringNotEquals": tree{"k": "a"}}}, nil, NotDenied},
		{"another key, which the requester chooses", []tree{twoKeys, missing}, []string{"1.0"}, Unknown},
		{"another key, at the end of each world", []tree{twoKeys, {"NumericGreaterThan": tree{"k": "1.2"}}}, []string{"1.0"}, NotDenied},
	}
	for _, test := range tests {
		var statements []any
		for _, condition := range test.when {
			statements = append(statements, denyTree(tree{"Condition": condition})["Statement"].([]any)...)
		}
		doc := FromTree(tree{"Version": "2012-10-17", "Statement": statements})
		if got, _ := Denies(doc, NewRequest("s3:GetObject", object, Member("", alice)).Dispute("k", test.values...)); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
