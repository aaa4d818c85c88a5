package functions

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/zclconf/go-cty/cty"
)

// origins returns the origins in v in order, separated by spaces.
func origins(v cty.Value) string {
	var names []string
	for m := range Origins(v) {
		names = append(names, string(m.(origin)))
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestUnknown goes through what can and can't be told of unknown values.
func TestUnknown(t *testing.T) {
	for _, c := range []struct{ expr, want, origins string }{
		// want is "?" for unknown or else an expression for the unmarked result.
		{`contains([str, "a"], "a")`, `true`, "str"},
		{`contains([str], "a")`, `?`, "str"},
		{`contains(list, "a")`, `?`, "list"},
		{`contains([], str)`, `?`, "str"},
		{`length([str, any])`, `2`, ""},
		{`length(toset([str, "a"]))`, `?`, "str"},
		{`length(list)`, `?`, "list"},
		{`length(any)`, `?`, "any"},
		{`length(str)`, `?`, "str"},
		{`length(bucket)`, `2`, ""},
		{`coalesce("", str)`, `?`, "str"},
		{`coalesce("a", str)`, `"a"`, ""},
		{`coalesce(str, "a")`, `?`, "str"},
		{`coalesce(notnull, "a")`, `?`, "notnull"},
		{`coalesce(str, marked)`, `?`, "marked str"},
		{`coalesce(null, bucket.arn, str)`, `?`, "bucket.arn str"},
		{`startswith(coalesce(prefix, str), "x")`, `?`, "prefix"},
		{`coalescelist([], list)`, `?`, "list"},
		{`coalescelist(list, ["a"])`, `?`, "list"},
		{`coalescelist([str], list)[0]`, `?`, "str"},
		{`one([str])`, `?`, "str"},
		{`one([])`, `null`, ""},
		{`one(list)`, `?`, "list"},
		{`one(any)`, `?`, "any"},
		{`keys(bucket)`, `["arn", "id"]`, ""},
		{`keys(map)`, `?`, "map"},
		{`values(bucket)[1]`, `"b"`, ""},
		{`values(map)`, `?`, "map"},
		{`lookup(bucket, "id", "x")`, `"b"`, ""},
		{`lookup(bucket, "arn", "x")`, `?`, "bucket.arn"},
		{`lookup(bucket, "none", "x")`, `"x"`, ""},
		{`lookup(bucket, str, "x")`, `?`, "bucket.arn str"},
		{`lookup(map, "a", marked)`, `?`, "map marked"},
		{`lookup(any, "a", "x")`, `?`, "any"},
		{`element([str, "a"], 1)`, `"a"`, ""},
		{`element(list, 1)`, `?`, "list"},
		{`element([bucket.arn, str], 0)`, `?`, "bucket.arn"},
		{`slice(list, 0, 1)`, `?`, "list"},
		{`slice([str, bucket.arn], 0, 1)[0]`, `?`, "str"},
		{`concat([str], ["a"])[1]`, `"a"`, ""},
		{`concat([str], ["a"])[0]`, `?`, "str"},
		{`concat(list, ["a"])`, `?`, "list"},
		{`reverse(list)`, `?`, "list"},
		{`reverse([str, "a"])[0]`, `"a"`, ""},
		{`flatten([[str], "a"])[1]`, `"a"`, ""},
		{`flatten([[str], "a"])[0]`, `?`, "str"},
		{`flatten([list, "a"])`, `?`, "list"},
		{`flatten([any, "a"])`, `?`, "any"},
		{`flatten([marked, list])`, `?`, "list marked"},
		{`flatten([bucket, ["a"]])[0].id`, `"b"`, ""},
		{`flatten([toset([marked]), "a"])[1]`, `"a"`, "marked"},
		{`flatten([marked == "" ? [] : [], "a"])[0]`, `"a"`, "marked"},
		{`length(flatten([toset([marked]), "a"]))`, `2`, "marked"},
		{`chunklist([str, "a"], 1)[1][0]`, `"a"`, ""},
		{`chunklist(list, 1)`, `?`, "list"},
		{`distinct([str, "a"])`, `?`, "str"},
		{`distinct(list)`, `?`, "list"},
		{`zipmap(["a", "b"], [str, "x"]).b`, `"x"`, ""},
		{`zipmap([str], ["a"])`, `?`, "str"},
		{`zipmap(list, ["a"])`, `?`, "list"},
		{`setproduct(["a"], [str])[0][0]`, `"a"`, ""},
		{`setproduct(list, ["a"])`, `?`, "list"},
		{`matchkeys(["a", "b"], ["x", str], ["x"])`, `?`, "str"},
		{`matchkeys(["a", str], ["x", "y"], ["x"])`, `tolist(["a"])`, ""},
		{`index([str, "a"], "a")`, `?`, "str"},
		{`index(["a", str], "a")`, `0`, "str"},
		{`alltrue([str == "a", false])`, `false`, "str"},
		{`alltrue([str == "a", true])`, `?`, "str"},
		{`anytrue([str == "a", true])`, `true`, "str"},
		{`anytrue([str == "a", false])`, `?`, "str"},
		{`sum([1, num])`, `?`, "num"},
		{`min(1, num)`, `?`, "num"},
		{`abs(num)`, `?`, "num"},
		{`upper(marked)`, `"MARKED"`, "marked"},
		{`upper(str)`, `?`, "str"},
		{`format("%s-%s", str, marked)`, `?`, "marked str"},
		{`formatlist("%s/*", [bucket.arn, "x"])[0]`, `?`, "bucket.arn"},
		{`formatlist("%s/*", [bucket.arn, "x"])[1]`, `"x/*"`, ""},
		{`formatlist("%s/*", list)`, `?`, "list"},
		{`formatlist(str, ["a"])`, `?`, "str"},
		{`join(",", [str, "a"])`, `?`, "str"},
		{`join(",", ["a", marked])`, `"a,marked"`, "marked"},
		{`split(",", str)`, `?`, "str"},
		{`tolist([str, "a"])[1]`, `"a"`, ""},
		{`tolist([str, "a"])[0]`, `?`, "str"},
		{`tomap({a = str, b = "x"}).b`, `"x"`, ""},
		{`tostring(any)`, `?`, "any"},
		{`tolist(any)`, `?`, "any"},
		{`toset([str, "a"])`, `toset([prefix, "a"])`, "str"},
		{`sensitive(bucket).id`, `?`, "bucket.arn"},
		{`length(sensitive(["a", "b"]))`, `?`, ""},
		{`keys(sensitive({a = 1}))`, `?`, ""},
		{`nonsensitive(sensitive("a"))`, `?`, ""},
		{`jsondecode(sensitive(jsonencode({a = str, b = 1}))).b`, `?`, "str"},
		{`issensitive(marked)`, `?`, "marked"},
		{`jsondecode(str)`, `?`, "str"},
		{`jsondecode(jsonencode({a = str, b = 1})).b`, `1`, ""},
		{`jsondecode(jsonencode({a = str, b = 1})).a`, `?`, "str"},
		{`jsondecode(jsonencode(any))`, `?`, "any"},
		{`yamldecode(yamlencode({a = str, b = [1]})).b`, `[1]`, ""},
		{`yamldecode(jsonencode([str, 1]))[1]`, `1`, ""},
		{`jsondecode("${jsonencode([str, 1])}")[1]`, `1`, ""},
		{`jsondecode(" ${jsonencode([str, 1])}")`, `?`, "str"},
		{`jsondecode("${jsonencode([str, 1])} ")`, `?`, "str"},
		{`jsondecode(replace(jsonencode([str, 1]), "1", "2"))`, `?`, "str"},
		{`jsondecode(trimspace(jsonencode([str, 1])))`, `?`, "str"},
		{`jsondecode(num == 1 ? jsonencode([str, 1]) : "[]")`, `?`, "num str"},
		{`jsondecode(num == 1 ? jsonencode([str, 1]) : null)`, `?`, "num str"},
		{`jsondecode(coalesce(jsonencode([str, 1]), "[]"))[1]`, `1`, ""},
		{`jsondecode(jsondecode(jsonencode({p = jsonencode([str, 1])})).p)[1]`, `1`, ""},
		{`merge(map, {a = "x"})`, `?`, "map"},
		{`lookup(merge(map, {a = "x"}), "a")`, `"x"`, ""},
		{`lookup(merge(map, {a = str}), "a", "x")`, `?`, "str"},
		{`lookup(merge(map, {a = "x"}), "b", "y")`, `?`, "map"},
		{`lookup(merge({a = "x"}, map), "a", "y")`, `?`, "map"},
		{`lookup(merge({a = 1}, map, {a = "y"}, any, {a = "x", b = 1}, {a = "z"}), "a", "y")`, `"z"`, ""},
		{`lookup(merge(merge(any, {a = "x"}), {b = "y"}), "a", "y")`, `"x"`, ""},
		{`lookup(merge({b = "y"}, merge(any, {a = "x"})), "b", "z")`, `?`, "any"},
		{`lookup(merge({a = "x", b = "y"}, object), "b")`, `"y"`, ""},
		{`lookup(merge({a = "x", b = "y"}, object), "a", "z")`, `?`, "object"},
		{`lookup(tomap(merge(map, {a = "x"})), "a")`, `"x"`, ""},
		{`lookup(merge(map, {a = {b = "x"}}).a, "a", "x")`, `?`, "map"},
		{`lookup(num == 1 ? merge(map, {a = "x"}) : {a = "y"}, "a", "x")`, `?`, "map num"},
		{`lookup(jsondecode(jsonencode(merge(map, {a = "x"}))), "a")`, `"x"`, ""},
		{`merge({a = str, b = 1}, {c = 2}).b`, `1`, ""},
		{`merge({a = str, b = 1}, {a = 2}).a`, `2`, ""},
		{`merge({a = str, b = 1}, null).a`, `?`, "str"},
		{`try(any.x, "d")`, `?`, "any"},
		{`try(list[0], "d")`, `?`, "list"},
		{`try(bucket.nope, any.x, marked)`, `?`, "any marked"},
		{`try(bucket.arn, "d")`, `?`, "bucket.arn"},
		{`try(bucket["id"], "d")`, `"b"`, ""},
		{`try([bucket.arn, 1], "d")[1]`, `1`, ""},
		{`try({a = bucket.arn, b = 1}, "d").b`, `1`, ""},
		{`try(upper(str), "d")`, `?`, "str"},
		{`try(flatten([bucket]), [])[0].id`, `"b"`, ""},
		{`try(flatten([[bucket], any]), [])`, `?`, "any bucket.arn"},
		{`try(flatten([upper(str)]), [])`, `?`, "str"},
		{`try(merge(bucket, {x = 1}), {}).id`, `"b"`, ""},
		{`try(merge(bucket, any), {})`, `?`, "any bucket.arn"},
		{`try(values(bucket), {})[1]`, `"b"`, ""},
		{`try(provider::aws::arn_parse("x"), "d")`, `?`, ""},
		{`try(undefined.x, "d")`, `?`, ""},
		{`try(format("%999999d", 1), "d")`, `?`, ""},
		{`try(templatestring("$${provider::a::b()}", {}), "d")`, `?`, ""},
		{`can(any.x)`, `?`, "any"},
		{`can(bucket.arn)`, `true`, ""},
		{`can(provider::aws::arn_parse("x"))`, `?`, ""},
		{`templatestring("a$${x}", {x = str, y = any})`, `?`, "str"},
		{`templatestring("a$${x}", {x = marked})`, `"amarked"`, "marked"},
		{`templatestring(str, {})`, `?`, "str"},
		{`templatestring("a", map)`, `?`, "map"},
		{`file(str)`, `?`, "str"},
		{`timestamp()`, `?`, ""},
	} {
		t.Run(c.expr, func(t *testing.T) {
			got := mustEval(t, c.expr)
			if o := origins(got); o != c.origins {
				t.Errorf("origins are %q, want %q", o, c.origins)
			}
			plain, _ := got.UnmarkDeep()
			if c.want == "?" {
				if plain.IsKnown() {
					t.Errorf("got %#v, want unknown", plain)
				}
				return
			}
			want, _ := mustEval(t, c.want).UnmarkDeep()
			if want.IsWhollyKnown() && !plain.RawEquals(want) {
				t.Errorf("got %#v, want %#v", plain, want)
			}
		})
	}
}

// TestBeside holds that what takes configuration apart or puts it together leaves the
// marks of a value where they are: none gets to what is beside it.
func TestBeside(t *testing.T) {
	for _, expr := range []string{
		`[for b in [bucket] : b][0].id`, `{ for k, b in { a = bucket } : k => b }.a.id`, `[bucket][*].id`, `(true ? bucket : null).id`,
		`chunklist([bucket], 1)[0][0].id`, `coalesce(null, bucket).id`, `coalescelist([], [bucket])[0].id`, `concat([bucket], [any])[0].id`,
		`element([any, bucket], 1).id`, `flatten([[bucket], [[bucket]]])[1].id`, `jsondecode(jsonencode(bucket)).id`, `keys({ a = bucket })`,
		`length([bucket])`, `lookup({ a = bucket, b = any }, "a", null).id`, `matchkeys([bucket], ["a"], ["a"])[0].id`,
		`merge({ a = bucket }, { b = any }).a.id`, `one([bucket]).id`, `reverse([bucket])[0].id`, `setproduct([bucket], ["a"])[0][0].id`,
		`slice([bucket, any], 0, 1)[0].id`, `tolist([bucket])[0].id`, `tomap({ a = bucket }).a.id`, `try(bucket.none, bucket).id`,
		`values({ a = bucket })[0].id`, `zipmap(["a"], [bucket]).a.id`,
	} {
		if v := mustEval(t, expr); !v.IsWhollyKnown() || v.ContainsMarked() {
			t.Errorf("%s is %#v", expr, v)
		}
	}
	// A set has the marks of its elements, by cty's nature. That compact and distinct
	// keep an element, and at which place, rests on the others.
	for _, expr := range []string{`[for b in toset([bucket]) : b.id]`, `compact(["a", marked])`, `distinct(["a", marked])`} {
		if v := mustEval(t, expr); !v.IsMarked() {
			t.Errorf("%s is %#v", expr, v)
		}
	}
}

func TestEncodedOf(t *testing.T) {
	v := mustEval(t, `jsonencode({Version = "1", Resource = bucket.arn})`)
	e, ok := EncodedOf(v)
	if !ok {
		t.Fatalf("%#v carries nothing", v)
	}
	if got := e.Value.GetAttr("Version"); !got.RawEquals(cty.StringVal("1")) {
		t.Errorf("Version is %#v", got)
	}
	if got := origins(e.Value.GetAttr("Resource")); got != "bucket.arn" {
		t.Errorf("Resource comes from %q", got)
	}
	if _, ok := EncodedOf(Encode(e.Value)); !ok {
		t.Error("Encode isn't like jsonencode")
	}
	for _, expr := range []string{`jsonencode("x")`, `str`, `upper(jsonencode([str]))`, `"${jsonencode([str])}x"`, `num == 1 ? jsonencode([str]) : jsonencode([any])`} {
		if e, ok := EncodedOf(mustEval(t, expr)); ok {
			t.Errorf("%s carries %#v", expr, e.Value)
		}
	}
}

func TestPartialOf(t *testing.T) {
	v := mustEval(t, `merge({z = 1}, map, {a = "x", b = str})`)
	p, ok := PartialOf(v)
	if !ok {
		t.Fatalf("%#v carries nothing", v)
	}
	if diff := cmp.Diff([]string{"a", "b"}, slices.Sorted(maps.Keys(p.Known))); diff != "" {
		t.Error(diff)
	}
	for _, expr := range []string{`merge(map, {})`, `merge({a = 1}, {})`, `map`, `merge(any, {a = {}}).a`} {
		if p, ok := PartialOf(mustEval(t, expr)); ok {
			t.Errorf("%s carries %#v", expr, p.Known)
		}
	}
}

// TestLimits goes through what would take too long or too much memory.
func TestLimits(t *testing.T) {
	base := t.TempDir()
	big, err := os.Create(base + "/big")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(big.Truncate(maxBytes+1), big.Close()); err != nil {
		t.Fatal(err)
	}
	r := `[for i in range(1000) : i]`
	for _, expr := range []string{
		`file("big")`, `filemd5("big")`, `fileexists("/dev/null/x")`, `file("/dev/zero")`, `file("/proc/kmsg")`,
		`format("%1000000d", 1)`, `format("%.1000000f", 1)`, `format("%[1]s%-+0999999999999999999999s", 1)`, `format("%d", huge)`,
		`formatlist("%90000d", range(1000))`,
		`setproduct(` + r + `, ` + r + `)`,
		`setproduct(` + strings.Repeat(r+",", 20) + r + `)`,
		`indent(1000000000, "a\nb")`, `indent(-1, "a")`,
		`replace(format("%90000s", "x"), " ", format("%90000s", "x"))`,
		`replace(format("%90000s", "x"), "/ /", format("%90000s", "x"))`,
		`replace(format("%9000s", "x"), "/.*/", join("", [for i in range(1000): "$$0$$0$$0"]))`,
		`split("", format("%90000s", "x"))`, `regexall(" ", format("%90000s", "x"))`,
		`join(format("%90000s", "x"), range(1000))`,
		`jsondecode(join("", [for i in range(1024): "[[[[[["]))`, `yamldecode(join("", [for i in range(1024): "- - - - "]))`,
		`templatestring(join("", [for i in range(1024): "$${(("]), {})`,
		`templatestring("$${[for a in l: [for b in l: [for c in l: [for d in l: 1]]]]}", {l = range(1000)})`,
		`range(0, 1e300)`, `floor(huge)`, `tostring(huge)`, `jsonencode(huge)`, `pow(10, 1e10)`, `log(-1, 0)`, `element([1], huge)`,
		`cidrsubnet("10.0.0.0/8", 1e30, 1)`, `cidrhost("::/0", huge)`, `parseint("1", 1e30)`,
		`yamldecode(join("\n", concat(["a0: &a0 [1,1]"], [for i in range(1, 60): "a${i}: &a${i} [*a${i - 1},*a${i - 1}]"])))`,
	} {
		t.Run(expr[:min(40, len(expr))], func(t *testing.T) {
			if v, diags := evalIn(t, base, expr); !diags.HasErrors() && v.IsKnown() && v.Type() != cty.Number {
				t.Error("no error")
			}
		})
	}
}
