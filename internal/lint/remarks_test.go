package lint

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/fixture"
)

// oddComments are sources in which comments stand where stretches meet, or what looks like one is none.
var oddComments = []string{
	"", "# a", "/* a */ x {} # b\n# c\ny {\n} /* d\ne */\n# f\nz {\n  # g\n}",
	"\ufeff# a\nx {}\n\n// b\ny {}\n", "# a\r\nx {\r\n} # b\r\n# c\r\ny {}\r\n",
	"x {\n  a = <<E\n# no comment }\n${ \"#\" /* b */ }\nE\n} # c\n\ny {\n  a = \"# }\" # d\n}\n# e\n",
	"a = 1 # b\n\n# c\nx {} # d\ne = 2\n# f\ng = 3 /* h */\ny {}\n", "x { a = \"é # no\" } // é\n# ü\ny { # é\n}\n",
}

// TestRemarks holds that comments are the same whether stretches of a file are read or all of it.
func TestRemarks(t *testing.T) {
	sources := oddComments
	cases, err := fixture.All("../../rules/testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for name, src := range c.Files {
			if strings.HasSuffix(name, ".tf") {
				sources = append(sources, string(src))
			}
		}
	}
	comments := 0
	for _, src := range sources {
		file, diags := hclsyntax.ParseConfig([]byte(src), "main.tf", hcl.InitialPos)
		if diags.HasErrors() {
			continue
		}
		whole := readComments("main.tf", file.Bytes, hcl.InitialPos)
		comments += len(whole)
		part := func() *remarks { return newRemarks("main.tf", file) } // that has read nothing
		same := func(what string, first, last int, got, want []comment) {
			if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("%s of lines %d to %d: %+v, want %+v, in\n%s", what, first, last, got, want, src)
			}
		}
		same("all", 1, math.MaxInt, part().near(1, math.MaxInt), whole)
		lead := 0
		for lead < len(whole) && whole[lead].leading {
			lead++
		}
		same("leading", 1, lead, part().leading(), whole[:lead])
		for first := 1; first <= strings.Count(src, "\n")+1; first++ {
			for _, last := range []int{first, first + 1, first + 7} {
				same("beside", first, last, part().beside(first, last), whole.beside(first, last))
				same("within", first, last, part().within(first, last), whole.within(first, last))
			}
		}
	}
	if comments < 100 {
		t.Errorf("only %d comments in all fixtures", comments)
	}
}
