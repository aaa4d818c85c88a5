package collect

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/lint"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/posture"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/remedy"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/s3"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/internal/terraform"
	"github.com/seed-5b586960/tflint-ruleset-s3-encryption/project"
)

// New returns the collector.
func New() *lint.Collector { return &lint.Collector{Name: posture.Rule, Tell: tell} }

// maxNote is how large a note may be: tflint's connection to its plugins takes messages of up to
// 4 MiB.
const maxNote = 3 << 20

// maxAnswers is how many answers of one kind a rule gives about what belongs to one bucket.
const maxAnswers = 20

// tell writes the notes of a directory: the directory itself, then its buckets, keys and others.
func tell(c *lint.Collection) ([]string, error) {
	notes := []*posture.Note{{Directory: directory(c)}}
	if !c.Fixing {
		notes = append(notes, newInventory(c).notes()...)
	}
	notes[0].Directory.Notes = len(notes) - 1
	out := make([]string, len(notes))
	for i, n := range notes {
		n.Format = posture.Format
		text, err := json.Marshal(n)
		if err != nil {
			return nil, err
		}
		if len(text) > maxNote {
			return nil, fmt.Errorf("a note has %d bytes, which is too much for tflint", len(text))
		}
		out[i] = string(text)
	}
	return out, nil
}

// directory says how a directory was inspected.
func directory(c *lint.Collection) *posture.Directory {
	d := &posture.Directory{
		Path: slashed(c.Module.Folder()), Version: project.Version, Preset: c.Preset, Fixing: c.Fixing,
		Calls: c.Module.Folders(),
	}
	for i := range d.Calls {
		d.Calls[i] = slashed(d.Calls[i])
	}
	for call := range c.Module.OpaqueCalls() {
		name := "module." + call.Name
		if above := call.Caller().Address; above != "" {
			name = above + "." + name
		}
		d.NotLoaded = append(d.NotLoaded, name)
	}
	slices.Sort(d.NotLoaded)
	d.NotLoaded = slices.Compact(d.NotLoaded)
	for _, said := range c.Said {
		d.Rules = append(d.Rules, ruleInfo(said))
	}
	return d
}

func ruleInfo(said *lint.Said) posture.RuleInfo {
	r := said.Rule
	info := posture.RuleInfo{
		Name: r.Name, Title: r.Summary, Topic: posture.Topic(r.Topic), Practice: string(r.Practice), PracticeTitle: r.Practice.Title(),
		Severity: strings.ToLower(r.Severity.String()), Link: project.ReferenceLink(r.Name), State: "off",
	}
	switch {
	case said.Failed:
		info.State = "failed"
	case said.On:
		info.State = "on"
	}
	for _, control := range []posture.Control{
		{Standard: "AWS Security Hub", ID: r.Controls.SecurityHub},
		{Standard: "AWS Config", ID: r.Controls.Config},
		{Standard: "CIS AWS Foundations Benchmark", ID: r.Controls.CIS},
		{Standard: "PCI DSS v4.0.1", ID: r.Controls.PCI},
		{Standard: "NIST SP 800-53 Rev. 5", ID: r.Controls.NIST},
	} {
		if control.ID != "" {
			info.Controls = append(info.Controls, control)
		}
	}
	return info
}

// inventory holds the notes while they are made.
type inventory struct {
	dir     string
	buckets []*posture.Bucket
	keys    []*posture.Key
	others  []*posture.Other

	bucketAt map[string]*posture.Bucket // by address
	keyAt    map[string]*posture.Key
	otherAt  map[string]*posture.Other

	hasPolicy func(*s3.Key) bool
	users     map[*s3.Key]posture.Fact
}

func newInventory(c *lint.Collection) *inventory {
	of := remedy.Inventory.Of(c.Snapshot)
	inv := &inventory{
		dir:      slashed(c.Module.Folder()),
		bucketAt: map[string]*posture.Bucket{}, keyAt: map[string]*posture.Key{}, otherAt: map[string]*posture.Other{},
		hasPolicy: of.HasPolicy, users: map[*s3.Key]posture.Fact{},
	}
	for _, b := range of.Buckets {
		inv.addBucket(b)
	}
	for _, k := range of.Keys {
		inv.addKey(k)
	}
	for _, said := range c.Said {
		for _, a := range said.Answers {
			if !a.Beside {
				inv.addAnswer(said, a)
			}
		}
	}
	return inv
}

func (inv *inventory) notes() []*posture.Note {
	var out []*posture.Note
	for _, b := range inv.buckets {
		b.Answers = capped(b.Answers)
		out = append(out, &posture.Note{Bucket: b})
	}
	for _, k := range inv.keys {
		k.Answers = capped(k.Answers)
		out = append(out, &posture.Note{Key: k})
	}
	for _, o := range inv.others {
		o.Answers = capped(o.Answers)
		out = append(out, &posture.Note{Other: o})
	}
	return out
}

