package lint

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Undescribed fails if a comment on the lines of a value, or right above them, names the
// value: somebody has decided on it, and the comment would be wrong of any other. So do comments
// at other places that are about it.
func (e *Edit) Undescribed(name string, value hcl.Range, also ...hcl.Range) error {
	s := e.source(value.Filename)
	if s.err != nil {
		return s.err
	}
	named := naming(s.file.Text(value))
	if named == nil {
		return nil
	}
	for _, at := range append([]hcl.Range{value}, also...) {
		s := e.source(at.Filename)
		if s.err != nil {
			return s.err
		}
		for _, c := range s.comments(at.Filename).beside(at.Start.Line, at.End.Line) {
			if named.MatchString(c.text) {
				return described.Refuse("a comment at %s:%d names the value of %s", at.Filename, c.first, name)
			}
		}
	}
	return nil
}

// Untold fails if a text names a value.
func (e *Edit) Untold(name string, value hcl.Range, text string) error {
	s := e.source(value.Filename)
	if s.err != nil {
		return s.err
	}
	if named := naming(s.file.Text(value)); named != nil && named.MatchString(text) {
		return described.Refuse("the description at %s:%d names the value of %s", value.Filename, value.Start.Line, name)
	}
	return nil
}

// naming returns what recognises a text that names a value, by the source text of the
// value; nil if nothing does.
func naming(source string) *regexp.Regexp {
	expr, diags := hclsyntax.ParseExpression([]byte(source), "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil
	}
	var alternatives []string
	_ = hclsyntax.VisitAll(expr, func(node hclsyntax.Node) hcl.Diagnostics {
		switch n := node.(type) {
		case *hclsyntax.LiteralValueExpr:
			alternatives = append(alternatives, literalNames(n.Val)...)
		case *hclsyntax.ScopeTraversalExpr:
			if name := n.Traversal; len(name) > 1 {
				alternatives = append(alternatives, referenceNames(name)...)
			}
		}
		return nil
	})
	if len(alternatives) == 0 {
		return nil
	}
	// A letter, digit or underscore before would make it a part of another word or id,
	// such as CKV_AWS_7.
	return regexp.MustCompile(`(?i)(?:^|[^\pL\pN_.])(?:` + strings.Join(alternatives, "|") + `)`)
}

// literalNames returns patterns of what a literal is called in prose.
func literalNames(v cty.Value) []string {
	switch {
	case v.IsNull():
		return []string{`null\b`, `default\b`}
	case v.Type() == cty.Bool && v.False():
		return []string{`false\b`, `no\b`, `not\b`, `never\b`, `none\b`, `without\b`, `off\b`, `disabl`, `unset\b`, `\w+n['’]t\b`}
	case v.Type() == cty.Bool:
		return []string{`true\b`, `yes\b`, `on\b`, `enabl`}
	case v.Type() == cty.Number:
		if n, accuracy := v.AsBigFloat().Int64(); accuracy == 0 {
			return numberNames(n)
		}
	case v.Type() == cty.String:
		return textNames(v.AsString())
	}
	return nil
}

// numberWords are the numbers that deletion windows have, as words.
var numberWords = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
	"seventeen eighteen nineteen twenty twenty.one twenty.two twenty.three twenty.four twenty.five twenty.six twenty.seven twenty.eight twenty.nine thirty")

// numberNames returns what a number of days is called.
func numberNames(n int64) []string {
	names := []string{fmt.Sprintf(`%d(?:$|[^\d.]|\.(?:\D|$))`, n)}
	if n >= 0 && n < int64(len(numberWords)) {
		names = append(names, numberWords[n]+`\b`)
	}
	if n == 7 {
		names = append(names, `week\b`, `minimum\b`, `shortest\b`) // the least that KMS takes
	}
	for unit, days := range map[string]int64{"week": 7, "month": 30, "year": 365} {
		if count := n / days; count > 0 && count < int64(len(numberWords)) && n%days == 0 {
			names = append(names, fmt.Sprintf(`(?:%d|%s)[\s-]*%s`, count, numberWords[count], unit))
		}
	}
	return names
}

// blanks are what may stand between the words of a name.
var blanks = regexp.MustCompile(`[\s_:/-]+`)

// words returns a pattern of a text in which the separators may be others.
func words(text string) string {
	var parts []string
	for _, part := range blanks.Split(text, -1) {
		if part != "" {
			parts = append(parts, regexp.QuoteMeta(part))
		}
	}
	return strings.Join(parts, `[\s_:/-]*`)
}

// textNames returns what a text is called.
func textNames(text string) []string {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return numberNames(n)
	}
	switch strings.ToLower(text) {
	case "":
		return nil
	case "true", "false":
		return literalNames(cty.BoolVal(strings.EqualFold(text, "true")))
	case "aes256":
		return []string{`aes[\s_-]*256`, `sse[\s_-]*s3\b`, `s3[\s_-]+managed`, `amazon[\s_-]+s3[\s_-]+key`}
	case "aws:kms":
		return []string{`aws:kms\b`, `sse[\s_-]*kms\b`}
	case "alias/aws/s3", "aws/s3":
		return []string{`(?:alias/)?aws/s3\b`, `aws[\s_-]+managed`, `managed by aws`, `default key\b`}
	}
	if name := words(text); name != "" && len(name) < 200 {
		return []string{name + `(?:$|[^\pL\pN_])`}
	}
	return nil
}

// plainNames are names of resources that say nothing.
var plainNames = map[string]bool{"this": true, "main": true, "key": true, "default": true, "kms": true, "s3": true, "cmk": true}

// referenceNames returns what a resource is called that an expression refers to.
func referenceNames(t hcl.Traversal) []string {
	at := 1
	if t.RootName() == "data" && len(t) > 2 {
		at = 2
	}
	name, ok := t[at].(hcl.TraverseAttr)
	if !ok || plainNames[name.Name] || len(name.Name) < 3 {
		return nil
	}
	return []string{words(name.Name) + `(?:$|[^\pL\pN_])`}
}
