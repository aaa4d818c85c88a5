package report

import (
	_ "embed" // the page
	"html/template"
	"io"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
)

//go:embed page.html
var page string

// pageTemplate needs nothing but itself: no scripts, no fonts, no network.
var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"counts": func(id, title string, list []posture.Count) map[string]any {
		return map[string]any{"ID": id, "Title": title, "List": list}
	},
	"fix":   fixSentence,
	"place": posture.Place.String,
	"name":  func(s posture.Sign) string { return signNames[s] },
}).Parse(page))

// signNames are what the signs say, for those who don't see them and for colours.
var signNames = map[posture.Sign]string{
	posture.None: "none", posture.Good: "good", posture.Muted: "off", posture.Accept: "accepted", posture.Open: "unknown", posture.Wrong: "wrong",
}

// card is a bucket, key or other thing as the page shows it: what is told at length, and what in a word.
type card struct {
	subject
	Told  []line
	Quiet []line
}

// line is a topic of a card.
type line struct {
	Sign posture.Sign
	What string
	// Wrong are the findings, Off those of rules that are off, and Open the reasons of what isn't known.
	Wrong, Off []linked
	Open       []reason
	// Rest says how many reasons there are more.
	Rest string
}

// linked is an answer with the address of its rule's page.
type linked struct {
	posture.Answer
	Link string
}

// reason is one with the addresses of its rules' pages.
type reason struct {
	Why   string
	Rules []linked
	About string
}

// newCard sorts what the cells say by whether it needs more than a word. Things without cells have their answers alone.
func newCard(s subject, links map[string]string) card {
	c := card{subject: s}
	if s.cells == nil {
		l := line{Sign: s.sign}
		l.take(s.answers, posture.Reasons(s.answers, s.class), links)
		c.Told = append(c.Told, l)
	}
	for _, cell := range s.cells {
		l := line{Sign: cell.Sign, What: cell.Topic.Title()}
		if cell.Says != "" {
			l.What += ": " + cell.Says
		}
		l.take(cell.Answers, cell.Reasons, links)
		switch {
		case cell.Sign >= posture.Accept:
			c.Told = append(c.Told, l)
		case cell.Topic == posture.Classified && cell.Sign == posture.Good: // the top of the card says it
		case cell.Says != "":
			c.Quiet = append(c.Quiet, l)
		}
	}
	return c
}

// take takes the answers that need words, and the reasons.
func (l *line) take(answers []posture.Answer, reasons []posture.Reason, links map[string]string) {
	for _, a := range answers {
		one := linked{a, links[a.Rule]}
		switch sign := posture.SignOf(a); {
		case a.Finding == nil:
		case sign == posture.Wrong || sign == posture.Accept:
			l.Wrong = append(l.Wrong, one)
		case sign == posture.Muted:
			l.Off = append(l.Off, one)
		}
	}
	var shown []posture.Reason
	shown, l.Rest = given(reasons)
	for _, r := range shown {
		out := reason{Why: r.Why, About: listed(r.About)}
		for _, rule := range r.Rules {
			out.Rules = append(out.Rules, linked{posture.Answer{Rule: rule}, links[rule]})
		}
		l.Open = append(l.Open, out)
	}
}

func (c card) From() string {
	if isBelow(c.place.File, c.directory) {
		return ""
	}
	return c.directory
}

func (c card) Address() string      { return c.address }
func (c card) Name() string         { return c.name }
func (c card) Place() posture.Place { return c.place }
func (c card) Class() posture.Class { return c.class }
func (c card) Worst() posture.Sign  { return c.sign }
func (c card) WhyClass() string     { return c.whyClass() }
func (c card) Serves() string       { return c.serves }

// section is a kind of things, those with something to say apart.
type section struct {
	Title      string
	Loud, Fine []card
}

func writeHTML(w io.Writer, r *posture.Report) error {
	links := map[string]string{}
	for _, rule := range r.Rules() {
		links[rule.Name] = rule.Link
	}
	buckets, keys, others := subjects(r)
	sections := []section{newSection("Buckets", buckets, links), newSection("Keys", keys, links), newSection("Others", others, links)}
	var changes []changeGroup
	if r.Changes != nil {
		changes = changeGroups(r.Changes)
	}
	type group struct {
		Name string
		List []posture.Change
	}
	var shown []group
	for _, c := range changes {
		shown = append(shown, group{c.name, c.list})
	}
	return pageTemplate.Execute(w, map[string]any{
		"Heading": heading(r), "Summary": summary(r), "Errors": r.Errors, "Sections": sections,
		"Practices": r.Practices, "Controls": r.Controls, "More": moreLines(r.More), "Changes": shown, "Compared": r.Changes != nil, "Several": several(r),
	})
}

// Len is how many there are.
func (s section) Len() int { return len(s.Loud) + len(s.Fine) }

func newSection(title string, all []subject, links map[string]string) section {
	out := section{Title: title}
	for _, s := range all {
		if s.folds() {
			out.Fine = append(out.Fine, newCard(s, links))
		} else {
			out.Loud = append(out.Loud, newCard(s, links))
		}
	}
	return out
}
