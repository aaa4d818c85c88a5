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
	"dict":  func(title string, t any, list string, l any) map[string]any { return map[string]any{title: t, list: l} },
	"fix":   fixSentence,
	"place": func(p posture.Place) string { return p.String() },
	"name":  func(s posture.Sign) string { return signNames[s] },
	"loud":  func(s posture.Sign) bool { return s >= posture.Accept },
}).Parse(page))

// signNames are what the signs say, for those who don't see them and for colours.
var signNames = map[posture.Sign]string{
	posture.None: "none", posture.Good: "good", posture.Muted: "off", posture.Accept: "accepted", posture.Open: "unknown", posture.Wrong: "wrong",
}

// card is a bucket, key or other thing as the page shows it.
type card struct {
	subject
	What  string
	Worst posture.Sign
	Cells []posture.Cell
}

func (c card) From() string {
	if isBelow(c.place.File, c.directory) {
		return ""
	}
	return c.directory
}

func (c card) Address() string           { return c.address }
func (c card) Name() string              { return c.name }
func (c card) Place() posture.Place      { return c.place }
func (c card) Class() posture.Class      { return c.class }
func (c card) Loud() bool                { return c.class.Sensitive || c.Worst >= posture.Accept || c.class.Why != "" }
func (c card) Answers() []posture.Answer { return c.answers }

// section is a kind of things, those with something to say apart.
type section struct {
	Title      string
	Loud, Fine []card
}

func writeHTML(w io.Writer, r *posture.Report) error {
	topics := r.Topics()
	buckets, keys, others := section{Title: "Buckets"}, section{Title: "Keys"}, section{Title: "Others"}
	for _, b := range r.Buckets {
		buckets.add(card{subject{b.Directory, b.Address, b.Name, b.Place, b.Class, b.Answers}, "bucket", posture.Worst(b.Answers), posture.Cells(posture.BucketTopics, topics, b.Class, b.Facts, b.Answers)})
	}
	for _, k := range r.Keys {
		keys.add(card{subject{k.Directory, k.Address, "", k.Place, k.Class, k.Answers}, "key", posture.Worst(k.Answers), posture.Cells(posture.KeyTopics, topics, k.Class, k.Facts, k.Answers)})
	}
	for _, o := range r.Others {
		others.add(card{subject{o.Directory, o.Address, "", o.Place, posture.Class{}, o.Answers}, "other", posture.Worst(o.Answers), nil})
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

func (s *section) add(c card) {
	if c.Loud() {
		s.Loud = append(s.Loud, c)
		return
	}
	s.Fine = append(s.Fine, c)
}
