package fix

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

var (
	fuzzElements = []string{"2", newStatement, "{\n  a = [\n    1\n  ]\n}", "f(<<E\nE\n)", `"${b}"`}
	fuzzJSON     = []string{"2", newJSON, "{\"a\" : \"\\\\\\\" $${ %%{ é\",\n\t\"b\": [ ] }", "${\nb}", `"${b}\n"`, "null", "[\n\n\n]"}
	fuzzDummies  = []string{"0", "", "1,2", `"a"`, `"a":1`, "x", `{"S":[]}`, " "}
)

// FuzzAppend appends to a list in any source that parses, given or generated:
// to one of its objects, or to the JSON of one of its templates. What comes
// out must parse, formatted or not, and hold all comments and the list's old
// elements in their order before the new ones, and nothing else may differ.
func FuzzAppend(f *testing.F) {
	for i, c := range slices.Concat(listCases, jsonCases) {
		for which := range byte(3) {
			f.Add(mark(c.before), []byte(nil), i >= len(listCases), which, byte(i))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 600 {
		choices := make([]byte, 10+i/4)
		for j := range choices {
			choices[j] = byte(random.Uint32())
		}
		f.Add("", choices, i%2 == 0, byte(i/2), byte(i/3))
	}
	f.Fuzz(func(t *testing.T, src string, choices []byte, inJSON bool, which, what byte) {
		if len(choices) > 0 {
			src = generateList(choices, inJSON)
		}
		if _, diags := hclsyntax.ParseConfig([]byte(src), "main.tf", hcl.InitialPos); diags.HasErrors() {
			if len(choices) > 0 {
				t.Fatalf("generated: %s\n%s", diags, src)
			}
			t.Skip()
		}
		if inJSON {
			fuzzAppendToJSON(t, src, int(which), what)
		} else {
			fuzzAppendToList(t, src, int(which), what)
		}
	})
}

func fuzzAppendToList(t *testing.T, src string, n int, what byte) {
	file := open(t, src)
	objects := nodes[*hclsyntax.ObjectConsExpr](file)
	if len(objects) == 0 {
		t.Skip()
	}
	n %= len(objects)
	elements := []string{pick(fuzzElements, what), pick(fuzzElements, what/3)}
	fx := &memory{src: src}
	value := Member(objects[n], "S")
	if value == nil {
		t.Skip()
	}
	if refused(t, fx, file.AppendToList(fx, startOf(value), elements...)) {
		return
	}
	got := fx.String()
	before, after := listOf(file, n), listOf(open(t, got), n)
	checkEdit(t, src, got, before.text, after.text)
	for _, e := range elements {
		before.elements = append(before.elements, tokensOf(e))
	}
	if !reflect.DeepEqual(after.elements, before.elements) {
		t.Errorf("elements are %q, want %q", after.elements, before.elements)
	}
	again := open(t, got)
	if err := again.AppendToList(&memory{src: got}, startOf(Member(nodes[*hclsyntax.ObjectConsExpr](again)[n], "S")), "3"); err != nil {
		t.Errorf("second edit: %v in\n%s", err, got)
	}
}

// listed is a list, or what is to be its first element, and its elements as
// tokens.
type listed struct {
	text     string
	elements [][]string
}

// listOf returns what the nth object has under S.
func listOf(file *File, n int) listed {
	e := file.constructor(startOf(Member(nodes[*hclsyntax.ObjectConsExpr](file)[n], "S")))
	l := listed{text: file.Text(e.Range())}
	elements := []hclsyntax.Expression{e}
	if list, ok := e.(*hclsyntax.TupleConsExpr); ok {
		elements = list.Exprs
	}
	for _, e := range elements {
		l.elements = append(l.elements, tokensOf(file.Text(e.Range())))
	}
	return l
}

func tokensOf(text string) []string {
	tokens, _ := split(text)
	return tokens
}

func fuzzAppendToJSON(t *testing.T, src string, n int, what byte) {
	file := open(t, src)
	templates := nodes[*hclsyntax.TemplateExpr](file)
	if len(templates) == 0 {
		t.Skip()
	}
	n %= len(templates)
	old, err := file.template(templates[n].Range().Start)
	if err == nil {
		checkRead(t, file, templates[n], old)
	}
	elements := []string{pick(fuzzJSON, what), pick(fuzzJSON, what/3)}
	fx := &memory{src: src}
	if refused(t, fx, file.AppendToJSON(fx, templates[n].Range().Start, "S", elements...)) {
		return
	}
	got := fx.String()
	open(t, string(hclwrite.Format([]byte(got))))
	_, was := split(src)
	if _, is := split(got); !slices.Equal(was, is) {
		t.Errorf("comments were %q, are %q", was, is)
	}
	again := open(t, got)
	edited := nodes[*hclsyntax.TemplateExpr](again)[n]
	now, err := again.template(edited.Range().Start)
	if err != nil {
		t.Fatal(err)
	}
	checkRead(t, again, edited, now)
	checkFilled(t, old, now, fx.edits[len(fx.edits)-1].start, elements)
	err = again.AppendToJSON(&memory{src: got}, edited.Range().Start, "S", "3")
	if err != nil && !strings.HasPrefix(elements[1], "$") {
		t.Errorf("second edit: %v in\n%s", err, got)
	}
}

// checkFilled compares the text of a template before and after an edit at a
// byte of the source, with all kinds of values for its interpolations.
func checkFilled(t *testing.T, old, now *template, at int, elements []string) {
	first, holes := 0, bytes.Count(now.text, []byte{hole})-bytes.Count(old.text, []byte{hole})
	for i, c := range old.text {
		if c == hole && old.at[i] < at {
			first++
		}
	}
	want, err := checkJSON(elements)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		dummies := make([]string, 100)
		for i := range dummies {
			dummies[i] = pick(fuzzDummies, byte(max(0, random.IntN(2*len(fuzzDummies))-len(fuzzDummies))))
		}
		before := filled(old.text, dummies)
		var object map[string]any
		if json.Unmarshal([]byte(before), &object) != nil {
			continue
		}
		dummies = slices.Insert(dummies, min(first, len(dummies)), slices.Repeat([]string{"0"}, holes)...)
		for i, got := range checkAppended(t, before, filled(now.text, dummies)) {
			var v any
			if err := json.Unmarshal([]byte(filled(want[i].text, []string{"0"})), &v); err != nil || !reflect.DeepEqual(v, got) {
				t.Errorf("new element %v, want %v", got, v)
			}
		}
	}
}

// filled returns text with values, the last of them for ever, for its holes.
func filled(text []byte, values []string) string {
	var out strings.Builder
	for i, part := range strings.Split(string(text), "\xFF") {
		if i > 0 {
			out.WriteString(values[min(i, len(values))-1])
		}
		out.WriteString(part)
	}
	return out.String()
}

// nodes returns the expressions of a kind in the order of the source.
func nodes[E hclsyntax.Expression](f *File) []E {
	var all []E
	_ = hclsyntax.VisitAll(f.body, func(n hclsyntax.Node) hcl.Diagnostics {
		if e, ok := n.(E); ok {
			all = append(all, e)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b E) int { return cmp.Compare(a.Range().Start.Byte, b.Range().Start.Byte) })
	return all
}

// checkRead compares what was read with what hclsyntax makes of it, where
// nothing is interpolated and no indentation stripped.
func checkRead(t *testing.T, file *File, e hclsyntax.Expression, read *template) {
	v, diags := e.Value(nil)
	if diags.HasErrors() || slices.Contains(read.text, hole) || strings.HasPrefix(file.Text(e.Range()), "<<-") {
		return
	}
	if want := v.AsString(); cty.StringVal(string(read.text)).AsString() != want {
		t.Errorf("read %q, want %q", read.text, want)
	}
}
