package trust

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// hostileValues are modules with values that stand for more than they look like, or are large. The files
// of each are made when it is tested.
var hostileValues = map[string]func() map[string]string{
	// Documents that expand.
	"yaml/aliases":         func() map[string]string { return uses(`yamldecode(local.y).i[0]`, yamlBomb(9, 9)) },
	"yaml/aliases, nested": func() map[string]string { return uses(`yamldecode(local.y).i[0]`, yamlBomb(40, 2)) },
	"yaml/aliases, a try":  func() map[string]string { return uses(`try(yamldecode(local.y).z, "x")`, yamlBomb(9, 9)) },
	"yaml/merge keys":      func() map[string]string { return uses(`yamldecode(local.y)`, yamlMerges(2_000)) },
	"yaml/block sequences": func() map[string]string {
		return uses(`yamldecode(local.y)`, heredoc("y", strings.Repeat("- ", 900)+"x"))
	},
	"yaml/long": func() map[string]string {
		return withText(`yamldecode(local.y)[0]`, strings.Repeat("- x\n", 60_000))
	},
	"yaml/again and again": func() map[string]string {
		return withText(list(500, `yamldecode(local.y)[#]`), strings.Repeat("- x\n", 5_000))
	},
	"json/nested": func() map[string]string {
		return uses(`jsondecode(local.y)`, heredoc("y", strings.Repeat("[", 990)+strings.Repeat("]", 990)))
	},
	"json/deeper": func() map[string]string {
		return withText(`jsondecode(local.y)`, strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000))
	},
	"json/nested objects": func() map[string]string {
		return uses(`jsondecode(local.y)`, heredoc("y", strings.Repeat(`{"a":`, 990)+"1"+strings.Repeat("}", 990)))
	},
	"json/again and again": func() map[string]string {
		return withText(list(500, `jsondecode(local.y)[#]`), "["+strings.Repeat("1,", 20_000)+"1]")
	},
	"json/encoded encoding": func() map[string]string {
		return uses(`local.x40`, "x0 = \"\\\"\"\n"+chain(40, `jsonencode([local.x@, local.x@])`))
	},
	"csv": func() map[string]string {
		return withText(list(100, `length(csvdecode(local.y))`), "a,b,c,d\n"+strings.Repeat("1,2,3,4\n", 10_000))
	},
	"csv/one wide line": func() map[string]string {
		return withText(`csvdecode(local.y)`, header(2_000)+strings.Repeat(strings.Repeat("1,", 1_999)+"1\n", 25))
	},

	// Regular expressions and replacements.
	"regex/all": func() map[string]string {
		return uses(`length(local.y)`, `y = regexall("(a*)*b", join("", [for i in range(1024) : join("", [for j in range(1024) : "a"])]))`)
	},
	"regex/search":                           func() map[string]string { return uses(list(100, `can(regex("( *)*#b", local.y))`), longText()) },
	"regex/looks to the end from each place": func() map[string]string { return uses(`length(regexall("([ 0-9]*b)?", local.y))`, longText()) },
	"regex/long pattern": func() map[string]string {
		return uses(`can(regex(local.p, local.y))`, `p = "(${join("|", [for i in range(5000) : "a{${i % 50}}b"])})c"`+"\n"+longText())
	},
	"regex/counted":         func() map[string]string { return uses(`can(regex("((a{1,30}){1,30}){0,1}b", local.y))`, longText()) },
	"regex/again and again": func() map[string]string { return uses(list(2_000, `can(regex("a#.*b.*c", local.y))`), longText()) },
	"regex/matches": func() map[string]string {
		return uses(`local.y`, "x = join(\"\", [for i in range(60000) : \"ab\"])\n"+`y = length(flatten(regexall("(a)(b)", local.x)))`)
	},
	"replace/doubling": func() map[string]string {
		return uses(`local.x60`, "x0 = \"a\"\n"+chain(60, `replace(local.x@, "a", "aa")`))
	},
	"replace/by pattern": func() map[string]string {
		return uses(`local.x60`, "x0 = \"a\"\n"+chain(60, `replace(local.x@, "/(a)/", "$1$1")`))
	},
	"replace/again and again": func() map[string]string {
		return uses(list(2_000, `length(replace(local.y, "/a(#)?/", "b"))`), longText())
	},

	// Texts that grow.
	"text/templates that double": func() map[string]string {
		return uses(`local.x60`, "x0 = \"a\"\n"+chain(60, `"${local.x@}${local.x@}"`))
	},
	"text/a template of many":  func() map[string]string { return uses(`"`+strings.Repeat("${local.y}", 5_000)+`"`, longText()) },
	"text/templates in a loop": func() map[string]string { return uses(`[for i in range(10000) : "${local.y}${i}"]`, longText()) },
	"text/a loop in a template": func() map[string]string {
		return uses(`"%{ for i in range(10000) }${local.y}%{ endfor }"`, longText())
	},
	"text/many large locals": func() map[string]string { return uses(allOf(3_000), longText()+chain(3_000, `"${local.y}#"`)) },
	"text/join that doubles": func() map[string]string {
		return uses(`local.x60`, "x0 = \"a\"\n"+chain(60, `join("", [local.x@, local.x@])`))
	},
	"text/format widths": func() map[string]string { return uses(list(1_000, `format("%99999s", "#")`), "") },
	"text/format of many": func() map[string]string {
		return uses(`format("`+strings.Repeat("%[1]s", 3_000)+`", local.y)`, longText())
	},
	"text/formatlist": func() map[string]string { return uses(list(100, `formatlist("%s-%9000s-#", range(1000), "x")`), "") },
	"text/reversed":   func() map[string]string { return uses(list(1_000, `strrev("${local.y}#")`), longText()) },
	"text/indent":     func() map[string]string { return uses(`indent(1000000, local.y)`, `y = join("\n", range(10000))`) },
	"text/templatestring": func() map[string]string {
		return uses(`templatestring(local.t, { n = range(1000) })`, heredoc("t", strings.Repeat("%%{ for i in n }", 3)+"$${i}"+strings.Repeat("%%{ endfor }", 3)))
	},
	"text/hashes": func() map[string]string { return uses(list(3_000, `sha512("${local.y}#")`), longText()) },
	"text/gzip":   func() map[string]string { return uses(list(1_000, `base64gzip("${local.y}#")`), longText()) },
	"text/heredoc": func() map[string]string {
		return uses(`local.y`, heredoc("y", strings.Repeat(strings.Repeat("a line of text that goes on ", 500)+"\n", 70)))
	},
	"text/split and join": func() map[string]string {
		return uses(list(300, `join("#", split("a", local.y))`), `y = join("", [for i in range(60000) : "a"])`)
	},
	"text/titles": func() map[string]string {
		return uses(list(3_000, `title(lower(upper("${local.y}#")))`), longText())
	},

	// Collections.
	"sets/of products": func() map[string]string {
		return uses(`local.y`, `y = toset([for a in setproduct(range(250), range(250)) : join("-", a)])`)
	},
	"sets/again and again": func() map[string]string {
		return uses(list(300, `length(setunion(local.y, ["#"]))`), `y = [for i in range(5000) : "e${i}"]`)
	},
	"sets/of like numbers": func() map[string]string {
		return uses(`length(local.y)`, `y = toset([for i in range(60000) : 100000000000000 + i])`)
	},
	"sets/of objects": func() map[string]string {
		return uses(`length(local.y)`, `y = toset([for i in range(20000) : { a = i, b = [i, i] }])`)
	},
	"sets/distinct": func() map[string]string {
		return uses(`length(local.y)`, `y = distinct([for i in range(60000) : "e${i}"])`)
	},
	"sets/distinct, numbers": func() map[string]string {
		return uses(list(100, `length(distinct(concat(local.y, [#])))`), `y = range(4000)`)
	},
	"sets/products": func() map[string]string {
		return uses(list(100, `length(setproduct(range(250), range(250), [#]))`), "")
	},
	"sets/matchkeys": func() map[string]string {
		return uses(list(50, `length(matchkeys(local.y, local.y, concat(["#"], local.y)))`), `y = [for i in range(4000) : "e${i}"]`)
	},
	"sets/contains": func() map[string]string {
		return uses(`[for e in local.y : contains(local.y, "${e}x")]`, `y = [for i in range(10000) : "e${i}"]`)
	},
	"loops/nested": func() map[string]string {
		return uses(allOf(60), chain(60, `[for a in range(1000) : [for b in range(1000) : "${a}${b}#"]]`))
	},
	"loops/four deep": func() map[string]string {
		return uses(`[for a in range(100) : [for b in range(100) : [for c in range(100) : [for d in range(100) : d]]]]`, "")
	},
	"loops/long bodies": func() map[string]string {
		return uses(`[for a in range(1000) : [for b in range(1000) : `+strings.Repeat("a + b + ", 500)+`0]]`, "")
	},
	"loops/conditions": func() map[string]string {
		return uses(`[for a in range(1000) : a if length([for b in range(1000) : b if `+strings.Repeat("a > b && ", 50)+`true]) > 0]`, "")
	},
	"loops/splats": func() map[string]string {
		return uses(list(500, `local.y[*].a`), `y = [for i in range(10000) : { a = i }]`)
	},
	"loops/grouping": func() map[string]string { return uses(`{ for i in range(60000) : "k${i % 7}" => "v${i}"... }`, "") },
	"loops/lists that double": func() map[string]string {
		return uses(`local.x60`, "x0 = [\"a\"]\n"+chain(60, `concat(local.x@, local.x@)`))
	},
	"loops/pairs that double": func() map[string]string {
		return uses(`jsonencode(local.x60)`, "x0 = \"a\"\n"+chain(60, `[local.x@, local.x@]`))
	},
	"loops/flatten": func() map[string]string {
		return uses(`flatten(local.x60)`, "x0 = \"a\"\n"+chain(60, `[local.x@, local.x@]`))
	},
	"loops/flatten, deep": func() map[string]string {
		return uses(`flatten(`+strings.Repeat("[", 400)+strings.Repeat("]", 400)+`)`, "")
	},
	"loops/merge of many": func() map[string]string {
		return uses(`merge([for i in range(3000) : { for j in range(100) : "${i}-${j}" => j }]...)`, "")
	},
	"loops/merge again": func() map[string]string {
		return uses(`local.x2000`, "x0 = {}\n"+chain(2_000, `merge(local.x@, { k# = "v" })`))
	},
	"loops/lookups": func() map[string]string {
		return uses(`[for k in range(20000) : lookup(local.y, "k${k}", null)]`, `y = { for i in range(20000) : "k${i}" => i }`)
	},
	"loops/ranges": func() map[string]string { return uses(list(1_000, `length(range(1000))`), "") },
	"loops/tries":  func() map[string]string { return uses(nest(12, `try(X, X)`, `local.none.x`), "") },
	"loops/cidrsubnets": func() map[string]string {
		return uses(`[for i in range(250) : cidrsubnets("10.0.0.0/8", [for j in range(1000) : 12]...)]`, "")
	},

	// Syntax.
	"syntax/parentheses": func() map[string]string { return uses(strings.Repeat("(", 900)+"1"+strings.Repeat(")", 900), "") },
	"syntax/conditionals": func() map[string]string {
		return with(uses(nest(300, `var.v ? X : "#"`, `"x"`), ""), variable("v", "true"))
	},
	"syntax/unary":     func() map[string]string { return uses(strings.Repeat("!", 900)+"true", "") },
	"syntax/binary":    func() map[string]string { return uses(strings.Repeat("1 + ", 5_000)+"1", "") },
	"syntax/traversal": func() map[string]string { return uses("local.y"+strings.Repeat(".a", 5_000), "y = {}") },
	"syntax/indexes":   func() map[string]string { return uses(nest(60, `local.y[X]`, `0`), `y = [0, 1]`) },
	"syntax/calls":     func() map[string]string { return uses(nest(300, `tostring(X)`, `"x"`), "") },
	"syntax/templates": func() map[string]string { return uses(nest(300, `"a${X}"`, `"x"`), "") },
	"syntax/objects":   func() map[string]string { return uses(nest(300, `{ a = X }`, `"x"`), "") },
}

