package policy

import (
	"encoding/json"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/tri"
)

// FromTree compiles a document from a generic tree: maps, lists, strings,
// booleans, numbers (json.Number or float64), nil, UnknownLeaf and Template.
// It never fails: what isn't a policy becomes a statement of which nothing is
// known.
func FromTree(tree any) *Document {
	c := &compiler{doc: &Document{}, index: map[string]int{}}
	top, ok := tree.(map[string]any)
	c.doc.allowing = sync.OnceValue(func() *Document { return allowDocument(top["Version"], c.allows) })
	if !ok {
		c.doc.Statements = []Statement{unknownStatement(0)}
		return c.doc
	}
	c.doc.variables = tri.No
	switch version := top["Version"]; version {
	case nil, "2008-10-17":
	case "2012-10-17":
		c.doc.variables = tri.Yes
	default:
		c.doc.variables = tri.Unknown
	}
	list, _ := listOf(top["Statement"])
	if _, present := top["Statement"]; !present {
		list = nil
	}
	c.doc.Statements = make([]Statement, 0, len(list))
	for i, item := range list {
		c.doc.Statements = append(c.doc.Statements, c.statement(i, item))
	}
	if misspelt(top, "Statement") {
		c.doc.Statements = append(c.doc.Statements, unknownStatement(len(list)))
	}
	c.choices()
	return c.doc
}

// unknownStatement is a statement that may deny anything.
func unknownStatement(index int) Statement {
	any := elements{present: true, unknown: true}
	return Statement{Index: index, Offset: -1, malformed: true, actions: any, resources: any, who: principals{present: true, unknown: true}}
}

// statementElements are the element names of a statement that AWS knows.
var statementElements = []string{
	"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}

// statement compiles one statement. Elements that AWS doesn't know make it one
// that AWS would refuse, so it matches at most maybe.
func (c *compiler) statement(index int, item any) Statement {
	fields, ok := item.(map[string]any)
	if !ok {
		return unknownStatement(index)
	}
	s := Statement{Index: index, Offset: -1}
	s.Sid, _ = fields["Sid"].(string)
	switch effect := fields["Effect"].(type) {
	case string:
		s.effect = tri.Of(effect == "Deny")
	case nil:
		s.effect = tri.No
	}
	own := 0
	for _, name := range statementElements {
		if _, present := fields[name]; present {
			own++
		}
		if misspelt(fields, name) {
			return unknownStatement(index)
		}
	}
	s.malformed = own < len(fields)
	for _, name := range []string{"Principal", "Action", "Resource"} {
		_, positive := fields[name]
		if _, negative := fields["Not"+name]; positive && negative {
			s.malformed = true
		}
	}
	if s.effect == tri.No {
		if who := c.principals(fields); who.matches(&anybody) == tri.Yes {
			c.allows = append(c.allows, fields)
		}
		return s
	}
	s.who = c.principals(fields)
	s.malformed = s.malformed || s.who.foreign
	s.actions = c.elements(fields, "Action", false)
	s.resources = c.elements(fields, "Resource", true)
	if condition, present := fields["Condition"]; present {
		s.atoms = c.conditions(condition)
	}
	s.steps = stepsOfValue * (1 + len(s.who.list) + s.resources.looked())
	c.doc.steps += s.steps + stepsOfValue*len(s.actions.list)
	return s
}

// misspelt reports whether an element is there in another case only. Whether
// AWS takes it isn't documented.
func misspelt(fields map[string]any, name string) bool {
	if _, ok := fields[name]; ok {
		return false
	}
	for field := range fields {
		if strings.EqualFold(field, name) {
			return true
		}
	}
	return false
}

// elements is an Action, NotAction, Resource or NotResource element.
type elements struct {
	present bool
	negated bool
	unknown bool // the whole list isn't known
	list    []element
	names   *byName // of resources, nil where there are few
}

// element is one action or resource.
type element struct {
	pattern
	parts [6]pattern // of an ARN
	split bool       // parts hold
	colon bool       // an action with its service prefix
}

// elements compiles the element called name or its negation.
func (c *compiler) elements(fields map[string]any, name string, arn bool) elements {
	var e elements
	value, present := fields[name]
	if !present {
		if value, present = fields["Not"+name]; present {
			e.negated = true
		}
	}
	e.present = present
	items, known := listOf(value)
	e.unknown = !known || present && e.negated && len(items) == 0
	for _, item := range items {
		pieces, ok := piecesOf(item)
		if !ok {
			pieces = unknownText
		}
		var el element
		if arn {
			el.pattern = c.pattern(pieces, true, c.doc.variables)
			el.parts, el.split = el.arnParts()
		} else {
			for i, p := range pieces {
				if p.Hole == nil {
					pieces[i].Known = strings.ToLower(p.Known)
					el.colon = el.colon || strings.Contains(p.Known, ":")
				}
			}
			el.pattern = c.pattern(pieces, true, tri.No)
		}
		e.list = append(e.list, el)
	}
	if arn {
		e.names = index(e.list)
	}
	return e
}

// listOf returns the members of a value that may be single or a list. It
// reports false where the value, and so the number of members, isn't known.
func listOf(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case unknownLeaf:
		return []any{v}, false
	default:
		return []any{v}, true
	}
}

// unknownText is a text of which nothing is known.
var unknownText = Template{{Hole: &UnknownLeaf}}

// piecesOf returns the text of a scalar, with known pieces and holes by turns: strings,
// numbers and booleans compare as text. It reports false for anything else.
func piecesOf(v any) (Template, bool) {
	switch v := v.(type) {
	case string:
		return Template{{Known: v}}, true
	case bool:
		return Template{{Known: strconv.FormatBool(v)}}, true
	case json.Number:
		return Template{{Known: v.String()}}, true
	case float64:
		return Template{{Known: strconv.FormatFloat(v, 'f', -1, 64)}}, true
	case unknownLeaf:
		return unknownText, true
	case Template:
		return byTurns(v), true
	default:
		return nil, false
	}
}

// byTurns returns a template in which neither known pieces nor holes follow each other.
func byTurns(t Template) Template {
	var out Template
	for _, p := range t {
		if n := len(out); p.Hole == nil && p.Known != "" || p.Hole != nil && (n == 0 || out[n-1].Hole == nil) {
			out = out.Add(p)
		}
	}
	return out
}

// sortedKeys returns the keys of a map in order, so that verdicts don't depend
// on Go's map order.
func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
