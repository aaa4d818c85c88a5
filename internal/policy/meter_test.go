package policy

import (
	"fmt"
	"strings"
	"testing"
)

// TestMeter holds that evaluations say what they do, and that nothing is told once the
// meter refuses.
func TestMeter(t *testing.T) {
	var statements []string
	for i := range 300 {
		statements = append(statements, fmt.Sprintf(`{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
			"Condition": {"StringLike": {"aws:PrincipalTag/t%d": %q}}}`, i, strings.Repeat("*a", 200)+"b"))
	}
	const last = `{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}`
	doc, err := Parse([]byte(`{"Statement": [` + strings.Join(append(statements, last), ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	req := NewRequest("s3:GetObject", "arn:aws:s3:::b/x", Member("111111111111", ""))
	for i := range 300 {
		req = req.Fix(fmt.Sprintf("aws:PrincipalTag/t%d", i), strings.Repeat("a", 300))
	}
	steps := 0
	doc.Meter(func(n int) bool { steps += n; return true })
	if v, _ := Denies(doc, req); v != Denied {
		t.Errorf("%s", v)
	}
	if steps < 300*300 {
		t.Errorf("%d steps", steps)
	}
	doc.Meter(func(int) bool { return false })
	if v, _ := Denies(doc, req); v != Unknown {
		t.Errorf("%s after the meter refused", v)
	}
}

// TestManyResources is about a statement that names so many resources that they are found
// by their name.
func TestManyResources(t *testing.T) {
	for _, element := range []string{"Resource", "NotResource"} {
		var resources []string
		for i := range 3 * manyResources {
			resources = append(resources, fmt.Sprintf("%q, %q", fmt.Sprintf("arn:aws:s3:::b%d", i), fmt.Sprintf("arn:aws:s3:::b%d/*", i)))
		}
		resources = append(resources, `"arn:aws:s3:::any*"`)
		doc, err := Parse(fmt.Appendf(nil, `{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", %q: [%s]}}`, element, strings.Join(resources, ", ")))
		if err != nil {
			t.Fatal(err)
		}
		for resource, named := range map[string]bool{
			"b7": true, "b7/x": true, "b7/": true, "b": false, "b/7": false, "b77": false, "b1/b7": true, "anything/x": true, "other": false,
		} {
			want := NotDenied
			if named == (element == "Resource") {
				want = Denied
			}
			if v, _ := Denies(doc, NewRequest("s3:GetObject", "arn:aws:s3:::"+resource, Member("111111111111", ""))); v != want {
				t.Errorf("%s, %s: %s", element, resource, v)
			}
		}
	}
}
