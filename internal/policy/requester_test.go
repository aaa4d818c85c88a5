package policy

import "testing"

// TestPartitionOfRequester holds that who may make a request goes by the partition of its resource,
// whatever was asked before.
func TestPartitionOfRequester(t *testing.T) {
	doc, err := Parse([]byte(`{"Version": "2012-10-17", "Statement": [{
		"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
		"Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:*"}}
	}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for resource, want := range map[string]Verdict{"arn:aws:s3:::b/k": Unknown, "arn:aws-cn:s3:::b/k": NotDenied} {
			if got, _ := Denies(doc, NewRequest("s3:GetObject", resource, Member("111122223333", ""))); got != want {
				t.Errorf("%s: %v, want %v", resource, got, want)
			}
		}
	}
}
