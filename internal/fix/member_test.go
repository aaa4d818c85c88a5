package fix_test

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fix"
)

// TestMember finds members of objects by the ways of writing a key.
func TestMember(t *testing.T) {
	for src, want := range map[string]string{
		`{ a = 1 }`:         "1",
		`{ "a" = 1 }`:       "1",
		`{ b = 2, a : 1 }`:  "1",
		`{ ("a") = 1 }`:     "1",
		`{ "${"a"}" = 1 }`:  "1",
		`{ b = { a = 1 } }`: "",
		`{ (var.a) = 1 }`:   "",
		`{ 1 = 1 }`:         "",
		`merge({ a = 1 })`:  "",
		`[{ a = 1 }]`:       "",
	} {
		expr, diags := hclsyntax.ParseExpression([]byte(src), "", hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		got := ""
		if member := fix.Member(expr, "a"); member != nil {
			got = string(member.Range().SliceBytes([]byte(src)))
		}
		if got != want {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}
