package markdown

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestBlocks(t *testing.T) {
	page := strings.ReplaceAll(`# A
~~~console
$ make x
$ tflint --fix
done
~~~
1. b

   ~~~hcl title
   a {
     b = 1
   }
   ~~~
<!-- x:begin -->
~~~diff
+a
~~~
<!-- x:end -->
~~~yaml
- run: tflint --init
- entry: bash -c 'tflint --fix'
    git clone y
  - make z
~~~
`, "~~~", "```")
	tree := fstest.MapFS{"a.md": {Data: []byte(page)}, ".hidden/b.md": {Data: []byte("```")}, "b.txt": {Data: []byte("```")}}
	got, err := All(tree)
	if err != nil {
		t.Fatal(err)
	}
	want := []Block{
		{"a.md", 2, "console", "$ make x\n$ tflint --fix\ndone\n", false},
		{"a.md", 9, "hcl", "a {\n  b = 1\n}\n", false},
		{"a.md", 15, "diff", "+a\n", true},
		{"a.md", 19, "yaml", "- run: tflint --init\n- entry: bash -c 'tflint --fix'\n    git clone y\n  - make z\n", false},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	if d := cmp.Diff([]string{"make x", "tflint --fix"}, got[0].Commands()); d != "" {
		t.Error(d)
	}
	if _, output := got[0].Console(); !output {
		t.Error("the output isn't seen")
	}
	if d := cmp.Diff([]string{"tflint --init", "tflint --fix", "git clone y", "make z"}, got[3].Commands()); d != "" {
		t.Error(d)
	}
	if _, err := Blocks("a.md", "```hcl\na {}\n"); err == nil {
		t.Error("a block without end passes")
	}
}

func TestGeneratedPage(t *testing.T) {
	blocks, err := Blocks("r.md", "<!-- Written by x. -->\n\n```diff\n```\n\n## Why\n\n```hcl\n```\n")
	if err != nil || len(blocks) != 2 || !blocks[0].Generated || blocks[1].Generated {
		t.Errorf("got %v, %v", blocks, err)
	}
}
