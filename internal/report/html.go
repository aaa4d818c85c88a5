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
	Worst posture.Sign
	Told  []line
	Quiet []line
}

// line is a topic of a card.
type line struct {
	Sign posture.Sign
	What string
	// Wrong are the findings, and Open what isn't known, each with its reason.
	Wrong, Open []linked
}

// linked is an answer with the address of its rule's page.
type linked struct {
	posture.Answer
	Link string
}

// newCard sorts what the cells say by whether it needs more than a word. Things without cells have their answers alone.
func newCard(s subject, cells []posture.Cell, links map[string]string) card {
	c := card{subject: s, Worst: posture.Worst(s.answers)}
	if cells == nil {
		l := line{Sign: c.Worst}
		l.take(s, s.answers, links)
		c.Told = append(c.Told, l)
	}
	for _, cell := range cells {
		l := line{Sign: cell.Sign, What: cell.Topic.Title()}
		if cell.Says != "" {
			l.What += ": " + cell.Says
		}
		switch {
		case cell.Sign >= posture.Accept:
			l.take(s, cell.Answers, links)
			if cell.Sign == posture.Open && len(l.Open) == 0 {
				l.Open = []linked{{Answer: posture.Answer{Why: cell.Why}}}
			}
			c.Told = append(c.Told, l)
		case cell.Topic == posture.Classified && cell.Sign == posture.Good: // the top of the card says it
		case cell.Says != "":
			c.Quiet = append(c.Quiet, l)
		}
	}
	return c
}

// take takes the answers that need words. That the class isn't known is said once, at the top of the card.
func (l *line) take(s subject, answers []posture.Answer, links map[string]string) {
	for _, a := range answers {
		one := linked{a, links[a.Rule]}
		switch sign := posture.SignOf(a); {
		case sign == posture.Open && (a.Why == "" || a.Why != s.class.Why):
			l.Open = append(l.Open, one)
		case (sign == posture.Wrong || sign == posture.Accept) && a.Finding != nil:
			l.Wrong = append(l.Wrong, one)
		}
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
func (c card) Loud() bool           { return c.class.Sensitive || c.Worst >= posture.Accept || c.class.Why != "" }

// section is a kind of things, those with something to say apart.
type section struct {
	Title      string
	Loud, Fine []card
}

func writeHTML(w io.Writer, r *posture.Report) error {
	topics, links := r.Topics(), map[string]string{}
	for _, rule := range r.Rules() {
		links[rule.Name] = rule.Link
	}
	buckets, keys, others := section{Title: "Buckets"}, section{Title: "Keys"}, section{Title: "Others"}
	for _, b := range r.Buckets {
		buckets.add(newCard(subject{b.Directory, b.Address, b.Name, b.Place, b.Class, b.Answers}, posture.Cells(posture.BucketTopics, topics, b.Class, b.Facts, b.Answers), links))
	}
	for _, k := range r.Keys {
		keys.add(newCard(subject{k.Directory, k.Address, "", k.Place, k.Class, k.Answers}, posture.Cells(posture.KeyTopics, topics, k.Class, k.Facts, k.Answers), links))
	}
	for _, o := range r.Others {
		others.add(newCard(subject{o.Directory, o.Address, "", o.Place, posture.Class{}, o.Answers}, nil, links))
	}
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
		"Heading": heading(r), "Summary": summary(r), "Errors": r.Errors, "Sections": []section{buckets, keys, others},
		"Practices": r.Practices, "Controls": r.Controls, "More": moreLines(r.More), "Changes": shown, "Compared": r.Changes != nil,
	})
}

// Len is how many there are.
func (s section) Len() int { return len(s.Loud) + len(s.Fine) }

func (s *section) add(c card) {
	if c.Loud() {
		s.Loud = append(s.Loud, c)
		return
	}
	s.Fine = append(s.Fine, c)
}
