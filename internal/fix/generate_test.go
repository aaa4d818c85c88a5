package fix

import (
	"fmt"
	"strings"
)

// generator writes a source that parses, its choices taken from bytes: plain
// mutations of text seldom parse, and then keep to what the seeds have.
type generator struct {
	choices []byte
	out     strings.Builder
	names   int
}

func generate(choices []byte) string {
	g := &generator{choices: choices}
	g.pick("", "", "\ufeff")
	g.body(0, true)
	out := g.out.String()
	switch g.next() % 4 {
	case 0:
		out = strings.ReplaceAll(out, "\n", "\r\n")
	case 1:
		out = strings.TrimRight(out, " \n")
		if strings.HasSuffix(out, "EOT") {
			out += "\n"
		}
	}
	return out
}

// next returns the next choice, and 0 for ever after the last.
func (g *generator) next() byte {
	if len(g.choices) == 0 {
		return 0
	}
	c := g.choices[0]
	g.choices = g.choices[1:]
	return c
}

func (g *generator) pick(texts ...string) {
	g.out.WriteString(texts[int(g.next())%len(texts)])
}

// inner writes what may stand between two tokens of a line.
func (g *generator) inner() {
	g.pick(" ", "", "\t", "  ", " /* i */ ", "/* j\n } */", "/**/ /*/*/ ")
}

// rest writes the end of a line, with lines that hold no code after it.
func (g *generator) rest(heredoc bool) {
	if heredoc {
		g.pick("", "  ")
	} else {
		g.pick("", " ", " # r }", "// ü🧩", "/* s\n# t */", " /* u */ # \"v", "\t\t", "/* w */ /* x */ ")
	}
	g.pick("\n", "\n", "\n\n", "\n  \n", "\n# y\n", "\n\n\t// z {\n", "\n/* k\n*/\n", "\n#\n#<<EOT\n")
}

func (g *generator) name() string {
	g.names++
	return fmt.Sprintf("n%d", g.names)
}

func (g *generator) body(depth int, top bool) {
	fixed := []string{"x", "new", "depends_on"}
	for len(g.choices) > 0 {
		choice := g.next()
		g.pick("  ", "", "\t", "        ", "/* l */ ")
		switch {
		case choice%8 < 3:
			name := g.name()
			if i := int(choice / 8 % 6); i < len(fixed) && fixed[i] != "" {
				name, fixed[i] = fixed[i], ""
			}
			g.out.WriteString(name)
			g.rest(g.attribute(true))
		case choice%8 < 6:
			g.block(depth)
		case !top:
			return
		}
	}
}

// attribute writes a value, a heredoc perhaps, and reports whether it is one.
func (g *generator) attribute(heredoc bool) bool {
	g.inner()
	g.out.WriteString("=")
	g.inner()
	values := []string{
		"1", "true", `"ü${b}"`, `"# $${ //"`, "(\n1 # p\n)", "[\n  1, # q\n  2\n]", "[\n  1,\n]", "{\n  a = 1\n}", "-b.c[0].d",
		"a ? b : (c)", "f(a...)", "{ for k, v in m : k => v... }", "f(<<EOT\n# h\nEOT\n)", "\"%{ if a }b%{ endif }\"", "a.*.b", "!(a)",
		"[for v in w : v\n]", "a == b", "\"${\n1\n}\"", "null", "{}", "[]", "(1) + (2)",
	}
	docs := []string{"<<EOT\n}\n  # no\nEOT", "<<-EOT\n  a ${b}\n  EOT", "<<EOT\nEOT", "<<EOT\n\n  /* \nEOT  "}
	i := int(g.next())
	if heredoc && i%4 == 3 {
		g.pick(docs...)
		return true
	}
	g.out.WriteString(values[i/4%len(values)])
	return false
}

func (g *generator) block(depth int) {
	g.pick("a", "b", "lifecycle", "new", "rule", "x")
	g.pick(" ", " \"l\" ", " l \"ü\" ", "", " /* h */ ")
	g.out.WriteString("{")
	switch choice := g.next() % 6; {
	case choice == 0 || depth > 5:
		g.inner()
	case choice == 1:
		g.inner()
		g.pick("x", "new", "y")
		g.attribute(false)
		g.inner()
	default:
		g.rest(false)
		g.body(depth+1, false)
		g.pick("", "  ", "\t", "/* m */ ", "/* n\n*/")
	}
	g.out.WriteString("}")
	g.rest(false)
}