// uses is a module whose bucket has an expression among its tags, beside locals.
func uses(expr, locals string) map[string]string {
	return module("locals {\n" + locals + "\n}\n" + bucketWith("tags = { DataClassification = "+expr+" }"))
}

var longRange = regexp.MustCompile(`\brange\((\d{4,})\)`)

// module is a module of one file. Longer ranges than Terraform's are made of several.
func module(text string) map[string]string {
	text = longRange.ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.Atoi(longRange.FindStringSubmatch(s)[1])
		if n <= 1024 {
			return s
		}
		return fmt.Sprintf("[for p in setproduct(range(%d), range(250)) : p[0] * 250 + p[1]]", n/250)
	})
	return map[string]string{"main.tf": text}
}

// bucketWith is a bucket with an argument.
func bucketWith(argument string) string {
	return "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"example-b\"\n  " + argument + "\n}\n"
}

// heredoc is a local that is a heredoc.
func heredoc(name, text string) string {
	return name + " = <<EOT\n" + strings.TrimSuffix(text, "\n") + "\nEOT"
}

// withText is uses with a local y that has the text of a file.
func withText(expr, text string) map[string]string {
	return with(uses(expr, `y = file("y.txt")`), map[string]string{"y.txt": text})
}

// longText is a local y with a text of a megabyte, made of few letters.
func longText() string {
	return `y = join("", [for i in range(1000) : format("%999s ", i)])` + "\n"
}

