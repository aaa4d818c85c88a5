package policy

import "testing"

func TestGrants(t *testing.T) {
	const logs = "logging.s3.amazonaws.com"
	tests := []struct {
		name, document   string
		grants, grantsTo bool
	}{
		{"nothing", `{"Statement": []}`, false, false},
		{"deny", `{"Statement": [{"Effect": "Deny", "Principal": {"Service": "` + logs + `"}, "Action": "s3:*", "Resource": "*"}]}`, false, false},
		{"allow", `{"Statement": {"Effect": "Allow", "Principal": {"Service": "` + logs + `"}, "Action": "s3:*", "Resource": "*"}}`, true, true},
		{"second of two", `{"Statement": {"Effect": "Allow", "Principal": {"AWS": "*", "Service": ["x", "` + logs + `"]}, "Action": "s3:*", "Resource": "*"}}`, true, true},
		{"another", `{"Statement": {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:*", "Resource": "*"}}`, true, false},
		{"not", `{"Statement": {"Effect": "Allow", "NotPrincipal": {"Service": "` + logs + `"}, "Action": "s3:*", "Resource": "*"}}`, true, false},
		{"one of each", `{"Statement": [{"Effect": "Deny", "Principal": "*"}, {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}`, true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Parse([]byte(tt.document))
			if err != nil {
				t.Fatal(err)
			}
			if d.Grants() != tt.grants || d.GrantsTo(logs) != tt.grantsTo {
				t.Errorf("grants %t, to the service %t; want %t, %t", d.Grants(), d.GrantsTo(logs), tt.grants, tt.grantsTo)
			}
		})
	}
	unknown := FromTree(UnknownLeaf)
	if !unknown.Grants() || unknown.GrantsTo(logs) {
		t.Errorf("an unknown document grants %t, to the service %t; want true, false", unknown.Grants(), unknown.GrantsTo(logs))
	}
}
