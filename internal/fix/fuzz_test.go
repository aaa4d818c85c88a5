package fix

import (
	"bytes"
	"cmp"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/terraform-linters/tflint-plugin-sdk/tflint"
)

var (
	fuzzNames  = []string{"x", "new", "depends_on"}
	fuzzValues = []string{"1", "true", `"a${b}"`, "[\n  1,\n]", "{\n  a = 1\n}", "<<EOT\n  one\n\nEOT", "jsonencode({\n  a = <<-E\n    b\n  E\n})"}
	fuzzBlocks = []string{"new {}", "new {\n  x = 1\n}", "new {\n  x = <<EOT\n  one\nEOT\n}", "new { x = 1 }\n\nb \"c\" {\n}"}
)

// FuzzEdits makes one edit in any source that parses, given or generated. What comes out must
// parse, formatted or not, hold all comments and all other tokens, and be
// what a second SetAttribute leaves alone.
func FuzzEdits(f *testing.F) {
	seeds := []string{"a \"l\" \"m\" {\n  x = \"${b ? c : \"d\"}\" # e\n\n  b {\n    x = [for y in z : y]\n  }\n}\n# end"}
	for _, cases := range [][]editCase{replaceCases, insertCases, tagsCases, oneLineCases, fileCases, appendCases, blockCases} {
		for _, c := range cases {
			seeds = append(seeds, mark(c.before))
		}
	}
	for i, s := range seeds {
		for kind := range byte(3) {
			f.Add(s, []byte(nil), kind, byte(i), byte(i+int(kind)))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		choices := make([]byte, 10+i/2)
		for j := range choices {
			choices[j] = byte(random.Uint32())
		}
		f.Add("", choices, byte(i), byte(i/3), byte(i/7))
	}
	f.Fuzz(func(t *testing.T, src string, choices []byte, kind, which, what byte) {
		if len(choices) > 0 {
			src = generate(choices)
		}
		parsed, diags := hclsyntax.ParseConfig([]byte(src), "main.tf", hcl.InitialPos)
		if diags.HasErrors() {
			if len(choices) > 0 {
				t.Fatalf("generated: %s\n%s", diags, src)
			}
			t.Skip()
		}
		file, err := NewFile("main.tf", parsed)
		if err != nil {
			t.Fatal(err)
		}
		blocks := file.inOrder()
		if len(blocks) == 0 {
			t.Skip()
		}
		n := int(which) % len(blocks)
		if kind%3 == 0 {
			fuzzSet(t, file, n, pick(fuzzNames, what), pick(fuzzValues, what/byte(len(fuzzNames))))
			return
		}
		text := pick(fuzzBlocks, what)
		fx := &memory{src: src}
		if kind%3 == 1 {
			err = file.AppendBlock(fx, blocks[n], text)
		} else {
			err = file.InsertBlockAfter(fx, blocks[n], text)
		}
		if refused(t, fx, err) {
			if kind%3 == 1 || !file.blocks[blocks[n].TypeRange.Start.Byte].nested {
				t.Errorf("refused: %v", err)
			}
			return
		}
		checkEdit(t, src, fx.String(), "", text)
	})
}

// fuzzSet sets an argument of the nth block, twice.
func fuzzSet(t *testing.T, file *File, n int, name, value string) {
	src := string(file.src)
	b := file.inOrder()[n]
	old := ""
	if attr := b.Body.Attributes[name]; attr != nil {
		start, end := file.valueBytes(attr)
		old = src[start:end]
	}
	fx := &memory{src: src}
	if refused(t, fx, file.SetAttribute(fx, b, name, value)) {
		if old == "" {
			t.Errorf("a new argument was refused")
		}
		return
	}
	got := fx.String()
	inserted := value
	if old == "" {
		inserted = name + " = " + value
	}
	checkEdit(t, src, got, old, inserted)
	for _, again := range []string{got, string(hclwrite.Format([]byte(got)))} {
		f := open(t, again)
		b := f.inOrder()[n]
		attr := b.Body.Attributes[name]
		if attr == nil {
			t.Fatalf("%s is not set in the block:\n%s", name, again)
		}
		fx := &memory{src: again}
		if err := f.SetAttribute(fx, b, name, value); err != nil || len(fx.edits) > 0 {
			t.Errorf("second edit: %v %v in\n%s", err, fx.edits, again)
		}
	}
}

// refused reports whether an edit was, in the way that it must be.
func refused(t *testing.T, fx *memory, err error) bool {
	if err == nil {
		return false
	}
	if !errors.Is(err, tflint.ErrFixNotSupported) || len(fx.edits) > 0 {
		t.Fatalf("error %v after edits %v", err, fx.edits)
	}
	return true
}

// checkEdit compares tokens before and after an edit that puts the tokens of
// one text where those of another were.
func checkEdit(t *testing.T, before, after, removed, inserted string) {
	open(t, after)
	formatted := string(hclwrite.Format([]byte(after)))
	open(t, formatted)
	was, wasComments := split(before)
	for _, after := range []string{after, formatted} {
		is, comments := split(after)
		if !slices.Equal(wasComments, comments) {
			t.Errorf("comments were %q, are %q", wasComments, comments)
		}
		out, _ := split(removed)
		in, _ := split(inserted)
		if !swapped(was, is, out, in) {
			t.Errorf("tokens were %q, are %q", was, is)
		}
	}
}

// swapped reports whether one list is another with in where out was, once.
func swapped(was, is, out, in []string) bool {
	for i := range len(was) - len(out) + 1 {
		rest := was[i:]
		if slices.Equal(rest[:len(out)], out) && slices.Equal(is, slices.Concat(was[:i], in, rest[len(out):])) {
			return true
		}
	}
	return false
}

// split returns the tokens of a source without line ends, and apart from
// them its comments in alphabetical order.
func split(src string) (tokens, comments []string) {
	for _, t := range lex(src) {
		switch t.Type {
		case hclsyntax.TokenNewline, hclsyntax.TokenEOF:
		case hclsyntax.TokenComment:
			comments = append(comments, string(bytes.TrimRight(significant(t), " \t\r\n")))
		default:
			tokens = append(tokens, string(significant(t)))
		}
	}
	slices.Sort(comments)
	return tokens, comments
}

func pick(list []string, i byte) string { return list[int(i)%len(list)] }

func (f *File) inOrder() []*hclsyntax.Block {
	var all []*hclsyntax.Block
	for _, p := range f.blocks {
		all = append(all, p.block)
	}
	slices.SortFunc(all, func(a, b *hclsyntax.Block) int {
		return cmp.Compare(a.TypeRange.Start.Byte, b.TypeRange.Start.Byte)
	})
	return all
}
