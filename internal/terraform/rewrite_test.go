package terraform_test

import (
	"testing"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
)

// TestRewritten holds that a module is evaluated with other arguments of its calls, that the one it is made of stays as it is, and
// that conditions on variables are asked of what is new.
func TestRewritten(t *testing.T) {
	files := map[string]string{
		"main.tf": `
module "a" {
  source = "./m"
  w      = 7
}

module "b" {
  source = "./m"
}
`,
		"m/main.tf": `
variable "w" {
  type    = number
  default = 8

  validation {
    condition     = var.w < 20
    error_message = "Too many."
  }
}

variable "strange" {
  default = "x"

  validation {
    condition     = unheard_of(var.strange)
    error_message = "Strange."
  }
}

resource "thing" "t" {
  v = var.w
}
`,
	}
	load(t, files, func(m *terraform.Module) {
		value := func(m *terraform.Module, call string) int {
			n, _ := m.Call(call).Instances()[0].Module.Resource("thing", "t").Instances()[0].Argument("v").Int()
			return n
		}
		admits := func(text string) bool {
			other, err := m.Rewritten([]terraform.Rewrite{{Call: m.Call("a"), Name: "w", Text: text}})
			if err != nil {
				t.Fatal(err)
			}
			return other.Call("a").Admits(m.Call("a"))
		}
		other, err := m.Rewritten([]terraform.Rewrite{
			{Call: m.Call("a"), Name: "w", Text: "1 + 2"},
			{Call: m.Call("b"), Name: "w", Text: "9"},
		})
		if err != nil {
			t.Fatal(err)
		}
		got := []int{value(m, "a"), value(m, "b"), value(other, "a"), value(other, "b")}
		if want := []int{7, 8, 3, 9}; got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || got[3] != want[3] {
			t.Errorf("the values are %v, not %v", got, want)
		}
		if !admits("19") || admits("20") || admits("thing.none.v") {
			t.Error("conditions on what is new aren't asked for, or those on what isn't are")
		}
		if _, err := m.Rewritten([]terraform.Rewrite{{Call: m.Call("a"), Name: "w", Text: "1 +"}}); err == nil {
			t.Error("half an expression is taken for one")
		}
	})
}