// capped leaves, of what a rule answers about things that belong to one, the first of each kind.
func capped(answers []posture.Answer) []posture.Answer {
	type kind struct {
		rule string
		is   posture.Is
	}
	var out []posture.Answer
	number, last := map[kind]int{}, map[kind]int{}
	for _, a := range answers {
		k := kind{a.Rule, a.Is}
		if number[k]++; number[k] > maxAnswers {
			out[last[k]].More++
			continue
		}
		last[k] = len(out)
		out = append(out, a)
	}
	return out
}

// addAnswer enters an answer at each bucket or key that it concerns.
func (inv *inventory) addAnswer(said *lint.Said, a *lint.Answer) {
	about, _, _ := a.Subject.About()
	address := about.Address().String()
	out := posture.Answer{Rule: said.Rule.Name, Is: posture.Is(a.Is.String()), Off: !said.On}
	if a.Why != nil && out.Is == posture.Unknown {
		out.Why = shortened(a.Why())
	}
	if o := said.Outcome(a); o != nil {
		out.Finding = finding(said, o)
	}
	if b := inv.bucketAt[address]; b != nil {
		b.Answers = append(b.Answers, out)
		return
	}
	if k := inv.keyAt[address]; k != nil {
		k.Answers = append(k.Answers, out)
		return
	}
	out.About = address
	found := false
	for _, owner := range owners(a.Subject) {
		if b := inv.bucketAt[owner.Instance.Address().String()]; b != nil {
			b.Answers = append(b.Answers, out)
			found = true
		}
	}
	if found {
		return
	}
	other := inv.otherAt[address]
	if other == nil {
		other = &posture.Other{Directory: inv.dir, Address: address, Place: place(about.Resource.Block.DefRange)}
		inv.otherAt[address] = other
		inv.others = append(inv.others, other)
	}
	out.About = ""
	other.Answers = append(other.Answers, out)
}

// owners returns the buckets to which something belongs.
func owners(s lint.Subject) []*s3.Bucket {
	if of, ok := s.(interface{ Concerns() []*s3.Bucket }); ok {
		return of.Concerns()
	}
	return nil
}

// finding says what is wrong, and what is done about it.
func finding(said *lint.Said, o *lint.Outcome) *posture.Finding {
	f := &posture.Finding{
		Severity: strings.ToLower(o.Severity.String()), Message: o.Message, Place: place(o.Shown), Elsewhere: o.Elsewhere,
	}
	if o.At != o.Shown {
		at := place(o.At)
		f.Origin = &at
	}
	switch {
	case !said.On, o.Elsewhere:
	case o.Fixable:
		f.Fix = &posture.Fix{Is: "safe"}
	case o.Unsafe:
		f.Fix = &posture.Fix{Is: "unsafe", Reason: o.Reason.Name, Detail: shortened(o.Detail)}
	case o.Reason != nil:
		f.Fix = &posture.Fix{Is: "no", Reason: o.Reason.Name, Detail: shortened(o.Detail)}
	default:
		f.Fix = &posture.Fix{Is: "no", Reason: NoFix}
	}
	if o.Annotation.Text != "" {
		f.Accepted = &posture.Accepted{Comment: shortened(o.Annotation.Text), Place: place(o.Annotation.Range)}
	}
	return f
}

// NoFix is said in place of a reason where a rule fixes nothing.
const NoFix = "this rule fixes nothing"

func place(rng hcl.Range) posture.Place {
	return posture.Place{File: slashed(rng.Filename), Line: rng.Start.Line, Column: rng.Start.Column}
}

// slashed returns a path with slashes on every system, and in its shortest form.
func slashed(path string) string {
	path = strings.ReplaceAll(path, `\`, "/")
	parts := strings.Split(path, "/")
	var out []string
	for i, part := range parts {
		switch {
		case part == "." || part == "" && i > 0:
		case part == ".." && len(out) > 0 && out[len(out)-1] != ".." && out[len(out)-1] != "":
			out = out[:len(out)-1]
		default:
			out = append(out, part)
		}
	}
	if len(out) == 0 {
		return "."
	}
	return strings.Join(out, "/")
}

// made matches a made-up text, which says nothing to a reader.
var made = regexp.MustCompile(terraform.TokenPrefix + `[0-9a-f]{24}`)

// shortened cuts what only the log has room for.
func shortened(text string) string {
	const most = 400
	text = made.ReplaceAllString(text, "…")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
