package fix

import "strings"

// generateList writes a block with an argument p that is an object, or JSON in
// a template, with a list under S.
func generateList(choices []byte, inJSON bool) string {
	g := &generator{choices: choices}
	g.pick("", "", "\ufeff")
	g.out.WriteString("a {\n")
	g.pick("  ", "\t", "")
	g.out.WriteString("p = ")
	if inJSON {
		g.template()
		g.out.WriteString("\n")
	} else {
		before, after := "", ""
		switch g.next() % 4 {
		case 0:
			before, after = "jsonencode(", ")"
		case 1:
			before, after = "(", ")"
		case 2:
			before, after = `"${jsonencode(`, `)}"`
		}
		g.out.WriteString(before)
		g.object(0)
		g.out.WriteString(after)
		g.rest(false)
	}
	g.out.WriteString("}\n")
	if g.next()%3 == 0 {
		return strings.ReplaceAll(g.out.String(), "\n", "\r\n")
	}
	return g.out.String()
}

// object writes an object that has one S, at any place.
func (g *generator) object(depth int) {
	lines := g.next()%3 > 0
	end := func() { g.inner() }
	if lines {
		end = func() { g.rest(false) }
	}
	g.out.WriteString("{")
	end()
	n := int(g.next()) % 3
	s := int(g.next()) % (n + 1)
	for i := range n + 1 {
		if i == s {
			g.pick("S", "S", `"S"`)
			g.pick(" = ", "=", " : ")
			g.items(depth)
		} else {
			g.pick("k", "s", `"k"`, "1")
			g.pick(" = ", " :")
			g.item(depth)
		}
		if !lines || g.next()%2 == 0 {
			g.inner()
			g.out.WriteString(",")
		}
		end()
	}
	g.out.WriteString("}")
}

// items writes a list or what may be in place of one.
func (g *generator) items(depth int) {
	switch g.next() % 6 {
	case 0:
		g.item(depth)
		return
	case 1:
		g.pick("(", "( # p (\n")
		g.object(depth + 1)
		g.out.WriteString(")")
		return
	}
	g.out.WriteString("[")
	g.free()
	for n := int(g.next()) % 4; n > 0; n-- {
		g.item(depth + 1)
		g.free()
		if n > 1 || g.next()%2 == 0 {
			g.out.WriteString(",")
			g.free()
		}
	}
	g.out.WriteString("]")
}

// free writes what may stand between the elements of a list.
func (g *generator) free() {
	g.pick("", " ", "\n  ", "\n\t\t", "\n", " # f ]\n", " /* ] */ ", "/* g\n*/", "\n// h [\n\n    ", "\n#\n")
}

func (g *generator) item(depth int) {
	if depth < 4 && g.next()%3 > 0 {
		if g.next()%4 == 0 {
			g.items(depth + 1)
		} else {
			g.object(depth + 1)
		}
		return
	}
	g.pick("1", `"a${b}]"`, "b.c", "f(<<E\n]\nE\n)", "b ? c : (d)", "(1 # i\n)", "b.*.c", "b[*].c[0]", "-1", "!(b)", "(1) + (2)",
		"[for b in c : b]", "{ for b in c : b => c }", "concat([], b)", `"%{ if b }]%{ endif }"`, "b[0]", "{}", "[]", "f(b...)")
}

// template writes JSON in a heredoc or a quoted string.
func (g *generator) template() {
	out := g.out.String()
	g.out.Reset()
	g.pick("", " ", "\n")
	g.members(pickStep(g.next()), "  ", 0)
	text := g.out.String()
	g.out.Reset()
	g.out.WriteString(out)
	switch g.next() % 4 {
	case 0:
		if t, err := newText(text); err == nil {
			g.out.WriteString(`"` + t.quote(pick([]string{"\n", "\r\n"}, g.next())) + `"`)
			return
		}
		g.out.WriteString("1")
	case 1:
		g.out.WriteString("<<-EOT\n" + text + "\n  EOT")
	default:
		g.out.WriteString("<<EOT\n" + text + "\nEOT")
	}
}

func pickStep(i byte) string { return pick([]string{"  ", "    ", "\t", ""}, i) }

// members writes a JSON object that has an S, over lines where there is a step
// of indentation.
func (g *generator) members(step, indent string, depth int) {
	g.out.WriteString("{")
	n := int(g.next()) % 3
	s := int(g.next()) % (n + 1)
	for i := range n + 1 {
		g.breakLine(step, indent+step)
		if i == s {
			g.out.WriteString(`"S"`)
			g.pick(":", ": ", " : ")
			g.elements(step, indent+step, depth+1)
		} else {
			g.pick(`"k"`, `"s\"}"`, `"$${"`, `"ü"`)
			g.out.WriteString(":")
			g.member(step, indent+step, depth+1)
		}
		if i < n {
			g.out.WriteString(",")
		}
	}
	g.breakLine(step, indent)
	g.out.WriteString("}")
}

func (g *generator) breakLine(step, indent string) {
	if step != "" && g.next()%8 > 0 {
		g.out.WriteString("\n" + indent)
	} else {
		g.pick("", " ", "\t")
	}
}

func (g *generator) elements(step, indent string, depth int) {
	if g.next()%5 == 0 {
		g.member(step, indent, depth)
		return
	}
	g.out.WriteString("[")
	n := int(g.next()) % 4
	for i := range n {
		g.breakLine(step, indent+step)
		g.member(step, indent+step, depth+1)
		if i < n-1 && g.next()%16 > 0 {
			g.out.WriteString(",")
		}
	}
	g.breakLine(step, indent)
	g.out.WriteString("]")
}

func (g *generator) member(step, indent string, depth int) {
	if depth < 5 && g.next()%3 > 0 {
		if g.next()%4 == 0 {
			g.elements(step, indent, depth)
		} else {
			g.members(step, indent, depth)
		}
		return
	}
	g.pick("1", `"a"`, `"${b}]"`, "${b}", `"\\\"}"`, `"$${ %%{ {"`, `"$$${b}%"`, "true", "{}", "[]", "-1.5e3", `"${c["}"]}"`, `${jsonencode({ S = "]" })}`,
		"[ ${join(\",\", [\"]\"])} ]", "${~ b /* ] */ ~}", `"\u00fc${b}"`, `${b}${c}`, `1 ${b}`, `"ü%%"`, `"${"${b}"}"`, "${\n  b # ]\n}")
}
