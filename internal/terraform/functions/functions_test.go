package functions

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// An origin is the mark that tests put on values, as the evaluator does.
type origin string

// unknown is an unknown value from the given origin.
func unknown(ty cty.Type, from string) cty.Value {
	return cty.UnknownVal(ty).Mark(origin(from))
}

var vars = map[string]cty.Value{
	"str":     unknown(cty.String, "str"),
	"num":     unknown(cty.Number, "num"),
	"any":     unknown(cty.DynamicPseudoType, "any"),
	"list":    unknown(cty.List(cty.String), "list"),
	"map":     unknown(cty.Map(cty.String), "map"),
	"marked":  cty.StringVal("marked").Mark(origin("marked")),
	"notnull": cty.UnknownVal(cty.String).RefineNotNull().Mark(origin("notnull")),
	"prefix":  cty.UnknownVal(cty.String).Refine().NotNull().StringPrefix("arn:").NewValue().Mark(origin("prefix")),
	"bucket":  cty.ObjectVal(map[string]cty.Value{"arn": unknown(cty.String, "bucket.arn"), "id": cty.StringVal("b")}),
	"object":  unknown(cty.Object(map[string]cty.Type{"a": cty.String}), "object"),
	"huge":    cty.MustParseNumberVal("1e999999"),
}

func eval(t *testing.T, src string) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	return evalIn(t, ".", src)
}

func evalIn(t *testing.T, base, src string) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	expr, diags := hclsyntax.ParseExpression([]byte(src), "test.tf", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatalf("%s: %s", src, diags)
	}
	return expr.Value(&hcl.EvalContext{Variables: vars, Functions: Table(Options{BaseDir: base})})
}

func mustEval(t *testing.T, src string) cty.Value {
	t.Helper()
	v, diags := eval(t, src)
	if diags.HasErrors() {
		t.Fatalf("%s: %s", src, diags)
	}
	return v
}

// TestDocumented goes through the examples of Terraform's documentation. Both
// sides are expressions.
func TestDocumented(t *testing.T) {
	t.Setenv("HOME", "/home/me")
	base := t.TempDir()
	for name, content := range map[string]string{
		"hello.txt":       "Hello World",
		"sub/a.txt":       "a",
		"sub/b.json":      "{}",
		"backends.tftpl":  "%{ for addr in ip_addrs ~}\nbackend ${addr}:${port}\n%{ endfor ~}\n",
		"recursive.tftpl": "${templatefile(\"hello.txt\", {})}",
		"needs.tftpl":     "${missing}",
		"binary":          "\xff\xfe",
	} {
		path := filepath.Join(base, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	covered := make(map[string]bool)
	for _, c := range documented {
		name, _, _ := strings.Cut(c.expr, "(")
		covered[strings.TrimPrefix(name, "!")] = true
		t.Run(c.expr, func(t *testing.T) {
			got, diags := evalIn(t, base, c.expr)
			if c.want == "error" {
				if !diags.HasErrors() {
					t.Fatalf("got %#v, want an error", got)
				}
				return
			}
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			if c.want == "unknown" {
				if got.IsKnown() {
					t.Fatalf("got %#v, want unknown", got)
				}
				return
			}
			if want, _ := evalIn(t, base, c.want); !got.RawEquals(want) {
				t.Errorf("got %#v, want %#v", got, want)
			}
		})
	}
	for name := range Table(Options{}) {
		if !strings.HasPrefix(name, "core::") && !covered[name] {
			t.Errorf("%s has no test", name)
		}
	}
}

// TestFlatten holds that flatten does what cty's does with sequences: the same
// elements, with the same marks at the same places. Left out is what cty doesn't see,
// an unknown type under a mark.
func TestFlatten(t *testing.T) {
	values := []cty.Value{cty.EmptyTupleVal.Mark(origin("empty")), cty.TupleVal([]cty.Value{cty.TupleVal([]cty.Value{cty.True})})}
	for _, v := range samples() {
		plain, _ := v.UnmarkDeep()
		values = append(values, plain)
		if !hidesType(v) {
			values = append(values, v)
		}
	}
	known := 0
	for i, a := range values {
		b := values[(i*7+3)%len(values)]
		deep := cty.ObjectVal(map[string]cty.Value{"a": a, "b": b.Mark(origin("deep"))})
		inner := cty.TupleVal([]cty.Value{b, a, deep}).Mark(origin("inner"))
		for _, list := range []cty.Value{
			a, cty.TupleVal([]cty.Value{a}), cty.TupleVal([]cty.Value{a, b}), inner,
			cty.TupleVal([]cty.Value{deep, inner, a}), cty.TupleVal([]cty.Value{inner, inner, b}).Mark(origin("outer")),
		} {
			if !isSequence(list.Type()) {
				continue
			}
			want, wantErr := stdlib.FlattenFunc.Call([]cty.Value{list})
			got, err := Table(Options{})["flatten"].Call([]cty.Value{list})
			switch {
			case errors.Is(err, ErrLimit):
			case (err != nil) != (wantErr != nil):
				t.Errorf("flatten(%#v) ends with %v, want %v", list, err, wantErr)
			case err == nil && (got.IsKnown() != want.IsKnown() || want.IsKnown() && !got.RawEquals(want)):
				t.Errorf("flatten(%#v) is %#v, want %#v", list, got, want)
			case err == nil && want.IsKnown():
				known++
			}
		}
	}
	if known < 100 {
		t.Errorf("only %d known results", known)
	}
}

// hidesType reports whether there is a marked value of unknown type in v.
func hidesType(v cty.Value) bool {
	for _, v := range cty.DeepValues(v) {
		if v.IsMarked() && v.Type() == cty.DynamicPseudoType {
			return true
		}
	}
	return false
}

func TestTable(t *testing.T) {
	table := Table(Options{})
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(table)), func(n string) bool { return strings.HasPrefix(n, "core::") })
	if got, want := len(names), 120; got != want {
		t.Errorf("the table has %d functions, want %d: %v", got, want, names)
	}
	for _, name := range names {
		if _, ok := table["core::"+name]; !ok {
			t.Errorf("core::%s is missing", name)
		}
	}
	if v := mustEval(t, `core::upper("x")`); !v.RawEquals(cty.StringVal("X")) {
		t.Errorf("core::upper gives %#v", v)
	}
	delete(table, "upper")
	if _, ok := Table(Options{})["upper"]; !ok {
		t.Error("tables share their map")
	}
}