// chain is n locals, x1 and so on, in whose expression @ is the number before and # their own.
func chain(n int, expr string) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "x%d = %s\n", i, numbered(expr, i))
	}
	return b.String()
}

// allOf is a list of the locals of a chain.
func allOf(n int) string { return list(n, "local.x#") }

// list is a list of n expressions.
func list(n int, expr string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = numbered(expr, i+1)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func numbered(text string, n int) string {
	return strings.NewReplacer("#", fmt.Sprint(n), "@", fmt.Sprint(n-1)).Replace(text)
}

// nest puts an expression into itself, in the place of X.
func nest(n int, expr, last string) string {
	out := last
	for i := range n {
		out = strings.ReplaceAll(strings.ReplaceAll(expr, "#", fmt.Sprint(i)), "X", out)
	}
	return out
}

func variable(name, value string) map[string]string {
	return map[string]string{"variables.tf": fmt.Sprintf("variable %q {\n  default = %s\n}\n", name, value)}
}

// with is a module with more files.
func with(files map[string]string, more ...map[string]string) map[string]string {
	for _, m := range more {
		maps.Copy(files, m)
	}
	return files
}

// yamlBomb is a local y with a document of lists of aliases: width, to the power of depth.
func yamlBomb(depth, width int) string {
	var b strings.Builder
	item := "x"
	for i := range depth {
		name := fmt.Sprintf("k%d", i)
		fmt.Fprintf(&b, "%s: &%s [%s]\n", name, name, strings.Join(slices.Repeat([]string{item}, width), ","))
		item = "*" + name
	}
	fmt.Fprintf(&b, "i: [%s]\n", item)
	return heredoc("y", b.String())
}

// yamlMerges is a local y with a document of mappings, each merged with the one before.
func yamlMerges(n int) string {
	var b strings.Builder
	b.WriteString("k0: &k0 {a0: 1}\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "k%d: &k%d {<<: *k%d, a%d: 1}\n", i, i, i-1, i)
	}
	return heredoc("y", b.String())
}

// header is the first line of a table.
func header(columns int) string {
	names := make([]string, columns)
	for i := range names {
		names[i] = fmt.Sprintf("c%d", i)
	}
	return strings.Join(names, ",") + "\n"
}
