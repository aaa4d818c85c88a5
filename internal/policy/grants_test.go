package policy

import "testing"

func TestGrants(t *testing.T) {
	tests := []struct {
		name, document string
		grants         bool
	}{
		{"nothing", `{"Statement": []}`, false},
		{"deny", `{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}`, false},
		{"allow", `{"Statement": {"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:*", "Resource": "*"}}`, true},
		{"one of each", `{"Statement": [{"Effect": "Deny", "Principal": "*"}, {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}`, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Parse([]byte(tt.document))
			if err != nil {
				t.Fatal(err)
			}
			if d.Grants() != tt.grants {
				t.Errorf("grants %t, want %t", d.Grants(), tt.grants)
			}
		})
	}
	if unknown := FromTree(UnknownLeaf); !unknown.Grants() {
		t.Errorf("an unknown document grants nothing")
	}
}
