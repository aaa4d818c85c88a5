package functions

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/budget"
)

// texts are texts that JSON writes in its own way, or that have another form in Unicode.
var texts = []string{
	"", "a", "arn:aws:s3:::b/*", `say "no"`, `C:\x`, "a<b", "a>b", "a&b", "a\tb\nc\r\x00\x1f\x7f", "\u2028\u2029", "é", "e\u0301", "\u212b",
	"日本", "\U0001f512", "\xff", "a\xc3", "${aws:username}", "standin-0123456789abcdef01234567", "%", "/",
}

// numbers are numbers whose text isn't that of an integer of 64 bits.
var numbers = []cty.Value{
	cty.Zero, cty.NumberIntVal(-1), cty.NumberFloatVal(1.5), cty.NumberFloatVal(1e-9), cty.MustParseNumberVal("0.1"), cty.MustParseNumberVal("1e30"),
	cty.MustParseNumberVal("123456789012345678901234567890.5"), cty.MustParseNumberVal("-0"), cty.PositiveInfinity, cty.MustParseNumberVal("1e2000"),
}

// anyValue makes a value of what next chooses, known or not, marked or not, alike where it must be.
func anyValue(next func(n int) int, depth int) (v cty.Value) {
	defer func() {
		switch next(16) {
		case 0:
			v = v.Mark(origin("a"))
		case 1:
			v = v.Mark(origin("b")).Mark(origin("c"))
		}
	}()
	kind := next(20)
	if depth <= 0 {
		kind %= 12
	}
	list := func() []cty.Value {
		out := []cty.Value{}
		for range next(5) {
			out = append(out, anyValue(next, depth-1))
		}
		return out
	}
	same := func() []cty.Value { // a text or a list of numbers each
		out := []cty.Value{cty.StringVal(texts[next(len(texts))])}
		for range next(4) {
			out = append(out, cty.StringVal(texts[next(len(texts))]))
		}
		return out
	}
	named := func(values []cty.Value) map[string]cty.Value {
		out := map[string]cty.Value{}
		for _, v := range values {
			out[cty.NormalizeString(texts[next(len(texts))])] = v // two forms of a key are one
		}
		return out
	}
	switch kind {
	case 0, 1, 2, 3, 4, 5:
		return cty.StringVal(texts[next(len(texts))])
	case 6, 7:
		return numbers[next(len(numbers))]
	case 8, 9:
		return cty.BoolVal(next(2) == 0)
	case 10:
		return cty.NullVal([]cty.Type{cty.DynamicPseudoType, cty.String, cty.List(cty.Bool), cty.EmptyObject}[next(4)])
	case 11:
		switch next(24) {
		case 0:
			return unknown(cty.String, "s")
		case 1:
			return Encode(cty.TupleVal([]cty.Value{unknown(cty.String, "s")}))
		case 2:
			return cty.StringVal("known").Mark(&Encoded{Value: unknown(cty.String, "s")})
		case 3:
			return cty.CapsuleVal(cty.Capsule("thing", reflect.TypeFor[int]()), new(int))
		}
		return cty.True
	case 12:
		return cty.ListVal(same())
	case 13:
		return cty.SetVal(same())
	case 14:
		return cty.MapVal(named(same()))
	case 15:
		return []cty.Value{cty.ListValEmpty(cty.String), cty.ListValEmpty(cty.DynamicPseudoType), cty.MapValEmpty(cty.Bool), cty.SetValEmpty(cty.Number)}[next(4)]
	case 16, 17:
		return cty.TupleVal(list())
	}
	return cty.ObjectVal(named(list()))
}

var jsonencodeRecord = records(Options{})["jsonencode"]

// sameAsCalled fails if jsonencode in one pass gives another text, has other marks or takes
// anything else off the budget than the function of the table, which is cty's and so Terraform's.
// It reports whether it was done.
func sameAsCalled(t *testing.T, v cty.Value, spent int) bool {
	t.Helper()
	short := func() *budget.Budget {
		b := budget.New(nil)
		if err := b.Take(spent % b.Left()); err != nil {
			t.Fatal(err)
		}
		return b
	}
	called, quick := short(), short()
	want, wantErr := guard("jsonencode", jsonencodeRecord, called).Call([]cty.Value{v})
	got, done, err := EncodeJSON(v, quick)
	if !done {
		if untouched := short(); quick.Left() != untouched.Left() || err != nil {
			t.Fatalf("%#v: isn't done, but takes %d steps, %v", v, untouched.Left()-quick.Left(), err)
		}
		return false
	}
	if (err == nil) != (wantErr == nil) || err == nil && !got.RawEquals(want) || quick.Left() != called.Left() || quick.Refused() != called.Refused() {
		t.Fatalf("%#v:\n%#v, %v, left %d\ncalled\n%#v, %v, left %d", v, got, err, quick.Left(), want, wantErr, called.Left())
	}
	if plain, _ := v.UnmarkDeep(); err == nil {
		text, err := stdlib.JSONEncode(plain)
		if got, _ := got.Unmark(); err != nil || !got.RawEquals(text) {
			t.Fatalf("%#v:\n%#v, cty\n%#v, %v", v, got, text, err)
		}
	}
	return true
}

// TestEncodeJSON compares jsonencode in one pass with Terraform's over all sorts of values.
func TestEncodeJSON(t *testing.T) {
	for _, v := range samples() {
		sameAsCalled(t, v, 0)
		sameAsCalled(t, cty.TupleVal([]cty.Value{v, v}), 0)
	}
	random := rand.New(rand.NewPCG(1, 2))
	done := 0
	const tries = 20_000
	for range tries {
		if sameAsCalled(t, anyValue(random.IntN, 4), random.IntN(1<<21)) {
			done++
		}
	}
	if done < tries/2 {
		t.Errorf("only %d of %d values are encoded in one pass", done, tries)
	}
	for _, left := range []int{0, 1, 16, 20, 40, 100} { // little is left
		all := budget.New(nil).Left()
		sameAsCalled(t, cty.TupleVal([]cty.Value{cty.StringVal("a"), cty.True}), all-left)
	}
}

func FuzzEncodeJSON(f *testing.F) {
	f.Add([]byte{16, 4, 0, 5, 9, 18, 3, 14, 2, 9}, "<&>", 0)
	f.Add([]byte{18, 3, 6, 6, 12, 2, 1, 1, 13, 3, 4, 5, 6}, "\u2028\xff", 1<<20)
	f.Fuzz(func(t *testing.T, choice []byte, text string, spent int) {
		at := 0
		next := func(n int) int {
			if at == len(choice) {
				return 0
			}
			at++
			return int(choice[at-1]) % n
		}
		v := anyValue(next, 6)
		sameAsCalled(t, v, max(spent, 0))
		sameAsCalled(t, cty.ObjectVal(map[string]cty.Value{cty.NormalizeString(text): v, "text": cty.StringVal(text)}), max(spent, 0))
	})
}
