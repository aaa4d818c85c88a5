package policy

import (
	"encoding/json"
	"testing"
)

func TestInverse(t *testing.T) {
	stranger := func() *Request {
		return NewRequest("kms:Decrypt", "arn:aws:kms:::key/k", OtherAccount("")).Fix("kms:CallerAccount", "000000000000").Fix("kms:ViaService")
	}
	const allow = `"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"`
	tests := []struct {
		name, document string
		want           Verdict
	}{
		{"everybody", `{"Statement": [{` + allow + `}]}`, Denied},
		{"one object", `{"Statement": {` + allow + `}}`, Denied},
		{"the account", `{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}]}`, NotDenied},
		{"tied to the account", `{"Statement": [{` + allow + `, "Condition": {"StringEquals": {"kms:CallerAccount": "111122223333"}}}]}`, NotDenied},
		{"tied to a service", `{"Statement": [{` + allow + `, "Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}}]}`, NotDenied},
		{"tied to what isn't fixed", `{"Statement": [{` + allow + `, "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}`, NotDenied},
		{"deny", `{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}`, NotDenied},
		{"another action", `{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "kms:Describe*", "Resource": "*"}]}`, NotDenied},
		{"no effect", `{"Statement": [{"Principal": "*", "Action": "kms:*", "Resource": "*"}]}`, NotDenied},
		{"no statements", `{"Version": "2012-10-17"}`, NotDenied},
		{"not an object", `{"Statement": ["x"]}`, Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var tree any
			if err := json.Unmarshal([]byte(tt.document), &tree); err != nil {
				t.Fatal(err)
			}
			if got, _ := Denies(FromTree(Inverse(tree)), stranger()); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	if got, _ := Denies(FromTree(Inverse(UnknownLeaf)), stranger()); got != Unknown {
		t.Errorf("nothing known: %v", got)
	}
	effect := map[string]any{"Statement": []any{map[string]any{"Effect": UnknownLeaf, "Principal": "*", "Action": "kms:*", "Resource": "*"}}}
	if got, _ := Denies(FromTree(Inverse(effect)), stranger()); got != Unknown {
		t.Errorf("effect not known: %v", got)
	}
}
